"""Who is looking: account, person, home, posts and staff mode, in three statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from maplebridge.core import calendar
from maplebridge.core.viewer import HeldPost, Level, Role, Viewer

from ..models import Account, Around, Household, Person, Post, StaffSession
from .homes import current_path, grid_above

_ACCOUNT = """
SELECT {columns}
FROM people_account a
LEFT JOIN people_person p ON p.id = a.person_id
LEFT JOIN people_householdmember stay ON stay.person_id = p.id AND stay.ended_on IS NULL
LEFT JOIN people_household home ON home.id = stay.household_id
LEFT JOIN people_staffsession staff
    ON staff.account_id = a.id AND staff.began_at <= %(now)s AND staff.ends_at > %(now)s
WHERE {key} = %(key)s AND a.is_active
ORDER BY staff.ends_at DESC LIMIT 1
"""
_COLUMNS: tuple[tuple[str, type[Model], tuple[str, ...]], ...] = (
    ("a", Account, tuple(field.attname for field in Account._meta.concrete_fields)),
    ("p", Person, tuple(field.attname for field in Person._meta.concrete_fields)),
    ("home", Household, ("path",)),
    ("staff", StaffSession, ("reason", "ends_at")),
)
"""Read from each table, in the order of its model's fields."""
_OF_ACCOUNT, _OF_PERSON = len(_COLUMNS[0][2]), len(_COLUMNS[1][2])


def account_with_home(account_id: UUID, *, now: datetime) -> Account | None:
    """An active account with its person, home path and staff mode, in one statement."""
    return _account("a.id", account_id, now)


def _account(key: str, value: UUID, now: datetime) -> Account | None:
    """Written out like the posts below: built from conditions it took longer than a short page."""
    text, to_python = _account_statement(key, connection.vendor)
    given = {
        "key": Account._meta.pk.get_db_prep_value(value, connection),
        "now": connection.ops.adapt_datetimefield_value(now),
    }
    with connection.cursor() as cursor:
        cursor.execute(text, given)
        row = cursor.fetchone()
    if row is None:
        return None
    values = to_python(row)
    account = Account.from_db(connection.alias, _COLUMNS[0][2], values[:_OF_ACCOUNT])
    rest = values[_OF_ACCOUNT:]
    if account.person_id is not None:
        account.person = Person.from_db(connection.alias, _COLUMNS[1][2], rest[:_OF_PERSON])
    path, reason, until = rest[_OF_PERSON:]
    account.around = Around(path or "", until, reason or "")
    return account


@lru_cache(maxsize=4)
def _account_statement(key: str, vendor: str) -> tuple[str, Callable[[Sequence[Any]], list[Any]]]:
    """The text for this engine and what turns its row into Python values."""
    fields = [
        field.get_col(alias)
        for alias, model, names in _COLUMNS
        for field in model._meta.concrete_fields
        if field.attname in names
    ]
    columns = ", ".join(f"{column.alias}.{column.target.column}" for column in fields)
    compiler = Account.objects.all().query.get_compiler(connection=connection)
    converters = compiler.get_converters(fields)

    def to_python(row: Sequence[Any]) -> list[Any]:
        return next(iter(compiler.apply_converters([list(row)], converters)))

    return _ACCOUNT.format(columns=columns, key=key), to_python


def viewer_of(who: Account | Person, *, now: datetime) -> Viewer:
    """The frozen facts about `who` for this request. Posts are those in force today, own first."""
    account = _prepared(who, now)
    person = who if isinstance(who, Person) else account.person if account else None
    if person is None:
        return Viewer()
    around = account.around if account else None
    path = around.home_path if around else current_path(person.pk)
    grid = grid_above(path) if path else None
    until = around.staff_until if around else None
    return Viewer(
        person_id=person.pk,
        account_id=account.pk if account else None,
        name=person.name,
        posts=_held_posts(person.pk, calendar.today(now)),
        home_path=grid.path if grid else "",
        home_grid_id=grid.pk if grid else None,
        staff_until=until,
        staff_reason=around.staff_reason if around and until else "",
    )


def _prepared(who: Account | Person, now: datetime) -> Account | None:
    """The account with what stands around it; asked for only when the caller's has it not."""
    if isinstance(who, Person):
        return _account("a.person_id", who.pk, now)
    return who if who.around is not None else account_with_home(who.pk, now=now)


_HELD = """
WITH held AS (
    SELECT own.id, own.person_id AS holder FROM people_post own
    WHERE own.person_id = %(person)s
      AND own.term_from <= %(today)s AND (own.term_to IS NULL OR own.term_to >= %(today)s)
    UNION
    SELECT post.id, post.person_id
    FROM people_deputy d JOIN people_post post ON post.id = d.post_id
    WHERE d.person_id = %(person)s
      AND d.valid_from <= %(today)s AND (d.valid_to IS NULL OR d.valid_to >= %(today)s)
      AND post.term_from <= %(today)s AND (post.term_to IS NULL OR post.term_to >= %(today)s)
      AND EXISTS (SELECT 1 FROM people_leave away WHERE away.person_id = post.person_id
                  AND away.first_day <= %(today)s AND away.last_day >= %(today)s)
      AND NOT EXISTS (SELECT 1 FROM people_leave mine WHERE mine.person_id = %(person)s
                      AND mine.first_day <= %(today)s AND mine.last_day >= %(today)s)
)
SELECT p.id, acting.holder, p.role, place.level, p.place_id, p.path
FROM (
    SELECT id, holder FROM held
    UNION
    SELECT member.team_id, held.holder FROM held
    JOIN people_teammember member ON member.post_id = held.id
    WHERE member.valid_from <= %(today)s
      AND (member.valid_to IS NULL OR member.valid_to >= %(today)s)
) acting
JOIN people_post p ON p.id = acting.id JOIN territory_place place ON place.id = p.place_id
WHERE p.term_from <= %(today)s AND (p.term_to IS NULL OR p.term_to >= %(today)s)
"""
"""Written out, because every page of a signed-in person asks it: building it from conditions
took four times as long as running it. Keys first: an OR would read every post of the county."""


def _held_posts(person_id: UUID, today: date) -> tuple[HeldPost, ...]:
    """Own posts in force, those covered today (the holder is on leave and this person is not), and
    the teams in which those posts act.

    Leave gives the deputy the post; it does not take it from the holder, who may look in.
    """
    field = Post._meta.pk
    key = field.get_db_prep_value(person_id, connection)
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"person": key, "today": today})
        rows = cursor.fetchall()
    held = [
        _held(as_uuid(r[0]), as_uuid(r[1]), r[2], r[3], as_uuid(r[4]), r[5], person_id)
        for r in rows
    ]
    held.sort(
        key=lambda post: (
            post.deputy_for is not None,
            post.role is Role.SERVICE_TEAM,  # one's own office stands in front
            post.path,
        )
    )
    once = {post.post_id: post for post in reversed(held)}
    return tuple(post for post in held if once[post.post_id] is post)


def as_uuid(value: UUID | str) -> UUID:
    """PostgreSQL gives a UUID, SQLite its 32 digits."""
    return value if isinstance(value, UUID) else UUID(value)


def _held(
    post_id: UUID, holder: UUID, role: str, level: str, place_id: UUID, path: str, viewer: UUID
) -> HeldPost:
    """Plain columns: the place's line on the map is long and nobody needs it here."""
    return HeldPost(
        post_id=post_id,
        role=Role(role),
        level=Level(level),
        place_id=place_id,
        path=path,
        deputy_for=None if holder == viewer else holder,
    )
