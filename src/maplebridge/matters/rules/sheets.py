"""The rows of the first sheet of an .xlsx workbook, one at a time: what a hotline's system exports.

A workbook is a zip of XML. Only cells' plain values are read: no formulas, no styles, no dates.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse

from .sorted_files import SortedFileUnusable

UNPACKED_MAX = 2_000_000_000
"""Most bytes that a workbook may unpack to; a small file may claim to hold anything."""
STRINGS_MAX = 1_000_000
"""Most different texts of a workbook: they are held in memory, the rows are not."""
COLUMNS_MAX = 200
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = re.compile(r"([A-Z]{1,3})\d*")


def rows(file: IO[bytes]) -> Iterator[dict[str, str]]:
    """The rows by the names in the first one. Raises SortedFileUnusable."""
    try:
        with zipfile.ZipFile(file) as book:
            if sum(part.file_size for part in book.infolist()) > UNPACKED_MAX:
                raise SortedFileUnusable("sheet_broken", line=0)
            yield from _rows(book)
    except (zipfile.BadZipFile, ParseError, KeyError, ValueError, IndexError) as broken:
        if isinstance(broken, SortedFileUnusable):
            raise
        raise SortedFileUnusable("sheet_broken", line=0) from broken


def _rows(book: zipfile.ZipFile) -> Iterator[dict[str, str]]:
    texts = _strings(book)
    names: list[str] = []
    with book.open(_first_sheet(book)) as sheet:
        for _, found in iterparse(sheet):
            if found.tag != f"{_MAIN}row":
                continue
            cells = _cells(found, texts)
            found.clear()
            if not names:
                names = [cells.get(at, "").strip() for at in range(max(cells, default=-1) + 1)]
            elif any(cells.values()):
                yield {name: cells.get(at, "") for at, name in enumerate(names) if name}


def _first_sheet(book: zipfile.ZipFile) -> str:
    sheets = [name for name in book.namelist() if re.fullmatch(r"xl/worksheets/\w+\.xml", name)]
    return min(sheets, key=lambda name: (len(name), name))


def _strings(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    texts: list[str] = []
    with book.open("xl/sharedStrings.xml") as part:
        for _, found in iterparse(part):
            if found.tag == f"{_MAIN}si":
                texts.append(_text(found))
                found.clear()
                if len(texts) > STRINGS_MAX:
                    raise SortedFileUnusable("examples_too_many", most=STRINGS_MAX)
    return texts


def _cells(row: Element, texts: list[str]) -> dict[int, str]:
    """The values by column; a cell without a place follows the one before."""
    found: dict[int, str] = {}
    at = -1
    for cell in row.iter(f"{_MAIN}c"):
        at = _column(cell.get("r", "")) if cell.get("r") else at + 1
        if at >= COLUMNS_MAX:
            continue
        kind, value = cell.get("t", "n"), cell.find(f"{_MAIN}v")
        if kind == "inlineStr":
            found[at] = _text(cell)
        elif value is not None and value.text:
            found[at] = texts[int(value.text)] if kind == "s" else value.text
    return found


def _text(found: Element) -> str:
    """The text of a string without its reading aids."""
    said = [
        part.text or ""
        for one in ([found] if found.find(f"{_MAIN}r") is None else found.findall(f"{_MAIN}r"))
        for part in one.findall(f"{_MAIN}t")
        + [
            *one.findall(f"{_MAIN}is/{_MAIN}t"),
            *one.findall(f"{_MAIN}is/{_MAIN}r/{_MAIN}t"),
        ]
    ]
    return "".join(said)


def _column(reference: str) -> int:
    letters = _REFERENCE.match(reference)
    if letters is None:
        raise ValueError(reference)
    number = 0
    for letter in letters[1]:
        number = number * 26 + ord(letter) - 64
    return number - 1
