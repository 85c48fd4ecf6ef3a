"""What did not arrive is seen where somebody can act: on the matter, and in the list of its place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from maplebridge.channels import actions as channels
from maplebridge.channels.models import Outgoing
from maplebridge.core.viewer import Role
from maplebridge.matters.actions import Report, accept, add_words, report
from maplebridge.matters.models import Matter
from tests.review.test_reviews import english
from tests.world import NOON, World, person, post, viewer


def told(world: World) -> tuple[Matter, Outgoing]:
    """A text about Wang's matter that was sent; the provider has not said yet what became of it."""
    sent = Report(words="三栋路灯不亮", place_id=world.grid.pk, category="lighting")
    matter = report(viewer=viewer(world.wang), sent=sent, now=NOON).matter
    message = Outgoing.objects.create(
        channel="sms", to="13900000001", text="已答复", state="sent", provider_ref="r-1",
        about_kind="matters.matter", about_id=matter.pk, label=matter.reference, due_at=NOON,
        made_at=NOON, queued_at=NOON, sent_at=NOON, expires_at=NOON + timedelta(days=2),
    )  # fmt: skip
    return matter, message


def failed(world: World) -> tuple[Matter, Outgoing]:
    matter, message = told(world)
    assert channels.receipt(
        channel="sms", provider_ref="r-1", to="13900000001", arrived=False, code="UNDELIV",
        now=NOON + timedelta(minutes=1),
    )  # fmt: skip
    message.refresh_from_db()
    return matter, message


def test_a_failed_receipt_is_on_the_matter_for_its_handler_and_its_reporter_alone(
    world: World,
) -> None:
    matter, message = failed(world)
    assert message.state == "failed"
    page = f"/matters/{matter.pk}/"
    for who in (world.li, world.sun, world.wang):
        shown = english(who).get(page).content.decode()
        assert "What was written to the reporter" in shown
        assert "UNDELIV" in shown
    assert "What was written" not in english(world.chen).get(page).content.decode()


def test_the_list_of_the_place_has_it_and_that_of_another_place_has_not(world: World) -> None:
    matter, message = failed(world)
    other = person("何外社", "13900000011")
    post(other, Role.OPERATOR, world.other_community)
    for who in (world.sun, world.qian):
        assert matter.reference in english(who).get("/matters/undelivered/").content.decode()
    assert matter.reference not in english(other).get("/matters/undelivered/").content.decode()
    again = f"/matters/undelivered/{message.pk}/"
    assert english(world.li).get("/matters/undelivered/").status_code == 403
    assert english(other).post(again).status_code == 404


def test_what_arrived_is_in_no_list_of_what_did_not(world: World) -> None:
    matter, message = told(world)
    channels.receipt(channel="sms", outgoing_id=message.pk, arrived=True, now=NOON)
    assert matter.reference not in english(world.sun).get("/matters/undelivered/").content.decode()
    assert "Arrived" in english(world.li).get(f"/matters/{matter.pk}/").content.decode()


def test_how_long_a_reply_may_take_is_set_by_the_place(world: World, settings: Any) -> None:
    settings.REPLY_HOURS = 1
    matter, _ = told(world)
    accept(viewer=viewer(world.li), matter_id=matter.pk, now=NOON)
    at = NOON + timedelta(hours=3)
    matter = add_words(viewer=viewer(world.wang), matter_id=matter.pk, text="还在闪", now=at)
    assert matter.reply_due_at == at + timedelta(hours=1)
