"""Call-backs: drawn by lot, called by another community, noted beside the resident's own rating."""

from __future__ import annotations

import argparse
from datetime import date, timedelta

import pytest

from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.models import Fact
from maplebridge.core.outbox import deliver_all
from maplebridge.core.viewer import ANONYMOUS, Role
from maplebridge.matters import actions as steps
from maplebridge.matters import public as matters
from maplebridge.matters.actions import seal_all
from maplebridge.matters.public import Rating
from maplebridge.matters.queries import forget_catalogues, verify_timeline
from maplebridge.people.models import AccessRecord, Deputy, Person, Post
from maplebridge.review import actions, queries
from maplebridge.review.commands import review as command
from maplebridge.review.models import CallBack, CallSample, MonthlyReview
from maplebridge.review.rules import sample
from maplebridge.territory.models import Place
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
    sent = {"outcome": "not_solved", "text": "又坏了", "then": "leave"}
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


def told() -> set[tuple[str, str]]:
    """To whom, and why, the posts of the called matter were written to."""
    facts = Fact.objects.filter(kind__endswith="PostAsked")
    told = {(one.payload["post_id"], one.payload["why"]) for one in facts}
    return {one for one in told if one[1].startswith("call_")}


def test_not_solved_opens_it_again_in_their_name_and_tells_handler_and_those_above(
    world: World, caller: Person
) -> None:
    call = drawn(world)
    client = english(caller)
    page = f"/review/calls/{call.pk}/"
    assert client.post(page, {"outcome": "not_solved", "text": "又不亮了"}).status_code == 422
    assert client.post(page, {"outcome": "not_solved", "then": "reopen"}).status_code == 422
    sent = {"outcome": "not_solved", "then": "reopen", "text": "又不亮了"}
    assert client.post(page, sent).status_code == 302
    matter = matters.Matter.objects.get(pk=call.matter_id)
    assert (matter.state, matter.closing_code) == ("reopened", "")
    line = matter.events.get(verb="dispute")
    assert (line.text, line.by_reporter, line.actor_id) == ("又不亮了", True, caller.pk)
    sun = Post.objects.get(person=world.sun)
    wanted = {(str(one.pk), "call_reopened") for one in (world.li_post, sun)}
    assert told() == wanted
    shown = english(world.wang).get(f"/matters/{matter.pk}/").content.decode()
    assert "said when called back: opened again" in shown
    assert "Open it again in their name" in client.get(page).content.decode()


def test_who_leaves_it_at_that_is_counted_as_not_solved_and_seals_still_hold(
    world: World, caller: Person
) -> None:
    call = drawn(world)
    seal_all(now=FIRST)
    noted = {"viewer": viewer(caller), "call_id": call.pk, "outcome": "not_solved", "text": "算了"}
    with pytest.raises(RuleBroken):
        actions.note_call(**noted, now=FIRST)
    actions.note_call(**noted, reopen=False, now=FIRST + timedelta(hours=1))
    matter = matters.Matter.objects.get(pk=call.matter_id)
    assert (matter.state, matter.closing_code) == ("closed", "unsolved")
    assert {why for _, why in told()} == {"call_left"}
    deliver_all()
    assert verify_timeline().faults == []
    matters.Matter.objects.filter(pk=matter.pk).update(closing_code="fixed")
    assert verify_timeline().faults


def alone(world: World) -> None:
    """From now on the jurisdiction has one community."""
    Place.objects.filter(pk=world.other_community.pk).update(valid_to=date(2026, 10, 1))


def test_in_one_community_a_post_without_a_part_calls(world: World) -> None:
    alone(world)
    call = drawn(world)
    post_of = {p.pk: p.person for p in Post.objects.filter(person__in=[world.sun, world.qian])}
    assert call.caller_id is None
    assert call.caller_post_id in post_of
    lucky = post_of.pop(call.caller_post_id)
    assert queries.call_for(viewer(lucky), call.pk) == call
    assert call.matter.reference in english(lucky).get("/review/calls/").content.decode()
    for other in (*post_of.values(), world.li, world.chen):
        with pytest.raises((Missing, Forbidden)):
            queries.call_for(viewer(other), call.pk)
    words = {"viewer": viewer(lucky), "matter_id": call.matter_id, "text": "再看", "now": FIRST}
    steps.dispute(viewer=viewer(world.wang), matter_id=call.matter_id, reason="没好", now=FIRST)
    matters.add_words(**words)
    with pytest.raises(Missing):
        queries.call_for(viewer(lucky), call.pk)


def test_where_nobody_is_independent_nobody_calls_and_the_page_says_so(world: World) -> None:
    alone(world)
    Deputy.objects.create(post=Post.objects.get(person=world.qian), person=world.zhao,
                          valid_from=date(2024, 1, 1))  # fmt: skip
    Post.objects.filter(person=world.sun).delete()
    call = drawn(world)
    assert (call.caller_id, call.caller_post_id) == (None, None), "zhao is the handler's deputy"
    review = MonthlyReview.objects.get(place=world.community, month=NOVEMBER)
    page = english(world.qian).get(f"/review/{review.pk}/").content.decode()
    assert "For 1 of them nobody calls" in page
    assert command.run(argparse.Namespace(verb="lots", month="2026-11")) == 0


def test_who_is_left_out_of_the_lots_is_said_beside_them(world: World) -> None:
    for channel, who in (("phone", None), ("web", None), ("web", world.wang)):
        sent = matters.Report(words="灯坏了", place_id=world.grid.pk, category="lighting",
                              channel=channel, nameless=who is None)  # fmt: skip
        asks = ANONYMOUS if who is None and channel == "web" else viewer(who or world.sun)
        made = matters.report(viewer=asks, sent=sent, now=NOON).matter
        matters.answer(
            viewer=viewer(world.li), matter_id=made.pk, text="已修好", code="fixed", now=NOON
        )
    steps.close_undisputed(now=NOON + timedelta(days=7))
    drawn(world)
    left = CallSample.objects.get().left_out
    assert left == {"by_phone": 1, "nameless": 1, "withdrawn": 1}
    review = MonthlyReview.objects.get(place=world.community, month=NOVEMBER)
    page = english(world.qian).get(f"/review/{review.pk}/").content.decode()
    assert "reported by phone without a name 1" in page
    assert "taken back 1" in page
