"""Rows that one function writes, written once by it and then copied: the cast of most tests.

The first call of a day runs the function and reads back what it wrote into tables that were empty;
every later call in this process writes the same rows with one statement a table.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import connection, transaction
from django.utils import timezone

Made = TypeVar("Made")
_WRITTEN = re.compile(r'^(?:INSERT INTO|UPDATE) "(\w+)"')


@dataclass(frozen=True)
class _Kept:
    made: bytes
    rows: dict[str, tuple[str, list[Sequence[Any]]]]
    """By table: its columns, and what stands in them."""

    def write(self) -> Any:
        with transaction.atomic(), connection.cursor() as cursor:
            for table, (columns, rows) in self.rows.items():
                marks = ", ".join(["%s"] * len(rows[0]))
                values = ", ".join([f"({marks})"] * len(rows))
                flat = [value for row in rows for value in row]
                cursor.execute(f'INSERT INTO "{table}" ({columns}) VALUES {values}', flat)
        return pickle.loads(self.made)


class KeptRows(Generic[Made]):
    """`kept()` is what `make()` returns, each time anew, with its rows in the database.

    A make that finds rows of others in a table that it writes to is not kept. On another day, which
    a test may have travelled to, it is made anew.
    """

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._kept: dict[date, _Kept] = {}

    def __call__(self) -> Made:
        kept = self._kept.get(timezone.now().date())
        return kept.write() if kept else self._first()

    def _first(self) -> Made:
        written: dict[str, bool] = {}

        def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            into = _WRITTEN.match(sql)
            if into and into[1] not in written:
                written[into[1]] = _is_empty(into[1])
            return execute(sql, params, many, context)

        with transaction.atomic(), connection.execute_wrapper(look):
            made = self._make()
            if all(written.values()):
                rows = {table: _read(table) for table in written}
                self._kept[timezone.now().date()] = _Kept(pickle.dumps(made), rows)
        return made


def _is_empty(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')
        return cursor.fetchone() is None


def _read(table: str) -> tuple[str, list[Sequence[Any]]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        columns = ", ".join(f'"{column[0]}"' for column in cursor.description)
        return columns, cursor.fetchall()
