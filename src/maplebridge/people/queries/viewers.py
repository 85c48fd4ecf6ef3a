"""Who is looking: account, person, home, posts and staff mode, in three statements."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery

from maplebridge.core import calendar
from maplebridge.core.viewer import HeldPost, Level, Role, Viewer

from ..models import Account, HouseholdMember, Person, Post, StaffSession
from .homes import current_path, grid_above


def accounts_with_home(now: datetime) -> QuerySet[Account]:
    """Accounts with person, home path and staff mode in one statement."""
    stay = HouseholdMember.objects.filter(person=OuterRef("person"), ended_on__isnull=True)
    staff = StaffSession.objects.filter(
        account=OuterRef("pk"), began_at__lte=now, ends_at__gt=now
    ).order_by("-ends_at")
    return Account.objects.select_related("person").annotate(
        stay_path=Subquery(stay.values("household__path")[:1]),
        staff_until=Subquery(staff.values("ends_at")[:1]),
        staff_reason=Subquery(staff.values("reason")[:1]),
    )


def viewer_of(who: Account | Person, *, now: datetime) -> Viewer:
    """The frozen facts about `who` for this request. Posts are those in force today, own first."""
    account = _prepared(who, now)
    person = who if isinstance(who, Person) else account.person if account else None
    if person is None:
        return Viewer()
    path = getattr(account, "stay_path", None) if account else current_path(person.pk)
    grid = grid_above(path) if path else None
    until = getattr(account, "staff_until", None)
    return Viewer(
        person_id=person.pk,
        account_id=account.pk if account else None,
        name=person.name,
        posts=_held_posts(person.pk, calendar.today(now)),
        home_path=grid.path if grid else "",
        home_grid_id=grid.pk if grid else None,
        staff_until=until,
        staff_reason=(getattr(account, "staff_reason", None) or "") if until else "",
    )


def _prepared(who: Account | Person, now: datetime) -> Account | None:
    """The account with what accounts_with_home adds; fetched only when the caller's has it not."""
    if isinstance(who, Account):
        if hasattr(who, "stay_path"):
            return who
        return accounts_with_home(now).filter(pk=who.pk, is_active=True).first()
    return accounts_with_home(now).filter(person=who, is_active=True).first()


_HELD = """
SELECT p.id, p.person_id, p.role, place.level, p.place_id, p.path
FROM people_post p JOIN territory_place place ON place.id = p.place_id
WHERE p.id IN (
    SELECT own.id FROM people_post own WHERE own.person_id = %(person)s
    UNION
    SELECT d.post_id FROM people_deputy d JOIN people_post post ON post.id = d.post_id
    WHERE d.person_id = %(person)s
      AND d.valid_from <= %(today)s AND (d.valid_to IS NULL OR d.valid_to >= %(today)s)
      AND EXISTS (SELECT 1 FROM people_leave away WHERE away.person_id = post.person_id
                  AND away.first_day <= %(today)s AND away.last_day >= %(today)s)
      AND NOT EXISTS (SELECT 1 FROM people_leave mine WHERE mine.person_id = %(person)s
                      AND mine.first_day <= %(today)s AND mine.last_day >= %(today)s)
)
AND p.term_from <= %(today)s AND (p.term_to IS NULL OR p.term_to >= %(today)s)
"""
"""Written out, because every page of a signed-in person asks it: building it from conditions
took four times as long as running it. Keys first: an OR would read every post of the county."""


def _held_posts(person_id: UUID, today: date) -> tuple[HeldPost, ...]:
    """Own posts in force, and those covered today: the holder is on leave and this person is not.

    Leave gives the deputy the post; it does not take it from the holder, who may look in.
    """
    field = Post._meta.pk
    key = field.get_db_prep_value(person_id, connection)
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"person": key, "today": today})
        rows = cursor.fetchall()
    held = [_held(_uuid(r[0]), _uuid(r[1]), r[2], r[3], _uuid(r[4]), r[5], person_id) for r in rows]
    return tuple(sorted(held, key=lambda post: (post.deputy_for is not None, post.path)))


def _uuid(value: UUID | str) -> UUID:
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
