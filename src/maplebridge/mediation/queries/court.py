"""What a court reads: joint applications that went to it, and papers that a party handed to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from maplebridge.core import calendar
from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Viewer
from maplebridge.organisations import public as organisations

from ..models import (
    Agreement,
    ClaimItem,
    CourtConfirmation,
    Handover,
    MediationFile,
    Party,
    PartyConsent,
    Representative,
)
from ..policy import Standing
from ..rules import terms
from ..rules.counting import Known, at_court
from ..rules.court import Paper, Suit, Track, clocks
from ..rules.stages import Confirmation
from ..rules.terms import Days
from ..rules.visibility import Hat, When
from .access import Loaded, files
from .agreements import in_force

T = TypeVar("T")
PAGE = 25
COUNTED_MAX = 100
"""So many that wait are counted on a first page."""


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """One page of rows, and the key after which the next one begins."""

    rows: list[T]
    after: UUID | None


def courts_of(viewer: Viewer, now: datetime) -> list[organisations.Organisation]:
    """The courts for which somebody acts today."""
    acting = organisations.acts_for(viewer.person_id, calendar.today(now))
    court = organisations.OrganisationKind.COURT.value
    return [one.organisation for one in acting if one.organisation.kind == court]


def _own(viewer: Viewer, now: datetime) -> QuerySet[Party]:
    """The parties that the viewer is, speaks for or acts for: no court is a judge of its own quarrel."""
    acting = organisations.acts_for(viewer.person_id, calendar.today(now))
    speaks = Representative.objects.filter(person=viewer.person_id, ended_at__isnull=True)
    return Party.objects.filter(
        Q(person=viewer.person_id)
        | Q(organisation__in=[one.organisation_id for one in acting])
        | Q(pk__in=speaks.values("party"))
    )


def applications(viewer: Viewer, now: datetime, after: UUID | None) -> Found[CourtConfirmation]:
    """Joint applications at the viewer's courts, the newest first; not those that were withdrawn."""
    found = _applications(viewer, now)
    if after is not None:
        found = found.filter(pk__lt=after)
    return _page(list(found.select_related("agreement__file").order_by("-id")[: PAGE + 1]))


def unanswered(viewer: Viewer, now: datetime) -> tuple[list[CourtConfirmation], list[Handover]]:
    """The oldest applications and papers that the viewer's courts did not answer, COUNTED_MAX of each."""
    asked = _applications(viewer, now).filter(outcome="").order_by("id")
    handed = _handovers(viewer, now).filter(outcome="").order_by("id")
    return list(asked[:COUNTED_MAX]), list(handed[:COUNTED_MAX])


def _applications(viewer: Viewer, now: datetime) -> QuerySet[CourtConfirmation]:
    found = CourtConfirmation.objects.filter(
        organisation__in=courts_of(viewer, now), applied_on__isnull=False,
    ).exclude(outcome=Confirmation.WITHDRAWN.value)  # fmt: skip
    return found.exclude(agreement__file__in=_own(viewer, now).values("file"))


def handovers(viewer: Viewer, now: datetime, after: UUID | None) -> Found[Handover]:
    """Papers that were handed to the viewer's courts, the newest first."""
    found = _handovers(viewer, now)
    if after is not None:
        found = found.filter(pk__lt=after)
    return _page(list(found.select_related("party", "file").order_by("-id")[: PAGE + 1]))


def _handovers(viewer: Viewer, now: datetime) -> QuerySet[Handover]:
    found = Handover.objects.filter(
        organisation__in=courts_of(viewer, now), taken_back_at__isnull=True
    )
    return found.exclude(file__in=_own(viewer, now).values("file"))


def answer_by(made: CourtConfirmation, days: Days) -> date | None:
    """The last day to take an application on, or then to rule; None once it is answered."""
    if made.outcome:
        return None
    known = Known(
        applied_on=made.applied_on, taken_on=made.taken_on, ruling_longer=made.ruling_longer
    )
    ends = [
        terms.last_day(one.term, one.day, days) for one in at_court(known, Confirmation.APPLIED)
    ]
    return min((one.day for one in ends if one is not None), default=None)


