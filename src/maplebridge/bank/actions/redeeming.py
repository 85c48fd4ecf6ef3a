"""季兌換: a household reserves a piece with its points and fetches it; points go no other way."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.values import Fen, Points
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger
from maplebridge.people import public as people

from .. import policy, queries
from ..models import Passbook, Redemption, Reward, StockUnit
from ..queries.fund import REDEEMED, REDEMPTION, SPENT, STOCK
from ..rules.rewards import CODE_LENGTH, CODE_LETTERS, next_month_of_redeeming, redeeming
from .accounts import household_account
from .stock import keeper_of_rewards

HANDED, GIVEN_BACK = 901, 902
"""The lines of a redemption's own id that name the journals that end it."""
_TRIES = 20


def reserve(*, viewer: Viewer, id: UUID, reward_id: UUID, now: datetime) -> Redemption:
    """Reserve one piece for the viewer's household, once for each `id`, until the bank's last day for it.

    One journal holds the points and what the piece cost. Raises RuleBroken `bank_no_household`,
    `bank_other_village`, `bank_not_offered`, `bank_not_exchanging`, `bank_none_free`,
    `bank_points_short`; Missing `bank_no_reward`.
    """
    household = people.household_of(viewer.person_id) if viewer.person_id else None
    if household is None:
        raise RuleBroken("bank_no_household")
    standing = Redemption.objects.filter(pk=id).first()
    if standing is not None:
        if standing.household_id != household.pk or standing.reward_id != reward_id:
            raise RuleBroken("transfer_id_taken")
        return standing
    reward = queries.get_reward(reward_id)
    if not household.path.startswith(reward.bank.path):
        raise RuleBroken("bank_other_village", bank=reward.bank.name)
    return _take(viewer=viewer, id=id, reward=reward, household_id=household.pk, now=now)


def redeem_on_paper(
    *, viewer: Viewer, id: UUID, reward_id: UUID, passbook: int, paper: str, now: datetime
) -> Redemption:
    """Somebody came without a phone, took the piece and signed: enter it for their household.

    The signature, or the thumb, on the slip is the household's own act; `paper` says where the slip
    is. Raises Forbidden `bank_needs_council`, RuleBroken `bank_no_passbook`, `bank_slip_missing`,
    `bank_own_household` and what `reserve` raises.
    """
    reward = queries.get_reward(reward_id)
    bank = keeper_of_rewards(viewer, reward.bank_id, now)
    paper = paper.strip()
    if not paper or len(paper) > 120 or "\x00" in paper:
        raise RuleBroken("bank_slip_missing")
    book = Passbook.objects.filter(bank=bank, number=passbook).first()
    if book is None:
        raise RuleBroken("bank_no_passbook", number=passbook)
    with transaction.atomic():
        _refuse_own(viewer, book.household_id)
        found = Redemption.objects.filter(pk=id).first() or _take(
            viewer=viewer, id=id, reward=reward, household_id=book.household_id, now=now
        )
        if found.household_id != book.household_id or found.reward_id != reward.pk:
            raise RuleBroken("transfer_id_taken")
        if found.state == "collected":
            return found
        return hand_over(viewer=viewer, redemption_id=found.pk, paper=paper, now=now)


@transaction.atomic
def hand_over(*, viewer: Viewer, redemption_id: UUID, paper: str = "", now: datetime) -> Redemption:
    """Give the piece to whoever showed the code or signed; points and cost are posted. Safe to repeat.

    Raises Forbidden `bank_needs_council`, RuleBroken `bank_own_household`, `bank_not_reserved`,
    Missing `bank_no_redemption`.
    """
    found = _locked(redemption_id)
    keeper_of_rewards(viewer, found.bank_id, now)
    if viewer.person_id is None:
        raise Forbidden("bank_needs_council")
    own = _refuse_own(viewer, found.household_id)
    if found.state == "collected":
        return found
    if found.state != "reserved" or found.collect_by <= now:
        raise RuleBroken("bank_not_reserved")
    _resolve(viewer, found, ledger.Post, HANDED, now)
    found.state, found.ended_at, found.paper = "collected", now, paper
    found.handed_by_id, found.hander_household_id = viewer.person_id, own
    found.save(update_fields=["state", "ended_at", "paper", "handed_by", "hander_household_id"])
    audit.record(viewer=viewer, verb="hand_over", thing=found, now=now)
    return found


@transaction.atomic
def cancel_redemption(*, viewer: Viewer, redemption_id: UUID, now: datetime) -> Redemption:
    """Give points and piece back: the household changed its mind, or the council could not keep it.

    Raises Missing `bank_no_redemption` for anybody else, RuleBroken `bank_not_reserved`.
    """
    found = _locked(redemption_id)
    household = people.household_of(viewer.person_id) if viewer.person_id else None
    seat = queries.seat_of(viewer.person_id, found.bank_id, calendar.today(now))
    mine = household is not None and household.pk == found.household_id
    if not mine and not policy.may_keep_rewards(viewer, found.bank.path, seat):
        raise Missing("bank_no_redemption")
    if found.state == "cancelled":
        return found
    if found.state != "reserved" or found.collect_by <= now:
        raise RuleBroken("bank_not_reserved")
    _resolve(viewer, found, ledger.Void, GIVEN_BACK, now)
    found.state, found.ended_at = "cancelled", now
    found.save(update_fields=["state", "ended_at"])
    audit.record(viewer=viewer, verb="cancel_redemption", thing=found, now=now)
    return found


