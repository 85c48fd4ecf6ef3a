"""How much of a file is read, the refusal that says where it went too far, and the names of cells."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..errors import RuleBroken


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a caller takes in. What a file says of itself is never believed: it is counted.

    `unpacked_bytes` counts all that is taken out of the archive, a sheet that is read twice twice;
    `texts` are the different ones of a workbook; `cells` and `rows` are those of one sheet.
    """

    file_bytes: int = 50_000_000
    unpacked_bytes: int = 1_000_000_000
    parts: int = 1_000
    sheets: int = 100
    texts: int = 3_000_000
    rows: int = 1_048_576
    columns: int = 200
    cells: int = 30_000_000
    cell_characters: int = 32_767


LONG = Limits(
    file_bytes=1_000_000_000, unpacked_bytes=2_000_000_000, rows=5_000_000, cells=100_000_000,
    cell_characters=100_000,
)  # fmt: skip
"""For what somebody who runs the place brings: as much as another system may have gathered."""


class Row(NamedTuple):
    """One row that holds anything: its number in the spreadsheet from 1, its cells as text.

    No empty text stands at the end. Numbers and texts are as somebody typed them (`007`, `20250001`,
    `3.14`), days are `2026-01-02`, times `2026-01-02 08:30:00`, whatever epoch the workbook has.
    """

    number: int
    cells: list[str]


class TableUnusable(RuleBroken):
    """The file cannot be read as a table. `facts` say where, as far as it was found out:
    sheet, row, column (its letter) and `where`, which is how a spreadsheet names the cell."""

    @classmethod
    def at(cls, code: str, sheet: str, row: int, column: int = 0, **more: Any) -> TableUnusable:
        letter = column_name(column)
        cell = f"{letter}{row}" if letter else str(row)
        where = f"{sheet}!{cell}" if sheet else cell
        return cls(code, sheet=sheet, row=row, column=letter, where=where[:60], **more)


def column_name(number: int) -> str:
    """A for 1, Z for 26, AA for 27; "" for 0."""
    name = ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(65 + letter) + name
    return name


def cell_name(column: int, row: int) -> str:
    return f"{column_name(column)}{row}"


@functools.cache
def _numbers() -> dict[str, int]:
    return {column_name(number): number for number in range(1, 16_385)}


def column_number(name: str) -> int:
    """1 for A, 16384 for XFD, which is the last one of a spreadsheet; 0 for what is none."""
    return _numbers().get(name, 0)


MARKS = frozenset("=+-@'\t\r＝＋－＠")
"""Beginnings that some spreadsheet runs as a formula, and the apostrophe that stands before them."""


def protected(text: str) -> str:
    """The text of a .csv cell that every spreadsheet shows and none runs."""
    return f"'{text}" if text[:1] in MARKS and text else text


def unprotected(text: str) -> str:
    """What `protected` got."""
    return text[1:] if text[:1] == "'" and (text[1:2] in MARKS or text[1:2] == "[") else text
