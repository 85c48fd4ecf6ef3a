"""Office hours by weekday: what a deadline counts, what the workbook carries, what residents read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.core.viewer import Role
from maplebridge.matters import queries
from maplebridge.matters.actions import Report, adopt_catalogue, report
from maplebridge.matters.rules import catalogue
from maplebridge.matters.rules.catalogue_faults import faults
from maplebridge.matters.rules.catalogue_workbook import from_sheets, to_tables
from maplebridge.matters.rules.clocks import add_working_hours
from maplebridge.matters.rules.office_hours import ROWS, hours_on
from tests.matters.test_catalogue_rules import shipped
from tests.matters.test_workbook import opened, xlsx
from tests.review.test_reviews import english
from tests.world import NOON, World, post, viewer

FRIDAY, SATURDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 30)
USUAL = ((time(8, 30), time(12, 0)), (time(14, 0), time(17, 30)))
MORNING = ((time(9, 0), time(11, 0)),)
LATE = ((time(8, 0), time(12, 0)), (time(13, 0), time(17, 0)), (time(18, 0), time(20, 0)))


def book(**rows: object) -> catalogue.Catalogue:
    content = shipped()
    return catalogue.parse(content | {"office_hours_on": rows})


@pytest.mark.parametrize(
    ("rows", "day", "expected"),
    [
        ({}, FRIDAY, USUAL),
        ({"fri": MORNING}, FRIDAY, MORNING),
        ({"fri": MORNING}, MONDAY, USUAL),
        ({}, SATURDAY, USUAL),
        ({"sat": MORNING}, SATURDAY, MORNING),
        ({"makeup": LATE}, SATURDAY, LATE),
        ({"makeup": LATE, "sat": MORNING}, SATURDAY, LATE),
        ({"makeup": LATE}, FRIDAY, USUAL),
    ],
)
def test_a_day_has_its_own_row_else_the_hours_of_all_days(
    rows: dict[str, object], day: date, expected: object
) -> None:
    assert hours_on(day, USUAL, rows) == expected  # type: ignore[arg-type]  # a table of plain data


def test_a_short_friday_moves_the_deadline_to_monday() -> None:
    start = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
    rows = {"fri": MORNING}
    found = add_working_hours(
        start, 2,
        is_workday=lambda day: (day.weekday() < 5, True),
        hours_on=lambda day: hours_on(day, USUAL, rows),
    )  # fmt: skip
    assert found.at == datetime(2026, 11, 30, 9, 30, tzinfo=UTC), (
        "one hour on Friday, one on Monday"
    )


minutes = st.lists(st.integers(0, 1439), min_size=2, max_size=6, unique=True).map(sorted)
intervals = minutes.map(
    lambda found: tuple(
        (time(a // 60, a % 60), time(b // 60, b % 60))
        for a, b in zip(found[::2], found[1::2], strict=False)
    )
)
weeks = st.dictionaries(st.sampled_from(ROWS), intervals, max_size=4)


@given(intervals, weeks, st.integers(0, 60 * 24 * 14), st.integers(1, 30), st.integers(1, 30))
def test_whatever_the_week_hours_add_up_and_never_run_backwards(
    usual: tuple[tuple[time, time], ...],
    rows: dict[str, tuple[tuple[time, time], ...]],
    offset: int,
    first: int,
    then: int,
) -> None:
    start = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(minutes=offset)

    def after(at: datetime, hours: int) -> datetime:
        return add_working_hours(
            at, hours, is_workday=lambda day: (day.weekday() != 6, True),
            hours_on=lambda day: hours_on(day, usual, rows),
        ).at  # fmt: skip

    middle = after(start, first)
    end = after(start, first + then)
    assert start < middle < end
    assert after(middle, then) == end
    assert any(
        opens < middle.time() <= closes for opens, closes in hours_on(middle.date(), usual, rows)
    )


def test_the_workbook_carries_rows_of_single_days_and_names_a_wrong_one() -> None:
    made = book(fri=[["09:00", "11:00"]], makeup=[["08:00", "12:00"], ["13:00", "17:00"]])
    content, wrong = from_sheets(opened(xlsx(to_tables(made))).sheets)
    assert wrong == []
    assert catalogue.parse(content) == made
    tables = to_tables(made)
    row: Any = next(row for row in tables[0].rows if row[0] == "office_hours_fri")
    row[1] = "11:00-09:00"
    _, wrong = from_sheets(opened(xlsx(tables)).sheets)
    assert [(one.sheet, one.why, one.heading) for one in wrong] == [
        ("catalogue", "hours_unreadable", "value")
    ]
    assert [
        fault.why for fault in faults(catalogue.dump(made) | {"office_hours_on": {"moon": []}})
    ] == ["hours_day_unknown"]


def test_a_catalogue_and_a_workbook_from_before_read_on_unchanged() -> None:
    content = shipped()
    assert "office_hours_on" not in content
    old = catalogue.parse(content)
    without = catalogue.dump(old)
    del without["office_hours_on"]
    assert faults(without) == []
    assert old.hours_on(FRIDAY) == old.hours_on(SATURDAY) == old.office_hours
    tables = to_tables(old)
    kept = [row for row in tables[0].rows if not str(row[0]).startswith("office_hours_")]
    tables[0] = replace(tables[0], rows=kept)
    read, wrong = from_sheets(opened(xlsx(tables)).sheets)
    assert (wrong, catalogue.parse(read)) == ([], old)


def test_residents_and_the_comparison_read_the_rows_of_single_days(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(world.chen, Role.HEAD, world.jurisdiction.root)
    content = catalogue.dump(queries.catalogue(date(2026, 11, 1)))
    content |= {"version": "short-friday", "valid_from": "2026-11-24",
                "office_hours_on": {"fri": [["09:00", "11:00"]], "makeup": [["10:00", "12:00"]]}}  # fmt: skip
    adopt_catalogue(viewer=viewer(world.chen), content=content, why="周五下午学习", now=NOON)
    queries.forget_catalogues()
    at = datetime(2026, 11, 27, 1, 30, tzinfo=UTC)
    try:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)
        page = english(None).get("/matters/promise/").content.decode()
        assert (
            "on working days; otherwise: Friday 09:00–11:00; make-up workdays 10:00–12:00" in page
        )
        asked = {"old": "2026-01", "new": "short-friday"}
        told = english(world.chen).get("/matters/catalogue/compare/", asked).content.decode()
        assert "Office hours of single weekdays" in told
        sent = Report(words="灯坏", place_id=world.grid.pk, category="lighting")
        made = report(viewer=viewer(world.wang), sent=sent, now=at).matter
        assert made.first_answer_due_at == datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
    finally:
        queries.forget_catalogues()
