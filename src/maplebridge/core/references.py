"""The next reference of a series: M-2026-000123. Unique, rising, with gaps; no row is hot."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import connection, transaction

from . import calendar
from .values import format_reference

_SERIES = re.compile(r"[A-Z]{1,8}")


def next_reference(series: str, now: datetime) -> str:
    """Take the next number of `series` in the year of `now`. Call it inside the transaction.

    On PostgreSQL a sequence of its own for each series and year: callers never wait for each
    other, and a rolled-back transaction leaves a gap. On SQLite a counter row: the one writer
    there holds the whole database anyway.
    """
    assert _SERIES.fullmatch(series), series
    year = calendar.today(now).year
    if connection.vendor == "postgresql":
        number = _from_sequence(series, year)
    else:
        number = _from_counter(series, year)
    return format_reference(series, year, number)


def next_references(series: str, now: datetime, count: int) -> list[str]:
    """`count` references at once, for rows that come in by the hundred. One statement or two."""
    assert count > 0
    first = next_reference(series, now)
    if count == 1:
        return [first]
    year = calendar.today(now).year
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(to_regclass(%s)) FROM generate_series(2, %s)",
                [f"core_reference_{series.lower()}_{year}", count],
            )
            numbers = [int(number) for (number,) in cursor.fetchall()]
        else:
            cursor.execute(
                "UPDATE core_referencecounter SET last = last + %s "
                "WHERE series = %s AND year = %s RETURNING last",
                [count - 1, series, year],
            )
            (last,) = cursor.fetchone()
            numbers = list(range(last - count + 2, last + 1))
    return [first, *(format_reference(series, year, number) for number in numbers)]


def _from_sequence(series: str, year: int) -> int:
    name = f"core_reference_{series.lower()}_{year}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(to_regclass(%s))", [name])
        (number,) = cursor.fetchone()
        if number is None:
            with transaction.atomic():
                # Two transactions that create one sequence at once would fail; the lock lasts
                # until the first commits, once a year.
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
                cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS {name} CACHE 1")
            cursor.execute("SELECT nextval(to_regclass(%s))", [name])
            (number,) = cursor.fetchone()
    return int(number)


def _from_counter(series: str, year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_referencecounter (series, year, last) VALUES (%s, %s, 1) "
            "ON CONFLICT (series, year) DO UPDATE SET last = last + 1 RETURNING last",
            [series, year],
        )
        (number,) = cursor.fetchone()
    return int(number)
