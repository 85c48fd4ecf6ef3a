"""Somebody is asked to act for an organisation and says yes or no; either side ends it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from maplebridge import events as facts
from maplebridge.core import audit, calendar, outbox
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy, queries, rules
from ..models import Delegate, Organisation


@transaction.atomic
def invite(
    *, viewer: Viewer, organisation_id: UUID, name: str, phone: str, until: date, now: datetime
) -> Delegate:
    """Ask somebody who signs in here to act for an organisation, through the day `until`.

    Name and number together have to be those of one person, so that a slip asks nobody else; what
    does not fit is answered alike, so that nobody learns who is known here.
    """
    organisation = _lock(queries.get_kept(viewer, organisation_id))
    digits = people.normalise_phone(phone)
    person = people.person_by_number(digits, now) if digits else None
    if person is None or person.name != rules.one_line(name, rules.NAME_MAX):
        raise RuleBroken("delegate_unknown")
    if person.pk == viewer.person_id:
        raise RuleBroken("delegate_oneself")
    if not rules.until_allowed(until, calendar.today(now)):
        raise RuleBroken("delegate_until")
    standing = queries.live(now).filter(organisation=organisation)
    if standing.filter(person=person).exists():
        raise RuleBroken("delegate_already", name=organisation.name)
    if standing.count() >= rules.DELEGATES_MAX:
        raise RuleBroken("delegate_most", name=organisation.name, most=rules.DELEGATES_MAX)
    _clear(organisation, person.pk, now)
    assert viewer.person_id is not None, "policy lets only those in a post ask"
    made = Delegate.objects.create(
        organisation=organisation, person=person, invited_by_id=viewer.person_id, invited_at=now,
        until=until,
    )  # fmt: skip
    audit.record(
        viewer=viewer, verb="organisation.invite", thing=organisation, now=now, person=person.pk
    )
    outbox.tell(facts.DelegateInvited(made.pk, person.pk), now=now)
    return made


@transaction.atomic
def accept(*, viewer: Viewer, delegate_id: UUID, now: datetime) -> Delegate:
    """Say yes; a second yes changes nothing. Raises Missing once the invitation is over."""
    found = _own(viewer, delegate_id, now)
    if found.accepted_at is None:
        found.accepted_at = now
        found.save(update_fields=["accepted_at"])
        _note(viewer, "organisation.accept", found, now)
    return found


@transaction.atomic
def decline(*, viewer: Viewer, delegate_id: UUID, now: datetime) -> None:
    """Say no to an invitation: it is deleted. The audit keeps by ids that it was asked and refused."""
    found = _own(viewer, delegate_id, now)
    if found.accepted_at is not None:
        raise Missing("delegate_missing")
    _note(viewer, "organisation.decline", found, now)
    found.delete()


@transaction.atomic
def end_delegate(*, viewer: Viewer, delegate_id: UUID, now: datetime) -> Organisation:
    """Let somebody act no longer, from this moment: they themselves, or who keeps the entry.

    An invitation that was not answered is deleted; the audit keeps by ids that it was.
    """
    rows = Delegate.objects.select_for_update(of=("self",)).select_related("organisation__place")
    found = rows.filter(pk=delegate_id, ended_at__isnull=True).first()
    own = found is not None and viewer.person_id is not None and found.person_id == viewer.person_id
    if not own and not policy.keeps_some(viewer):
        raise Missing("delegate_missing") if found is None else Forbidden("organisation_not_yours")
    if found is None or not (own or policy.may_keep(viewer, found.organisation.place.path)):
        raise Missing("delegate_missing")
    _note(viewer, "organisation.end_delegate", found, now)
    if found.accepted_at is None:
        found.delete()
    else:
        found.ended_at = now
        found.save(update_fields=["ended_at"])
    return found.organisation


def _own(viewer: Viewer, delegate_id: UUID, now: datetime) -> Delegate:
    """What the viewer was asked, locked, while it stands."""
    rows = Delegate.objects.select_for_update(of=("self",)).select_related("organisation")
    standing = queries.live(now).filter(person=viewer.person_id).values("pk")
    found = rows.filter(pk=delegate_id, pk__in=standing).first() if viewer.signed_in else None
    if found is None:
        raise Missing("delegate_missing")
    return found


def _clear(organisation: Organisation, person_id: UUID, now: datetime) -> None:
    """What stood before and is over makes room: an unanswered invitation goes, a term is closed."""
    over = Delegate.objects.filter(
        organisation=organisation, person=person_id, ended_at__isnull=True
    )
    over.filter(accepted_at__isnull=True).delete()
    over.update(ended_at=now)


def _lock(found: Organisation) -> Organisation:
    organisation = Organisation.objects.select_for_update().get(pk=found.pk)
    if organisation.ended_on is not None:
        raise RuleBroken("organisation_ended", name=organisation.name)
    return organisation


def _note(viewer: Viewer, verb: str, found: Delegate, now: datetime) -> None:
    audit.record(
        viewer=viewer, verb=verb, thing=("organisations.organisation", found.organisation_id),
        now=now, person=found.person_id,
    )  # fmt: skip
