"""The coordinator proposes, a helper accepts or declines: no reason, no consequence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy, queries
from ..models import Member, Request, Visit
from ..rules import conditions
from ..rules.stages import SEATED, WENT, Asked, Stage
from ..rules.windows import Window, sound
from .asking import locked, move, settle
from .rulebook import rules_for
from .telling import tell_coordinators, tell_helper

ASKED_MAX = 6


@transaction.atomic
def propose(
    *, viewer: Viewer, request_id: UUID, member_ids: Sequence[UUID], when: Window,
    why: dict[UUID, list[str]] | None = None, now: datetime,
) -> Request:  # fmt: skip
    """Ask helpers for a request at one time; the first to accept take its seats.

    A home that one of them would enter for the first time needs two, where so ruled. Raises Forbidden
    `timebank_coordinators_only`, RuleBroken `timebank_moved_on`, `timebank_outside_windows`,
    `timebank_not_insured`, `timebank_insurance_ends`, `timebank_elsewhere`, `timebank_pair_needed`.
    """
    request = locked(viewer, request_id, now)
    if not policy.coordinates(viewer, request.path):
        raise Forbidden("timebank_coordinators_only")
    if request.state not in {Asked.OPEN.value, Asked.PROPOSED.value}:
        raise RuleBroken("timebank_moved_on", reference=request.reference)
    _check_time(request, when, now)
    members = _members(viewer, member_ids, request)
    going = queries.going(members, request)
    book = rules_for(calendar.today(now), now=now).book
    kind = book.kind(request.kind)
    insured = kind.insured if kind else True
    for member in members:
        _check_going(going[member.pk], member, when, insured=insured, viewer=viewer)
    already = request.visits.filter(stage__in=[Stage.PROPOSED.value, *SEATED])
    seats = max(
        conditions.seats_needed(list(going.values()), pair_first_visit=book.pair_first_visit),
        request.seats if already.exists() else 1,
    )
    if len(members) + already.count() < seats:
        raise RuleBroken("timebank_pair_needed")
    _write(viewer, request, members, going, why or {}, now)
    request.state, request.seats = Asked.PROPOSED.value, seats
    request.day, request.first, request.last = when.day, when.first, when.last
    request.save(update_fields=["state", "seats", "day", "first", "last"])
    audit.record(
        viewer=viewer, verb="timebank.propose", thing=request, now=now,
        members=[member.pk for member in members],
    )  # fmt: skip
    return request


def _check_time(request: Request, when: Window, now: datetime) -> None:
    """Within a window that was asked for, not over yet, and the same as for who was asked already."""
    inside = any(
        one.day == when.day and one.first <= when.first and when.last <= one.last
        for one in request.wanted
    )
    over = queries.instant(when.day, when.last) <= now
    other = request.when is not None and request.when != when
    if not sound(when.first, when.last) or not inside or over or other:
        raise RuleBroken("timebank_outside_windows", reference=request.reference)


def _members(viewer: Viewer, member_ids: Sequence[UUID], request: Request) -> list[Member]:
    asked = set(request.visits.values_list("member_id", flat=True))
    wanted = [one for one in dict.fromkeys(member_ids) if one not in asked]
    if not wanted or len(wanted) > ASKED_MAX:
        raise RuleBroken("timebank_nobody_asked", most=ASKED_MAX)
    members = [queries.get_helper(viewer, one) for one in wanted]
    if any(member.person_id == request.elder_id for member in members):
        raise RuleBroken("timebank_own_request")
    home = people.household_of(request.elder_id)
    lives_there = {home and home.pk} - {None}
    housed = (people.household_of(member.person_id) for member in members)
    if any(house is not None and house.pk in lives_there for house in housed):
        raise RuleBroken("timebank_same_household")
    return members


def _check_going(
    one: conditions.Going, member: Member, when: Window, *, insured: bool, viewer: Viewer
) -> None:
    if code := conditions.obstacle(one, when, insured=insured):
        until = one.insured_until.isoformat() if one.insured_until else ""
        name = queries.name_of(member.person_id, viewer)
        raise RuleBroken(code, name=name, until=until, day=when.day.isoformat())


def _write(
    viewer: Viewer, request: Request, members: Sequence[Member],
    going: dict[UUID, conditions.Going], why: dict[UUID, list[str]], now: datetime,
) -> None:  # fmt: skip
    assert viewer.person_id is not None, "policy lets only persons propose"
    for member in members:
        visit = Visit.objects.create(
            request=request, member=member, why=why.get(member.pk, []),
            first_time=not going[member.pk].knows_elder, proposed_by_id=viewer.person_id,
            proposed_at=now,
        )  # fmt: skip
        tell_helper(visit, request, "proposed", now)


@transaction.atomic
def accept(*, viewer: Viewer, visit_id: UUID, now: datetime) -> Visit:
    """Take a seat of a request. Raises RuleBroken `timebank_seats_taken` when others were first,
    `timebank_elsewhere`, `timebank_not_insured`, `timebank_insurance_ends`."""
    visit, request = own_visit(viewer, visit_id)
    seated = request.visits.filter(stage__in=SEATED)
    if request.state != Asked.PROPOSED or seated.count() >= request.seats:
        raise RuleBroken("timebank_seats_taken", reference=request.reference)
    when = request.when
    assert when is not None, "a proposed request has its time"
    if queries.instant(when.day, when.last) <= now:
        raise RuleBroken("timebank_outside_windows", reference=request.reference)
    Member.objects.select_for_update().get(pk=visit.member_id)
    one = queries.going([visit.member], request)[visit.member_id]
    kind = rules_for(calendar.today(now), now=now).book.kind(request.kind)
    _check_going(one, visit.member, when, insured=kind.insured if kind else True, viewer=viewer)
    visit.accepted_at = now
    move(visit, Stage.ACCEPTED, now, "accepted_at")
    audit.record(viewer=viewer, verb="timebank.accept", thing=visit, now=now)
    if seated.count() >= request.seats:
        _release_the_others(request, now)
    settle(request, now)
    return visit


def _release_the_others(request: Request, now: datetime) -> None:
    for other in request.visits.filter(stage=Stage.PROPOSED.value).select_related("member"):
        move(other, Stage.RELEASED, now)
        tell_helper(other, request, "released", now)


@transaction.atomic
def decline(*, viewer: Viewer, visit_id: UUID, now: datetime) -> Visit:
    """No, or no more. Nobody is asked why; the coordinator sees that a seat is free again."""
    visit, request = own_visit(viewer, visit_id)
    had_seat = visit.stage == Stage.ACCEPTED
    move(visit, Stage.DECLINED, now)
    begun = request.visits.filter(stage__in=[Stage.STARTED.value, *WENT])
    if request.state == Asked.AGREED and not begun.exists():  # who has come must be able to leave
        request.state = Asked.PROPOSED.value
        request.save(update_fields=["state"])
    settle(request, now)
    audit.record(viewer=viewer, verb="timebank.decline", thing=visit, now=now)
    if had_seat:
        tell_coordinators(request, "seat_free", now)
    return visit


def own_visit(viewer: Viewer, visit_id: UUID) -> tuple[Visit, Request]:
    """The viewer's own visit and its request, the request locked first. Raises Missing."""
    found = Visit.objects.filter(pk=visit_id, member__person=viewer.person_id).first()
    if found is None or viewer.person_id is None:
        raise Missing("timebank_missing")
    request = Request.objects.select_for_update().get(pk=found.request_id)
    visit = Visit.objects.select_for_update().select_related("member").get(pk=visit_id)
    return visit, request
