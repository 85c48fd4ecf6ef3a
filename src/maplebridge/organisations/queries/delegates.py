"""Who may act for which organisation today, and who was asked to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from maplebridge.core import calendar
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from .. import rules
from ..models import Delegate, Organisation, OrganisationPlace

MOST = 50


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named for an organisation, as who keeps its entry sees them: covered, 王* 138****0000."""

    delegate: Delegate
    name: str
    phone: str


def _acting(today: date) -> QuerySet[Delegate]:
    found = Delegate.objects.filter(accepted_at__isnull=False, ended_at__isnull=True)
    return found.filter(until__gte=today, organisation__ended_on__isnull=True)


def _invited(now: datetime) -> Q:
    young = now - timedelta(days=rules.INVITED_DAYS)
    return Q(accepted_at__isnull=True, invited_at__gte=young)


def live(now: datetime) -> QuerySet[Delegate]:
    """Those who act, and those who may still say yes."""
    found = Delegate.objects.filter(ended_at__isnull=True, until__gte=calendar.today(now))
    found = found.filter(organisation__ended_on__isnull=True)
    return found.filter(_invited(now) | Q(accepted_at__isnull=False))


def invitations(person_id: UUID | None, now: datetime) -> list[Delegate]:
    """What a person was asked to act for and has not answered yet, the newest first."""
    if person_id is None:
        return []
    found = live(now).filter(person=person_id, accepted_at__isnull=True)
    return list(found.select_related("organisation").order_by("-id")[:MOST])


def acts_for(person_id: UUID | None, today: date) -> list[Delegate]:
    """For which organisations a person acts today, the newest first."""
    if person_id is None:
        return []
    found = _acting(today).filter(person=person_id)
    return list(found.select_related("organisation").order_by("-id")[:MOST])


def may_act_for(person_id: UUID | None, organisation_id: UUID, today: date) -> bool:
    if person_id is None:
        return False
    return _acting(today).filter(person=person_id, organisation=organisation_id).exists()


def who_acts_for(organisation_id: UUID, today: date) -> set[UUID]:
    """The people who may act for it today; at most DELEGATES_MAX."""
    found = _acting(today).filter(organisation=organisation_id).order_by("id")
    return set(found.values_list("person_id", flat=True)[: rules.DELEGATES_MAX])


def organisations_for(person_id: UUID | None, path: str, today: date) -> list[Organisation]:
    """For which organisations a person may act at a place today: those that are active there."""
    mine = [one.organisation for one in acts_for(person_id, today)]
    if not mine:
        return []
    active = OrganisationPlace.objects.filter(
        organisation__in=mine, ended_on__isnull=True, place__path__in=territory.lineage(path)
    )
    here = set(active.values_list("organisation_id", flat=True))
    return [one for one in mine if one.pk in here]


def named(organisation: Organisation, now: datetime) -> list[Named]:
    """Who acts for it and who was asked to, in the order in which they were named."""
    rows = live(now).filter(organisation=organisation).select_related("person")
    shown = list(rows.order_by("id")[: 2 * rules.DELEGATES_MAX])
    covered = [(one, people.masked(one.person)) for one in shown]
    return [Named(one, who.name, who.phone) for one, who in covered]
