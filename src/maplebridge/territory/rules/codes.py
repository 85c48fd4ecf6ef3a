"""The 12-digit codes of the national division tree and the 15-digit codes of grids in it.

A division code is six digits for the county (GB/T 2260), three for the street or town and three
for the community or village. The ranges inside the segments have exceptions in the published list,
so they give warnings and never refuse. A grid code is our proposal where no local rule says
otherwise: the community's code and three digits, 001-899 for base grids, 901-999 for dedicated ones
(a market, a school).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum

from maplebridge.core.viewer import Level

DIVISION_DIGITS = 12
GRID_DIGITS = 15


class Scheme(StrEnum):
    """What kind of code a place carries."""

    DIVISION = "division"
    GRID = "grid"


class CodeUnusable(ValueError):
    """`code` is a sentence of the app, `facts` fill it."""

    def __init__(self, sentence: str, **facts: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts


def scheme_of(level: Level) -> Scheme | None:
    """The scheme that codes places of a level; None below the grid."""
    if level is Level.GRID:
        return Scheme.GRID
    if level in {Level.JURISDICTION, Level.DISTRICT, Level.STREET, Level.COMMUNITY}:
        return Scheme.DIVISION
    return None


def check_division_code(code: str) -> None:
    """Twelve ASCII digits that do not start with 0. Raises CodeUnusable."""
    if not (_digits(code, DIVISION_DIGITS) and code[0] != "0"):
        raise CodeUnusable("division_code_unusable", code=code[:30])


def check_grid_code(code: str, community_code: str | None) -> None:
    """Fifteen digits inside the community, serial 001-899 or 901-999. Raises CodeUnusable."""
    if not _digits(code, GRID_DIGITS) or code[12:] in {"000", "900"}:
        raise CodeUnusable("grid_code_unusable", code=code[:30])
    if community_code is not None and not code.startswith(community_code):
        raise CodeUnusable("grid_code_elsewhere", code=code, community=community_code)


def is_dedicated(grid_code: str) -> bool:
    """A grid for one market, school or site, beside the base grids."""
    return grid_code[12] == "9"


def division_level(code: str) -> str:
    """city, district, street or community, by the zeros at the end."""
    if code[9:] != "000":
        return "community"
    if code[6:9] != "000":
        return "street"
    return "district" if code[4:6] != "00" else "city"


def around(code: str) -> Iterator[str]:
    """The codes that may stand around this one, nearest first."""
    for digits in (9, 6, 4):
        wider = code[:digits].ljust(DIVISION_DIGITS, "0")
        if wider != code:
            yield wider


Check = tuple[str, Callable[[str, str], bool]]
_DOUBTS: tuple[Check, ...] = (
    (
        "a 街道 is numbered 001-099",
        lambda code, name: (
            _street(code, name) and name.endswith(("街道", "街道办事处")) and code[6] != "0"
        ),
    ),
    (
        "a 镇 is numbered 100-199",
        lambda code, name: _street(code, name) and name.endswith(("镇", "鎮")) and code[6] != "1",
    ),
    (
        "a 乡 is numbered 200-399",
        lambda code, name: (
            _street(code, name) and name.endswith(("乡", "鄉")) and code[6] not in "23"
        ),
    ),
    (
        "streets are numbered up to 599",
        lambda code, name: _street(code, name) and code[6] in "6789",
    ),
    (
        "a 居委会 is numbered 001-199 or 400-499",
        lambda code, name: (
            _community(code) and name.endswith(("居委会", "居委會")) and code[9] not in "014"
        ),
    ),
    (
        "a 村委会 is numbered 200-399 or 500-599",
        lambda code, name: (
            _community(code) and name.endswith(("村委会", "村委會")) and code[9] not in "235"
        ),
    ),
    (
        "communities are numbered up to 599",
        lambda code, name: _community(code) and code[9] in "6789",
    ),
)


def doubts(code: str, name: str) -> list[str]:
    """What is unusual about the number of a street or community; often right all the same."""
    return [words for words, is_odd in _DOUBTS if is_odd(code, name)]


def _street(code: str, name: str) -> bool:
    return code[9:] == "000" and code[6:9] != "000"


def _community(code: str) -> bool:
    return code[9:] != "000"


def _digits(code: str, count: int) -> bool:
    return len(code) == count and code.isascii() and code.isdigit()
