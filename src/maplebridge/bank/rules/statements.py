"""Reading a line of a bank statement as banks write them: days, amounts in one column or in two."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

FEN_MAX = 10**12
WORDS_MAX = 200


@dataclass(frozen=True, slots=True)
class Columns:
    """The headings that the statement uses. `amount` is signed; or else `income` and `outgo`."""

    day: str
    words: str = ""
    amount: str = ""
    income: str = ""
    outgo: str = ""


@dataclass(frozen=True, slots=True)
class Paid:
    """One line: a day, fen that came (positive) or went (negative), and the bank's words."""

    day: date
    amount_fen: int
    words: str

    def key(self, turn: int) -> str:
        """What tells this line from every other; `turn` counts equal lines of one statement from 0."""
        said = f"{self.day.isoformat()}\x1f{self.amount_fen}\x1f{self.words}\x1f{turn}"
        return hashlib.sha256(said.encode()).hexdigest()


def read_line(cells: Mapping[str, str], columns: Columns) -> Paid:
    """The line in these cells. Raises ValueError naming the heading of the cell that is wrong."""
    day = _day(cells, columns.day)
    if columns.amount:
        fen = _fen(cells, columns.amount)
    else:
        fen = abs(_fen(cells, columns.income)) - abs(_fen(cells, columns.outgo))
    if fen == 0:
        raise ValueError(columns.amount or columns.income)
    words = " ".join(cells.get(columns.words, "").replace("\x00", "").split())[:WORDS_MAX]
    return Paid(day, fen, words)


def day_of(text: str) -> date:
    """The day that a cell shows: 2026-01-02, 2026/1/2, 20260102, 2026年1月2日. Raises ValueError."""
    found = re.match(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})", text.strip())
    if found is None:
        raise ValueError(text)
    return date(*(int(part) for part in found.groups()))


def _day(cells: Mapping[str, str], heading: str) -> date:
    try:
        return day_of(cells.get(heading, ""))
    except ValueError:
        raise ValueError(heading) from None


def _fen(cells: Mapping[str, str], heading: str) -> int:
    text = cells.get(heading, "").strip().replace(",", "").lstrip("¥￥'")
    if not text:
        return 0
    try:
        fen = Decimal(text) * 100
        if not fen.is_finite() or fen != fen.to_integral_value() or abs(fen) > FEN_MAX:
            raise ValueError(heading)
    except (InvalidOperation, ValueError):
        raise ValueError(heading) from None
    return int(fen)
