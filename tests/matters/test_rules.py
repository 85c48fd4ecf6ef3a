"""The rules as tables and as properties: states, clocks, the catalogue, what may be typed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.matters.queries import all_catalogues, fold
from maplebridge.matters.rules import catalogue, receipts
from maplebridge.matters.rules.clocks import (
    Moment,
    Promise,
    Step,
    add_working_hours,
    clocks,
    waits_for_handler,
)
from maplebridge.matters.rules.input import on_earth, storable, title_of
from maplebridge.matters.rules.states import (
    HOUSEWORK,
    OF_TASKS,
    TRANSITIONS,
    ClosingCode,
    State,
    Verb,
    closing_code,
    next_state,
)

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
OFFICE = ((time(8, 30), time(12, 0)), (time(14, 0), time(17, 30)))


class PlainWeek:
    """Monday to Friday, office hours, no holidays."""

    def add_working_hours(self, start: datetime, hours: int) -> Moment:
        return add_working_hours(
            start, hours, is_workday=lambda d: (d.weekday() < 5, True), hours_on=lambda _: OFFICE
        )

    def add_working_days(self, start: datetime, days: int) -> Moment:
        day = start.replace(hour=0, minute=0)
        while days:
            day += timedelta(days=1)
            days -= day.weekday() < 5
        return Moment(day + timedelta(days=1))


@pytest.mark.parametrize("state", State)
def test_only_a_dispute_or_taking_apart_leads_out_of_closed(state: State) -> None:
    out = {verb for verb, after in TRANSITIONS[State.CLOSED].items() if after is not State.CLOSED}
    assert out == {Verb.DISPUTE, Verb.SPLIT}
    assert set(TRANSITIONS) == set(State)
    if state is not State.CLOSED:
        assert State.CLOSED in TRANSITIONS[state].values()


@given(st.lists(st.sampled_from([v for v in Verb if v is not Verb.REPORT])))
def test_any_walk_stays_in_known_states_and_reopens_only_by_these_two(verbs: list[Verb]) -> None:
    state = State.RECEIVED
    for verb in verbs:
        after = next_state(state, verb)
        if state is State.CLOSED and after not in {None, State.CLOSED}:
            assert verb in {Verb.DISPUTE, Verb.SPLIT}
            assert after is State.REOPENED
        state = after or state
    assert state in set(State)


@pytest.mark.parametrize(
    ("proposed", "solved", "code"),
    [
        ("fixed", True, "fixed"),
        ("fixed", False, "unsolved"),
        ("answered", True, "answered"),
        ("answered", False, "unsolved"),
        ("cannot_fix", True, "answered"),
        ("cannot_fix", False, "cannot_fix"),
        ("not_ours", False, "not_ours"),
        ("no_contact", False, "no_contact"),
    ],
)
def test_a_fix_that_is_denied_is_never_counted(proposed: str, solved: bool, code: str) -> None:
    assert closing_code(ClosingCode(proposed), solved=solved) == code


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-23T09:00", 2, "2026-11-23T11:00"),
        ("2026-11-23T11:00", 2, "2026-11-23T15:00"),  # lunch does not count
        ("2026-11-23T17:00", 4, "2026-11-24T12:00"),
        ("2026-11-27T17:00", 4, "2026-11-30T12:00"),  # nor does the weekend
        ("2026-11-28T10:00", 1, "2026-11-30T09:30"),
        ("2026-11-23T03:00", 1, "2026-11-23T09:30"),
    ],
)
def test_working_hours(start: str, hours: int, due: str) -> None:
    found = PlainWeek().add_working_hours(datetime.fromisoformat(start), hours)
    assert found.at == datetime.fromisoformat(due)


def test_an_unknown_year_is_counted_as_worked_and_said_so() -> None:
    found = add_working_hours(
        datetime(2030, 1, 5, 9, tzinfo=UTC),
        2,
        is_workday=lambda d: (False, False),
        hours_on=lambda _: OFFICE,
    )
    assert found == Moment(datetime(2030, 1, 5, 11, tzinfo=UTC), certain=False)


steps = st.lists(
    st.tuples(
        st.integers(1, 5000),
        st.sampled_from([v for v in Verb if v is not Verb.REPORT]),
        st.booleans(),
    ),
    max_size=12,
).map(
    lambda rows: [
        Step(START, Verb.REPORT, True),
        *(
            Step(START + timedelta(minutes=sum(r[0] for r in rows[: i + 1])), row[1], row[2])
            for i, row in enumerate(rows)
        ),
    ]
)


@given(steps)
def test_what_the_reporter_adds_never_moves_or_meets_a_deadline(timeline: list[Step]) -> None:
    promise, week = Promise(4, 3), PlainWeek()
    before = clocks(timeline, promise, week)
    more = Step(timeline[-1].at + timedelta(minutes=1), Verb.ADD_WORDS, by_reporter=True)
    assert clocks([*timeline, more], promise, week) == before
    assert waits_for_handler([*timeline, more])


@given(steps)
def test_a_new_round_never_ends_before_the_old_one(timeline: list[Step]) -> None:
    promise, week = Promise(4, 3), PlainWeek()
    before = clocks(timeline, promise, week)
    again = Step(timeline[-1].at + timedelta(minutes=1), Verb.DISPUTE, by_reporter=True)
    after = clocks([*timeline, again], promise, week)
    assert after.first_answer_due.at >= before.first_answer_due.at
    assert after.settle_due.at >= before.settle_due.at
    assert after.first_answer_at is None
    assert after.settled_at is None
    assert after.next_due == after.first_answer_due


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 10_000))
def test_more_hours_are_never_due_earlier(hours: int, more: int, minutes: int) -> None:
    start, week = START + timedelta(minutes=minutes), PlainWeek()
    first = week.add_working_hours(start, hours).at
    assert start < first <= week.add_working_hours(start, hours + more).at


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        ("楼道灯坏了", "lighting", "楼道灯"),
        ("樓道燈壞了", "lighting", "楼道灯"),
        ("水管漏水了", "water", "漏水"),
        ("鄰居半夜廣場舞噪音", "noise", "广场舞"),
        ("There is a gas leak", "hazard", "gas leak"),
        ("獨居老人行動不便", "elder_care", "独居"),
    ],
)
def test_words_in_either_script_suggest_a_kind_and_say_why(
    words: str, code: str, reason: str
) -> None:
    found = catalogue.suggest(fold(words), all_catalogues()[0])
    assert found[0].category.code == code
    assert reason in found[0].reasons
    assert len(found) <= 3


def test_no_words_suggest_nothing() -> None:
    assert catalogue.suggest("", all_catalogues()[0]) == ()


def test_the_catalogue_of_the_day_is_the_latest_in_force() -> None:
    (first, *_) = all_catalogues()
    assert catalogue.in_force(all_catalogues(), date(2020, 1, 1)) == first
    assert catalogue.in_force(all_catalogues(), date(2026, 11, 23)).version == "2026-01"


@pytest.mark.parametrize(
    ("text", "fine"),
    [("好\n的", True), ("a\x00b", False), ("\ud800", False), ("\x1b[0m", False)],
)
def test_what_cannot_be_shown_cannot_be_stored(text: str, fine: bool) -> None:
    assert storable(text) is fine


@given(st.floats(), st.floats())
def test_only_real_positions_are_on_earth(lon: float, lat: float) -> None:
    assert on_earth(lon, lat) == (-180 <= lon <= 180 and -90 <= lat <= 90)


@given(st.text())
def test_titles_are_short(words: str) -> None:
    assert len(title_of(words)) <= 48


@given(st.binary(min_size=16, max_size=32))
def test_a_receipt_survives_being_typed_badly(digest: bytes) -> None:
    code = receipts.receipt_from(digest)
    assert receipts.hash_of(code) == receipts.hash_of(code.lower().replace("-", " "))
    assert receipts.normal(code + "A") == ""


@given(steps, st.sampled_from(sorted(OF_TASKS | {Verb.ADD_TASK, Verb.LEAVE_TASKS})))
def test_parts_of_the_work_never_move_or_meet_a_deadline(timeline: list[Step], verb: Verb) -> None:
    promise, week = Promise(4, 3), PlainWeek()
    more = Step(timeline[-1].at + timedelta(minutes=1), verb, by_reporter=False)
    assert clocks([*timeline, more], promise, week) == clocks(timeline, promise, week)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", sorted(OF_TASKS | HOUSEWORK | {Verb.LEAVE_TASKS}))
def test_sharing_the_work_out_never_moves_the_matter(state: State, verb: Verb) -> None:
    assert next_state(state, verb) in {state, None}
    assert verb not in OF_TASKS or next_state(state, verb) is state
