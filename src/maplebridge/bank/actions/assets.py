"""What the village owned before the bank: prepared by one of the council, let in by another."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.values import Fen
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger

from .. import policy, queries
from ..models import OpeningAsset, VillageBank
from ..queries.fund import ASSET, MONEY, OPENING, STOCK, source_kind
from ..rules.fund import GIFTS, WAYS_OF_MONEY
from .fund import (
    DECIDED,
    account,
    check_amount,
    goods_for,
    keeper_of_fund,
    purpose_for,
)
from .stock import add_lot, same_as_sent

CODE = "opening"


@transaction.atomic
def prepare_asset(
    *,
    viewer: Viewer,
    id: UUID,
    bank_id: UUID,
    gift: str,
    amount_fen: int,
    why: str,
    way: str = "",
    purpose_id: UUID | None = None,
    reward_id: UUID | None = None,
    pieces: int = 0,
    now: datetime,
) -> OpeningAsset:
    """Say what was there before; it counts for nothing until another person of the council decides.

    Goods are pieces of a reward at what they cost. Asked again it returns what stands. Raises
    Forbidden `bank_fund_needs_keeper`, RuleBroken `asset_late`, `asset_why`, `bank_gift_unclear`,
    `bank_amount_wrong`, `bank_pieces_wrong`, `transfer_id_taken` when other content stands.
    """
    bank = keeper_of_fund(viewer, bank_id, now)
    why = why.strip()
    if standing := OpeningAsset.objects.filter(pk=id).first():
        same_as_sent(
            standing, bank=bank, gift=gift, way=way if gift == "money" else "", why=why,
            amount_fen=amount_fen, reward_id=reward_id if gift == "goods" else None,
            pieces=pieces if gift == "goods" else 0, purpose=purpose_for(bank, purpose_id, now),
        )  # fmt: skip
        return standing
    if viewer.person_id is None:
        raise Forbidden("bank_fund_needs_keeper")
    _check_open(bank)
    if not why or len(why) > 200 or "\x00" in why:
        raise RuleBroken("asset_why")
    if gift not in GIFTS or (gift == "money" and way not in WAYS_OF_MONEY):
        raise RuleBroken("bank_gift_unclear")
    check_amount(amount_fen)
    reward = goods_for(bank, gift, reward_id, pieces)
    purpose = purpose_for(bank, purpose_id, now)
    into = account(bank.pk, STOCK if reward else MONEY, purpose.pk, now)
    held = ledger.hold(
        viewer=viewer, id=id, unit=ledger.Unit.FEN, amount=Fen(amount_fen), code=CODE, now=now,
        debit=account(bank.pk, source_kind(OPENING), None, now), credit=into, thing=(ASSET, id),
    )  # fmt: skip
    made = OpeningAsset.objects.create(
        id=id, bank=bank, gift=gift, way=way if gift == "money" else "", amount_fen=amount_fen,
        purpose=purpose, reward=reward, pieces=pieces if reward else 0, why=why, hold=held,
        prepared_by_id=viewer.person_id, prepared_at=now,
    )  # fmt: skip
    audit.record(viewer=viewer, verb="prepare_asset", thing=made, now=now)
    return made


@transaction.atomic
def decide_asset(
    *, viewer: Viewer, asset_id: UUID, approve: bool, why_not: str = "", now: datetime
) -> OpeningAsset:
    """Another person than the one who prepared it lets it into the book, or refuses it with a reason.

    Raises Missing `asset_missing`, Forbidden `bank_fund_needs_council`, RuleBroken `bank_four_eyes`,
    `bank_spending_decided`, `bank_why_missing`, `asset_late`.
    """
    asked = OpeningAsset.objects.filter(pk=asset_id).first()
    if asked is None:
        raise Missing("asset_missing")
    bank = VillageBank.objects.select_for_update().get(pk=asked.bank_id)
    found = OpeningAsset.objects.select_for_update(of=("self",)).select_related("reward", "purpose")
    asset = found.get(pk=asset_id)
    seat = queries.seat_of(viewer.person_id, bank.pk, calendar.today(now))
    if not policy.may_review_spending(viewer, bank.path, seat):
        raise Forbidden("bank_fund_needs_council")
    if viewer.person_id == asset.prepared_by_id:
        raise RuleBroken("bank_four_eyes")
    if asset.state != "prepared":
        raise RuleBroken("bank_spending_decided")
    why_not = why_not.strip()[:200]
    if not approve and not why_not:
        raise RuleBroken("bank_why_missing")
    decision = ledger.line_id(asset.pk, DECIDED)
    if approve:
        _check_open(bank)
        ledger.post(viewer=viewer, id=decision, hold_id=asset.hold_id, now=now)
        if asset.reward is not None:
            asset.lot = add_lot(
                asset.reward, asset.pieces, Fen(asset.amount_fen), now=now, purpose=asset.purpose,
                note=asset.why,
            )  # fmt: skip
    else:
        ledger.void(viewer=viewer, id=decision, hold_id=asset.hold_id, now=now)
    asset.state, asset.why_not = ("approved", "") if approve else ("refused", why_not)
    asset.decided_by_id, asset.decided_at = viewer.person_id, now
    asset.save(update_fields=["state", "why_not", "decided_by", "decided_at", "lot"])
    audit.record(viewer=viewer, verb="decide_asset", thing=asset, now=now, state=asset.state)
    return asset


def _check_open(bank: VillageBank) -> None:
    """Until the first month is closed: from then on its figures hang on the wall."""
    if ledger.closed_until(bank.pk) is not None:
        raise RuleBroken("asset_late")
