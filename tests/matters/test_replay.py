"""Replaying the past: the present rules give what happened, a change gives what would have."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from maplebridge.matters.rules import replay
from maplebridge.matters.rules.clocks import Promise, Step, clocks
from maplebridge.matters.rules.replay import LimitChange, Line, Past, RouteChange
from maplebridge.matters.rules.states import State, Verb, next_state
from tests.matters.test_rules import START, PlainWeek

CALENDAR = PlainWeek()
LATER = START + timedelta(days=400)
PROMISE = Promise(first_answer_hours=4, settle_days=3)
VERBS = [v for v in Verb if v not in {Verb.REPORT, Verb.JOIN}]


def promise_of(version: str, kind: str) -> Promise:
    return PROMISE


def calendar_of(version: str) -> PlainWeek:
    return CALENDAR


@st.composite
def timelines(draw: st.DrawFn) -> Past:
    """A walk through the states, with some time between the steps."""
    state, at = State.RECEIVED, START
    lines = [Line(at, Verb.REPORT, True, "grid")]
    for verb in draw(st.lists(st.sampled_from(VERBS), max_size=12)):
        after = next_state(state, verb)
        if after is None:
            continue
        at += timedelta(minutes=draw(st.integers(0, 4000)))
        by_reporter = verb in {Verb.RATE, Verb.DISPUTE, Verb.WITHDRAW}
        level = (
            draw(st.sampled_from(["grid", "community", "street"])) if verb in replay._MOVES else ""
        )
        kind = draw(st.sampled_from(["lamp", "water"])) if verb is Verb.TRIAGE else ""
        lines.append(Line(at, verb, by_reporter, level, kind))
        state = after
    return Past("lamp", "0001", tuple(lines))


@given(st.lists(timelines(), max_size=6))
@settings(max_examples=200, deadline=None)
def test_replaying_the_present_rules_gives_what_happened(past: list[Past]) -> None:
    """Counted a second way: the clocks that the product itself runs, round by round."""
    kept = missed = settled = settle_missed = 0
    for matter in past:
        for lines in replay.rounds(matter.lines):
            if any(line.verb is Verb.WITHDRAW for line in lines):
                continue
            steps = [Step(line.at, line.verb, line.by_reporter) for line in lines]
            run = clocks(steps, PROMISE, CALENDAR)
            heard, done = run.first_answer_at, run.settled_at
            kept += heard is not None and heard <= run.first_answer_due.at
            missed += heard is None or heard > run.first_answer_due.at
            settled += done is not None and done <= run.settle_due.at
            settle_missed += (done is None and run.resting_since is None) or (
                done is not None and done > run.settle_due.at
            )
    total = replay.replay(past, promise_of=promise_of, calendar_of=calendar_of, now=LATER).total
    assert (total.first_kept, total.first_missed) == (kept, missed)
    assert (total.settle_kept, total.settle_missed) == (settled, settle_missed)


@given(st.lists(timelines(), max_size=6))
@settings(max_examples=100, deadline=None)
def test_every_round_is_counted_once_and_a_change_to_the_same_changes_nothing(
    past: list[Past],
) -> None:
    plain = replay.replay(past, promise_of=promise_of, calendar_of=calendar_of, now=LATER)
    total = plain.total
    assert total.rounds == sum(len(replay.rounds(one.lines)) for one in past)
    assert total.rounds == (
        total.settle_kept + total.settle_missed + total.running + total.taken_back
    )
    same = LimitChange("lamp", PROMISE.first_answer_hours, PROMISE.settle_days)
    again = replay.replay(
        past, promise_of=promise_of, calendar_of=calendar_of, now=LATER, change=same
    )
    assert again.kinds == plain.kinds


@given(st.lists(timelines(), max_size=6), st.integers(1, 3))
@settings(max_examples=100, deadline=None)
def test_more_time_never_breaks_a_promise_that_was_kept(past: list[Past], more: int) -> None:
    plain = replay.replay(past, promise_of=promise_of, calendar_of=calendar_of, now=LATER).kinds
    wider = LimitChange("lamp", PROMISE.first_answer_hours + more, PROMISE.settle_days + more)
    after = replay.replay(
        past, promise_of=promise_of, calendar_of=calendar_of, now=LATER, change=wider
    )
    assert after.assumptions == (replay.ASSUMED_LIMIT,)
    for kind, tally in after.kinds.items():
        assert tally.first_kept >= plain[kind].first_kept
        assert tally.settle_kept >= plain[kind].settle_kept
        if kind != "lamp":
            assert tally == plain[kind]


def hours(count: float) -> datetime:
    return START + timedelta(hours=count)


def passed_round() -> Past:
    """Reported to a grid, handed on to the street after a day, answered two hours later."""
    return Past(
        "lamp",
        "00010001",
        (
            Line(hours(0), Verb.REPORT, True, "grid"),
            Line(hours(24), Verb.REFER, False, "street"),
            Line(hours(25), Verb.ACCEPT),
            Line(hours(26), Verb.ANSWER),
        ),
    )


def test_a_street_asked_at_once_saves_the_hand_over_and_the_day() -> None:
    change = RouteChange("lamp", "0001", "street")
    before = replay.replay(
        [passed_round()], promise_of=promise_of, calendar_of=calendar_of, now=LATER
    )
    after = replay.replay(
        [passed_round()], promise_of=promise_of, calendar_of=calendar_of, now=LATER, change=change
    )
    assert (before.total.hand_overs, before.total.first_kept) == (1, 0)
    assert (after.total.hand_overs, after.total.first_kept) == (0, 1)
    assert after.total.unknown == 0
    assert after.assumptions == (replay.ASSUMED_ROUTE,)


def test_what_cannot_be_known_is_said_and_left_as_it_was() -> None:
    for change in (
        RouteChange("lamp", "0001", "community"),
        RouteChange("lamp", "", "jurisdiction"),
    ):
        after = replay.replay(
            [passed_round()],
            promise_of=promise_of,
            calendar_of=calendar_of,
            now=LATER,
            change=change,
        )
        assert after.total.unknown == 1
        assert after.total.hand_overs == 1
    elsewhere = RouteChange("lamp", "0002", "street")
    other = replay.replay(
        [passed_round()],
        promise_of=promise_of,
        calendar_of=calendar_of,
        now=LATER,
        change=elsewhere,
    )
    assert (other.total.unknown, other.total.hand_overs) == (0, 1)


def test_what_its_reporter_took_back_is_nobodys_miss() -> None:
    lines = (Line(hours(0), Verb.REPORT, True, "grid"), Line(hours(900), Verb.WITHDRAW, True))
    total = replay.replay(
        [Past("lamp", "", lines)], promise_of=promise_of, calendar_of=calendar_of, now=LATER
    ).total
    assert (total.taken_back, total.first_missed, total.settle_missed) == (1, 0, 0)


def test_a_court_is_waited_for_and_no_miss() -> None:
    lines = (
        Line(hours(0), Verb.REPORT, True, "grid"),
        Line(hours(1), Verb.ACCEPT),
        Line(hours(2), Verb.SUSPEND),
    )
    total = replay.replay(
        [Past("lamp", "", lines)], promise_of=promise_of, calendar_of=calendar_of, now=LATER
    ).total
    assert (total.first_kept, total.settle_missed, total.running) == (1, 0, 1)


def test_each_matter_is_judged_by_its_own_version_and_a_change_changes_the_limit_alone() -> None:
    wide, short = Promise(30, 9, True), Promise(1, 1, True)
    lines = (Line(hours(0), Verb.REPORT, True, "grid"), Line(hours(20), Verb.ANSWER))
    past = [Past("lamp", "", lines, version) for version in ("old", "new", "old")]

    def told(change: replay.Change | None) -> replay.Replayed:
        return replay.replay(
            past,
            promise_of=lambda version, kind: wide if version == "old" else short,
            calendar_of=calendar_of,
            now=LATER,
            change=change,
        )

    happened, other = told(None), told(LimitChange("lamp", 15, 9))
    assert (happened.total.first_kept, happened.total.first_missed) == (2, 1)
    assert (other.total.first_kept, other.total.first_missed) == (0, 3)
    assert told(LimitChange("lamp", 25, 9)).total.first_kept == 3
    assert happened.versions == {("lamp", "old"): 2, ("lamp", "new"): 1}


def test_a_split_parts_the_rounds_by_their_words_and_judges_each_by_its_limit() -> None:
    lines = (Line(hours(0), Verb.REPORT, True, "grid"), Line(hours(20), Verb.ANSWER))
    past = [Past("lamp", "", lines, words=words) for words in ("bulb", "mast", "mast", "")]
    past.append(Past("water", "", lines, words="mast"))

    def part_of(words: str) -> str:
        return "lamp_2" if words == "mast" else "lamp"

    def told(limits: dict[str, tuple[int, int]]) -> replay.Replayed:
        return replay.replay(
            past, promise_of=promise_of, calendar_of=calendar_of, now=LATER,
            change=replay.SplitChange("lamp", part_of, limits),
        )  # fmt: skip

    happened, other = told({}), told({"lamp_2": (30, 9)})
    assert {kind: one.rounds for kind, one in happened.kinds.items()} == {
        "lamp": 2, "lamp_2": 2, "water": 1,
    }  # fmt: skip
    assert happened.kinds["lamp_2"].first_kept == 0
    assert other.kinds["lamp_2"].first_kept == 2
    assert other.kinds["lamp"] == happened.kinds["lamp"]
    assert other.kinds["water"] == happened.kinds["water"]
    assert other.assumptions == (replay.ASSUMED_SPLIT,)
