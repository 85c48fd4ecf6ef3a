"""A petition, a review or a lawsuit that the resident names: it hinders nothing and is no demerit."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.values import uuid7
from maplebridge.matters import actions, queries
from maplebridge.matters.models import Matter
from maplebridge.matters.rules import clocks
from maplebridge.matters.rules.clocks import Promise, Step
from maplebridge.matters.rules.states import OPEN, TRANSITIONS, State, Verb
from maplebridge.review.queries.figures import figures_of
from maplebridge.review.rules.figures import Month, summed
from tests.matters.test_handing import EveryDay, fresh, play_until, reported
from tests.world import NOON, World, client_for, viewer

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def named(world: World, matter: Matter, now: datetime, kind: str = "lawsuit") -> Matter:
    return actions.name_recourse(
        viewer=viewer(world.wang, now=now), matter_id=matter.pk, kind=kind, now=now
    )


def accepted(world: World) -> Matter:
    matter = reported(world)
    li, at = viewer(world.li), NOON + HOUR
    return actions.accept(viewer=li, matter_id=matter.pk, text="下午过来看", now=at)


def counted(*days: datetime) -> Month:
    months = {day.date().replace(day=1) for day in days}
    return summed(one for day in months for one in figures_of(day).months.values())


def test_a_resident_names_it_on_the_page_and_goes_on(world: World) -> None:
    matter = accepted(world)
    wang = client_for(world.wang)
    sent = wang.post(f"/matters/{matter.pk}/recourse/", {"recourse-kind": "petition"})
    assert sent.status_code == 302
    wang.post(f"/matters/{matter.pk}/recourse/", {"recourse-kind": "petition"})
    assert matter.events.filter(verb="name_recourse").count() == 1, "twice is once"
    assert "信访" in client_for(world.li).get(f"/matters/{matter.pk}/").content.decode()
    actions.answer(viewer=viewer(world.li), matter_id=matter.pk, text="修好了", now=NOON + DAY)
    assert wang.post(f"/matters/{matter.pk}/recourse/over/", {}).status_code == 302
    assert fresh(matter).recourse_since is None


def test_it_is_named_with_words_with_a_dispute_and_with_the_report(world: World) -> None:
    wang = client_for(world.wang)
    words = accepted(world)
    sent = {"words-text": "已经起诉", "words-recourse": "lawsuit"}
    assert wang.post(f"/matters/{words.pk}/words/", sent).status_code == 302
    assert words.events.filter(verb="name_recourse", code="lawsuit").exists()
    disputed = accepted(world)
    actions.answer(viewer=viewer(world.li), matter_id=disputed.pk, text="好了", now=NOON + DAY)
    sent = {"dispute-text": "没有", "dispute-recourse": "review"}
    assert wang.post(f"/matters/{disputed.pk}/dispute/", sent).status_code == 302
    assert disputed.events.filter(verb="name_recourse", code="review").exists()
    wang.post(
        "/matters/report/",
        {
            "id": str(uuid7()),
            "words": "墙裂了",
            "place": str(world.grid.pk),
            "category": "other",
            "recourse": "lawsuit",
        },
    )
    assert Matter.objects.get(words="墙裂了").recourse_since is not None


def test_neither_neighbours_nor_workers_name_it_and_neighbours_never_see_it(world: World) -> None:
    sent = actions.Report(
        words="路灯不亮", category="lighting", place_id=world.grid.pk, neighbours_see=True
    )
    matter = actions.report(viewer=viewer(world.wang), sent=sent, now=NOON).matter
    for who in (world.chen, world.li):
        with pytest.raises(Forbidden):
            actions.name_recourse(viewer=viewer(who), matter_id=matter.pk, kind="lawsuit", now=NOON)
    named(world, matter, NOON + HOUR)
    page = client_for(world.chen).get(f"/matters/{matter.pk}/").content.decode()
    assert matter.reference in page
    assert "诉讼" not in page
    with pytest.raises(RuleBroken):
        named(world, matter, NOON, "复仇")


def test_the_settling_clock_stands_still_and_runs_on(world: World) -> None:
    matter = accepted(world)
    before = matter.settle_due_at
    named(world, matter, NOON + 2 * HOUR)
    play_until(NOON + 60 * DAY)
    assert not matter.events.filter(verb="escalate").exists()
    late = queries.inbox(viewer(world.li), queries.Tab.LATE, now=NOON + 60 * DAY).rows
    assert late == []
    over = actions.end_recourse(viewer=viewer(world.wang), matter_id=matter.pk, now=NOON + 60 * DAY)
    assert over.settle_due_at >= before + 55 * DAY
    assert over.due_at == over.settle_due_at
    play_until(over.settle_due_at)
    assert matter.events.filter(verb="escalate").count() == 1, "and then it is late like any other"


def test_a_rest_for_it_lasts_as_long_as_it_does(world: World) -> None:
    matter = accepted(world)
    named(world, matter, NOON + 2 * HOUR)
    actions.suspend(
        viewer=viewer(world.li), matter_id=matter.pk, reason="court", text="等判决",
        until=calendar.today(NOON) + 30 * DAY, now=NOON + 3 * HOUR,
    )  # fmt: skip
    at = NOON
    while at < NOON + 200 * DAY:
        at += 5 * DAY
        actions.act_on_alarms(now=at)
    assert fresh(matter).state == "suspended"
    actions.end_recourse(viewer=viewer(world.wang), matter_id=matter.pk, now=at)
    assert fresh(matter).state == "accepted"
    assert fresh(matter).settle_due_at > at


def test_the_month_counts_it_against_nobody(world: World) -> None:
    matter = accepted(world)
    named(world, matter, NOON + 2 * HOUR)
    actions.return_(
        viewer=viewer(world.li), matter_id=matter.pk, reason="other_duty", text="法院在审",
        now=NOON + 3 * HOUR,
    )  # fmt: skip
    play_until(NOON + 40 * DAY)
    actions.answer(viewer=viewer(world.li), matter_id=matter.pk, text="判了", now=NOON + 41 * DAY)
    actions.rate(
        viewer=viewer(world.wang), matter_id=matter.pk, stars=3, solved=True, now=NOON + 42 * DAY
    )
    month = counted(NOON, NOON + 42 * DAY)
    assert (month.settle_owed, month.late_one, month.late_two, month.late_three) == (0, 0, 0, 0)
    assert (month.returned, month.closed) == (0, 1)


def test_what_was_late_before_stays_late(world: World) -> None:
    matter = accepted(world)
    late = matter.settle_due_at + HOUR
    play_until(late)
    named(world, matter, late)
    actions.answer(viewer=viewer(world.li), matter_id=matter.pk, text="好了", now=late + DAY)
    actions.rate(
        viewer=viewer(world.wang), matter_id=matter.pk, stars=3, solved=True, now=late + 2 * DAY
    )
    month = counted(NOON, late, late + 2 * DAY)
    assert (month.settle_kept, month.settle_owed, month.late_one) == (0, 1, 1)


def test_a_dispute_does_not_wipe_out_the_first_round(world: World) -> None:
    matter = accepted(world)
    late = matter.settle_due_at + 3 * DAY
    actions.answer(viewer=viewer(world.li), matter_id=matter.pk, text="好了", now=late)
    actions.dispute(viewer=viewer(world.wang), matter_id=matter.pk, reason="没好", now=late + HOUR)
    actions.answer(viewer=viewer(world.li), matter_id=matter.pk, text="好了", now=late + 2 * HOUR)
    actions.rate(
        viewer=viewer(world.wang), matter_id=matter.pk, stars=3, solved=True, now=late + 3 * HOUR
    )
    month = counted(late)
    assert (month.first_kept, month.first_owed) == (2, 2)
    assert (month.settle_kept, month.settle_owed) == (1, 2)
    assert month.closed == 1


# The rules alone

moments = st.lists(st.integers(1, 60 * 24 * 40), min_size=1, max_size=12, unique=True)
verbs = st.sampled_from([
    Verb.NAME_RECOURSE, Verb.END_RECOURSE, Verb.SUSPEND, Verb.RESUME, Verb.ADD_WORDS, Verb.ACCEPT,
])  # fmt: skip


@given(st.data(), moments, st.integers(1, 30), st.booleans())
def test_what_stands_still_gives_no_less_and_no_more_than_it_stood(
    data: st.DataObject, minutes: list[int], days: int, round_the_clock: bool
) -> None:
    """However pauses overlap, time is given once, and never more than from the first to the last."""
    promise = Promise(4, days, round_the_clock)
    steps = [Step(NOON, Verb.REPORT, by_reporter=True)]
    for minute in sorted(minutes):
        at, verb = NOON + timedelta(minutes=minute), data.draw(verbs)
        asks = verb is Verb.ADD_WORDS and data.draw(st.booleans())
        steps.append(Step(at, verb, not asks and verb is Verb.ADD_WORDS, asks))
    plain = clocks.clocks(steps[:1], promise, EveryDay()).settle_due.at
    run = clocks.clocks(steps, promise, EveryDay())
    stood = steps[-1].at - steps[0].at + timedelta(days=clocks.ASK_DAYS)
    assert plain <= run.settle_due.at <= plain + stood + 2 * DAY * len(steps)
    assert (
        run.first_answer_due.at == clocks.clocks(steps[:1], promise, EveryDay()).first_answer_due.at
    )


@given(st.integers(1, 60 * 24 * 3), st.integers(1, 60 * 24 * 40))
def test_a_question_gives_at_most_the_days_that_the_rules_allow(asked: int, reply: int) -> None:
    promise = Promise(4, 10, round_the_clock=True)
    ask = Step(NOON + timedelta(minutes=asked), Verb.ADD_WORDS, False, asks=True)
    heard = Step(ask.at + timedelta(minutes=reply), Verb.ADD_WORDS, True)
    plain = NOON + 10 * DAY
    given_ = clocks.clocks([_report(), ask, heard], promise, EveryDay()).settle_due.at - plain
    assert given_ == min(heard.at - ask.at, timedelta(days=clocks.ASK_DAYS))
    silent = clocks.clocks([_report(), ask], promise, EveryDay()).settle_due.at - plain
    assert silent == timedelta(days=clocks.ASK_DAYS), "silence ends by itself"
    twice = [_report(), ask, heard, Step(heard.at + HOUR, Verb.ADD_WORDS, False, asks=True)]
    both = clocks.clocks(twice, promise, EveryDay()).settle_due.at - plain
    assert both <= timedelta(days=clocks.ASK_DAYS), "asking again and again wins no more"


def _report() -> Step:
    return Step(NOON, Verb.REPORT, by_reporter=True)


@pytest.mark.parametrize("state", list(State))
def test_it_blocks_no_step_in_any_state(state: State) -> None:
    known = TRANSITIONS[state]
    assert known[Verb.NAME_RECOURSE] is known[Verb.END_RECOURSE] is state
    if state in OPEN:
        assert Verb.ANSWER in known
