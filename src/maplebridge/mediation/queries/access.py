"""One file with its parties and seats, and what the viewer is to it. The only door to a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from maplebridge.core import calendar
from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Role, Viewer
from maplebridge.organisations import public as organisations

from .. import policy
from ..models import (
    AidWish,
    FileReading,
    Handover,
    MediationFile,
    MoreDays,
    OfficeSeat,
    Party,
    PartyConsent,
    Representative,
    Tie,
)
from ..policy import Standing
from ..rules.parts import About, Chair, Power, Side
from ..rules.stages import BEFORE_LEAD, State
from ..rules.visibility import Hat, When

HATS = {Chair.CO_MEDIATOR: Hat.CO_MEDIATOR, Chair.INSURER: Hat.INSURER}
"""Every other seat advises."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file as the viewer may see it, and what they are to it."""

    file: MediationFile
    parties: tuple[Party, ...]
    seats: tuple[OfficeSeat, ...]
    standing: Standing

    def party(self, party_id: UUID) -> Party:
        """Raises Missing for one of another file."""
        found = next((one for one in self.parties if one.pk == party_id), None)
        if found is None:
            raise Missing("mediation_missing")
        return found

    def seat(self, seat_id: UUID) -> OfficeSeat:
        found = next((one for one in self.seats if one.pk == seat_id), None)
        if found is None:
            raise Missing("mediation_missing")
        return found

    @property
    def present(self) -> tuple[Party, ...]:
        """The parties that did not leave."""
        return tuple(one for one in self.parties if one.left_at is None)


def files() -> QuerySet[MediationFile]:
    found = MediationFile.objects.select_related("place", "lead__person")
    return found.defer("place__boundary")


def get_file(viewer: Viewer, file_id: UUID, now: datetime, *, hints: bool = False) -> Loaded:
    """Raises Missing for whoever is nothing to it: told alike, whether there is one or not.

    With `hints` the row says what there is none of, so that a page need not ask; an action that
    may add such a thing loads without.
    """
    found = files().filter(pk=file_id)
    file = found.annotate(**_hints(viewer, now)).first() if hints else found.first()
    if file is None:
        raise Missing("mediation_missing")
    return load(viewer, file, now)


def _hints(viewer: Viewer, now: datetime) -> dict[str, Exists]:
    """Whether there is anything of a kind, as columns of the file's own row."""
    this = OuterRef("pk")
    read = FileReading.objects.filter(reader=viewer.person_id, what="file", day=calendar.today(now))
    tied, more = Tie.objects.filter(post=OuterRef("lead")), MoreDays.objects.all()
    aid = AidWish.objects.filter(asked_on__isnull=False)
    suits = Handover.objects.filter(outcome="", taken_back_at__isnull=True)
    named = {
        "read_today": read, "is_tied": tied, "has_more_days": more, "has_aid": aid,
        "has_suits": suits,
    }  # fmt: skip
    return {name: Exists(rows.filter(file=this)) for name, rows in named.items()}


def may_have(file: MediationFile, hint: str) -> bool:
    """Whether it is worth asking; for a row that was loaded without hints it always is."""
    return bool(getattr(file, hint, True))


def load(viewer: Viewer, file: MediationFile, now: datetime) -> Loaded:
    """Raises Missing for whoever may not read it. Five queries; eight for who left."""
    parties = parties_of(file)
    seats = tuple(OfficeSeat.objects.filter(file=file).order_by("id"))
    acting = set[UUID]()
    if any(one.organisation_id for one in parties) or any(one.organisation_id for one in seats):
        found = organisations.acts_for(viewer.person_id, calendar.today(now))
        acting = {one.organisation_id for one in found}
    standing = _standing(viewer, file, parties, seats, acting, calendar.today(now))
    if not policy.may_read(standing):
        raise Missing("mediation_missing")
    if standing.left_at is not None:
        parties = parties_of(file, standing.left_at)
        seats = tuple(one for one in seats if one.asked_at <= standing.left_at)
    return Loaded(file, parties, seats, standing)


def parties_of(file: MediationFile, until: datetime | None = None) -> tuple[Party, ...]:
    """The parties in their order, with what they agreed to and who speaks for them; what is later
    than `until` left out. Three queries."""
    parties = Party.objects.filter(file=file)
    consents, speakers = PartyConsent.objects.all(), Representative.objects.all()
    if until is not None:
        parties, consents = parties.filter(added_at__lte=until), consents.filter(said_at__lte=until)
        speakers = speakers.filter(added_at__lte=until)
    around = parties.order_by("position").prefetch_related(
        Prefetch("consents", consents.order_by("id")),
        Prefetch("representatives", speakers.order_by("id")),
    )
    return tuple(around)


