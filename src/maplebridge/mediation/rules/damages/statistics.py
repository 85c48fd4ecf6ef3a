"""Published figures of a place and a year. A figure that is not here is missing; it is never guessed.

What a table ships was read in a published copy, or follows exactly from such figures; each row says where and
when. A cell that could not be read stays out, and the calculation that needs it stops and says so.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .values import ClaimRefused, Fault, Refused

COLUMNS = (
    "place", "series", "year", "value", "unit", "source", "read_on", "status", "entered_by", "checked_by",
)  # fmt: skip
UNIT = "yuan/year"
SERIES = (
    "income_urban", "income_rural", "consumption_urban", "consumption_rural",
    "wage_employed", "wage_in_post", "wage_private",
)  # fmt: skip
INDUSTRIES = (
    "agriculture", "mining", "manufacturing", "power", "construction", "trade", "transport",
    "hospitality", "information", "finance", "real_estate", "leasing", "science", "environment",
    "resident_services", "education", "health",
)  # fmt: skip


class Status(StrEnum):
    OFFICIAL_COPY = "official_copy"
    SECONDARY = "secondary"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class Figure:
    """One published value, in fen a year."""

    place: str
    series: str
    year: int
    fen: int
    source: str
    read_on: date
    status: Status
    entered_by: str
    checked_by: str


class Figures:
    """All known figures, found by place, series and year."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._by_key: Mapping[tuple[str, str, int], Figure] = {
            (one.place, one.series, one.year): one for one in figures
        }

    def __len__(self) -> int:
        return len(self._by_key)

    def get(self, place: str, series: str, year: int) -> Figure:
        """The figure; raises Refused naming what is missing, and who can enter it."""
        figure = self._by_key.get((place, series, year))
        if figure is None:
            raise Refused("figure_missing", place=place, series=series, year=year)
        return figure

    def find(self, place: str, series: str, year: int) -> Figure | None:
        return self._by_key.get((place, series, year))

    def with_more(self, others: Iterable[Figure]) -> Figures:
        """These figures, and others that stand in the place of those of the same key."""
        return Figures([*self._by_key.values(), *others])

    def places(self) -> set[str]:
        return {place for place, _, _ in self._by_key}


def known_series(series: str) -> bool:
    """Whether a series is one of ours: a plain one, or a wage of an industry."""
    name, _, industry = series.partition(".")
    return name in SERIES and (not industry or (name[:4] == "wage" and industry in INDUSTRIES))


def read_figures(lines: Iterable[str]) -> Figures:
    """Read a table of figures. Raises ClaimRefused with every line that is wrong."""
    rows = csv.DictReader(lines)
    faults: list[Fault] = []
    found: dict[tuple[str, str, int], Figure] = {}
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise ClaimRefused([Fault.at("1", "figures_columns", columns=",".join(COLUMNS))])
    for number, row in enumerate(rows, start=2):
        try:
            figure = _figure(row)
        except (ValueError, TypeError) as wrong:
            faults.append(Fault.at(str(number), "figure_unreadable", reason=str(wrong)))
            continue
        key = (figure.place, figure.series, figure.year)
        if key in found:
            faults.append(Fault.at(str(number), "figure_twice", series=figure.series))
        found[key] = figure
    if faults:
        raise ClaimRefused(faults)
    return Figures(found.values())


def _figure(row: Mapping[str, str]) -> Figure:
    """Raises ValueError naming the column."""
    if row["unit"] != UNIT:
        raise ValueError("unit")
    if not known_series(row["series"]):
        raise ValueError("series")
    if not re.fullmatch(r"[1-9]\d{2,6}(\.\d{1,2})?", row["value"]):
        raise ValueError("value")
    if not row["source"].strip() or not row["entered_by"].strip():
        raise ValueError("source")
    whole, _, rest = row["value"].partition(".")
    return Figure(
        place=row["place"],
        series=row["series"],
        year=int(row["year"]),
        fen=int(whole) * 100 + int(rest.ljust(2, "0") or 0),
        source=row["source"],
        read_on=date.fromisoformat(row["read_on"]),
        status=Status(row["status"]),
        entered_by=row["entered_by"],
        checked_by=row["checked_by"],
    )
