"""Write tables as .xlsx and .csv, row by row, so that a spreadsheet shows what was meant."""

from __future__ import annotations

import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from typing import IO
from xml.sax.saxutils import escape

from . import ooxml
from .limits import TableUnusable, cell_name, column_name, protected
from .moments import serial_of, written

Value = str | int | float | Decimal | date | None
"""What a cell may hold. A text is never taken for a number, nor a number for a text; a time is
written as the clock on the wall shows it, in the zone that it carries."""
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL_MAX, ROWS_MAX, SHEET_NAME_MAX = 32_767, 1_048_576, 31


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in characters. `text`: what is typed there stays text, as a number of a case must.
    `choices`: the only values a person may choose there. `hidden`: for a row's own id."""

    heading: str
    width: int = 22
    text: bool = False
    hidden: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet to be written: the headings come first and stay in sight."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]

    @property
    def headings(self) -> list[str]:
        return [column.heading for column in self.columns]


# Workbooks -----------------------------------------------------------------------------------


def write_xlsx(file: IO[bytes], tables: Sequence[Table]) -> None:
    """A workbook; `file` need not be one that can be sought in. The same tables, the same bytes.

    Raises TableUnusable for what no spreadsheet holds: a text too long, too many rows.
    """
    *names, beside = sheet_names([*(table.name for table in tables), "choices"])
    choices = _Choices(tables, beside)
    hidden = [beside] if choices.lists else []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, body in ooxml.book_parts(names, hidden):
            with archive.open(_part(name), "w") as part:
                part.write(body.encode())
        for at, (name, table) in enumerate(zip(names, tables, strict=True), 1):
            _write_sheet(archive, at, _sheet(name, table, choices))
        if hidden:
            _write_sheet(archive, len(names) + 1, choices.lines())


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name)  # a fixed day, so that bytes depend on the content alone
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _write_sheet(archive: zipfile.ZipFile, at: int, pieces: Iterable[str]) -> None:
    with (
        archive.open(_part(f"xl/worksheets/sheet{at}.xml"), "w") as part,
        TextIOWrapper(part, encoding="utf-8", errors="replace", newline="") as text,
    ):
        text.writelines(pieces)


def _sheet(name: str, table: Table, choices: _Choices) -> Iterator[str]:
    yield ooxml.sheet_head(
        [(column.width, ooxml.AS_TEXT if column.text else ooxml.PLAIN, column.hidden)
         for column in table.columns]
    )  # fmt: skip
    yield _row(name, 1, table.headings, [ooxml.HEADING] * len(table.columns))
    styles = [ooxml.AS_TEXT if column.text else ooxml.PLAIN for column in table.columns]
    for number, row in enumerate(table.rows, 2):
        yield _row(name, number, row, styles)
    yield ooxml.sheet_foot(choices.validations(table))


def _row(sheet: str, number: int, row: Sequence[Value], styles: Sequence[int]) -> str:
    if number > ROWS_MAX:
        raise TableUnusable.at("table_too_many_rows", sheet, number, most=ROWS_MAX)
    cells = []
    for at, value in enumerate(row, 1):
        if value is None or value == "":
            continue
        if isinstance(value, str) and len(value) > CELL_MAX:
            raise TableUnusable.at("table_cell_too_long", sheet, number, at, most=CELL_MAX)
        style = styles[at - 1] if at <= len(styles) else ooxml.PLAIN
        cells.append(_cell(cell_name(at, number), value, style))
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(at: str, value: Value, style: int) -> str:
    if isinstance(value, bool):
        return f'<c r="{at}" s="{style}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, date) and (serial := serial_of(value)) is not None:
        style = ooxml.TIME if isinstance(value, datetime) else ooxml.DAY
        return f'<c r="{at}" s="{style}"><v>{serial!r}</v></c>'
    text = text_of(value)
    if not isinstance(value, str) and _NUMBER.fullmatch(text):
        return f'<c r="{at}" s="{style}"><v>{text}</v></c>'
    kept = escape(_visible(text))
    return f'<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{kept}</t></is></c>'


