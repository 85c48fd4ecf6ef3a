"""What is local practice and no law: one versioned book a jurisdiction, each cell with its source.

A cell that nobody could read in a published text is empty. An empty cell stops what needs it; the parties may
agree on its value, or a mediator enters one by name, and the sheet prints who did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from . import shapes
from .claim import Override
from .values import ClaimRefused, Fault, Refused


class DayDivisor(StrEnum):
    """How a year's wage becomes a day's."""

    YEAR_365 = "365"
    MONTHS_30 = "12x30"
    MONTHS_21_75 = "12x21.75"


class DailyRounding(StrEnum):
    """Whether a day's worth is rounded before it is multiplied."""

    NONE = "none"
    FEN = "fen"
    FEN_DOWN = "fen_down"
    YUAN = "yuan"


class MultiLevel(StrEnum):
    """What a second and third disability add to the coefficient of the worst."""

    BY_LEVEL = "by_level"
    """(11 - level) per cent each, together at most ten."""
    ONE_PERCENT = "one_percent"
    """One per cent each, together at most ten."""
    TOP_ONLY = "top_only"


class DependantCap(StrEnum):
    """How the yearly cap of the dependants is read."""

    LITERAL = "literal"
    """The sum after the coefficient is at most one person's consumption."""
    SHARES_FIRST = "shares_first"
    """The shares together are at most one, then the coefficient applies."""


class DependantYears(StrEnum):
    WHOLE = "whole"
    """18 less the completed years of age."""
    MONTHS = "months"
    """The full months until the eighteenth birthday."""


class AppraisalCarrier(StrEnum):
    COMPULSORY = "compulsory"
    """Within death and disability of the compulsory cover."""
    EXCESS_BY_SHARE = "excess_by_share"
    """By share, and the commercial cover pays it."""
    TORTFEASOR = "tortfeasor"


class Income(StrEnum):
    URBAN = "income_urban"
    RURAL = "income_rural"


class Consumption(StrEnum):
    URBAN = "consumption_urban"
    RURAL = "consumption_rural"


class Wage(StrEnum):
    EMPLOYED = "wage_employed"
    IN_POST = "wage_in_post"
    PRIVATE = "wage_private"


@dataclass(frozen=True)
class Range:
    """ "70%" or "60%-70%": the least and the most that is usual."""

    pattern = r"[0-9]{1,3}(\.[0-9]{1,2})?%(-[0-9]{1,3}(\.[0-9]{1,2})?%)?"

    def read(self, value: object, at: str, faults: shapes.Faults) -> Any:
        least, _, most = str(value).partition("-")
        bounds = [shapes.Share().read(one, at, faults) for one in (least, most or least)]
        if shapes.NOTHING in bounds or bounds[0] > bounds[1]:
            return shapes.refuse(faults, at, "claim_not_share", value=shapes.shown(value))
        return tuple(bounds)

    def write(self, value: tuple[Fraction, Fraction]) -> object:
        least, most = (shapes.Share().write(one) for one in value)
        return least if least == most else f"{least}-{most}"

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{self.pattern}$"}


KEYS: Mapping[str, shapes.Shape] = {
    "income_series": shapes.Choice(Income),
    "consumption_series": shapes.Choice(Consumption),
    "funeral_wage": shapes.Choice(Wage),
    "industry_wage": shapes.Choice(Wage),
    "day_divisor": shapes.Choice(DayDivisor),
    "daily_rounding": shapes.Choice(DailyRounding),
    "multi_level": shapes.Choice(MultiLevel),
    "dependant_cap": shapes.Choice(DependantCap),
    "dependant_years": shapes.Choice(DependantYears),
    "appraisal_fee": shapes.Choice(AppraisalCarrier),
    "hospital_meal_rate": shapes.Money(),
    "nutrition_rate": shapes.Money(),
    "motor_main": Range(),
    "motor_equal": Range(),
    "nonmotor_full": Range(),
    "nonmotor_main": Range(),
    "nonmotor_equal": Range(),
    "nonmotor_minor": Range(),
}
"""motor_main: what the side at main fault bears of another motor vehicle's loss, the rest is for minor fault.
nonmotor_X: what the motor side bears when the walker or rider is at X fault."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The value of one key, and who says so."""

    key: str
    value: Any  # an enum, fen or a pair of shares, as KEYS says
    source: str
    agreed_by: str = ""

    @property
    def written(self) -> str:
        return str(KEYS[self.key].write(self.value))


@dataclass(frozen=True)
class Rulebook:
    place: str
    name: str
    version: str
    accidents_from: date
    cells: Mapping[str, Cell]

    def cell(self, key: str) -> Cell:
        """Raises Refused when the cell is empty."""
        found = self.cells.get(key)
        if found is None:
            raise Refused("rulebook_cell_empty", key=key, place=self.place, version=self.version)
        return found

    def agreed(self, overrides: Iterable[Override], faults: shapes.Faults) -> Rulebook:
        """This book with what was agreed in one claim in the place of its own cells."""
        cells = dict(self.cells)
        for number, one in enumerate(overrides):
            at = f"agreed[{number}]"
            if one.key not in KEYS:
                shapes.refuse(
                    faults, f"{at}.key", "claim_not_a_choice", value=one.key, among=", ".join(KEYS)
                )
                continue
            value = KEYS[one.key].read(one.value, f"{at}.value", faults)
            if value is not shapes.NOTHING:
                cells[one.key] = Cell(one.key, value, "", one.by)
        return Rulebook(self.place, self.name, self.version, self.accidents_from, cells)


def read_rulebook(body: object) -> Rulebook:
    """Validate a book as entered. Raises ClaimRefused with everything that is wrong."""
    faults: shapes.Faults = []
    if not isinstance(body, dict) or set(body) != {
        "place", "name", "version", "accidents_from", "cells",
    }:  # fmt: skip
        raise ClaimRefused([Fault.at("", "rulebook_shape")])
    start = shapes.Day().read(body["accidents_from"], "accidents_from", faults)
    texts = {
        name: shapes.Text(120).read(body[name], name, faults)
        for name in ("place", "name", "version")
    }
    cells: dict[str, Cell] = {}
    given = body["cells"] if isinstance(body["cells"], dict) else {}
    if set(given) != set(KEYS):
        odd = sorted(set(given) ^ set(KEYS))
        faults.append(Fault.at("cells", "rulebook_keys", keys=", ".join(odd)))
    for key in sorted(set(given) & set(KEYS)):
        cell = _cell(key, given[key], faults)
        if cell is not None:
            cells[key] = cell
    if faults:
        raise ClaimRefused(faults)
    return Rulebook(**texts, accidents_from=start, cells=cells)


def _cell(key: str, given: object, faults: shapes.Faults) -> Cell | None:
    """None for an empty cell: it holds null, or says only where it was looked for."""
    if given is None or (isinstance(given, dict) and set(given) == {"empty"}):
        return None
    if not isinstance(given, dict) or set(given) != {"value", "source"}:
        faults.append(Fault.at(f"cells.{key}", "rulebook_cell_shape"))
        return None
    value = KEYS[key].read(given["value"], f"cells.{key}.value", faults)
    source = shapes.Text(300).read(given["source"], f"cells.{key}.source", faults)
    if value is shapes.NOTHING or source is shapes.NOTHING:
        return None
    return Cell(key, value, source)
