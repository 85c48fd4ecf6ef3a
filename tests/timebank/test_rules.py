"""The pure rules: minutes, caps, payers, the number at the door, conditions, and rules as data."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplebridge import timebank
from maplebridge.core.values import Minutes
from maplebridge.timebank.rules import codes
from maplebridge.timebank.rules.book import digest, read_book
from maplebridge.timebank.rules.conditions import Going, obstacle, seats_needed
from maplebridge.timebank.rules.counting import Payer, above_cap, minutes_between, portions
from maplebridge.timebank.rules.stages import TRANSITIONS, Stage, may_follow
from maplebridge.timebank.rules.windows import Weekly, Window, clock, first_meeting

SHIPPED = json.loads((Path(timebank.__file__).parent / "data" / "rules.json").read_text("utf-8"))
NOW = datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC)
TUESDAY = date(2026, 11, 24)


def test_the_shipped_rules_can_be_read_and_keep_1500_hours() -> None:
    book = read_book(SHIPPED["body"])
    assert book.cap_minutes == 1500 * 60
    assert book.label == "hours"  # the word bank is for a place that may use it
    assert book.kind("company") is not None
    assert book.kind("x") is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cap_minutes", -1), ("cap_minutes", "90000"), ("cap_minutes", True), ("label", "coin"),
        ("kinds", []), ("kinds", [{"code": "a b", "names": {}, "insured": True}]),
        ("gift_relations", ["neighbour"]), ("pair_first_visit", 1), ("code_minutes", 0),
    ],
)  # fmt: skip
def test_rules_that_cannot_be_read_name_their_field(field: str, value: Any) -> None:
    with pytest.raises(ValueError, match=field):
        read_book(SHIPPED["body"] | {field: value})


def test_a_field_too_many_or_too_few_is_refused() -> None:
    body = SHIPPED["body"]
    with pytest.raises(ValueError, match="fine_minutes"):
        read_book(body | {"fine_minutes": 5})
    with pytest.raises(ValueError, match="label"):
        read_book({name: value for name, value in body.items() if name != "label"})


def test_the_digest_holds_version_day_and_body() -> None:
    first = digest(1, "2026-01-01", SHIPPED["body"])
    assert first == digest(1, "2026-01-01", dict(reversed(SHIPPED["body"].items())))
    assert first != digest(2, "2026-01-01", SHIPPED["body"])
    assert first != digest(1, "2026-01-01", SHIPPED["body"] | {"cap_minutes": 0})


@pytest.mark.parametrize(
    ("seconds", "most", "counted"),
    [
        (59, 240, 0),
        (60, 240, 1),
        (3599, 240, 59),
        (3600, 240, 60),
        (99_999, 240, 240),
        (-60, 240, 0),
    ],
)
def test_minutes_are_whole_and_rounded_down(seconds: int, most: int, counted: int) -> None:
    assert minutes_between(NOW, NOW + timedelta(seconds=seconds), most) == counted


@given(st.integers(0, 10_000), st.integers(-5, 10_000), st.integers(-5, 10_000))
def test_portions_add_up_and_take_no_more_than_there_is(minutes: int, own: int, pool: int) -> None:
    shares = portions(Minutes(minutes), own=own, pool=pool)
    assert sum(share.minutes for share in shares) == minutes
    taken = {share.payer: share.minutes for share in shares}
    assert taken.get(Payer.OWN, 0) <= max(0, own)
    assert taken.get(Payer.POOL, 0) <= max(0, pool)
    assert all(share.minutes > 0 for share in shares)
    if taken.get(Payer.COMMUNITY):
        assert taken.get(Payer.OWN, 0) == max(0, own)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_nobody_earns_beyond_the_cap_and_nobody_loses_what_they_had(
    had: int, earned: int, cap: int
) -> None:
    excess = above_cap(had, earned, cap)
    assert 0 <= excess <= earned
    if cap:
        assert had + earned - excess <= max(had, cap)
        assert excess == 0 or had + earned > cap
    else:
        assert excess == 0


def test_the_number_at_the_door_follows_secret_and_time() -> None:
    secret, other = "ab" * 32, "cd" * 32
    number = codes.code_at(secret, NOW, 5)
    assert len(number) == 6
    assert number.isdigit()
    assert codes.fits(f" {number[:3]} {number[3:]} ", secret, NOW, 5)
    assert not codes.fits(number, other, NOW, 5)
    assert not codes.fits("", secret, NOW, 5)
    change = codes.changes_at(NOW, 5)
    assert NOW < change <= NOW + timedelta(minutes=5)
    assert codes.fits(number, secret, change, 5)
    assert not codes.fits(number, secret, change + timedelta(minutes=5), 5)


def test_two_go_while_anybody_is_new_there() -> None:
    known, new = Going(None, True), Going(None, False)
    assert seats_needed([known], pair_first_visit=True) == 1
    assert seats_needed([known, new], pair_first_visit=True) == 2
    assert seats_needed([new], pair_first_visit=False) == 1


@pytest.mark.parametrize(
    ("until", "insured", "code"),
    [
        (None, True, "timebank_not_insured"), (None, False, ""),
        (TUESDAY - timedelta(days=1), True, "timebank_insurance_ends"), (TUESDAY, True, ""),
    ],
)  # fmt: skip
def test_insurance_is_valid_to_its_last_day(until: date | None, insured: bool, code: str) -> None:
    assert obstacle(Going(until, True), Window(TUESDAY, 0, 60), insured=insured) == code


def test_the_earliest_time_that_suits_both_is_found() -> None:
    offered = [Weekly(1, 600, 720), Weekly(2, 480, 540)]
    windows = [Window(TUESDAY + timedelta(days=1), 480, 1080), Window(TUESDAY, 480, 660)]
    assert first_meeting(windows, offered, 60) == Window(TUESDAY, 600, 660)
    assert first_meeting(windows, offered, 61) is None
    assert (clock(545), clock(1440)) == ("09:05", "24:00")


def test_no_stage_leads_back() -> None:
    assert not may_follow(Stage.CONFIRMED, Stage.DISPUTED)
    assert not may_follow(Stage.VOIDED, Stage.CONFIRMED)
    reached = {then for follow in TRANSITIONS.values() for then in follow}
    assert reached == set(Stage) - {Stage.PROPOSED}
