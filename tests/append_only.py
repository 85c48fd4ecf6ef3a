"""Lets a transactional test empty the tables that the product forbids to empty.

Django ends such a test by emptying every table, which the append-only triggers of the audit and
the ledger refuse. Only here, only while flushing, the triggers stand aside. Rows that a migration
seeded and no test changes for good stay, or the next test would live in a year without holidays.

Of some hundred and sixty tables a test fills ten: only tables with rows are emptied, and what
Django notes about its models after a migration stays, so that nobody has to write it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

SEEDED = {"core_calendarday", "django_content_type", "auth_permission"}


@contextmanager
def flushing_allowed() -> Iterator[None]:
    """Until the end of the session, a flush goes around triggers and leaves SEEDED alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(connection.ops), "sql_flush", _sql_flush)
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", _execute_sql_flush)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_names, **_options: None)
        yield


def _sql_flush(self: Any, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
    assert not options.get("reset_sequences"), "no test asks for its rows by number"
    return [f'DELETE FROM "{name}"' for name in _with_rows(set(tables) - SEEDED)]


def _with_rows(tables: set[str]) -> list[str]:
    one_each = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one_each))
        return sorted(name for (name,) in cursor.fetchall())


_execute = BaseDatabaseOperations.execute_sql_flush


def _execute_sql_flush(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
    if sql_list:
        before, after = without_triggers(*(sql.split('"')[1] for sql in sql_list))
        _execute(self, [*before, *sql_list, *after])


def without_triggers(*tables: str) -> tuple[list[str], list[str]]:
    """Statements that put the triggers of these tables (of all, when none is named) out of the
    way, and those that put them back."""
    if connection.vendor == "postgresql":
        role = "SET LOCAL session_replication_role = "
        return [role + "replica"], [role + "origin"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        found = [
            (name, sql) for name, sql, table in cursor.fetchall() if table in (tables or [table])
        ]
    return [f'DROP TRIGGER "{name}"' for name, _ in found], [sql for _, sql in found]
