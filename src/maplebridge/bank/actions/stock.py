"""The catalogue and the shelf: what is offered, pieces that arrive, pieces that are of no use any more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.values import Fen, uuid7
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger

from .. import policy, queries
from ..models import (
    Donation,
    FundPurpose,
    Reward,
    Spending,
    StockLot,
    StockUnit,
    VillageBank,
    WriteOff,
)
from ..queries.fund import SPENT, STOCK, WRITE_OFF, WRITTEN_OFF, coverage
from ..rules.fund import shared, yuan
from ..rules.rewards import KINDS, PIECES_MAX, POINTS_MAX

_BATCH = 500


@transaction.atomic
def offer_reward(
    *, viewer: Viewer, bank_id: UUID, name: str, kind: str, points: int, about: str = "",
    now: datetime,
) -> Reward:  # fmt: skip
    """Put something into the catalogue. It is a promise: below the floor of cover there is no new one.

    Raises Forbidden `bank_needs_council`, RuleBroken `bank_reward_unclear`, `bank_reward_there`,
    `bank_below_floor`.
    """
    bank = keeper_of_rewards(viewer, bank_id, now)
    name, about = name.strip(), about.strip()
    if not name or len(name) > 60 or len(about) > 300 or "\x00" in name + about:
        raise RuleBroken("bank_reward_unclear", most=POINTS_MAX)
    if kind not in KINDS or not 0 < points <= POINTS_MAX:
        raise RuleBroken("bank_reward_unclear", most=POINTS_MAX)
    if Reward.objects.filter(bank=bank, name=name, offered=True).exists():
        raise RuleBroken("bank_reward_there", reward=name)
    refuse_below_floor(bank, now)
    made = Reward.objects.create(
        bank=bank, name=name, about=about, kind=kind, points=points, made_at=now
    )
    audit.record(viewer=viewer, verb="offer_reward", thing=made, now=now, points=points)
    return made


@transaction.atomic
def offer_no_more(*, viewer: Viewer, reward_id: UUID, now: datetime) -> Reward:
    """Take a reward out of the catalogue. What is reserved is handed over all the same."""
    reward = _locked(reward_id)
    keeper_of_rewards(viewer, reward.bank_id, now)
    reward.offered = False
    reward.save(update_fields=["offered"])
    audit.record(viewer=viewer, verb="offer_no_more", thing=reward, now=now)
    return reward


@transaction.atomic
def add_places(
    *, viewer: Viewer, id: UUID, reward_id: UUID, pieces: int, note: str = "", now: datetime
) -> StockLot:
    """Places of a service or an honour, which cost the fund nothing when they are taken.

    Goods come by a donation or a spending, so that what they cost is in the book. Once for each `id`.
    Raises RuleBroken `bank_pieces_wrong`, `bank_goods_have_a_cost`, `transfer_id_taken`.
    """
    reward = _locked(reward_id)
    keeper_of_rewards(viewer, reward.bank_id, now)
    if standing := StockLot.objects.filter(pk=id).first():
        same_as_sent(standing, reward=reward, pieces=pieces)
        return standing
    if reward.kind == "goods":
        raise RuleBroken("bank_goods_have_a_cost")
    if not 0 < pieces <= PIECES_MAX:
        raise RuleBroken("bank_pieces_wrong", most=PIECES_MAX)
    lot = add_lot(reward, pieces, Fen(0), id=id, now=now, note=note.strip()[:200])
    audit.record(viewer=viewer, verb="add_places", thing=reward, now=now, pieces=pieces)
    return lot


@transaction.atomic
def write_off(
    *, viewer: Viewer, id: UUID, reward_id: UUID, pieces: int, why: str, now: datetime
) -> WriteOff:
    """Take free pieces off the shelf that nobody can use any more, and their cost out of the stock.

    The reason is kept, for everybody who reads the fund's book and for the auditor. Once for each `id`.

    Raises RuleBroken `bank_why_missing`, `bank_not_so_many` when fewer are free, `transfer_id_taken`.
    """
    reward = _locked(reward_id)
    keeper_of_rewards(viewer, reward.bank_id, now)
    standing: WriteOff | None = WriteOff.objects.filter(pk=id).first()
    if standing is not None:
        same_as_sent(standing, reward=reward, pieces=pieces, why=why.strip())
        return standing
    if not why.strip() or len(why) > 200 or "\x00" in why:
        raise RuleBroken("bank_why_missing")
    if not 0 < pieces <= PIECES_MAX:
        raise RuleBroken("bank_pieces_wrong", most=PIECES_MAX)
    units = list(
        queries.free_units(reward_id).select_related("lot").select_for_update(of=("self",))[:pieces]
    )
    if len(units) < pieces:
        raise RuleBroken("bank_not_so_many", free=len(units))
    StockUnit.objects.filter(pk__in=[unit.pk for unit in units]).update(written_off_at=now)
    made: WriteOff = WriteOff.objects.create(
        id=id, reward=reward, pieces=pieces, cost_fen=sum(unit.cost_fen for unit in units),
        why=why.strip(), by_id=viewer.person_id, at=now,
    )  # fmt: skip
    costs: dict[UUID, int] = {}
    for unit in units:
        if unit.cost_fen and unit.lot.purpose_id:
            costs[unit.lot.purpose_id] = costs.get(unit.lot.purpose_id, 0) + unit.cost_fen
    entries = [
        ledger.Move(
            unit=ledger.Unit.FEN, debit=_fen(reward, STOCK, purpose, now),
            credit=_fen(reward, SPENT, purpose, now), amount=Fen(cost), code=WRITTEN_OFF,
            thing=(WRITE_OFF, made.pk),
        )
        for purpose, cost in sorted(costs.items())
    ]  # fmt: skip
    if entries:
        ledger.enter(viewer=viewer, journal_id=uuid7(), entries=entries, now=now)
    audit.record(viewer=viewer, verb="write_off", thing=reward, now=now, pieces=pieces)
    return made


def same_as_sent(standing: Model, **sent: object) -> None:
    """What was sent again says the same; somebody who went back and changed it must hear that."""
    if any(getattr(standing, name) != value for name, value in sent.items()):
        raise RuleBroken("transfer_id_taken")


def add_lot(
    reward: Reward, pieces: int, cost: Fen, *, id: UUID | None = None, now: datetime,
    purpose: FundPurpose | None = None, donation: Donation | None = None, spending: Spending | None = None, note: str = "",
) -> StockLot:  # fmt: skip
    """Pieces onto the shelf, each with its share of the cost. The caller has moved the money."""
    lot = StockLot.objects.create(
        id=id or uuid7(), reward=reward, pieces=pieces, cost_fen=cost,
        purpose=purpose if cost else None, donation=donation, spending=spending, note=note, at=now,
    )  # fmt: skip
    units = [StockUnit(reward=reward, lot=lot, cost_fen=each) for each in shared(cost, pieces)]
    StockUnit.objects.bulk_create(units, batch_size=_BATCH)
    return lot


def refuse_below_floor(bank: VillageBank, now: datetime) -> None:
    """No new promise while less than the council's floor stands against the points that are out.

    Raises RuleBroken `bank_below_floor` with what is missing. What was promised is always kept:
    deeds by the rules in force earn their points, and points are exchanged, below the floor too.
    """
    found = coverage(bank, calendar.today(now))
    if found.below_floor:
        percent = (found.bp or 0) // 100
        raise RuleBroken(
            "bank_below_floor", percent=percent, floor=found.floor_bp // 100,
            missing=yuan(found.missing),
        )  # fmt: skip


def keeper_of_rewards(viewer: Viewer, bank_id: UUID, now: datetime) -> VillageBank:
    """The running bank, for somebody of its council. Raises as the verbs say."""
    bank = queries.get_bank(bank_id)
    seat = queries.seat_of(viewer.person_id, bank_id, calendar.today(now))
    if not policy.may_keep_rewards(viewer, bank.path, seat):
        raise Forbidden("bank_needs_council")
    if bank.closed_on is not None:
        raise RuleBroken("bank_closed", bank=bank.name)
    return bank


def _locked(reward_id: UUID) -> Reward:
    # No key: whoever reserves holds a piece and needs the reward's key at commit. FOR UPDATE here, with
    # the pieces asked for after it, would be the same two locks in the other order.
    reward = Reward.objects.select_for_update(no_key=True).filter(pk=reward_id).first()
    if reward is None:
        raise Missing("bank_no_reward")
    return reward


def _fen(reward: Reward, kind: str, purpose_id: UUID, now: datetime) -> ledger.LedgerAccount:
    return ledger.open_account(
        unit=ledger.Unit.FEN, kind=kind, owner_id=purpose_id, book_id=reward.bank_id,
        constrained=kind == STOCK, now=now,
    )  # fmt: skip
