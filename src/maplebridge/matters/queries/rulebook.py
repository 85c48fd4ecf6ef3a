"""The catalogue in force, what it suggests for typed words, and the working calendar under it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib import resources
from typing import Any

from maplebridge.core import calendar

from ..rules import catalogue as catalogues
from ..rules.catalogue import Catalogue
from ..rules.clocks import Due, Moment, add_working_hours


@lru_cache(maxsize=1)
def all_catalogues() -> tuple[Catalogue, ...]:
    """Every version of the catalogue that comes with the program, checked on first use."""
    folder = resources.files("maplebridge.matters") / "data"
    names = sorted(f.name for f in folder.iterdir() if f.name.startswith("catalogue-"))
    return tuple(catalogues.parse(json.loads((folder / n).read_text("utf-8"))) for n in names)


def catalogue(today: date) -> Catalogue:
    return catalogues.in_force(all_catalogues(), today)


def catalogue_version(version: str) -> Catalogue:
    """The version a matter was reported under; the latest when that one is gone."""
    found = [c for c in all_catalogues() if c.version == version]
    return found[0] if found else all_catalogues()[-1]


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def fold(words: str) -> str:
    """The words in simplified characters and lower case: only for matching, never stored."""
    return str(_converter().convert(words.lower()))


@dataclass(frozen=True, slots=True)
class Office:
    """The working calendar of this office under one catalogue; see rules.clocks.WorkCalendar.

    Day kinds are remembered for some minutes, so that a report costs no calendar query.
    """

    rulebook: Catalogue
    stamp: int

    def add_working_hours(self, start: datetime, hours: int) -> Due:
        return add_working_hours(
            start.astimezone(calendar.zone()),
            hours,
            is_workday=lambda day: _day_kind(day, self.stamp),
            office_hours=self.rulebook.office_hours,
        )

    def add_working_days(self, start: datetime, days: int) -> Due:
        at, certain = _working_days(calendar.today(start), days, self.stamp)
        return Moment(at, certain)


def office(now: datetime, rulebook: Catalogue) -> Office:
    return Office(rulebook, int(now.timestamp()) // 300)


@lru_cache(maxsize=2048)
def _day_kind(day: date, stamp: int) -> tuple[bool, bool]:
    kind = calendar.is_workday(day)
    return kind.workday, kind.known


@lru_cache(maxsize=2048)
def _working_days(day: date, days: int, stamp: int) -> tuple[datetime, bool]:
    due = calendar.add_working_days(calendar.start_of(day), days)
    return due.at, due.certain
