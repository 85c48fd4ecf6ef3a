"""Call-backs: drawn by lot, called by another community, noted beside the resident's own rating."""

from __future__ import annotations

import argparse
from datetime import date, timedelta

import pytest

from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Role
from maplebridge.matters import actions as steps
from maplebridge.matters import public as matters
from maplebridge.matters.public import Rating
from maplebridge.matters.queries import forget_catalogues
from maplebridge.people.models import AccessRecord, Person
from maplebridge.review import actions, queries
from maplebridge.review.commands import review as command
from maplebridge.review.models import CallBack, CallSample, MonthlyReview
from maplebridge.review.rules import sample
from tests.review.test_reviews import FIRST, NOVEMBER, a_month, english, reported
from tests.world import NOON, World, person, post, viewer


@pytest.fixture
def caller(world: World) -> Person:
    """The operator of the other community, who is in nobody's chain here."""
    made = person("何外社", "13900000011")
    post(made, Role.OPERATOR, world.other_community)
    return made


def drawn(world: World) -> CallBack:
    a_month(world)
    actions.draft_due(now=FIRST)
    return CallBack.objects.get()


def test_anybody_can_draw_the_same_lots_again(world: World) -> None:
    call = drawn(world)
    kept = CallSample.objects.get()
    again = sample.drawn(queries.closed_in(NOVEMBER), kept.seed, kept.share_bp, kept.most)
    assert again == {world.community.pk: [call.matter_id]}
    assert kept.closed == 6, "neither the one taken back nor the open one"
    assert call.caller_id == world.other_community.pk
    actions.draft_month(NOVEMBER, now=FIRST + timedelta(days=2))
    assert CallBack.objects.count() == 1


def test_share_and_most_are_those_of_the_months_catalogue_and_it_is_cited(world: World) -> None:
    a_month(world)
    head = post(world.chen, Role.HEAD, world.jurisdiction.root) and world.chen
    for day, percent in ((date(2026, 11, 30), 60), (date(2026, 12, 1), 100)):
        content = matters.dump_catalogue(matters.catalogue(date(2026, 11, 1)))
        content |= {"version": f"v{percent}", "valid_from": day.isoformat(),
                    "call_back_percent": percent, "call_back_most": 3}  # fmt: skip
        matters.adopt_catalogue(viewer=viewer(head), content=content, why="多问", now=NOON)
    actions.draft_due(now=FIRST)
    kept = CallSample.objects.get()
    assert (kept.rulebook, kept.share_bp, kept.most) == ("v60", 6000, 3)
    assert CallBack.objects.count() == 3, "60 of a hundred of six are four, three at most"
    review = MonthlyReview.objects.get(place=world.community, month=NOVEMBER)
    page = english(world.qian).get(f"/review/{review.pk}/").content.decode()
    for told in ("3 of 6 closed matters", "version v60", "60 of a hundred", kept.seed):
        assert told in page
    table = english(world.qian).get(f"/review/{review.pk}/figures.csv").content.decode()
    assert f"2026-11,lots,v60,{kept.seed},3,6" in table
    forget_catalogues()


def test_a_draw_done_again_tells_what_differs(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    call = drawn(world)
    told = argparse.Namespace(verb="lots", month="2026-11")
    assert command.run(told) == 0
    assert "the same 1 of 6" in capsys.readouterr().out
    later = FIRST + timedelta(hours=2)
    steps.dispute(viewer=viewer(world.wang), matter_id=call.matter_id, reason="又坏了", now=later)
    assert command.run(told) == 0
    assert "opened again or forgotten since" in capsys.readouterr().out
    CallBack.objects.update(matter=reported(world))
    CallSample.objects.update(keys_digest=sample.digest(queries.closed_in(NOVEMBER)))
    assert command.run(told) == 1
    assert "differ" in capsys.readouterr().out
    with pytest.raises(RuleBroken) as refused:
        command.run(argparse.Namespace(verb="lots", month="2025-01"))
    assert refused.value.code == "lots_missing"


def test_only_the_other_community_calls_not_the_handlers_chain(
    world: World, caller: Person
) -> None:
    call = drawn(world)
    post(world.chen, Role.HEAD, world.jurisdiction.root)
    for who in (world.sun, world.qian, world.chen):
        with pytest.raises(Missing):
            queries.call_for(viewer(who), call.pk)
    with pytest.raises(Forbidden):
        queries.call_for(viewer(world.li), call.pk)
    page = english(caller).get(f"/review/calls/{call.pk}/").content.decode()
    assert call.matter.reference in page
    assert "13900000001" not in page
    assert call.matter.reference in english(caller).get("/review/calls/").content.decode()


def test_the_number_is_shown_once_and_the_person_reads_who_and_why(
    world: World, caller: Person
) -> None:
    call = drawn(world)
    page = english(caller).post(f"/review/calls/{call.pk}/number/").content.decode()
    assert "13900000001" in page
    row = AccessRecord.objects.get(subject=world.wang)
    assert (row.reader_id, row.thing_id) == (caller.pk, call.pk)
    assert "2026-11" in row.reason


def test_the_outcome_is_noted_once_and_changes_no_rating(world: World, caller: Person) -> None:
    call = drawn(world)
    before = list(Rating.objects.values_list("pk", "stars", "solved"))
    client = english(caller)
    assert client.post(f"/review/calls/{call.pk}/", {"outcome": "maybe"}).status_code == 422
    sent = {"outcome": "not_solved", "text": "又坏了"}
    assert client.post(f"/review/calls/{call.pk}/", sent).status_code == 302
    call.refresh_from_db()
    assert (call.outcome, call.text) == ("not_solved", "又坏了")
    assert list(Rating.objects.values_list("pk", "stars", "solved")) == before
    with pytest.raises(RuleBroken) as told:
        actions.note_call(viewer=viewer(caller), call_id=call.pk, outcome="solved", now=FIRST)
    assert told.value.code == "call_done"
    with pytest.raises(RuleBroken):
        actions.read_number(viewer=viewer(caller), call_id=call.pk, now=FIRST)


def test_a_share_of_few_calls_is_not_shown(world: World, caller: Person) -> None:
    call = drawn(world)
    actions.note_call(viewer=viewer(caller), call_id=call.pk, outcome="solved", now=FIRST)
    found = queries.outcome_shares(NOVEMBER, world.community.path)
    assert (found["reached"].part, found["reached"].whole) == (1, 1)
    assert found["solved"].per_mille is None


def test_what_was_said_on_the_phone_is_forgotten_after_a_year(world: World, caller: Person) -> None:
    call = drawn(world)
    actions.note_call(
        viewer=viewer(caller), call_id=call.pk, outcome="solved", text="谢谢", now=FIRST
    )
    for days, left in ((364, "谢谢"), (366, "")):
        actions.purge_expired(now=FIRST + timedelta(days=days))
        call.refresh_from_db()
        assert (call.text, call.outcome) == (left, "solved")
