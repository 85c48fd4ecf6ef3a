"""Open a table of either kind and read its sheets, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from .delimited import encoding_of, lines_of, raw_rows, section_of
from .limits import Limits, Row, TableUnusable, unprotected
from .spreadsheet import Spreadsheet

Record = tuple[int, dict[str, str]]
"""The number of a row, and its cells by the heading of their column."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook; a .csv is one sheet without a name, or one for each of its sections."""

    name: str
    _read: Callable[[], Iterator[Row]]
    hidden: bool = False

    def rows(self) -> Iterator[Row]:
        """Every row that holds anything, from the first on. Raises TableUnusable."""
        return self._read()

    def records(self) -> Iterator[Record]:
        """The rows under the headings of the first one; columns without a heading are left out, and
        rows of blanks.

        Raises TableUnusable for a sheet without a row, and for a heading that stands twice.
        """
        names: list[str] = []
        for number, cells in self.rows():
            if not any(map(str.strip, cells)):
                continue
            if names:
                texts = cells + [""] * (len(names) - len(cells))
                yield number, {name: text for name, text in zip(names, texts, strict=False) if name}
            else:
                names = [cell.strip() for cell in cells]
                self._check_headings(number, names)
        if not names:
            raise TableUnusable("table_empty", sheet=self.name)

    def _check_headings(self, row: int, names: list[str]) -> None:
        for at, name in enumerate(names, 1):
            if name and name in names[: at - 1]:
                raise TableUnusable.at("table_heading_twice", self.name, row, at, name=name[:40])


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets in their order. The file must stay open while they are read, one at a time.

    `since_1904`: the days of a workbook from an old Macintosh count from there; cells that show a
    day are read as that day in either case.
    """

    sheets: tuple[Sheet, ...]
    since_1904: bool = False

    def sheet(self, name: str = "") -> Sheet:
        """The sheet of this name, or the first one that is to be seen. A .csv has but the one.

        Raises TableUnusable.
        """
        for sheet in self.sheets:
            if sheet.name in {name, ""} or (not name and not sheet.hidden):
                return sheet
        names = "、".join(sheet.name for sheet in self.sheets)
        raise TableUnusable("table_no_sheet", wanted=name[:40], names=names[:200])


def open_table(
    file: IO[bytes], limits: Limits, *, encoding: str = "", sections: Sequence[str] = ()
) -> Workbook:
    """The table in a file that can be sought in: by what it is, not by what it is called.

    A .csv is read in `encoding`, or else in UTF-8 or GB 18030; with `sections` it holds several
    sheets, each after a row with [its name]. Raises TableUnusable.
    """
    if file.seek(0, 2) > limits.file_bytes:
        raise TableUnusable("table_file_too_large", megabytes=limits.file_bytes // 1_000_000)
    file.seek(0)
    if file.read(2) == b"PK":
        return _workbook(file, limits)
    return _table(file, limits, encoding_of(file, encoding), sections)


def _workbook(file: IO[bytes], limits: Limits) -> Workbook:
    book = Spreadsheet(file, limits)
    sheets = tuple(
        Sheet(name, lambda part=part, name=name: book.rows(part, name), hidden)  # type: ignore[misc]  # bound here
        for name, part, hidden in book.sheets
    )
    return Workbook(sheets, book.since_1904)


def _table(file: IO[bytes], limits: Limits, encoding: str, sections: Sequence[str]) -> Workbook:
    def rows(wanted: str = "") -> Iterator[Row]:
        """Those below the row [wanted]; every row where nothing is wanted."""
        inside = ""
        for row in raw_rows(lines_of(file, encoding), limits):
            if found := section_of(row, sections):
                inside = found
            elif inside == wanted:
                yield Row(row.number, [unprotected(cell) for cell in row.cells])

    if not sections:
        return Workbook((Sheet("", rows),))
    if next(rows(), None) is not None:
        raise TableUnusable("table_no_section", name=sections[0])
    found = dict.fromkeys(
        name
        for row in raw_rows(lines_of(file, encoding), limits)
        if (name := section_of(row, sections))
    )
    return Workbook(tuple(Sheet(name, lambda name=name: rows(name)) for name in found))  # type: ignore[misc]  # bound here
