"""CSV files of the division tree: the columns level, code and name; lines with # are remarks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from maplebridge.core.tables import Limits, csv_rows
from maplebridge.core.viewer import Level

from .codes import CodeUnusable, check_division_code, division_level

COLUMNS = ("level", "code", "name")
LINE_MAX = 2_000
_LEVELS = {"district": Level.DISTRICT, "street": Level.STREET, "community": Level.COMMUNITY}


@dataclass(frozen=True, slots=True)
class Division:
    """One row: a code of 12 digits and the name as published. `level` None for a whole city."""

    code: str
    name: str
    level: Level | None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that cannot be used, with its line number and how it begins."""

    line: int
    text: str


class NotDivisions(ValueError):
    """The file does not begin with the columns level, code and name."""


def source_of(first_line: str) -> str:
    """What the remark `# source: …` at the top of a file says; "" without one."""
    found = re.match(r"#\s*source:\s*(.+)", first_line.strip().lstrip("\ufeff"))
    return found.group(1).strip()[:200] if found else ""


def read_divisions(lines: Iterable[str]) -> Iterator[Division | Unreadable]:
    """The rows of a file, one by one, so that its size does not matter. Raises NotDivisions."""
    remarks = (line for line in lines if not line.lstrip("\ufeff").startswith("#"))
    rows = csv_rows((line.replace("\x00", "")[:LINE_MAX] for line in remarks), Limits())
    head = next(rows, None)
    if not head or tuple(cell.strip().lstrip("\ufeff").lower() for cell in head.cells) != COLUMNS:
        raise NotDivisions
    for number, row in rows:
        yield _division(row) or Unreadable(number, ",".join(row)[:80])


def _division(row: list[str]) -> Division | None:
    if len(row) != len(COLUMNS):
        return None
    level, code, name = (cell.strip() for cell in row)
    try:
        check_division_code(code)
    except CodeUnusable:
        return None
    if level != division_level(code) or not 1 <= len(name) <= 120 or not name.isprintable():
        return None
    return Division(code=code, name=name, level=_LEVELS.get(level))
