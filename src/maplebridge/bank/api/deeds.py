"""Entering a deed, following it, and the council's yes or no, each through the verb of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import actions, policy, queries
from ..models import Deed, VillageBank
from ..queries.rewards import passbooks
from ..rules import papers
from .replies import deed_out, deed_row, key_from, viewer_of
from .schemas import (
    PROBLEMS,
    DeedOut,
    DeedsOut,
    Limit,
    Mark,
    NewDeed,
    WaitingOut,
    Why,
)

router = Router(tags=["bank"])


@router.get("/deeds", response={200: DeedsOut, **PROBLEMS}, url_name="deeds")
def list_deeds(request: HttpRequest, after: Mark = "", limit: Limit = 25) -> DeedsOut:
    """What was entered for my household, the latest day first."""
    household = queries.own_household(viewer_of(request))
    if household is None:
        return DeedsOut(deeds=[], next=None)
    found = queries.deeds_of_household(household, after=key_from(after), limit=limit)
    more = str(found[limit - 1].pk) if len(found) > limit else None
    return DeedsOut(deeds=[deed_row(one) for one in found[:limit]], next=more)


@router.get("/deeds/{uuid:deed_id}", response={200: DeedOut, **PROBLEMS}, url_name="deed")
def show_deed(request: HttpRequest, deed_id: UUID) -> DeedOut:
    """One entry, for its household, whoever entered it, those asked what they saw, and the council."""
    return _shown(viewer_of(request), deed_id)


@router.post(
    "/banks/{uuid:bank_id}/deeds",
    response={201: DeedOut, 200: DeedOut, **PROBLEMS},
    url_name="bank-deeds",
)
def enter_deed(request: HttpRequest, bank_id: UUID, sent: NewDeed) -> Status[DeedOut]:
    """Enter a deed. 201 the first time, 200 when the same arrives again, 409 when the id already
    means something else."""
    viewer, now = viewer_of(request), timezone.now()
    bank = queries.get_bank(bank_id)
    paper = papers.read_number(sent.paper) if sent.paper else ""
    if paper is None:
        raise RuleBroken("deed_paper_unreadable")
    _may_enter(viewer, bank)
    entry = actions.Entry(
        id=sent.id, bank_id=bank_id, household_id=_household(viewer, bank, sent.passbook),
        kind=sent.kind, done_on=sent.done_on, text=sent.text, saw_it=sent.saw_it,
        witnesses=[_numbered(bank, one) for one in sent.witnesses], paper=paper,
    )  # fmt: skip
    made = actions.enter_deed(viewer=viewer, entry=entry, now=now)
    return Status(201 if made.entered_at == now else 200, _shown(viewer, made.pk))


def _may_enter(viewer: Viewer, bank: VillageBank) -> None:
    """Before a number is looked up, so that nobody tries out which ones there are."""
    today = calendar.today(timezone.now())
    charter = queries.charter_on(bank.pk, today).charter
    seat = queries.seat_of(viewer.person_id, bank.pk, today)
    if not policy.may_enter(viewer, bank.path, seat, charter):
        raise Forbidden("deed_not_for_you")


def _household(viewer: Viewer, bank: VillageBank, passbook: int | None) -> UUID:
    """Whose deed it is. A program of an office has no household of its own."""
    if passbook is not None:
        return _numbered(bank, passbook)
    own = queries.own_household(viewer) if viewer.home_path else None
    if own is None:
        raise RuleBroken("bank_no_household")
    return own


def _numbered(bank: VillageBank, passbook: int) -> UUID:
    try:
        return queries.household_of_number(bank, passbook)
    except Missing:
        raise RuleBroken("bank_no_passbook", number=passbook) from None


@router.get("/banks/{uuid:bank_id}/deeds/waiting", response={200: WaitingOut, **PROBLEMS})
def list_waiting(
    request: HttpRequest, bank_id: UUID, after: Mark = "", limit: Limit = 25
) -> WaitingOut:
    """What the council has to decide, oldest first."""
    viewer, bank = viewer_of(request), queries.get_bank(bank_id)
    if queries.seat_of(viewer.person_id, bank_id, calendar.today(timezone.now())) is None:
        raise Forbidden("deed_needs_council")
    found = queries.waiting_deeds(bank, after=key_from(after), limit=limit)
    shown = found[:limit]
    numbers = passbooks(bank_id, {one.household_id for one in shown})
    return WaitingOut(
        deeds=[deed_out(one, numbers.get(one.household_id)) for one in shown],
        next=str(shown[-1].pk) if len(found) > limit else None,
    )


@router.post("/deeds/{uuid:deed_id}/approve", response={200: DeedOut, **PROBLEMS})
def approve_deed(request: HttpRequest, deed_id: UUID) -> DeedOut:
    """Say yes to an entry of another household, as a member of the council."""
    return _step(request, deed_id, actions.approve_deed)


@router.post("/deeds/{uuid:deed_id}/refuse", response={200: DeedOut, **PROBLEMS})
def refuse_deed(request: HttpRequest, deed_id: UUID, sent: Why) -> DeedOut:
    """Say no as a member of the council, and why; the household reads it."""
    return _step(request, deed_id, actions.refuse_deed, reason=sent.text)


@router.post("/deeds/{uuid:deed_id}/withdraw", response={200: DeedOut, **PROBLEMS})
def withdraw_deed(request: HttpRequest, deed_id: UUID) -> DeedOut:
    """Take one's own entry back, until it stands in a notice."""
    return _step(request, deed_id, actions.withdraw_deed)


def _step(request: HttpRequest, deed_id: UUID, act: Callable[..., Deed], **more: Any) -> DeedOut:
    viewer = viewer_of(request)
    act(viewer=viewer, deed_id=deed_id, now=timezone.now(), **more)
    return _shown(viewer, deed_id)


def _shown(viewer: Viewer, deed_id: UUID) -> DeedOut:
    deed = queries.get_deed(viewer, deed_id, calendar.today(timezone.now()))
    numbers = passbooks(deed.bank_id, {deed.household_id})
    return deed_out(deed, numbers.get(deed.household_id))
