"""The timeline's guards in the database: seen to refuse raw SQL, and to let the forgetting pass."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from maplebridge.core import files
from maplebridge.matters import actions
from maplebridge.matters.models import Matter, MatterEvent, MatterPhoto, Rating
from tests.world import NOON, World, photo, viewer

MIGRATION = import_module("maplebridge.matters.migrations.0002_timeline_is_append_only")


@pytest.fixture
def told(world: World) -> Matter:
    """A matter with a photo, an answer and a rating; still open to a dispute, then closed."""
    picture = files.ingest(photo(), now=NOON)
    sent = actions.Report(
        words="路灯不亮", category="lighting", place_id=world.grid.pk, photos=(picture.pk,)
    )
    matter = actions.report(viewer=viewer(world.wang), sent=sent, now=NOON).matter
    actions.answer(viewer=viewer(world.li), matter_id=matter.pk, text="好了", now=NOON)
    return matter


def close(world: World, matter: Matter) -> None:
    actions.rate(
        viewer=viewer(world.wang), matter_id=matter.pk, stars=5, solved=True, text="谢谢", now=NOON
    )


def refused(sql: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql)


OF_AN_OPEN_MATTER = [
    "UPDATE matters_matterevent SET text = ''",
    "UPDATE matters_matterevent SET actor_id = NULL",
    "DELETE FROM matters_matterphoto",
]
EVEN_OF_A_CLOSED_ONE = [
    "UPDATE matters_matterevent SET text = 'other words'",
    "UPDATE matters_matterevent SET text = '', at = at, verb = 'close'",
    "UPDATE matters_matterevent SET to_state = 'closed', text = ''",
    "UPDATE matters_matterevent SET by_reporter = NOT by_reporter",
    "UPDATE matters_matterevent SET code = 'fixed'",
    "UPDATE matters_matterevent SET deputy_for_id = actor_id",
    "DELETE FROM matters_matterevent",
    'UPDATE matters_matterphoto SET "order" = 7',
    "UPDATE matters_rating SET stars = 1",
    "UPDATE matters_rating SET text = 'good'",
    "UPDATE matters_rating SET solved = NOT solved, text = ''",
    "DELETE FROM matters_rating",
]


@pytest.mark.parametrize("sql", [*OF_AN_OPEN_MATTER, *EVEN_OF_A_CLOSED_ONE[:8]])
def test_nobody_rewrites_the_timeline_of_an_open_matter(told: Matter, sql: str) -> None:
    refused(sql)


@pytest.mark.parametrize("sql", EVEN_OF_A_CLOSED_ONE)
def test_nobody_rewrites_what_is_closed(world: World, told: Matter, sql: str) -> None:
    close(world, told)
    refused(sql)


def test_nobody_puts_an_actor_where_none_was(world: World, told: Matter) -> None:
    close(world, told)
    MatterEvent.objects.update(actor=None)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        MatterEvent.objects.update(actor=world.li)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", MIGRATION.TABLES)
def test_no_table_of_the_timeline_is_emptied_at_once(told: Matter, table: str) -> None:
    connection.check_constraints()  # PostgreSQL empties no table that has checks to come
    refused(f"TRUNCATE matters_{table} CASCADE")


def test_the_lawful_forgetting_passes(world: World, told: Matter) -> None:
    close(world, told)
    lines = MatterEvent.objects.count()
    actions.purge_expired(now=NOON + timedelta(days=1096))
    assert Matter.objects.get().words == ""
    assert MatterEvent.objects.filter(text="", actor=None).exists()
    assert MatterEvent.objects.count() == lines
    assert not MatterEvent.objects.exclude(text="").exists()
    assert not MatterPhoto.objects.exists()
    assert Rating.objects.get().text == ""


@pytest.mark.django_db
def test_every_guard_is_there() -> None:
    """A migration that makes SQLite rebuild a table drops its triggers without a word."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}
    assert {name for name, *_ in MIGRATION.GUARDS} <= there