def release_uncollected(*, now: datetime) -> None:
    """Duty: what nobody fetched is free again. The ledger gave the points back at that instant."""
    Redemption.objects.filter(state="reserved", collect_by__lte=now).update(
        state="expired", ended_at=now
    )


def _take(
    *, viewer: Viewer, id: UUID, reward: Reward, household_id: UUID, now: datetime
) -> Redemption:
    charter = queries.charter_on(reward.bank_id, calendar.today(now)).charter
    day = calendar.today(now)
    if reward.bank.closed_on is not None:
        raise RuleBroken("bank_closed", bank=reward.bank.name)
    if not reward.offered:
        raise RuleBroken("bank_not_offered", reward=reward.name)
    if not redeeming(charter, day):
        begins = next_month_of_redeeming(charter, day)
        raise RuleBroken("bank_not_exchanging", day=begins.isoformat())
    last_day = day + timedelta(days=charter.collect_days + 1)
    asked = Redemption(
        id=id, bank=reward.bank, reward=reward, household_id=household_id, points=reward.points,
        state="reserved", asked_by_id=viewer.person_id, asked_at=now,
        collect_by=calendar.start_of(last_day),
    )  # fmt: skip
    for _ in range(_TRIES):
        release_uncollected(now=now)
        try:
            with transaction.atomic():
                return _with_a_piece(viewer, asked, now)
        except IntegrityError as refused:
            if standing := Redemption.objects.filter(pk=id).first():
                return standing
            if "bank_a_piece_goes_once" not in str(refused) and "unit_id" not in str(refused):
                raise
    raise RuleBroken("bank_none_free", reward=reward.name)


def _with_a_piece(viewer: Viewer, asked: Redemption, now: datetime) -> Redemption:
    """Take the first free piece. Who loses the race for it gets IntegrityError and tries the next."""
    free = queries.free_units(asked.reward_id)
    if connection.features.has_select_for_update_skip_locked:
        free = free.select_for_update(skip_locked=True)
    unit: StockUnit | None = free.first()
    if unit is None:
        raise RuleBroken("bank_none_free", reward=asked.reward.name)
    asked.unit, asked.cost_fen = unit, unit.cost_fen
    asked.code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    asked.save(force_insert=True)
    try:
        ledger.enter(viewer=viewer, journal_id=asked.pk, entries=_holds(asked, now), now=now)
    except RuleBroken as refused:
        if refused.code != "ledger_not_enough":
            raise
        raise RuleBroken("bank_points_short", points=asked.points) from None
    audit.record(viewer=viewer, verb="reserve", thing=asked, now=now)
    return asked


def _holds(asked: Redemption, now: datetime) -> Sequence[ledger.Hold]:
    """The points of the household, and the piece's cost in the stock of the purpose that paid for it."""
    thing = (REDEMPTION, asked.pk)
    points = ledger.Hold(
        unit=ledger.Unit.PT, debit=household_account(asked.household_id, asked.bank_id, now=now),
        credit=ledger.open_account(
            unit=ledger.Unit.PT, kind=REDEEMED, owner_id=None, constrained=False, now=now,
            book_id=asked.bank_id,
        ),
        amount=Points(asked.points), code="redeem", thing=thing, expires_at=asked.collect_by,
    )  # fmt: skip
    if not asked.cost_fen:
        return [points]
    purpose = asked.unit.lot.purpose_id
    shelf, gone = (
        ledger.open_account(
            unit=ledger.Unit.FEN, kind=kind, owner_id=purpose, book_id=asked.bank_id,
            constrained=kind == STOCK, now=now,
        )
        for kind in (STOCK, SPENT)
    )  # fmt: skip
    cost = ledger.Hold(
        unit=ledger.Unit.FEN, debit=shelf, credit=gone, amount=Fen(asked.cost_fen),
        code="hand_out", thing=thing, expires_at=asked.collect_by,
    )  # fmt: skip
    return [points, cost]


def _resolve(
    viewer: Viewer,
    found: Redemption,
    verb: type[ledger.Post] | type[ledger.Void],
    line: int,
    now: datetime,
) -> None:
    """End both holds in one journal."""
    held = [ledger.line_id(found.pk, number) for number in range(2 if found.cost_fen else 1)]
    ledger.enter(
        viewer=viewer, journal_id=ledger.line_id(found.pk, line),
        entries=[verb(hold_id=one) for one in held], now=now,
    )  # fmt: skip


def _locked(redemption_id: UUID) -> Redemption:
    found = (
        Redemption.objects.select_for_update(of=("self",))
        .select_related("bank", "reward")
        .filter(pk=redemption_id)
        .first()
    )
    if found is None:
        raise Missing("bank_no_redemption")
    return found


def _refuse_own(viewer: Viewer, household_id: UUID) -> UUID | None:
    """The hander's own household, which may not be the one that gets."""
    own = people.household_of(viewer.person_id) if viewer.person_id else None
    if own is not None and own.pk == household_id:
        raise RuleBroken("bank_own_household")
    return own.pk if own else None
