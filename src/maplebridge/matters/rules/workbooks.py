"""Rows of a spreadsheet file, one at a time: XLSX and CSV, whatever their length.

An XLSX file is a ZIP of XML. Only its shared strings are held in memory; the sheet is read as a
stream. What unpacks to far more than any hotline's workbook is refused, and so is a document type,
which could make a small file grow without end.
"""

from __future__ import annotations

import csv
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import IO
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError

UNPACKED_MAX = 1_000_000_000
"""Bytes that one part of the file may unpack to: ten times 100,000 rows of long words."""
STRINGS_MAX = 3_000_000
COLUMNS_MAX = 200
CELL_MAX = 32_767
"""Characters in a cell, as Excel itself allows."""

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_COLUMN = re.compile(r"[A-Z]+")

Row = tuple[int, dict[str, str]]


class WorkbookUnusable(Exception):
    """The file cannot be read as a table. `code` names the sentence, `facts` fill it."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def xlsx_rows(file: IO[bytes], sheet: str = "") -> Iterator[Row]:
    """(number of the row, column name → text) below the header; the first sheet unless named.

    A date stays the number that Excel keeps; `from_serial` reads it. Raises WorkbookUnusable.
    """
    try:
        with zipfile.ZipFile(file) as book:
            strings = _strings(book)
            yield from _with_header(_cells(book, _path_of(book, sheet), strings))
    except (
        zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, EOFError, NotImplementedError,
        ElementTree.ParseError, ExpatError, IndexError, RuntimeError, ValueError,
    ):  # fmt: skip
        raise WorkbookUnusable("workbook_broken") from None


def csv_rows(lines: Iterable[str]) -> Iterator[Row]:
    """The same of a CSV file with commas, semicolons or tabs, as its first line shows."""
    lines = iter(lines)
    first = next(lines, "")
    mark = max(",;\t", key=first.count)
    csv.field_size_limit(CELL_MAX * 4)
    reader = csv.reader(_joined(first, lines), delimiter=mark)
    try:
        yield from _with_header((reader.line_num, cells) for cells in reader)
    except csv.Error:
        raise WorkbookUnusable("workbook_broken_line", line=reader.line_num) from None


def from_serial(number: float, *, since_1904: bool = False) -> datetime:
    """The wall-clock time of Excel's day count. Raises ValueError outside 1904 to 9999."""
    if not 1462 <= number <= 2_958_465:
        raise ValueError(number)
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001  # no zone in a cell
    return start + timedelta(seconds=round(number * 86_400))


