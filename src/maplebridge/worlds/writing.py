"""Rows into tables as fast as the database takes them: COPY on PostgreSQL, many at once on SQLite.

The rows are plain tuples in the order of COLUMNS; every other column gets its model's default.
Triggers fire and constraints hold as for any other writer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps
from django.db import connection, models

COLUMNS: dict[str, tuple[str, ...]] = {
    "territory.Place": (
        "id", "level", "parent_id", "path", "name", "lon", "lat", "boundary", "boundary_source",
        "valid_from",
    ),
    "territory.PlaceCode": ("place_id", "scheme", "code", "valid_from", "source"),
    "territory.Jurisdiction": ("id", "name", "root_id", "demo"),
    "territory.Building": ("place_id", "estate_id", "address", "floors_above"),
    "territory.Home": (
        "id", "building_id", "entrance_id", "path", "number", "sort_key", "floor", "area_cm2",
    ),
    "territory.ServicePoint": (
        "id", "name", "place_id", "lon", "lat", "address", "phone", "hours",
    ),
    "territory.ServicePointGrid": ("service_point_id", "grid_id"),
    "people.Person": ("id", "name", "phone", "demo", "created_at"),
    "people.Household": ("id", "home_id", "path", "began_on"),
    "people.HouseholdMember": ("id", "household_id", "person_id", "began_on"),
    "people.Post": (
        "id", "person_id", "role", "place_id", "path", "term_from", "service_point_id",
    ),
    "people.TeamMember": ("id", "team_id", "post_id", "valid_from"),
    "people.Deputy": ("id", "post_id", "person_id", "valid_from"),
    "people.Leave": ("id", "person_id", "first_day", "last_day"),
    "people.Account": (
        "id", "person_id", "phone", "phone_verified", "password", "may_staff", "created_at",
    ),
    "matters.Matter": (
        "id", "reference", "words", "category", "rulebook", "lon", "lat", "place_id", "path",
        "grid_id", "community_id", "street_id", "reporter_id", "on_behalf_by_id", "receipt_hash",
        "channel", "visibility", "state", "handler_id", "reported_at", "first_answer_due_at",
        "settle_due_at", "due_at", "due_certain", "first_answered_at", "answered_at", "closed_at",
        "proposed_code", "closing_code", "closing", "last_activity_at",
    ),
    "matters.MatterWords": ("matter_id", "grams"),
    "matters.MatterEvent": (
        "id", "matter_id", "verb", "actor_id", "by_reporter", "deputy_for_id", "to_post_id",
        "text", "from_state", "to_state", "code", "closing", "at",
    ),
    "matters.MatterPhoto": ("id", "event_id", "file_id", "order"),
    "matters.Rating": ("id", "matter_id", "closing", "stars", "solved", "text", "at"),
    "matters.Helper": ("id", "matter_id", "person_id", "said_at", "confirmed_at"),
    "core.AuditEntry": (
        "id", "at", "actor_kind", "actor_id", "deputy_for", "verb", "thing_kind", "thing_id",
        "facts",
    ),
    "bank.Rulebook": (
        "id", "name", "version", "valid_from", "body", "digest", "source", "entered_at",
    ),
    "ledger.LedgerAccount": ("id", "unit", "kind", "owner_id", "constrained", "opened_at"),
    "ledger.Transfer": (
        "id", "unit", "debit_id", "credit_id", "amount", "state", "code", "thing_kind", "thing_id",
        "rulebook", "at",
    ),
    "bank.MatterReward": (
        "id", "matter_id", "closing", "number", "part", "household_id", "points", "reason",
        "transfer_id", "rulebook_id", "at",
    ),
}  # fmt: skip
"""The tables in the order they are written, so that a row finds what it points to."""

Row = tuple[Any, ...]
Convert = Callable[[Any], Any]


def write(rows: Mapping[str, Iterable[Row]]) -> int:
    """Write all rows in the caller's transaction; return how many."""
    assert connection.in_atomic_block, "a part of a world is written whole or not at all"
    unknown = set(rows) - set(COLUMNS)
    assert not unknown, f"no columns for {unknown}"
    return sum(_write_table(label, rows[label]) for label in COLUMNS if label in rows)


def _write_table(label: str, rows: Iterable[Row]) -> int:
    model = apps.get_model(label)
    named = [_field(model, attname) for attname in COLUMNS[label]]
    rest = [field for field in model._meta.concrete_fields if _needs_default(field, named)]
    fields = [*named, *rest]
    defaults = tuple(_default(field) for field in rest)
    converts = [(at, convert) for at, field in enumerate(fields) if (convert := _convert(field))]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    table = quote(model._meta.db_table)
    ready = (_ready(row + defaults, converts) for row in rows)
    if connection.vendor == "postgresql":
        return _copy(f"COPY {table} ({columns}) FROM STDIN", ready)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608  # our own names
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(ready))
        return int(cursor.rowcount)


def _field(model: type[models.Model], attname: str) -> models.Field[Any, Any]:
    return next(field for field in model._meta.concrete_fields if field.attname == attname)


def _needs_default(field: models.Field[Any, Any], named: list[models.Field[Any, Any]]) -> bool:
    return field not in named and not isinstance(field, models.AutoField)


def _default(field: models.Field[Any, Any]) -> Any:
    """The model's default as this column stores it; rows bring their own keys as text already."""
    value = field.get_default()
    if isinstance(field, models.UUIDField) and value is not None:
        return field.get_db_prep_value(value, connection)
    return value


def _ready(row: Row, converts: list[tuple[int, Convert]]) -> Row:
    values = list(row)
    for at, convert in converts:
        if values[at] is not None:
            values[at] = convert(values[at])
    return tuple(values)


def _copy(statement: str, rows: Iterable[Row]) -> int:
    count = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def _convert(field: models.Field[Any, Any]) -> Convert | None:
    """How a value must look for this column, None when it may stay as it is."""
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, ensure_ascii=False)
    if connection.vendor == "postgresql":
        return None
    if isinstance(field, models.DateTimeField):
        return _instant_as_text
    if isinstance(field, models.DateField):
        return date.isoformat
    return None


def _instant_as_text(at: datetime) -> str:
    """As Django writes it to SQLite: UTC without a zone."""
    return str(at.astimezone(UTC).replace(tzinfo=None))
