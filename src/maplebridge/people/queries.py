"""What the house knows about people: who is looking, who acts where today, and how to show a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from maplebridge.core import calendar
from maplebridge.core.viewer import HeldPost, Level, Role, Viewer
from maplebridge.territory.public import Place

from . import rules
from .models import (
    Account,
    Deputy,
    Household,
    HouseholdMember,
    Leave,
    Mandate,
    Person,
    Post,
    StaffSession,
)


@dataclass(frozen=True, slots=True)
class Acting:
    """A post and who acts in it today; `deputy_for` is the holder on leave, None otherwise."""

    post: Post
    person: Person
    deputy_for: Person | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """The worker of a resident's grid, as the contact card shows them."""

    name: str
    phone: str
    place_name: str
    on_leave: bool
    deputy_name: str = ""
    deputy_phone: str = ""


@dataclass(frozen=True, slots=True)
class Masked:
    name: str
    phone: str


# Who is looking


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
    path = getattr(account, "stay_path", None) if account else _stay_path(person.pk)
    grid = _grid_above(path) if path else None
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


def _stay_path(person_id: UUID) -> str | None:
    stays = HouseholdMember.objects.filter(person_id=person_id, ended_on__isnull=True)
    return stays.values_list("household__path", flat=True).first()


def _grid_above(path: str) -> Place | None:
    """The grid in force around a path, or its community where there are no grids."""
    places = Place.objects.filter(
        path__in=rules.prefixes(path),
        level__in=[Level.GRID.value, Level.COMMUNITY.value],
        valid_to__isnull=True,
    ).only("id", "path", "level", "name")
    return max(places, key=lambda place: len(place.path), default=None)


def in_force(today: date, first: str = "valid_from", last: str = "valid_to") -> Q:
    return Q(**{f"{first}__lte": today}) & (
        Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": today})
    )


def on_leave(today: date, person: str) -> Exists:
    """Whether the person in column `person` is on leave today, as part of a statement."""
    return Exists(
        Leave.objects.filter(person=OuterRef(person), first_day__lte=today, last_day__gte=today)
    )


def _held_posts(person_id: UUID, today: date) -> tuple[HeldPost, ...]:
    """Own posts in force, and those covered today: the holder is on leave and this person is not.

    Leave gives the deputy the post; it does not take it from the holder, who may look in.
    """
    away = Leave.objects.filter(person=person_id, first_day__lte=today, last_day__gte=today)
    named = Deputy.objects.filter(in_force(today), post=OuterRef("pk"), person=person_id)
    covered = Exists(named) & on_leave(today, "person") & ~Exists(away)
    posts = (
        Post.objects.filter(in_force(today, "term_from", "term_to"))
        .filter(Q(person=person_id) | covered)
        .select_related("place")
    )
    held = [_held(post, person_id) for post in posts]
    return tuple(sorted(held, key=lambda post: (post.deputy_for is not None, post.path)))


def _held(post: Post, person_id: UUID) -> HeldPost:
    return HeldPost(
        post_id=post.pk,
        role=Role(post.role),
        level=Level(post.place.level),
        place_id=post.place_id,
        path=post.path,
        deputy_for=None if post.person_id == person_id else post.person_id,
    )


# Who acts where


def workers_for(path: str, role: Role, *, today: date) -> list[Acting]:
    """Those who act in `role` for a place today, narrowest place first.

    A post whose holder is on leave is shown with its deputy; a vacant one (deputy away or none)
    is left out, so the first of the list is the next wider place. Four queries at most.
    """
    posts = Post.objects.filter(path__in=rules.prefixes(path), role=role.value)
    return _acting(posts, today)


def who_answers(path: str, role: Role, *, today: date) -> Acting | None:
    """Who answers for a place: `role` there, else the nearest operator, else the nearest head."""
    roles = [role.value, Role.OPERATOR.value, Role.HEAD.value]
    posts = Post.objects.filter(path__in=rules.prefixes(path), role__in=roles)
    found = _acting(posts, today)
    found.sort(key=lambda a: (a.post.role != role, -len(a.post.path), roles.index(a.post.role)))
    return found[0] if found else None