def _joined(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first.removeprefix("\ufeff")
    yield from lines


def _with_header(rows: Iterable[tuple[int, list[str]]]) -> Iterator[Row]:
    """Each row under the names of the first row that holds anything; empty rows are left out."""
    names: list[str] = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if not names:
            names = [cell.strip() for cell in cells[:COLUMNS_MAX]]
            doubled = {name for name in names if name and names.count(name) > 1}
            if doubled:
                raise WorkbookUnusable("workbook_column_twice", name=min(doubled)[:40])
            continue
        texts = [*cells, *[""] * (len(names) - len(cells))]
        yield number, {name: text for name, text in zip(names, texts, strict=False) if name}
    if not names:
        raise WorkbookUnusable("workbook_empty")


class _Limited:
    """A part of the ZIP that stops when more comes out of it than may."""

    def __init__(self, part: IO[bytes]) -> None:
        self.part = part
        self.left = UNPACKED_MAX
        self.began = False

    def read(self, size: int = -1) -> bytes:
        content = self.part.read(size if size > 0 else 65_536)
        if not self.began and b"<!DOCTYPE" in content[:4096]:
            raise WorkbookUnusable("workbook_broken")
        self.began = True
        self.left -= len(content)
        if self.left < 0:
            raise WorkbookUnusable("workbook_too_large")
        return content


def _events(book: zipfile.ZipFile, path: str, tag: str) -> Iterator[ElementTree.Element]:
    """Each element `tag` once it is whole; it is emptied before the next one comes."""
    with book.open(path) as part:
        around: list[ElementTree.Element] = []
        for event, element in ElementTree.iterparse(_Limited(part), events=("start", "end")):
            if event == "start":
                around.append(element)
                continue
            around.pop()
            if element.tag == tag:
                yield element
                if around:
                    around[-1].clear()


def _strings(book: zipfile.ZipFile) -> list[str]:
    path = "xl/sharedStrings.xml"
    if path not in book.namelist():
        return []
    found: list[str] = []
    for item in _events(book, path, f"{_MAIN}si"):
        found.append(_text_of(item))
        if len(found) > STRINGS_MAX:
            raise WorkbookUnusable("workbook_too_large")
    return found


def _text_of(item: ElementTree.Element) -> str:
    """Plain or rich text, without the reading aids that East Asian cells may carry."""
    parts = [child.text or "" for child in item if child.tag == f"{_MAIN}t"]
    runs = [run.find(f"{_MAIN}t") for run in item if run.tag == f"{_MAIN}r"]
    return "".join([*parts, *(run.text or "" for run in runs if run is not None)])[:CELL_MAX]


def _path_of(book: zipfile.ZipFile, wanted: str) -> str:
    with book.open("xl/workbook.xml") as part:
        top = ElementTree.fromstring(_Limited(part).read(5_000_000))
    with book.open("xl/_rels/workbook.xml.rels") as part:
        links = ElementTree.fromstring(_Limited(part).read(5_000_000))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    sheets = [(s.get("name", ""), s.get(_LINK)) for s in top.iter(f"{_MAIN}sheet")]
    for name, link in sheets:
        if not wanted or name == wanted:
            target = targets[link]
            return target.lstrip("/") if target[:1] == "/" else posixpath.join("xl", target)
    raise WorkbookUnusable(
        "workbook_no_sheet", wanted=wanted[:40], names="、".join(name for name, _ in sheets)[:200]
    )


def since_1904(file: IO[bytes]) -> bool:
    """Whether the workbook counts its days from 1904, as old ones from a Macintosh do."""
    try:
        with zipfile.ZipFile(file) as book, book.open("xl/workbook.xml") as part:
            return b'date1904="1"' in _Limited(part).read(1_000_000)
    except (zipfile.BadZipFile, KeyError):
        return False


def _cells(book: zipfile.ZipFile, path: str, strings: list[str]) -> Iterator[tuple[int, list[str]]]:
    number = 0
    for row in _events(book, path, f"{_MAIN}row"):
        number = int(row.get("r") or number + 1)
        cells: list[str] = []
        for cell in row:
            at = _index(cell.get("r", ""), len(cells))
            if at >= COLUMNS_MAX:
                break
            cells += [""] * (at - len(cells))
            cells.append(_value(cell, strings))
        yield number, cells


def _index(reference: str, following: int) -> int:
    """The column of a reference such as AB12, from 0; a cell without one follows the last."""
    letters = _COLUMN.match(reference)
    if letters is None:
        return following
    index = 0
    for letter in letters[0]:
        index = index * 26 + ord(letter) - 64
    return index - 1


def _value(cell: ElementTree.Element, strings: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find(f"{_MAIN}is")
        return _text_of(inline) if inline is not None else ""
    value = cell.findtext(f"{_MAIN}v") or ""
    if kind == "s":
        return strings[int(value)] if value else ""
    if kind == "e":
        return ""
    return _whole(value) if kind == "n" else value[:CELL_MAX]


def _whole(value: str) -> str:
    """A number as people write it: 20250001, not 2.0250001E7 and not 20250001.0."""
    if value.isdigit():
        return value
    try:
        number = float(value)
    except ValueError:
        return value[:CELL_MAX]
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else value
