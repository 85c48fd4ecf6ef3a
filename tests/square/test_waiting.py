"""What waits to be released has a day: shown in the queue, told to one above once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from maplebridge.channels.models import Outgoing, PushDevice
from maplebridge.core import calendar
from maplebridge.core.models import AuditEntry
from maplebridge.core.outbox import deliver_all
from maplebridge.matters import actions as matter_actions
from maplebridge.people import public as people
from maplebridge.square import actions, queries
from maplebridge.square.models import Publication
from tests.world import World, client_for, publish, viewer


def waiting(world: World) -> Publication:
    sent = matter_actions.Report(
        words="路灯不亮", category="lighting", place_id=world.grid.pk, everybody_sees=True
    )
    matter_actions.report(viewer=viewer(world.wang), sent=sent, now=timezone.now())
    deliver_all()
    return Publication.objects.get()


def told() -> list[Any]:
    found = AuditEntry.objects.filter(verb="square.tell_above")
    return list(found.values_list("thing_id", flat=True))


def test_two_working_days_are_given_and_shown(world: World) -> None:
    public = waiting(world)
    assert public.due_at == calendar.add_working_days(public.allowed_at, 2).at
    page = client_for(world.li).get("/matters/public/queue/").content.decode()
    assert "已超时" not in page
    Publication.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    page = client_for(world.li).get("/matters/public/queue/").content.decode()
    assert "已超时" in page
    (row,) = queries.queue(viewer(world.sun))[0]
    assert row.due_at is not None


def test_one_above_is_told_once_and_only_when_it_is_late(world: World) -> None:
    public = waiting(world)
    people.give_consent(
        viewer=viewer(world.sun), purpose="push", now=timezone.now(),
        text_version=people.PURPOSES["push"].version,
    )  # fmt: skip
    PushDevice.objects.create(
        person=world.sun, endpoint="https://fcm.googleapis.com/1", point="p", auth="a",
        created_at=timezone.now(),
    )  # fmt: skip
    assert public.due_at is not None
    actions.tell_above(now=public.due_at - timedelta(minutes=1))
    assert told() == []
    for hours in (0, 1, 48):
        actions.tell_above(now=public.due_at + timedelta(hours=hours))
    assert told() == [public.pk]
    assert Outgoing.objects.filter(channel="push").count() == 1


def test_what_was_decided_withdrawn_or_taken_back_is_late_no_more(world: World) -> None:
    public = publish(world)
    later = timezone.now() + timedelta(days=30)
    actions.tell_above(now=later)
    assert (public.due_at, told()) == (None, [])
    matter_actions.answer(
        viewer=viewer(world.li), matter_id=public.matter_id, text="已修好", now=timezone.now()
    )
    deliver_all()
    public.refresh_from_db()
    assert public.due_at is not None
    matter_actions.dispute(
        viewer=viewer(world.wang), matter_id=public.matter_id, reason="又坏了", now=timezone.now()
    )
    actions.choose_readers(
        viewer=viewer(world.wang), matter_id=public.matter_id, visibility="private",
        now=timezone.now(),
    )  # fmt: skip
    actions.tell_above(now=later)
    assert told() == []