def acting_for(post_id: UUID, today: date) -> Acting | None:
    """Who acts in one post today, None when it is vacant or its term is over."""
    return next(iter(_acting(Post.objects.filter(pk=post_id), today)), None)


def _acting(posts: QuerySet[Post], today: date) -> list[Acting]:
    rows = {
        post.pk: post
        for post in posts.filter(in_force(today, "term_from", "term_to"))
        .select_related("person", "place")
        .order_by("path", "id")
    }
    if not rows:
        return []
    away = _away({post.person_id for post in rows.values()}, today)
    stand_ins = _deputies([p.pk for p in rows.values() if p.person_id in away], today)
    away |= _away({deputy.pk for deputy in stand_ins.values()}, today)
    seats = [
        rules.Seat(p.pk, p.path, p.person_id, stand_ins[p.pk].pk if p.pk in stand_ins else None)
        for p in rows.values()
    ]
    return [
        Acting(rows[c.post_id], stand_ins[c.post_id], deputy_for=rows[c.post_id].person)
        if c.deputy_for
        else Acting(rows[c.post_id], rows[c.post_id].person)
        for c in rules.line_up(seats, away)
    ]


def _away(people: set[UUID], today: date) -> frozenset[UUID]:
    if not people:
        return frozenset()
    leaves = Leave.objects.filter(person__in=people, first_day__lte=today, last_day__gte=today)
    return frozenset(leaves.values_list("person_id", flat=True))


def _deputies(posts: list[UUID], today: date) -> dict[UUID, Person]:
    """The deputy in force of each post; the latest named wins."""
    if not posts:
        return {}
    named = Deputy.objects.filter(in_force(today), post__in=posts).select_related("person")
    return {deputy.post_id: deputy.person for deputy in named.order_by("valid_from", "id")}


def my_grid_worker(viewer: Viewer, today: date) -> Contact | None:
    """The grid worker of the viewer's home, with the deputy while they are on leave."""
    if not viewer.home_path:
        return None
    posts = (
        Post.objects.filter(path__in=rules.prefixes(viewer.home_path), role=Role.GRID_WORKER.value)
        .filter(in_force(today, "term_from", "term_to"))
        .select_related("person", "place")
    )
    post = max(posts, key=lambda p: (len(p.path), p.pk), default=None)
    if post is None:
        return None
    acting = acting_for(post.pk, today)
    deputy = acting.person if acting and acting.deputy_for else None
    return Contact(
        name=post.person.name,
        phone=post.person.phone,
        place_name=post.place.name,
        on_leave=acting is None or deputy is not None,
        deputy_name=deputy.name if deputy else "",
        deputy_phone=deputy.phone if deputy else "",
    )


# Names and homes


def masked(person: Person) -> Masked:
    return Masked(rules.mask_name(person.name), rules.mask_phone(person.phone))


def names_for(ids: Iterable[UUID], viewer: Viewer) -> dict[UUID, str]:
    """Names to print beside a thing: one's own and those of people in office in full, others 王*."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    in_office = Exists(Post.objects.filter(person=OuterRef("pk"), term_to__isnull=True))
    people = Person.objects.filter(pk__in=wanted).annotate(in_office=in_office)
    return {
        person.pk: person.name
        if person.in_office or person.pk == viewer.person_id
        else rules.mask_name(person.name)
        for person in people.only("id", "name")
    }


def household_of(person_id: UUID) -> Household | None:
    """The household where the person lives now, with its home."""
    return (
        Household.objects.filter(members__person=person_id, members__ended_on__isnull=True)
        .select_related("home")
        .first()
    )


def home_grid(person_id: UUID) -> Place | None:
    """The grid (or gridless community) of the person's home, None when no home is known."""
    path = _stay_path(person_id)
    return _grid_above(path) if path else None


def may_act_for(viewer: Viewer, person_id: UUID, now: datetime) -> bool:
    """Whether `person_id` let the viewer act for them, by a mandate in force now."""
    if viewer.person_id is None:
        return False
    today = calendar.today(now)
    return Mandate.objects.filter(
        grantor=person_id,
        agent=viewer.person_id,
        valid_from__lte=today,
        valid_to__gte=today,
        revoked_at__isnull=True,
    ).exists()
