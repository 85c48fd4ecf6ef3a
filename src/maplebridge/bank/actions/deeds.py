"""Entering deeds, day by day: once each, within the caps, and taken back by who entered them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.models import StoredFile
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger
from maplebridge.people import public as people

from .. import policy, queries
from ..models import Deed, DeedWitness, Passbook, Rulebook, VillageBank
from ..rules import DeedState
from ..rules.catalogue import DeedKind
from ..rules.deeds import TRANSITIONS, Counted, cap_reached, day_fits
from . import photos
from .founding import open_passbook

TEXT_MAX = 200
WITNESSES_MAX = 5
MANY_MAX = 300
"""Households of one clean-up day."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody enters. `id` is theirs to make: entered twice, it stands once.

    `saw_it`: who enters it saw it, and their household is a witness. `witnesses` are households that
    will be asked. `paper` is the number of the paper form, as printed.
    """

    id: UUID
    bank_id: UUID
    household_id: UUID
    kind: str
    done_on: date
    text: str = ""
    photo_id: UUID | None = None
    saw_it: bool = False
    witnesses: Sequence[UUID] = ()
    paper: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a household of many got no entry: the sentence, ready to be read."""

    household_id: UUID
    sentence: str


@dataclass(frozen=True, slots=True)
class _Terms:
    """What an entry is judged by: the bank, the rules of its day, and who enters it."""

    bank: VillageBank
    kind: DeedKind
    catalogue: Rulebook
    charter: Rulebook
    own_household: UUID | None


def enter_deed(*, viewer: Viewer, entry: Entry, now: datetime) -> Deed:
    """Enter one deed. The caps hold however many people enter for the household at once.

    Raises Forbidden `deed_not_entered_by_you`, RuleBroken `deed_kind_unknown`, `deed_day`,
    `deed_text_long`, `deed_household_elsewhere`, `deed_witness_unknown`, `deed_id_taken`,
    `deed_paper_entered`, and the four caps.
    """
    terms = _terms(viewer, entry, now)
    photo, turned = _photo(entry.photo_id)
    with transaction.atomic():
        deed, fresh = _enter(viewer, entry, terms, now)
        if fresh and photo is not None:
            deed.photo, deed.photo_hash = photo, turned[0]
            deed.looks_like_id = photos.looks_like(deed.bank_id, turned)
            deed.save(update_fields=["photo", "photo_hash", "looks_like"])
        return deed


def enter_for_many(
    *, viewer: Viewer, entry: Entry, household_ids: Sequence[UUID], now: datetime
) -> tuple[list[Deed], list[Refusal]]:
    """The same deed for many households, such as a clean-up day: each gets an entry of its own.

    A household whose cap is reached is left out and named with the reason; the others stand. Entered
    again with the same `entry.id` nothing is doubled.
    """
    wanted = list(dict.fromkeys(household_ids))
    if not 0 < len(wanted) <= MANY_MAX:
        raise RuleBroken("deed_households", most=MANY_MAX)
    terms = _terms(viewer, entry, now)
    entered: list[Deed] = []
    refused: list[Refusal] = []
    for household_id in sorted(wanted):
        own = replace(entry, id=uuid5(entry.id, household_id.hex), household_id=household_id)
        try:
            with transaction.atomic():
                entered.append(_enter(viewer, own, terms, now)[0])
        except Forbidden:
            raise
        except RuleBroken as broken:
            refused.append(Refusal(household_id, broken.sentence))
    return entered, refused


@transaction.atomic
def say_saw(
    *, viewer: Viewer, deed_id: UUID, now: datetime, heard_from: UUID | None = None
) -> DeedWitness:
    """A household that was asked says that it saw the deed; a council member may note what they
    heard from it (`heard_from` is that household), or that they saw it themselves."""
    deed = lock_deed(viewer, deed_id, now)
    own = queries.own_household(viewer)
    if heard_from is not None:
        seat = queries.seat_of(viewer.person_id, deed.bank_id, calendar.today(now))
        if seat is None or own == deed.household_id:
            raise Forbidden("deed_needs_council")
        _of_the_village(deed.bank, [heard_from], "deed_witness_unknown")
    household_id = heard_from or own
    if household_id is None or household_id == deed.household_id:
        raise RuleBroken("deed_witness_unknown")
    if deed.state != DeedState.ENTERED:
        raise RuleBroken("deed_decided")
    witness, _fresh = DeedWitness.objects.get_or_create(
        deed=deed, household_id=household_id, defaults={"beneficiary": deed.household_id}
    )
    if witness.said_at is None:
        witness.said_at = now
        witness.person_id = None if heard_from else viewer.person_id
        witness.noted_by_id = viewer.person_id if heard_from else None
        witness.save(update_fields=["said_at", "person", "noted_by"])
        audit.record(viewer=viewer, verb="say_saw", thing=deed, now=now)
    return witness


@transaction.atomic
def withdraw_deed(*, viewer: Viewer, deed_id: UUID, now: datetime) -> Deed:
    """Take one's own entry back, until it stands in a notice; promised points are released."""
    deed = lock_deed(viewer, deed_id, now)
    if not policy.may_withdraw(viewer, deed.entered_by_id):
        raise Forbidden("deed_not_entered_by_you")
    move(deed, DeedState.WITHDRAWN)
    if deed.hold_id is not None:
        ledger.void(viewer=viewer, id=uuid5(deed.pk, "void"), hold_id=deed.hold_id, now=now)
    deed.save(update_fields=["state"])
    audit.record(viewer=viewer, verb="withdraw_deed", thing=deed, now=now)
    return deed


