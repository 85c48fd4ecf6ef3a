"""Answers to the questions of a kind: what is read, what is refused, and that reading is steady."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.matters.rules.answers import (
    Fault,
    as_moment,
    as_number,
    check,
    moment_of,
)
from maplebridge.matters.rules.catalogue import Attribute, Category, Datatype
from maplebridge.matters.rules.clocks import Promise

NANCHANG = timezone(timedelta(hours=8))
NAMES = {"zh-hans": "问题", "zh-hant": "問題", "en": "Question"}
TWO = (("a", NAMES), ("b", NAMES))


def asking(datatype: Datatype, **more: Any) -> Category:
    values = TWO if datatype in {Datatype.ONE, Datatype.MANY} else ()
    attribute = Attribute("q", NAMES, datatype, values=values, **more)
    return Category("kind", NAMES, "list", (), Promise(1, 1, False), attributes=(attribute,))


@pytest.mark.parametrize(
    ("datatype", "typed", "kept"),
    [
        ("string", ["  灯杆 7 "], ["灯杆 7"]),
        ("string", ["one\nline"], ["one line"]),
        ("text", ["two\r\nlines"], ["two\nlines"]),
        ("number", ["３.５０"], ["3.5"]),
        ("number", ["-0"], ["0"]),
        ("number", ["1e2"], ["100"]),
        ("datetime", ["2026-11-23"], ["2026-11-23"]),
        ("datetime", ["2026-11-23T12:00"], ["2026-11-23T04:00:00Z"]),
        ("datetime", ["2026-11-23T12:00:00+09:00"], ["2026-11-23T03:00:00Z"]),
        ("singlevaluelist", ["b"], ["b"]),
        ("multivaluelist", ["b", "a", "b"], ["a", "b"]),
        ("string", [""], []),
        ("multivaluelist", [], []),
    ],
)
def test_what_is_typed_is_kept_in_one_form(
    datatype: str, typed: list[str], kept: list[str]
) -> None:
    answers, faults = check(asking(Datatype(datatype)), {"q": typed}, zone=NANCHANG)
    assert [answer.value for answer in answers] == kept
    assert faults == ()


@pytest.mark.parametrize(
    ("datatype", "typed", "why"),
    [
        ("string", ["a", "b"], "answer_only_one"),
        ("string", ["x" * 201], "answer_too_long"),
        ("string", ["\x00"], "answer_unreadable"),
        ("text", ["x" * 2001], "answer_too_long"),
        ("number", ["three"], "answer_no_number"),
        ("number", ["NaN"], "answer_no_number"),
        ("number", ["1e999"], "answer_no_number"),
        ("number", ["Ⅻ号"], "answer_no_number"),
        ("datetime", ["yesterday"], "answer_no_moment"),
        ("datetime", ["2026-02-30"], "answer_no_moment"),
        ("datetime", ["0001-01-01T00:00"], "answer_no_moment"),
        ("singlevaluelist", ["c"], "answer_not_listed"),
        ("singlevaluelist", ["a", "b"], "answer_only_one"),
        ("multivaluelist", ["a", "c"], "answer_not_listed"),
    ],
)
def test_what_cannot_be_kept_is_refused(datatype: str, typed: list[str], why: str) -> None:
    answers, faults = check(asking(Datatype(datatype)), {"q": typed}, zone=NANCHANG)
    assert answers == ()
    assert [(fault.code, fault.why) for fault in faults] == [("q", why)]


def test_a_required_answer_is_missed_only_where_it_was_asked() -> None:
    kind = asking(Datatype.STRING, required=True)
    assert check(kind, {}, zone=NANCHANG) == ((), (Fault("q", "answer_needed"),))
    assert check(kind, {}, zone=NANCHANG, complete=False) == ((), ())


def test_everything_wrong_is_told_at_once() -> None:
    kind = asking(Datatype.NUMBER)
    _, faults = check(kind, {"q": ["x"], "plate": ["赣A"]}, zone=NANCHANG)
    assert [(f.code, f.why) for f in faults] == [
        ("plate", "question_unknown"), ("q", "answer_no_number")
    ]  # fmt: skip


@given(st.sampled_from(Datatype), st.lists(st.text(max_size=30), max_size=3))
def test_nothing_typed_breaks_it_and_what_is_kept_stays_as_it_is(
    datatype: Datatype, typed: list[str]
) -> None:
    answers, _ = check(asking(datatype), {"q": typed}, zone=NANCHANG)
    again, faults = check(asking(datatype), {"q": [a.value for a in answers]}, zone=UTC)
    assert (again, faults) == (answers, ())


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=3
    )
)
def test_a_number_is_the_same_number(number: Any) -> None:
    assert float(as_number(str(number))) == float(number)


@given(st.datetimes(timezones=st.just(NANCHANG)).filter(lambda at: at.year > 1000))
def test_an_instant_is_the_same_instant(at: datetime) -> None:
    typed = at.replace(tzinfo=None).isoformat()
    assert moment_of(as_moment(typed, NANCHANG)) == at.replace(microsecond=0)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_stays_a_day(day: date) -> None:
    assert moment_of(as_moment(day.isoformat(), NANCHANG)) == day
