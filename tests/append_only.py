"""Lets a transactional test empty the tables that the product forbids to empty.

Django ends such a test by emptying every table, which the append-only triggers of the audit and
the ledger refuse. Only here, only while flushing, the triggers stand aside. Rows that a migration
seeded and no test changes for good stay, or the next test would live in a year without holidays.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

SEEDED = {"core_calendarday"}


@contextmanager
def flushing_allowed() -> Iterator[None]:
    """Until the end of the session, a flush goes around triggers and leaves SEEDED alone."""
    execute, own = BaseDatabaseOperations.execute_sql_flush, type(connection.ops)
    listing = own.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        return listing(self, style, [name for name in tables if name not in SEEDED], **options)

    def execute_sql_flush(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        before, after = _without_triggers()
        execute(self, [*before, *sql_list, *after])

    own.sql_flush = sql_flush  # type: ignore[method-assign]
    BaseDatabaseOperations.execute_sql_flush = execute_sql_flush  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        own.sql_flush = listing  # type: ignore[method-assign]
        BaseDatabaseOperations.execute_sql_flush = execute  # type: ignore[method-assign]


def _without_triggers() -> tuple[list[str], list[str]]:
    """Statements that put the triggers out of the way, and those that put them back."""
    if connection.vendor == "postgresql":
        role = "SET LOCAL session_replication_role = "
        return [role + "replica"], [role + "origin"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    return [f'DROP TRIGGER "{name}"' for name, _ in triggers], [sql for _, sql in triggers]
