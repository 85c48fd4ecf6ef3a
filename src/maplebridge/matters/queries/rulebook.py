"""The catalogue in force, what it suggests for typed words, and the working calendar under it."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib import resources
from typing import Any
from uuid import UUID

from maplebridge.core import calendar

from ..models import CatalogueVersion
from ..rules import catalogue as catalogues
from ..rules.catalogue import Catalogue
from ..rules.clocks import Due, Moment, add_working_hours
from ..rules.staffing import WorkingTime

LOOK_SECONDS = 30
"""How often a process asks whether a version was adopted. None is in force before the next day."""


@lru_cache(maxsize=1)
def shipped() -> tuple[Catalogue, ...]:
    """Every version of the catalogue that comes with the program, checked on first use."""
    folder = resources.files("maplebridge.matters") / "data"
    names = sorted(f.name for f in folder.iterdir() if f.name.startswith("catalogue-"))
    return tuple(catalogues.parse(json.loads((folder / n).read_text("utf-8"))) for n in names)


class _Kept:
    """The adopted versions, parsed once a process. They are never changed and never go away."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Know none, and ask at the next question."""
        self.looked = float("-inf")
        self.stamp: tuple[UUID, ...] = ()
        self.adopted: tuple[Catalogue, ...] = ()

    def none_yet(self) -> None:
        """Know that there is none, for LOOK_SECONDS: between tests."""
        self.forget()
        self.looked = time.monotonic()

    def get(self) -> tuple[Catalogue, ...]:
        if time.monotonic() - self.looked > LOOK_SECONDS:
            self.look()
        return self.adopted

    def look(self) -> None:
        with self.lock:
            order = CatalogueVersion.objects.order_by("adopted_at", "id")
            stamp = tuple(order.values_list("id", flat=True))
            if stamp != self.stamp:
                contents = order.values_list("content", flat=True)
                self.adopted = tuple(catalogues.parse(content) for content in contents)
                self.stamp = stamp
            self.looked = time.monotonic()


_KEPT = _Kept()


def adopted() -> tuple[Catalogue, ...]:
    """The versions that the jurisdiction adopted, in the order in which it did."""
    return _KEPT.get()


def forget_catalogues() -> None:
    """Look again at the next question: after an adoption, now and once it is committed."""
    _KEPT.forget()


def all_catalogues() -> tuple[Catalogue, ...]:
    """Every version there is: what comes with the program, then what was adopted."""
    return (*shipped(), *adopted())


def catalogue(today: date) -> Catalogue:
    return catalogues.in_force(shipped(), today, adopted())


def catalogues_from(day: date) -> list[Catalogue]:
    """The version in force on `day`, then each that comes into force later, in that order."""
    own = adopted()
    later = {one.valid_from for one in own or shipped() if one.valid_from > day}
    return [catalogue(at) for at in (day, *sorted(later))]


def catalogue_version(version: str) -> Catalogue:
    """The version a matter was reported under. Versions never go away; should one be unknown all
    the same (a database of another house), the one of the longest standing is taken."""
    found = _with(version)
    if found is None:
        _KEPT.look()  # another process may have adopted it a moment ago
        found = _with(version)
    return found or shipped()[-1]


def _with(version: str) -> Catalogue | None:
    return next((c for c in all_catalogues() if c.version == version), None)


def kind_names(language: str) -> dict[str, str]:
    """The names of all kinds of all versions by code, so that an old list still reads; the latest
    version that knows a code names it."""
    return {
        category.code: category.name(language)
        for one in all_catalogues()
        for category in one.categories
    }


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


@lru_cache(maxsize=1)
def _back() -> Any:
    import opencc

    return opencc.OpenCC("s2tw")


def traditional(words: str) -> str:
    """The words in traditional characters, for a name that somebody typed in simplified ones."""
    return str(_back().convert(words))


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
            hours_on=self.rulebook.hours_on,
        )

    def add_working_days(self, start: datetime, days: int) -> Due:
        at, certain = _working_days(calendar.today(start), days, self.stamp)
        return Moment(at, certain)


def working_time(first: date, last: date, rulebook: Catalogue, now: datetime) -> WorkingTime:
    """The working minutes of some months under one catalogue."""
    stamp = int(now.timestamp()) // 300
    return WorkingTime(
        first, last, zone=calendar.zone(), is_workday=lambda day: _day_kind(day, stamp),
        hours_on=rulebook.hours_on,
    )  # fmt: skip


def office(now: datetime, rulebook: Catalogue) -> Office:
    return Office(rulebook, int(now.timestamp()) // 300)


def forget_calendar() -> None:
    """Ask for every day anew: the calendar changed a moment ago."""
    _day_kind.cache_clear()
    _working_days.cache_clear()


@lru_cache(maxsize=2048)
def _day_kind(day: date, stamp: int) -> tuple[bool, bool]:
    kind = calendar.is_workday(day)
    return kind.workday, kind.known


@lru_cache(maxsize=2048)
def _working_days(day: date, days: int, stamp: int) -> tuple[datetime, bool]:
    due = calendar.add_working_days(calendar.start_of(day), days)
    return due.at, due.certain
