"""The council decides about entries: approved ones become a promise in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.values import Points
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger

from .. import policy, queries
from ..models import BankCouncilMember, Deed, DeedWitness, RingLook
from ..rules import DeedState
from .accounts import household_account, issuance_account
from .deeds import TEXT_MAX, lock_deed, move

DEED = "bank.deed"
"""What a transfer of a deed is for."""
CODE = "deed"


@transaction.atomic
def approve_deed(*, viewer: Viewer, deed_id: UUID, now: datetime) -> Deed:
    """Say yes to an entry of another household: its points are promised from now on.

    Raises Forbidden `deed_needs_council`, `deed_own_household`, `deed_own_entry`, RuleBroken
    `deed_witnesses_missing`, `deed_decided`.
    """
    deed = lock_deed(viewer, deed_id, now)
    seat, own = _seat(viewer, deed, now)
    if deed.state != DeedState.ENTERED:
        raise RuleBroken("deed_decided")
    _judge(deed, seat, own)
    move(deed, DeedState.APPROVED)
    held = ledger.hold(
        viewer=viewer,
        id=uuid5(deed.pk, "hold"),
        unit=ledger.Unit.PT,
        debit=issuance_account(deed.bank_id, now=now),
        credit=household_account(deed.household_id, deed.bank_id, now=now),
        amount=Points(deed.points),
        code=CODE,
        now=now,
        thing=(DEED, deed.pk),
        rulebook=deed.catalogue.citation,
    )
    deed.hold_id, deed.decided_by_id, deed.decided_at = held.pk, viewer.person_id, now
    deed.approver_household_id = own
    deed.save(
        update_fields=["state", "hold_id", "decided_by", "decided_at", "approver_household_id"]
    )
    audit.record(viewer=viewer, verb="approve_deed", thing=deed, now=now, points=deed.points)
    return deed


def approve_deeds(
    *, viewer: Viewer, deed_ids: Sequence[UUID], now: datetime
) -> tuple[list[Deed], list[tuple[UUID, str]]]:
    """Each of several entries that may be approved is; the others are named with the reason."""
    approved: list[Deed] = []
    left: list[tuple[UUID, str]] = []
    for deed_id in sorted(set(deed_ids)):
        try:
            approved.append(approve_deed(viewer=viewer, deed_id=deed_id, now=now))
        except RuleBroken as broken:
            left.append((deed_id, broken.sentence))
    return approved, left


@transaction.atomic
def refuse_deed(*, viewer: Viewer, deed_id: UUID, reason: str, now: datetime) -> Deed:
    """Say no to an entry and why; the household and who entered it read the reason."""
    reason = reason.strip()
    if not reason or len(reason) > TEXT_MAX or "\x00" in reason:
        raise RuleBroken("deed_reason_missing", most=TEXT_MAX)
    deed = lock_deed(viewer, deed_id, now)
    seat, own = _seat(viewer, deed, now)
    if not policy.may_refuse(seat, own_household=own, household=deed.household_id):
        raise Forbidden("deed_own_household" if seat else "deed_needs_council")
    move(deed, DeedState.REFUSED)
    deed.refusal, deed.decided_by_id, deed.decided_at = reason, viewer.person_id, now
    deed.save(update_fields=["state", "refusal", "decided_by", "decided_at"])
    audit.record(viewer=viewer, verb="refuse_deed", thing=deed, now=now)
    return deed


@transaction.atomic
def look_again(*, viewer: Viewer, bank_id: UUID, mark: str, now: datetime) -> None:
    """Note that the council looked again at a circle of entries. Twice is once."""
    bank = queries.get_bank(bank_id)
    if queries.seat_of(viewer.person_id, bank_id, calendar.today(now)) is None:
        raise Forbidden("deed_needs_council")
    if mark not in {ring.mark for ring in queries.rings_of(bank, now).rings}:
        return
    look = RingLook(bank=bank, mark=mark, by_id=viewer.person_id, at=now)
    RingLook.objects.bulk_create([look], ignore_conflicts=True)
    audit.record(viewer=viewer, verb="look_again", thing=bank, now=now, ring=mark[:12])


def _seat(
    viewer: Viewer, deed: Deed, now: datetime
) -> tuple[BankCouncilMember | None, UUID | None]:
    seat = queries.seat_of(viewer.person_id, deed.bank_id, calendar.today(now))
    return seat, queries.own_household(viewer)


def _judge(deed: Deed, seat: BankCouncilMember | None, own: UUID | None) -> None:
    charter = deed.charter.charter
    if not policy.may_approve(
        seat,
        own_household=own,
        household=deed.household_id,
        entered_by=deed.entered_by_id,
        charter=charter,
    ):
        if seat is None:
            raise Forbidden("deed_needs_council")
        own_house = own == deed.household_id
        raise Forbidden("deed_own_household" if own_house else "deed_own_entry")
    said = DeedWitness.objects.filter(deed=deed, said_at__isnull=False).count()
    if said < charter.witnesses:
        raise RuleBroken("deed_witnesses_missing", wanted=charter.witnesses, said=said)
