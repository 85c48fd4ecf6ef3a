"""Posts for a term, leave, and the deputies who stand in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from maplebridge import events as facts
from maplebridge.core import audit, calendar, outbox
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Role, Viewer
from maplebridge.territory.public import Place

from .. import policy, queries, rules
from ..models import Deputy, Leave, Person, Post
from .checks import clean_name, oneself


@transaction.atomic
def appoint(
    *,
    viewer: Viewer,
    person: Person,
    role: Role,
    place: Place,
    term_from: date,
    term_to: date | None,
    now: datetime,
) -> Post:
    """Give somebody a post at a place for a term; both days included, None for an open end."""
    if not policy.may_appoint(viewer, role, place.path, person.pk):
        raise Forbidden("not_allowed_here")
    if role is Role.SERVICE_TEAM:
        raise RuleBroken("team_at_its_point")
    if term_to is not None and term_to < term_from:
        raise RuleBroken("term_dates")
    held = Post.objects.filter(person=person, role=role.value, place=place)
    if held.filter(Q(term_to__isnull=True) | Q(term_to__gte=term_from)).exists():
        raise RuleBroken("post_held_already", name=person.name, place=place.name)
    post = Post.objects.create(
        person=person,
        role=role.value,
        place=place,
        path=place.path,
        term_from=term_from,
        term_to=term_to,
    )
    audit.record(viewer=viewer, verb="appoint", thing=post, now=now, person=person.pk)
    return post


@transaction.atomic
def appoint_by_phone(
    *,
    viewer: Viewer,
    name: str,
    phone: str,
    role: Role,
    place: Place,
    term_from: date,
    term_to: date | None = None,
    now: datetime,
) -> Post:
    """Give a post to whoever answers this number; somebody new is entered with it.

    Name and number together have to be those of the record, so that a slip appoints nobody else.
    """
    clean, digits = clean_name(name), rules.normalise_phone(phone)
    if digits is None:
        raise RuleBroken("phone_unusable")
    person = Person.objects.select_for_update().filter(phone=digits).first()
    if person is not None and person.name and person.name != clean:
        raise RuleBroken("name_and_phone_differ")
    if person is None:
        person = Person(name=clean, phone=digits, created_at=now)
    if not policy.may_appoint(viewer, role, place.path, person.pk):
        raise Forbidden("not_allowed_here")
    person.name = person.name or clean
    person.save()
    return appoint(
        viewer=viewer, person=person, role=role, place=place,
        term_from=term_from, term_to=term_to, now=now,
    )  # fmt: skip


@transaction.atomic
def end_term(*, viewer: Viewer, post_id: UUID, last_day: date, now: datetime) -> Post:
    """Let a term end on its last day; what the post was answering then goes to its
    successor there, else to the wider place."""
    post = Post.objects.select_for_update().filter(pk=post_id).first()
    if post is None:
        raise Missing("no_such_thing")
    if not policy.may_appoint(viewer, Role(post.role), post.path, post.person_id):
        raise Forbidden("not_allowed_here")
    if last_day < post.term_from:
        raise RuleBroken("term_dates")
    post.term_to = last_day
    post.save(update_fields=["term_to"])
    audit.record(viewer=viewer, verb="end_term", thing=post, now=now)
    outbox.tell(facts.TermEnded(post.pk), now=now)
    return post


@transaction.atomic
def take_leave(*, viewer: Viewer, first_day: date, last_day: date, now: datetime) -> Leave:
    """Be away from the first day to the last, both included: one's deputies act."""
    person = oneself(viewer)
    today = calendar.today(now)
    if not viewer.posts:
        raise Forbidden("not_allowed_here")
    if not rules.leave_fits(first_day, last_day, today):
        raise RuleBroken("leave_dates")
    taken = [(leave.first_day, leave.last_day) for leave in queries.leaves_of(viewer, today)]
    if rules.overlaps(first_day, last_day, taken):
        raise RuleBroken("leave_overlaps")
    leave = Leave.objects.create(person=person, first_day=first_day, last_day=last_day)
    audit.record(viewer=viewer, verb="take_leave", thing=leave, now=now)
    return leave


@transaction.atomic
def end_leave(*, viewer: Viewer, leave_id: UUID, now: datetime) -> None:
    """Come back: a leave that has begun ended yesterday, one that has not is struck out."""
    today = calendar.today(now)
    leave = Leave.objects.select_for_update().filter(pk=leave_id, person=oneself(viewer)).first()
    if leave is None or leave.last_day < today:
        raise RuleBroken("leave_unknown")
    audit.record(viewer=viewer, verb="end_leave", thing=leave, now=now)
    if leave.first_day >= today:
        leave.delete()
    else:
        leave.last_day = today - timedelta(days=1)
        leave.save(update_fields=["last_day"])


@transaction.atomic
def name_deputy(*, viewer: Viewer, post_id: UUID, person_id: UUID, now: datetime) -> Deputy:
    """Name the B of an AB post from today on; the one before steps down yesterday."""
    today = calendar.today(now)
    post = queries.get_post(viewer, post_id)
    if person_id not in {person.pk for person in queries.possible_deputies(post, today)}:
        raise RuleBroken("deputy_unsuitable")
    named = Deputy.objects.select_for_update().filter(post=post, valid_to__isnull=True).first()
    if named is not None and named.person_id == person_id:
        return named
    if named is not None and named.valid_from >= today:
        named.delete()
    elif named is not None:
        named.valid_to = today - timedelta(days=1)
        named.save(update_fields=["valid_to"])
    deputy = Deputy.objects.create(post=post, person_id=person_id, valid_from=today)
    audit.record(viewer=viewer, verb="name_deputy", thing=deputy, now=now, person=person_id)
    return deputy
