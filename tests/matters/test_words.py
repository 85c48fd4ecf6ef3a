"""Words added later: once however often they are sent, and not without end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from maplebridge.core.errors import RuleBroken
from maplebridge.core.values import uuid7
from maplebridge.matters import actions, queries
from maplebridge.matters.actions import receipt_for
from maplebridge.matters.models import Matter, MatterEvent
from maplebridge.matters.rules import input as limits
from maplebridge.matters.views import visitors
from tests.world import World, client_for, viewer


def make(world: World, **more: Any) -> Matter:
    sent = actions.Report(words="路灯不亮", place_id=world.grid.pk, **more)
    return actions.report(viewer=viewer(world.wang), sent=sent, now=timezone.now()).matter


def added() -> int:
    return MatterEvent.objects.filter(verb="add_words").count()


def test_a_form_sent_twice_adds_its_words_once(world: World) -> None:
    matter, wang = make(world), client_for(world.wang)
    page = wang.get(f"/matters/{matter.pk}/").content.decode()
    form_id = page.split('name="words-id" value="')[1].split('"')[0]
    sent = {"words-id": form_id, "words-text": "在三楼"}
    answers = [wang.post(f"/matters/{matter.pk}/words/", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert added() == 1
    assert MatterEvent.objects.get(verb="add_words").pk == UUID(form_id)
    other = wang.post(f"/matters/{matter.pk}/words/", sent | {"words-text": "在四楼"})
    assert other.status_code == 422
    assert "在四楼" in other.content.decode()
    assert added() == 1


def test_words_that_arrived_are_arrived_also_when_the_matter_is_closed_since(world: World) -> None:
    matter, wang = make(world), viewer(world.wang)
    more: Any = {"matter_id": matter.pk, "now": timezone.now()}
    said = uuid7()
    actions.add_words(viewer=wang, text="在三楼", id=said, **more)
    actions.withdraw(viewer=wang, **more)
    actions.add_words(viewer=wang, text="在三楼", id=said, **more)
    with pytest.raises(RuleBroken):
        actions.add_words(viewer=wang, text="在四楼", id=uuid7(), **more)
    assert added() == 1


def test_nobody_takes_the_number_of_somebody_elses_words(world: World) -> None:
    matter = make(world)
    said = uuid7()
    actions.add_words(
        viewer=viewer(world.wang), matter_id=matter.pk, text="在三楼", id=said, now=timezone.now()
    )
    with pytest.raises(RuleBroken) as broken:
        actions.add_words(
            viewer=viewer(world.li), matter_id=matter.pk, text="在三楼", id=said, now=timezone.now()
        )
    assert broken.value.code == "matter_id_taken"


def test_an_old_number_of_a_form_does_not_change_the_order_of_the_timeline(world: World) -> None:
    early, matter = uuid7(), make(world)
    actions.accept(viewer=viewer(world.li), matter_id=matter.pk, now=timezone.now())
    actions.add_words(
        viewer=viewer(world.wang), matter_id=matter.pk, text="在三楼", id=early, now=timezone.now()
    )
    assert [e.verb for e in queries.events_of(matter)] == ["report", "accept", "add_words"]


@pytest.mark.parametrize("anonymous", [False, True], ids=["reporter", "receipt"])
def test_a_reporter_adds_so_many_words_a_day_and_a_worker_is_not_stopped(
    world: World, anonymous: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WORDS_A_DAY", 3)
    client = client_for(None if anonymous else world.wang)
    form = {"id": str(uuid7()), "words": "路灯不亮", "place": str(world.grid.pk)}
    client.post("/matters/report/", form)
    matter = Matter.objects.get()
    address = f"/matters/{matter.pk}/words/"
    answers = [client.post(address, {"words-text": f"补充{n}"}) for n in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 422]
    page = answers[-1].content.decode()
    assert "补充3" in page
    assert "今天" in page
    assert client_for(world.li).post(address, {"words-text": "看到了"}).status_code == 302
    assert added() == 4


def test_receipt_codes_are_not_tried_without_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "LOOKUPS_AN_HOUR", 3)
    visitor = client_for(None)
    visitor.post("/matters/report/", {
        "id": str(uuid7()), "words": "路灯不亮", "place": str(world.grid.pk)
    })  # fmt: skip
    code = receipt_for(Matter.objects.get().pk)
    tries = [Client().post("/matters/receipt/", {"code": "AAAA-AAAA-AAA2"}) for _ in range(4)]
    assert [answer.status_code for answer in tries] == [422, 422, 422, 429]
    page = tries[-1].content.decode()
    assert "稍后" in page or "过一会儿" in page
    assert "AAAA-AAAA-AAA2" in page
    assert Client().post("/matters/receipt/", {"code": code}).status_code == 429
    elsewhere = Client(REMOTE_ADDR="10.0.0.9").post("/matters/receipt/", {"code": code})
    assert elsewhere.status_code == 302


def test_a_code_that_cannot_be_one_is_no_try(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "LOOKUPS_AN_HOUR", 1)
    for _ in range(3):
        assert Client().post("/matters/receipt/", {"code": "12"}).status_code == 422
