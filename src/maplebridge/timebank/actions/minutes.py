"""Minutes in the ledger: promised when a helper leaves, posted when confirmed, given, donated, granted.

All accounts are in the unit MIN. A person's wallet (`helper`) and the donation pool (`pool`) never go
below zero; `hours_community` has no floor and is the community's open promise. Lock order: request,
visit, the person who grants, members by key, then the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Sum

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.values import Minutes
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger
from maplebridge.people import public as people

from .. import policy
from ..models import HoursRules, Kinship, Visit
from ..queries.minutes import COMMUNITY, POOL, WALLET
from ..rules.counting import Payer, Portion, above_cap, portions
from .rulebook import rules_for
from .taking_part import lock_members

CODES = {Payer.OWN: "spend", Payer.POOL: "grant", Payer.COMMUNITY: "serve"}
_MOST = 1_000_000


def wallet(person_id: UUID, *, now: datetime) -> ledger.LedgerAccount:
    return ledger.open_account(
        unit=ledger.Unit.MIN, kind=WALLET, owner_id=person_id, constrained=True, now=now
    )


def pool(*, now: datetime) -> ledger.LedgerAccount:
    return ledger.open_account(
        unit=ledger.Unit.MIN, kind=POOL, owner_id=None, constrained=True, now=now
    )


def community(*, now: datetime) -> ledger.LedgerAccount:
    return ledger.open_account(
        unit=ledger.Unit.MIN, kind=COMMUNITY, owner_id=None, constrained=False, now=now
    )


def promise(*, viewer: Viewer, visit: Visit, now: datetime) -> None:
    """Hold a visit's minutes for the helper: the elder's own first, then the pool's, then the community's.

    The caller holds the lock of the request. Sets `visit.holds`; saving is the caller's.
    """
    if not visit.minutes:
        return
    elder_id = visit.request.elder_id
    lock_members([elder_id, visit.member.person_id], now=now)
    rules = rules_for(calendar.today(now), now=now)
    own = ledger.balance(wallet(elder_id, now=now)).available if rules.book.own_minutes_pay else 0
    in_pool = ledger.balance(pool(now=now)).available if rules.book.pool_pays else 0
    shares = portions(Minutes(visit.minutes), own=own, pool=in_pool)
    try:
        _hold(viewer, visit, shares, rules, now)
    except RuleBroken as refused:
        if refused.code != "ledger_not_enough":
            raise
        # Somebody else drew on the pool in between; the community stands in for it.
        shares = portions(Minutes(visit.minutes), own=own, pool=0)
        _hold(viewer, visit, shares, rules, now)
    visit.holds = len(shares)


def _hold(
    viewer: Viewer, visit: Visit, shares: Sequence[Portion], rules: HoursRules, now: datetime
) -> None:
    helper = wallet(visit.member.person_id, now=now)
    payers = {
        Payer.OWN: lambda: wallet(visit.request.elder_id, now=now),
        Payer.POOL: lambda: pool(now=now),
        Payer.COMMUNITY: lambda: community(now=now),
    }
    entries = [
        ledger.Hold(
            unit=ledger.Unit.MIN, debit=payers[share.payer](), credit=helper, amount=share.minutes,
            code=CODES[share.payer], thing=("timebank.visit", visit.pk), rulebook=rules.citation,
        )
        for share in shares
    ]  # fmt: skip
    ledger.enter(viewer=viewer, journal_id=_journal(visit, "hold"), entries=entries, now=now)


def pay_out(*, viewer: Viewer, visit: Visit, minutes: int, now: datetime) -> Minutes:
    """Post `minutes` of what was promised, release the rest; what is above the cap goes to the pool.

    Returns what went to the pool. The caller holds the lock of the request.
    """
    person_id = visit.member.person_id
    lock_members([person_id], now=now)
    rules = rules_for(calendar.today(now), now=now)
    had = ledger.balance(wallet(person_id, now=now)).posted
    excess = above_cap(had, minutes, rules.book.cap_minutes)
    entries: list[ledger.Entry] = list(_resolutions(visit, minutes))
    if excess:
        entries.append(
            ledger.Move(
                unit=ledger.Unit.MIN, debit=wallet(person_id, now=now), credit=pool(now=now),
                amount=excess, code="donate", thing=("timebank.visit", visit.pk),
                rulebook=rules.citation,
            )
        )  # fmt: skip
    if entries:
        ledger.enter(viewer=viewer, journal_id=_journal(visit, "post"), entries=entries, now=now)
    return excess


def _resolutions(visit: Visit, minutes: int) -> list[ledger.Entry]:
    """Each hold posted for its part of `minutes`, in the order in which they were promised."""
    left, found = minutes, list[ledger.Entry]()
    for number in range(visit.holds):
        hold_id = ledger.line_id(_journal(visit, "hold"), number)
        held = ledger.Transfer.objects.get(pk=hold_id).amount
        part = min(left, held)
        found.append(
            ledger.Post(hold_id=hold_id, amount=Minutes(part))
            if part
            else ledger.Void(hold_id=hold_id)
        )
        left -= part
    return found


def _journal(visit: Visit, what: str) -> UUID:
    return uuid5(visit.pk, what)


@transaction.atomic
def give(*, viewer: Viewer, id: UUID, tie_id: UUID, minutes: int, now: datetime) -> None:
    """Give minutes of mine to a relative in the direct line who has reached the age, as noted.

    Raises Missing, RuleBroken `timebank_relation_not_allowed`, `timebank_above_cap`,
    `ledger_not_enough`.
    """
    tie = Kinship.objects.filter(pk=tie_id, giver=viewer.person_id).first()
    if tie is None or viewer.person_id is None:
        raise Missing("timebank_missing")
    rules = rules_for(calendar.today(now), now=now)
    if tie.relation not in rules.book.gift_relations or tie.age_reached < rules.book.gift_age_min:
        raise RuleBroken("timebank_relation_not_allowed")
    lock_members([viewer.person_id, tie.relative_id], now=now)
    _move(
        viewer, id, wallet(viewer.person_id, now=now), tie.relative_id, minutes, "gift", rules, now
    )
    tie.used_at = now
    tie.save(update_fields=["used_at"])
    audit.record(viewer=viewer, verb="timebank.give", thing=tie, now=now, minutes=minutes)


@transaction.atomic
def donate(*, viewer: Viewer, id: UUID, minutes: int, now: datetime) -> None:
    """Give minutes of mine to the pool, from which elders without any are helped."""
    if viewer.person_id is None:
        raise Forbidden("timebank_sign_in")
    rules = rules_for(calendar.today(now), now=now)
    member = lock_members([viewer.person_id], now=now)[viewer.person_id]
    _move(viewer, id, wallet(viewer.person_id, now=now), None, minutes, "donate", rules, now)
    audit.record(viewer=viewer, verb="timebank.donate", thing=member, now=now, minutes=minutes)


@transaction.atomic
def grant(*, viewer: Viewer, id: UUID, person_id: UUID, minutes: int, now: datetime) -> None:
    """Give minutes from the pool to somebody of my place; no reason about the person is kept.

    The pool belongs to all places, so the rules say how much of it one person gets, and one coordinator
    gives, in a calendar month; never to oneself or one's own household. Raises Forbidden
    `timebank_coordinators_only`, RuleBroken `timebank_own_household`, `timebank_granted_enough`,
    `timebank_gave_enough`, `timebank_above_cap`, `ledger_not_enough`.
    """
    path = people.current_path(person_id)
    me = viewer.person_id
    if path is None or me is None or not policy.coordinates(viewer, path) or me == person_id:
        raise Forbidden("timebank_coordinators_only")
    home = people.household_of(me)
    if home is not None and people.household_of(person_id) == home:
        raise RuleBroken("timebank_own_household")
    rules = rules_for(calendar.today(now), now=now)
    people.Person.objects.select_for_update(no_key=True).get(pk=me)
    member = lock_members([person_id], now=now)[person_id]
    _within_the_month(me, person_id, id, minutes, rules, now)
    _move(viewer, id, pool(now=now), person_id, minutes, "grant", rules, now)
    audit.record(viewer=viewer, verb="timebank.grant", thing=member, now=now, minutes=minutes)


def _within_the_month(
    me: UUID, person_id: UUID, id: UUID, minutes: int, rules: HoursRules, now: datetime
) -> None:
    """Giver and receiver are locked, so the sums stand until the commit. Visits that the pool paid are not grants."""
    begins = calendar.start_of(calendar.today(now).replace(day=1))
    granted = ledger.Transfer.objects.filter(
        debit=pool(now=now), code="grant", thing_id__isnull=True, at__gte=begins
    ).exclude(pk=id)
    to_them = granted.filter(credit=wallet(person_id, now=now))
    for rows, most, code in (
        (to_them, rules.book.granted_minutes_month, "timebank_granted_enough"),
        (granted.filter(entered_by=me), rules.book.grantor_minutes_month, "timebank_gave_enough"),
    ):
        left = most - (rows.aggregate(sum=Sum("amount"))["sum"] or 0)
        if minutes > left:
            raise RuleBroken(code, most=most, left=max(0, left))


def _move(
    viewer: Viewer, id: UUID, debit: ledger.LedgerAccount, to: UUID | None, minutes: int,
    code: str, rules: HoursRules, now: datetime,
) -> None:  # fmt: skip
    """One transfer, once for each id; `to` None is the pool. The receiver's cap holds."""
    if not 0 < minutes <= _MOST:
        raise RuleBroken("timebank_no_minutes")
    again = ledger.Transfer.objects.filter(pk=id).exists()
    cap = rules.book.cap_minutes
    if to is not None and cap and not again:
        has = ledger.balance(wallet(to, now=now))
        if has.posted + has.incoming + minutes > cap:
            raise RuleBroken("timebank_above_cap", hours=cap // 60)
    ledger.transfer(
        viewer=viewer, id=id, unit=ledger.Unit.MIN, debit=debit,
        credit=pool(now=now) if to is None else wallet(to, now=now), amount=Minutes(minutes),
        code=code, rulebook=rules.citation, now=now,
    )  # fmt: skip
