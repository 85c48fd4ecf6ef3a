"""The copy of everything: each table that the register of personal data names, or a reason."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from maplebridge.channels import actions as channels
from maplebridge.channels.models import IncomingFile, LinkCode, PushDevice, Sender
from maplebridge.core import files
from maplebridge.core.models import AuditEntry
from maplebridge.matters import public as matters
from maplebridge.matters.models import CoReporter, MatterAddress, SavedView
from maplebridge.people import actions
from maplebridge.people.models import Person
from maplebridge.retention import NOT_COPIED, RETENTION
from maplebridge.square.models import Following
from tests import world as cast
from tests.world import NOON, World, build_world, client_for, viewer

pytestmark = pytest.mark.django_db
REGISTER = {line.model for line in RETENTION}


@pytest.fixture
def world() -> World:
    return build_world()


def copy_of(who: Person) -> Any:
    return json.loads(client_for(who).post("/people/export/").getvalue())


def test_every_table_of_the_register_is_in_the_copy_or_left_out_for_a_reason(world: World) -> None:
    _, sections = actions.export_my_data(viewer=viewer(world.wang), now=NOON)
    copied = {section.table._meta.label for section in sections} | {"people.Person"}
    assert not copied & set(NOT_COPIED)
    assert copied | set(NOT_COPIED) >= REGISTER, REGISTER - copied - set(NOT_COPIED)
    assert set(NOT_COPIED) <= REGISTER
    assert all(NOT_COPIED.values())


def linked(who: Person, address: str) -> Sender:
    return Sender.objects.create(
        channel="wechat", account="gh_1", address=address, person=who, proved_at=NOON
    )


def exchanged(address: str, words: str, at: Any = NOON) -> None:
    """A message with a picture from an address, and one to it."""
    picture = files.ingest(cast.photo(), now=at)
    channels.receive(
        channel="wechat", account="gh_1", external_id=f"{address}{words}", sender=address,
        text=words, files=[picture.pk], now=at,
    )  # fmt: skip
    with transaction.atomic():
        channels.send(channel="wechat", account="gh_1", to=address, text=f"收到{words}", now=at)


def test_what_was_written_to_and_fro_is_in_the_copy_of_whose_address_it_is(world: World) -> None:
    linked(world.wang, "oWang")
    linked(world.chen, "oChen")
    exchanged("oWang", "王家的水管")
    exchanged("oChen", "陈家的水管")
    exchanged("oWang", "从前的人写的", NOON - timedelta(days=1))
    found = copy_of(world.wang)
    assert [row["text"] for row in found["messages_in"]] == ["王家的水管"]
    assert [row["text"] for row in found["messages_out"]] == ["收到王家的水管"]
    assert len(found["pictures_in"]) == 1
    assert IncomingFile.objects.count() == 3
    assert [row["address"] for row in found["linked_addresses"]] == ["oWang"]
    text = json.dumps(found, ensure_ascii=False)
    assert "陈家" not in text
    assert "从前" not in text, "before the address was proved it may have been another's"


def test_the_texts_of_a_number_are_there_since_it_was_proved(world: World) -> None:
    account = world.wang.account
    with transaction.atomic():
        channels.send(channel="sms", account="", to=account.phone, text="给从前的人", now=NOON)
    AuditEntry.objects.create(
        at=NOON + timedelta(hours=1), actor_kind="system", verb="prove_phone",
        thing_kind="people.account", thing_id=account.pk,
    )  # fmt: skip
    with transaction.atomic():
        channels.send(
            channel="sms", account="", to=account.phone, text="给王奶奶",
            now=NOON + timedelta(hours=2),
        )  # fmt: skip
    assert [row["text"] for row in copy_of(world.wang)["messages_out"]] == ["给王奶奶"]


def test_devices_codes_and_what_is_followed_or_joined_are_there_without_secrets(
    world: World,
) -> None:
    device = PushDevice.objects.create(
        person=world.wang, endpoint="https://push.example/1", point="POINT", auth="AUTHKEY",
        created_at=NOON,
    )  # fmt: skip
    LinkCode.objects.create(person=world.wang, digest="d1gest", expires_at=NOON)
    with transaction.atomic():
        channels.send(channel="push", account="", to=str(device.pk), text="有新进展", now=NOON)
    Following.objects.create(
        person=world.wang, place=world.community, category="lighting", began_at=NOON
    )
    theirs = matters.report(
        viewer=viewer(world.chen),
        sent=matters.Report(
            words="陈家的事", category="lighting", place_id=world.grid.pk, neighbours_see=True
        ),
        now=NOON,
    ).matter
    CoReporter.objects.create(matter=theirs, person=world.wang, joined_at=NOON)
    found = copy_of(world.wang)
    assert [row["endpoint"] for row in found["devices"]] == ["https://push.example/1"]
    assert [row["text"] for row in found["messages_out"]] == ["有新进展"]
    assert [row["place_id"] for row in found["followed"]] == [str(world.community.pk)]
    assert [row["matter_id"] for row in found["joined"]] == [str(theirs.pk)]
    text = json.dumps(found, ensure_ascii=False)
    for secret in ("AUTHKEY", "POINT", "d1gest", "陈家的事"):
        assert secret not in text, secret
    assert copy_of(world.chen)["followed"] == []


def test_the_matters_of_a_person_are_there_with_their_lines_and_nobody_elses_name(
    world: World,
) -> None:
    picture = files.ingest(cast.photo(), now=NOON)
    matter = matters.report(
        viewer=viewer(world.wang),
        sent=matters.Report(
            words="楼道灯不亮", category="lighting", place_id=world.grid.pk, photos=(picture.pk,)
        ),
        now=NOON,
    ).matter
    MatterAddress.objects.create(matter=matter, channel="wechat", account="gh_1", address="oWang")
    cast.settle(world, matter, NOON)
    found = copy_of(world.wang)
    assert [row["words"] for row in found["matters"]] == ["楼道灯不亮"]
    assert [row["verb"] for row in found["matter_lines"]] == ["report", "answer", "rate"]
    assert len(found["matter_photos"]) == len(found["ratings"]) == len(found["told_at"]) == 1
    assert str(world.li.pk) not in json.dumps(found)
    assert copy_of(world.chen)["matters"] == []


def test_how_a_worker_arranges_their_work_is_in_the_copy(world: World) -> None:
    SavedView.objects.create(owner=world.li, name="晚班", filters={"q": "灯"}, made_at=NOON)
    assert [row["name"] for row in copy_of(world.li)["saved_views"]] == ["晚班"]
