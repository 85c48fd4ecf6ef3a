"""Who acts for whom, how a number is written, and what strangers see: the rules alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.people import rules

HOLDER, B, C = UUID(int=1), UUID(int=2), UUID(int=3)
POST = UUID(int=10)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13812340000", "13812340000"),
        ("138 1234 0000", "13812340000"),
        ("138-1234-0000", "13812340000"),
        ("+86 138 1234 0000", "13812340000"),
        ("008613812340000", "13812340000"),
        ("8613812340000", "13812340000"),
        (
            "\uff11\uff13\uff18\uff11\uff12\uff13\uff14\uff10\uff10\uff10\uff10",
            "13812340000",
        ),  # full-width
        ("\uff0b86\u3000138\u30001234\u30000000", "13812340000"),
        ("(138)12340000", "13812340000"),
        ("12812340000", None),
        ("1381234000", None),
        ("138123400001", None),
        ("+852 9123 4567", None),
        ("0791-8888 8888", None),
        ("", None),
        ("手機", None),
        ("١٣٨١٢٣٤٠٠٠٠", None),
        ("1" * 10_000, None),
        ("13812340000\x00", None),
        ("13812340000\n13912340000", None),
    ],
)
def test_a_number_is_read_as_people_type_it(typed: str, number: str | None) -> None:
    assert rules.normalise_phone(typed) == number


@given(st.text(max_size=60))
def test_whatever_is_typed_comes_out_as_a_number_or_not_at_all(typed: str) -> None:
    number = rules.normalise_phone(typed)
    assert number is None or (number.isascii() and rules.PHONE.fullmatch(number))
    if number:
        assert rules.normalise_phone(number) == number


@pytest.mark.parametrize(
    ("name", "shown"),
    [("王小明", "王*"), ("王", "王*"), ("", ""), (" 歐陽娜 ", "歐*"), ("Ann", "A*")],
)
def test_a_name_is_covered_but_for_its_first_character(name: str, shown: str) -> None:
    assert rules.mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [("13812340000", "138****0000"), ("", ""), ("110", "***"), ("12345678", "****")],
)
def test_a_number_shows_three_and_four_digits(number: str, shown: str) -> None:
    assert rules.mask_phone(number) == shown


@given(st.text(alphabet="0123456789", max_size=20))
def test_a_covered_number_never_shows_more_than_seven_digits(number: str) -> None:
    assert sum(c.isdigit() for c in rules.mask_phone(number)) <= 7


SEATS = [
    # holder away, deputy, deputy away -> who acts, for whom
    (False, B, False, (HOLDER, None)),
    (False, B, True, (HOLDER, None)),
    (False, None, False, (HOLDER, None)),
    (True, B, False, (B, HOLDER)),
    (True, B, True, None),
    (True, None, False, None),
    (True, HOLDER, False, None),
]


@pytest.mark.parametrize(("away", "deputy", "deputy_away", "acts"), SEATS)
def test_the_deputy_acts_only_while_the_holder_is_away(
    away: bool, deputy: UUID | None, deputy_away: bool, acts: tuple[UUID, UUID | None] | None
) -> None:
    absent = frozenset({HOLDER} if away else set()) | (
        {deputy} if deputy and deputy_away else set()
    )
    cover = rules.who_acts(rules.Seat(POST, "0001", HOLDER, deputy), frozenset(absent))
    assert (None if cover is None else (cover.person_id, cover.deputy_for)) == acts


people = st.integers(1, 6).map(lambda n: UUID(int=n))
seats = st.builds(
    rules.Seat,
    post_id=st.uuids(),
    path=st.integers(0, 4).map(lambda n: "0001" * n),
    holder_id=people,
    deputy_id=st.none() | people,
)


@given(st.lists(seats, max_size=12), st.frozensets(people))
def test_nobody_away_ever_acts_and_no_cover_is_a_chain(
    given_seats: list[rules.Seat], away: frozenset[UUID]
) -> None:
    covers = rules.line_up(given_seats, away)
    by_post = {seat.post_id: seat for seat in given_seats}
    for cover in covers:
        seat = by_post[cover.post_id]
        assert cover.person_id not in away
        assert cover.person_id in (seat.holder_id, seat.deputy_id)
        assert (cover.deputy_for is None) == (seat.holder_id not in away)
    depths = [-len(by_post[cover.post_id].path) for cover in covers]
    assert depths == sorted(depths)


DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (DAY, DAY, True),
        (DAY, None, True),
        (DAY - timedelta(9), DAY, True),
        (DAY - timedelta(9), DAY - timedelta(1), False),
        (DAY + timedelta(1), None, False),
    ],
)
def test_both_days_of_a_term_count(first: date, last: date | None, holds: bool) -> None:
    assert rules.in_force(first, last, DAY) is holds


@pytest.mark.parametrize(
    ("first", "last", "fits"),
    [(0, 0, True), (0, 365, True), (0, 366, False), (-1, 5, False), (3, 2, False), (30, 60, True)],
)
def test_mandates_and_leaves_begin_today_or_later_and_last_a_year_at_most(
    first: int, last: int, fits: bool
) -> None:
    days = DAY + timedelta(first), DAY + timedelta(last)
    assert rules.mandate_fits(*days, DAY) is fits
    assert rules.leave_fits(*days, DAY) is fits


@pytest.mark.parametrize(
    ("minutes", "starts"), [(1, True), (60, True), (0, False), (61, False), (-5, False)]
)
def test_staff_mode_lasts_an_hour_at_most(minutes: int, starts: bool) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert (rules.staff_end(now, minutes) is not None) is starts


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  王  小明 ", "王 小明"),
        ("", None),
        ("   ", None),
        ("x" * 81, None),
        ("x" * 80, "x" * 80),
        ("a\x00b", None),
        ("王\u202e明", None),
    ],
)
def test_a_name_is_kept_as_typed_or_refused(typed: str, clean: str | None) -> None:
    assert rules.clean_name(typed) == clean


@pytest.mark.parametrize(
    ("typed", "good"),
    [("gas smell, call back", True), ("abc", False), ("x" * 201, False), ("a\x00bcd", False)],
)
def test_a_reason_says_something(typed: str, good: bool) -> None:
    assert (rules.clean_reason(typed) is not None) is good


@given(st.text(alphabet="0123456789", max_size=24))
def test_every_covering_place_is_a_prefix(digits: str) -> None:
    path = digits[: len(digits) // 4 * 4]
    found = rules.prefixes(path)
    assert found[0] == path
    assert found[-1] == ""
    assert all(path.startswith(one) for one in found)


@pytest.mark.parametrize(
    ("first", "last", "clash"),
    [(1, 3, False), (1, 5, True), (6, 6, True), (9, 12, False), (4, 9, True)],
)
def test_leaves_do_not_overlap(first: int, last: int, clash: bool) -> None:
    taken = [(DAY + timedelta(5), DAY + timedelta(8))]
    assert rules.overlaps(DAY + timedelta(first), DAY + timedelta(last), taken) is clash


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("王小明", ("王小明",)),
        ("3棟1單元101", ("3棟", "1單元", "101")),
        ("３－１－１０１", ("3", "1", "101")),
        ("  阿依古丽·买买提 ", ("阿依古丽", "买买提")),
        ("%_'--", ()),
        ("x" * 31, ()),
        ("1 2 3 4 5 6 7", ()),
    ],
)
def test_a_search_is_cut_into_words(text: str, words: tuple[str, ...]) -> None:
    assert rules.search_words(text) == words
