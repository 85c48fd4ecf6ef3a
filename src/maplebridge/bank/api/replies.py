"""Who asks, and how the things of a bank are written."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language

from maplebridge.core.errors import RuleBroken
from maplebridge.core.views import viewer_of as viewer_of

from ..models import Deed, Redemption, VillageBank
from .schemas import BankOut, DeedOut, DeedRow, Exchange, RedemptionOut


def language() -> str:
    return get_language() or "en"


def key_from(mark: str) -> UUID | None:
    """The row that a page ended with. Raises RuleBroken `bank_page_unknown` for what is none."""
    if not mark:
        return None
    try:
        return UUID(mark)
    except ValueError:
        raise RuleBroken("bank_page_unknown") from None


def month_from(mark: str) -> date | None:
    """The month that a page ended with. Raises as `key_from`."""
    if not mark:
        return None
    try:
        return date.fromisoformat(f"{mark}-01")
    except ValueError:
        raise RuleBroken("bank_page_unknown") from None


def bank_out(bank: VillageBank) -> BankOut:
    return BankOut(
        id=bank.pk, name=bank.name, place=bank.place.name, founded_on=bank.founded_on,
        closed_on=bank.closed_on,
    )  # fmt: skip


def deed_row(deed: Deed) -> DeedRow:
    kind = deed.catalogue.catalogue.kind(deed.kind)
    return DeedRow(
        id=deed.pk, bank_id=deed.bank_id, kind=deed.kind,
        name=kind.name_in(language()) if kind else deed.kind, field=deed.field, points=deed.points,
        done_on=deed.done_on, state=deed.state, entered_at=deed.entered_at,
        version=deed.catalogue.citation,
    )  # fmt: skip


def deed_out(deed: Deed, passbook: int | None) -> DeedOut:
    witnesses = deed.witnesses.all()  # read with the deed
    return DeedOut(
        **deed_row(deed).dict(), passbook=passbook, text=deed.text, refusal=deed.refusal,
        saw=sum(one.said_at is not None for one in witnesses), asked=len(witnesses),
    )  # fmt: skip


def redemption_out(found: Redemption) -> RedemptionOut:
    now = timezone.now()
    state = _state(found, now)
    return RedemptionOut(
        id=found.pk, reward_id=found.reward_id, reward=found.reward.name, points=found.points,
        state=state, code=found.code if state == "reserved" else "", asked_at=found.asked_at,
        collect_by=found.collect_by, ended_at=found.ended_at,
    )  # fmt: skip


def _state(found: Redemption, now: datetime) -> Exchange:
    if hasattr(found, "undone"):
        return "undone"
    if found.state == "reserved" and found.collect_by <= now:
        return "expired"
    return cast(Exchange, found.state)  # the database knows no other
