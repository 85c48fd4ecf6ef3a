"""Rows of a .csv, one at a time, in UTF-8 or GB 18030, with commas, semicolons or tabs."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import IO

from .limits import Limits, Row, TableUnusable, unprotected

RECORD_MAX = 8_000_000
"""Characters of one row, however many lines it takes."""
_BLOCK = 1_000_000
_QUOTED = re.compile(r'"[^"]*("|$)')


def csv_rows(lines: Iterable[str], limits: Limits, *, sheet: str = "") -> Iterator[Row]:
    """The rows of these lines of text that hold anything. Raises TableUnusable."""
    return (
        row._replace(cells=[unprotected(cell) for cell in row.cells])
        for row in raw_rows(lines, limits, sheet)
    )


def raw_rows(lines: Iterable[str], limits: Limits, sheet: str = "") -> Iterator[Row]:
    """The same with the apostrophes that protect a text."""
    count = _Counted(lines)
    number, cells_left = 0, limits.cells
    try:
        for number, cells in enumerate(csv.reader(count, delimiter=count.delimiter()), 1):
            count.since = 0
            while cells and not cells[-1]:
                cells.pop()
            if not cells:
                continue
            cells_left -= len(cells)
            _check(number, cells, cells_left, limits, sheet)
            yield Row(number, cells)
    except csv.Error:
        raise TableUnusable.at("table_row_broken", sheet, number + 1) from None


def _check(number: int, cells: list[str], left: int, limits: Limits, sheet: str) -> None:
    if number > limits.rows:
        raise TableUnusable.at("table_too_many_rows", sheet, number, most=limits.rows)
    if len(cells) > limits.columns:
        raise TableUnusable.at(
            "table_too_many_columns", sheet, number, len(cells), most=limits.columns
        )
    if left < 0:
        raise TableUnusable.at("table_too_many_cells", sheet, number, most=limits.cells)
    most = limits.cell_characters
    for at, cell in enumerate(cells, 1):
        if len(cell) > most:
            raise TableUnusable.at("table_cell_too_long", sheet, number, at, most=most)


class _Counted:
    """The lines, counted since the last whole row; the first one shows what stands between cells."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = iter(lines)
        self.since = 0
        self.held: list[str] = []

    def delimiter(self) -> str:
        for line in self.lines:
            self.held.append(line)
            if line.strip() or len(self.held) > 100:
                break
        self.held.reverse()
        bare = _QUOTED.sub("", self.held[0]) if self.held else ""
        return max(",;\t", key=bare.count)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.held.pop() if self.held else next(self.lines)
        self.since += len(line)
        if self.since > RECORD_MAX:
            raise csv.Error("a row without an end")
        return line


def encoding_of(file: IO[bytes], wanted: str = "") -> str:
    """What the text is written in: as asked for, or UTF-8, or else GB 18030, as spreadsheets in
    China save it. Raises TableUnusable when it is not."""
    file.seek(0)
    start = file.read(4)
    if not wanted and start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        wanted = "utf-16"
    for encoding in [wanted] if wanted else ["utf-8-sig", "gb18030"]:
        if _is_in(file, encoding):
            return (
                "utf-8-sig" if encoding.lower().replace("_", "-") in {"utf-8", "utf8"} else encoding
            )
    if wanted:
        raise TableUnusable("table_encoding", encoding=wanted[:40])
    raise TableUnusable("table_not_text")


def _is_in(file: IO[bytes], encoding: str) -> bool:
    file.seek(0)
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        while block := file.read(_BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except (UnicodeError, LookupError, TypeError):
        return False
    return True


def lines_of(file: IO[bytes], encoding: str) -> Iterator[str]:
    """The lines of the file as they stand there; a line without an end is cut where it is refused."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        while line := text.readline(RECORD_MAX + 1):
            yield line
    finally:
        with suppress(ValueError):  # the file was closed before
            text.detach()


def section_of(row: Row, names: Iterable[str]) -> str:
    """The name of the section that this row opens: [its name] and nothing else; "" for none."""
    found = row.cells[0] if len(row.cells) == 1 else ""
    name = found.rstrip()[1:-1]
    return name if found[:1] == "[" and name in names else ""
