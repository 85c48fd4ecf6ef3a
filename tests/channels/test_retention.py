"""Messages are forgotten the night after their days are over, and not a day before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import models, transaction

from maplebridge.channels import actions
from maplebridge.channels.models import Incoming, IncomingFile, LinkCode, Outgoing
from maplebridge.core import files
from maplebridge.retention import RETENTION
from tests import world
from tests.world import NOON

pytestmark = pytest.mark.django_db
DAYS: dict[str, Any] = {line.model: line.days for line in RETENTION}


def came_in(number: int, age: timedelta) -> models.Model:
    picture = files.ingest(world.photo(), now=NOON)
    row, _ = actions.receive(
        channel="sms", account="", external_id=str(number), sender="13900000001",
        text="灯坏了", files=[picture.pk], now=NOON - age,
    )  # fmt: skip
    return row


def went_out(number: int, age: timedelta) -> models.Model:
    with transaction.atomic():
        return actions.send(
            channel="sms", account="", to="13900000001", text="已收到", now=NOON - age
        )


def code(number: int, age: timedelta) -> models.Model:
    who = world.person("人", f"1390000{number:04d}")
    return LinkCode.objects.create(person=who, digest=str(number), expires_at=NOON - age)


@pytest.mark.parametrize(
    ("table", "make"),
    [
        ("channels.Incoming", came_in),
        ("channels.Outgoing", went_out),
        ("channels.LinkCode", code),
    ],
)
def test_a_message_is_there_on_its_last_day_and_gone_on_the_next(table: str, make: Any) -> None:
    days = timedelta(days=DAYS[table])
    young, old = make(1, days - timedelta(minutes=1)), make(2, days + timedelta(minutes=1))
    actions.purge_expired(now=NOON)
    left = type(young)._default_manager.values_list("pk", flat=True)  # type: ignore[attr-defined]  # any of ours
    assert young.pk in left
    assert old.pk not in left


def test_the_pictures_of_a_forgotten_message_are_let_go() -> None:
    came_in(1, timedelta(days=DAYS["channels.Incoming"] + 1))
    actions.purge_expired(now=NOON)
    assert not Incoming.objects.exists()
    assert not IncomingFile.objects.exists()
    assert not Outgoing.objects.exists()