_NUMBER = re.compile(r"-?[0-9]{1,15}|-?(?=[0-9.]{3,16}$)[0-9]+\.[0-9]+")
_UNSEEN = "\x00-\x08\x0b-\x1f\ufffe\uffff"
_TWISTED = re.compile(rf"[{_UNSEEN}]|_(?=x[0-9A-Fa-f]{{4}}[_{_UNSEEN}])")


def _visible(text: str) -> str:
    """Signs that XML cannot hold as _xHHHH_, and the underscore before what would look like one."""
    return _TWISTED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def text_of(value: Value) -> str:
    """The value as a .csv writes it and as it is read again from either kind."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date):
        return written(value)
    if isinstance(value, float):
        value = Decimal(f"{value:.15g}")
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names that a spreadsheet allows: at most 31 characters, without []:*?/\\, none twice."""
    names: list[str] = []
    for name in wanted:
        plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", name).strip("' ")[:SHEET_NAME_MAX] or "_"
        number = 2
        taken = {one.lower() for one in names}
        once = plain
        while plain.lower() in taken:
            plain = f"{once[: SHEET_NAME_MAX - 4]} {number}"
            number += 1
        names.append(plain)
    return names


class _Choices:
    """The fixed values of columns, on a hidden sheet of their own: a rule holds but 255 signs."""

    def __init__(self, tables: Sequence[Table], sheet: str) -> None:
        self.sheet = sheet
        every = [column.choices for table in tables for column in table.columns if column.choices]
        self.lists = list(dict.fromkeys(every))

    def lines(self) -> Iterator[str]:
        yield ooxml.sheet_head([])
        for number in range(1, max(map(len, self.lists)) + 1):
            row = [one[number - 1] if number <= len(one) else "" for one in self.lists]
            yield _row(self.sheet, number, row, [])
        yield ooxml.sheet_foot([])

    def validations(self, table: Table) -> list[tuple[str, str]]:
        """The cells that may hold one of a list, and where the list stands."""
        found = []
        for at, column in enumerate(table.columns, 1):
            if column.choices:
                name, letter = column_name(at), column_name(self.lists.index(column.choices) + 1)
                place = f"'{self.sheet}'!${letter}$1:${letter}${len(column.choices)}"
                found.append((f"{name}2:{name}{ROWS_MAX}", place))
        return found


# Tables --------------------------------------------------------------------------------------

_TO_QUOTE = re.compile(r'[",;\t\r\n]|^\s|\s$')


def csv_lines(rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """Each row as a line of a .csv. A text that a spreadsheet would run has an apostrophe before it.

    Whoever sends them begins with U+FEFF, so that a spreadsheet takes them for UTF-8.
    """
    return (_line(row) for row in rows)


def _line(row: Sequence[Value], *, apart: bool = False) -> str:
    """With `apart`, a row is never taken for the name of a section."""
    texts = [protected(cell) if isinstance(cell, str) else text_of(cell) for cell in row]
    if apart and texts[0][:1] == "[" and not any(texts[1:]):
        texts[0] = f"'{texts[0]}"
    return ",".join(map(_field, texts)) + "\r\n"


def _field(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _TO_QUOTE.search(text) else text


def write_csv(file: IO[bytes], tables: Sequence[Table]) -> None:
    """One .csv in UTF-8 with a mark. Several tables stand below each other, each after [its name]."""
    apart = len(tables) > 1
    file.write("\ufeff".encode())
    for table in tables:
        if apart:
            file.write(f"[{table.name}]\r\n".encode())
        for row in itertools.chain([table.headings], table.rows):
            file.write(_line(row, apart=apart).encode("utf-8", "replace"))
        if apart:
            file.write(b"\r\n")