def lock_deed(viewer: Viewer, deed_id: UUID, now: datetime) -> Deed:
    """A deed that the viewer may read, locked and read anew. Raises Missing."""
    queries.get_deed(viewer, deed_id, calendar.today(now))
    return Deed.objects.select_for_update(of=("self",)).select_related("charter").get(pk=deed_id)


def move(deed: Deed, to: DeedState) -> None:
    """Set the next state. Raises RuleBroken `deed_decided` where it does not lead there."""
    if to not in TRANSITIONS[DeedState(deed.state)]:
        raise RuleBroken("deed_decided")
    deed.state = to.value


def _terms(viewer: Viewer, entry: Entry, now: datetime) -> _Terms:
    bank = queries.get_bank(entry.bank_id)
    if bank.closed_on is not None:
        raise RuleBroken("bank_closed", bank=bank.name)
    today = calendar.today(now)
    current = queries.charter_on(bank.pk, today).charter
    seat = queries.seat_of(viewer.person_id, bank.pk, today)
    if not policy.may_enter(viewer, bank.path, seat, current):
        raise Forbidden("deed_not_for_you")
    if not day_fits(entry.done_on, today, bank.founded_on, current.late_days):
        raise RuleBroken("deed_day", days=current.late_days)
    catalogue = queries.catalogue_on(bank.pk, entry.done_on)
    kind = catalogue.catalogue.kind(entry.kind)
    if kind is None:
        raise RuleBroken("deed_kind_unknown")
    if len(entry.text) > TEXT_MAX or "\x00" in entry.text:
        raise RuleBroken("deed_text_long", most=TEXT_MAX)
    charter = queries.charter_on(bank.pk, entry.done_on)
    return _Terms(bank, kind, catalogue, charter, queries.own_household(viewer))


def _enter(viewer: Viewer, entry: Entry, terms: _Terms, now: datetime) -> tuple[Deed, bool]:
    """The deed, and whether it is new. The lock on the household's passbook puts its entries in one line."""
    _of_the_village(terms.bank, [entry.household_id], "deed_household_elsewhere")
    book = open_passbook(terms.bank, entry.household_id, now=now)
    Passbook.objects.select_for_update().get(pk=book.pk)
    standing = Deed.objects.filter(pk=entry.id).first()
    if standing is not None:
        same = (entry.household_id, entry.kind, entry.done_on)
        if (standing.household_id, standing.kind, standing.done_on) != same:
            raise RuleBroken("deed_id_taken")
        return standing, False
    if entry.paper:
        _not_entered_yet(terms.bank, entry.paper)
    _within_caps(terms, entry, queries.counted_in_month(entry.household_id, entry.done_on))
    deed = Deed.objects.create(
        id=entry.id, bank=terms.bank, household_id=entry.household_id, kind=terms.kind.code,
        field=terms.kind.field.value, points=terms.kind.points, catalogue=terms.catalogue,
        charter=terms.charter, done_on=entry.done_on, text=entry.text.strip(),
        entered_by_id=viewer.person_id, entered_at=now, paper=entry.paper,
    )  # fmt: skip
    _ask_witnesses(viewer, deed, entry, terms, now)
    audit.record(
        viewer=viewer, verb="enter_deed", thing=deed, now=now, household=entry.household_id,
        points=deed.points, rulebook=terms.catalogue.citation,
    )  # fmt: skip
    return deed, True


def _not_entered_yet(bank: VillageBank, paper: str) -> None:
    """Locks the bank, so that two who hold the same paper come one after the other."""
    VillageBank.objects.select_for_update().get(pk=bank.pk)
    standing = queries.deed_of_paper(bank, paper)
    if standing is not None:
        day = calendar.today(standing.entered_at).isoformat()
        raise RuleBroken("deed_paper_entered", number=paper, day=day)


def _within_caps(terms: _Terms, entry: Entry, month: list[Counted]) -> None:
    reached = cap_reached(terms.charter.charter, terms.kind, entry.done_on, month)
    if reached is not None:
        raise RuleBroken(reached.code, most=reached.most, taken=reached.taken)


def _ask_witnesses(viewer: Viewer, deed: Deed, entry: Entry, terms: _Terms, now: datetime) -> None:
    asked = [one for one in dict.fromkeys(entry.witnesses) if one != deed.household_id]
    if len(asked) > WITNESSES_MAX:
        raise RuleBroken("deed_witness_unknown")
    _of_the_village(terms.bank, asked, "deed_witness_unknown")
    rows = [
        DeedWitness(deed=deed, household_id=one, beneficiary=deed.household_id)
        for one in asked
        if one != terms.own_household or not entry.saw_it
    ]
    if entry.saw_it and terms.own_household not in (None, deed.household_id):
        saw = DeedWitness(deed=deed, household_id=terms.own_household, person_id=viewer.person_id)
        saw.beneficiary, saw.said_at = deed.household_id, now
        rows.append(saw)
    DeedWitness.objects.bulk_create(rows)


def _of_the_village(bank: VillageBank, ids: Sequence[UUID], code: str) -> None:
    """Every household lives in the bank's village now. Raises RuleBroken with `code`."""
    paths = people.Household.objects.filter(pk__in=ids, ended_on__isnull=True)
    here = [path for path in paths.values_list("path", flat=True) if path.startswith(bank.path)]
    if len(here) != len(set(ids)):
        raise RuleBroken(code)


def _photo(photo_id: UUID | None) -> tuple[StoredFile | None, list[int]]:
    if photo_id is None:
        return None, []
    photo = StoredFile.objects.filter(pk=photo_id, media_type__startswith="image/").first()
    if photo is None:
        raise Missing("deed_photo_gone")
    return photo, photos.hashes(photo)
