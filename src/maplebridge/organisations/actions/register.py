"""An organisation is entered, put right and ended; it becomes active at a place, and leaves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from maplebridge import events as facts
from maplebridge.core import audit, calendar, outbox
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.territory import public as territory

from .. import policy, queries, rules
from ..models import Organisation, OrganisationPlace
from ..rules import OrganisationKind


@dataclass(frozen=True, slots=True)
class Entry:
    """What is written about an organisation; all but name and kind may be ""."""

    name: str
    kind: str
    short_name: str = ""
    credit_code: str = ""
    about: str = ""
    address: str = ""
    phone: str = ""


@transaction.atomic
def enter(*, viewer: Viewer, entry: Entry, place_id: UUID, now: datetime) -> Organisation:
    """Enter an organisation, active at the place that keeps its entry.

    Raises Forbidden, Missing, RuleBroken (a credit code that is none, or entered already).
    """
    place = _place(viewer, place_id)
    today = calendar.today(now)
    columns = _columns(entry, None)
    made = Organisation(place=place, entered_on=today, **columns)
    _save(made)
    OrganisationPlace.objects.create(organisation=made, place=place, began_on=today)
    audit.record(viewer=viewer, verb="organisation.enter", thing=made, now=now, place=place.pk)
    return made


@transaction.atomic
def change(*, viewer: Viewer, organisation_id: UUID, entry: Entry, now: datetime) -> Organisation:
    """Put right what is written about an organisation that has not ended."""
    found = _lock(queries.get_kept(viewer, organisation_id))
    columns = _columns(entry, found)
    for name, value in columns.items():
        setattr(found, name, value)
    _save(found, *columns)
    audit.record(viewer=viewer, verb="organisation.change", thing=found, now=now)
    return found


@transaction.atomic
def end(*, viewer: Viewer, organisation_id: UUID, now: datetime) -> Organisation:
    """It takes no part any more from today on, and nobody acts for it; what it did stays."""
    found = _lock(queries.get_kept(viewer, organisation_id))
    found.ended_on = calendar.today(now)
    found.save(update_fields=["ended_on"])
    found.places.filter(ended_on__isnull=True).update(ended_on=found.ended_on)
    found.delegates.filter(ended_at__isnull=True, accepted_at__isnull=True).delete()
    found.delegates.filter(ended_at__isnull=True).update(ended_at=now)
    audit.record(viewer=viewer, verb="organisation.end", thing=found, now=now)
    outbox.tell(facts.OrganisationEnded(found.pk), now=now)
    return found


@transaction.atomic
def activate(
    *, viewer: Viewer, organisation_id: UUID, place_id: UUID, now: datetime
) -> OrganisationPlace:
    """Note that an organisation is active at a place of the viewer's, whoever keeps its entry.

    Raises RuleBroken where it is active already, there or around it.
    """
    place = _place(viewer, place_id)
    found = _lock(queries.get_organisation(viewer, organisation_id))
    active = found.places.filter(ended_on__isnull=True)
    if active.filter(place__path__in=territory.lineage(place.path)).exists():
        raise RuleBroken("organisation_active_already", name=found.name)
    if active.count() >= rules.PLACES_MAX:
        raise RuleBroken("organisation_places", name=found.name, most=rules.PLACES_MAX)
    made = OrganisationPlace.objects.create(
        organisation=found, place=place, began_on=calendar.today(now)
    )
    audit.record(viewer=viewer, verb="organisation.activate", thing=found, now=now, place=place.pk)
    return made


@transaction.atomic
def leave_place(*, viewer: Viewer, organisation_id: UUID, active_id: UUID, now: datetime) -> None:
    """It is not active there any more; for who leads that place or keeps the entry."""
    if not policy.keeps_some(viewer):
        raise Forbidden("organisation_not_yours")
    found = _lock(queries.get_organisation(viewer, organisation_id))
    row = found.places.filter(pk=active_id, ended_on__isnull=True).select_related("place").first()
    allowed = row is not None and (
        policy.may_keep(viewer, row.place.path) or policy.may_keep(viewer, found.place.path)
    )
    if row is None or not allowed:
        raise Missing("organisation_missing")
    row.ended_on = calendar.today(now)
    row.save(update_fields=["ended_on"])
    audit.record(
        viewer=viewer, verb="organisation.leave_place", thing=found, now=now, place=row.place_id
    )


def _place(viewer: Viewer, place_id: UUID) -> territory.Place:
    """A place that the viewer leads, or one in it."""
    if not policy.keeps_some(viewer):
        raise Forbidden("organisation_not_yours")
    place = territory.place_by_id(place_id)
    if not policy.may_keep(viewer, place.path):
        raise Missing("organisation_missing")
    if place.level not in queries.KEPT_LEVELS or place.valid_to is not None:
        raise RuleBroken("organisation_place")
    return place


def _lock(found: Organisation) -> Organisation:
    """The row, locked: an organisation changes one step after the other. Raises RuleBroken when over."""
    locked = Organisation.objects.select_for_update(of=("self",)).select_related("place")
    organisation = locked.defer("place__boundary").get(pk=found.pk)
    if organisation.ended_on is not None:
        raise RuleBroken("organisation_ended", name=organisation.name)
    return organisation


def _columns(entry: Entry, changed: Organisation | None) -> dict[str, str]:
    """The entry as it is kept. Raises RuleBroken for what cannot be."""
    name = rules.one_line(entry.name, rules.NAME_MAX)
    if not name:
        raise RuleBroken("organisation_name", most=rules.NAME_MAX)
    if entry.kind not in {kind.value for kind in OrganisationKind}:
        raise RuleBroken("organisation_kind")
    return {
        "name": name,
        "kind": entry.kind,
        "credit_code": _code(entry.credit_code, changed),
        "short_name": _line(entry.short_name, rules.SHORT_NAME_MAX),
        "about": _line(entry.about, rules.ABOUT_MAX),
        "address": _line(entry.address, rules.ADDRESS_MAX),
        "phone": _line(entry.phone, rules.PHONE_MAX),
    }


def _save(organisation: Organisation, *columns: str) -> None:
    """Raises RuleBroken when somebody else entered this credit code in the same moment."""
    try:
        with transaction.atomic():
            if columns:
                organisation.save(update_fields=columns)
            else:
                organisation.save(force_insert=True)
    except IntegrityError as problem:
        if "credit_code" not in str(problem):
            raise
        code = organisation.credit_code
        first = Organisation.objects.filter(credit_code=code, ended_on__isnull=True).first()
        name = first.name if first else code  # it ended in the same moment
        raise RuleBroken("organisation_entered_already", name=name) from problem


def _line(text: str, most: int) -> str:
    line = rules.one_line(text, most)
    if line is None:
        raise RuleBroken("organisation_line", field=text[:20])
    return line


def _code(text: str, changed: Organisation | None) -> str:
    if not text.strip():
        return ""
    code = rules.credit_code(text)
    if code is None:
        raise RuleBroken("organisation_code")
    others = Organisation.objects.filter(credit_code=code, ended_on__isnull=True)
    if changed is not None:
        others = others.exclude(pk=changed.pk)
    if other := others.first():
        raise RuleBroken("organisation_entered_already", name=other.name)
    return code