def register_by(row: Handover, days: Days) -> date | None:
    """The nearest last day of papers that were handed over here; None once the case has its end."""
    if row.outcome:
        return None
    track = Track(row.track) if row.track else None
    suit = Suit(calendar.today(row.asked_at), True, row.freeze, row.filed_on, row.frozen_on, track)
    ends = [terms.last_day(one.term, one.day, days) for one in clocks(suit)]
    return min((one.day for one in ends if one is not None), default=None)


def _page(rows: list[T]) -> Found[T]:
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Found(rows[:PAGE], getattr(last, "pk", None))


def application(
    viewer: Viewer, confirmation_id: UUID, now: datetime
) -> tuple[Loaded, CourtConfirmation]:
    """An application as its court reads it. Raises Missing for everybody else."""
    here = [one.pk for one in courts_of(viewer, now)]
    found = CourtConfirmation.objects.filter(
        pk=confirmation_id, organisation__in=here, applied_on__isnull=False,
        agreement__file__emptied=False,
    ).exclude(outcome=Confirmation.WITHDRAWN.value)  # fmt: skip
    found = found.exclude(agreement__file__in=_own(viewer, now).values("file"))
    made = found.select_related("agreement").first()
    if made is None:
        raise Missing("mediation_missing")
    file = files().get(pk=made.agreement.file_id)
    return Loaded(file, _parties(file), (), _standing(made)), made


def _standing(made: CourtConfirmation) -> Standing:
    filed = frozenset(UUID(one) for one in made.contacts)
    return Standing(frozenset({Hat.COURT}), frozenset({When.APPLIED}), filed=filed)


def _parties(file: MediationFile) -> tuple[Party, ...]:
    return tuple(
        Party.objects.filter(file=file)
        .order_by("position")
        .prefetch_related(
            Prefetch("consents", PartyConsent.objects.none()),
            Prefetch("representatives", Representative.objects.order_by("id")),
        )
    )


def agreement_at(made: CourtConfirmation) -> Agreement:
    """The agreement that the court is asked to confirm, whole. Raises Missing."""
    found = in_force(made.agreement.file)
    if found is None or found.pk != made.agreement_id:
        raise Missing("mediation_missing")
    return found


@dataclass(frozen=True, slots=True)
class Handed:
    """What a court reads of a handover: nothing that was not ticked."""

    row: Handover
    ended_at: datetime | None
    items: tuple[ClaimItem, ...]
    phone: str
    address: str


def handed(viewer: Viewer, handover_id: UUID, now: datetime) -> Handed:
    """Raises Missing for everybody but the court to which it was handed."""
    here = [one.pk for one in courts_of(viewer, now)]
    rows = Handover.objects.select_related("party", "file").filter(
        pk=handover_id, organisation__in=here, taken_back_at__isnull=True, file__emptied=False
    )
    row = rows.exclude(file__in=_own(viewer, now).values("file")).first()
    if row is None:
        raise Missing("mediation_missing")
    return what_is_handed(row)


def what_is_handed(row: Handover) -> Handed:
    ticked = {Paper(one) for one in row.papers}
    ended = row.file.ended_at if row.file.failed else None
    ended = row.party.left_at or ended if Paper.ENDED in ticked else None
    items = ClaimItem.objects.filter(file=row.file_id, claimant=row.party_id).order_by("id")
    contact = Paper.CONTACT in ticked
    return Handed(
        row, ended, tuple(items) if Paper.ITEMS in ticked else (),
        row.party.phone if contact else "", row.party.address if contact else "",
    )  # fmt: skip


def answers_here(organisation_id: UUID | None, now: datetime) -> bool:
    """Whether somebody acts for this court today: then it answers by itself."""
    return organisation_id is not None and bool(
        organisations.who_acts_for(organisation_id, calendar.today(now))
    )


def handovers_for(loaded: Loaded, *, writes: bool) -> list[Handover]:
    """Those of a file that the viewer may read: their own, or all for who leads."""
    rows = Handover.objects.filter(file=loaded.file).select_related("party").order_by("-id")
    return [one for one in rows if writes or one.party_id in loaded.standing.own]