def agrees(party: Party, about: About, seat_id: UUID | None = None) -> bool | None:
    """What a party last said about it, None when nothing, or when it took its yes back."""
    rows = [one for one in party.consents.all() if one.about == about and one.seat_id == seat_id]
    if not rows or rows[-1].withdrawn_at is not None:
        return None
    return rows[-1].said


def seat_is_open(seat: OfficeSeat, parties: Iterable[Party]) -> bool:
    """Whether somebody may sit in it: every party that is still there agreed to it."""
    present = [one for one in parties if one.left_at is None]
    return (
        seat.left_at is None
        and bool(present)
        and all(agrees(one, About.SEAT, seat.pk) for one in present)
    )


def _standing(
    viewer: Viewer, file: MediationFile, parties: tuple[Party, ...],
    seats: tuple[OfficeSeat, ...], acting: set[UUID], today: date,
) -> Standing:  # fmt: skip
    if viewer.person_id is None:
        return policy.NOBODY
    hats, true, own, settles = _on_sides(viewer.person_id, parties, acting, today)
    if file.state == State.DRAFT:
        mine = file.opened_by_id == viewer.person_id
        return (
            Standing(frozenset({Hat.PARTY}), frozenset(), frozenset(own), frozenset(settles))
            if mine
            else policy.NOBODY
        )
    if not hats:  # nobody mediates, advises or keeps the books of a quarrel of their own
        _at_work(viewer, file, hats)
        _seated(viewer, seats, parties, acting, hats, true)
    left = [_went(one, file) for one in parties if one.pk in own]
    gone = max([one for one in left if one is not None], default=None)
    if gone is None or None in left:
        return Standing(frozenset(hats), frozenset(true), frozenset(own), frozenset(settles))
    return Standing(
        frozenset(hats),
        frozenset(true),
        frozenset(own),
        left_at=gone,
        still=frozenset(settles),
    )


def _went(party: Party, file: MediationFile) -> datetime | None:
    """When a party left talks that went on without it; None for those that its leaving ended."""
    gone, over = party.left_at, file.ended_at
    return None if gone is not None and over is not None and over <= gone else gone


def _on_sides(
    me: UUID, parties: tuple[Party, ...], acting: set[UUID], today: date
) -> tuple[set[Hat], set[When], set[UUID], set[UUID]]:
    """What somebody is as a party, or for one. Whoever was named for the other side since keeps their
    own party alone: what each side says alone stays apart."""
    hats, true, own, settles = set[Hat](), set[When](), set[UUID](), set[UUID]()
    for party in parties:
        if party.person_id == me or party.organisation_id in acting:
            hats.add(Hat.PARTY)
            own.add(party.pk)
            settles.add(party.pk)
        for speaker in party.representatives.all():
            if speaker.person_id != me or not _in_force(speaker, today):
                continue
            hats.add(Hat.REPRESENTATIVE)
            true.add(When.IN_SCOPE)
            own.add(party.pk)
            if speaker.power == Power.SETTLE:
                settles.add(party.pk)
    if len({one.side == Side.APPLICANT for one in parties if one.pk in own}) > 1:
        own &= {one.pk for one in parties if one.person_id == me}
        return {Hat.PARTY}, set(), own, settles & own
    return hats, true, own, settles


def speaking(party: Party, today: date) -> list[Representative]:
    """Who speaks for a party today: their power did not end, by word or by its day."""
    return [one for one in party.representatives.all() if _in_force(one, today)]


def acting_for(party: Party, today: date) -> set[UUID]:
    """Who may act for a party by the register of organisations."""
    if party.organisation_id is None:
        return set()
    return organisations.who_acts_for(party.organisation_id, today)


def _in_force(speaker: Representative, today: date) -> bool:
    return speaker.ended_at is None and (speaker.until is None or today <= speaker.until)


def _at_work(viewer: Viewer, file: MediationFile, hats: set[Hat]) -> None:
    if file.lead_id is not None and any(one.post_id == file.lead_id for one in viewer.posts):
        hats.add(Hat.LEAD)
    nobody_yet = file.lead_id is None and State(file.state) in BEFORE_LEAD
    if policy.keeps_books(viewer, file.path) or (
        nobody_yet and viewer.holds(Role.MEDIATOR, path=file.path)
    ):
        hats.add(Hat.COMMITTEE)


def _seated(
    viewer: Viewer, seats: tuple[OfficeSeat, ...], parties: tuple[Party, ...],
    acting: set[UUID], hats: set[Hat], true: set[When],
) -> None:  # fmt: skip
    for seat in seats:
        called = seat.post_id is not None and any(
            one.post_id == seat.post_id for one in viewer.posts
        )
        theirs = called or seat.person_id == viewer.person_id or seat.organisation_id in acting
        if theirs and seat_is_open(seat, parties):
            hat = HATS.get(Chair(seat.chair), Hat.ADVISER)
            hats.add(hat)
            true.add(When.INVITED)
