"""An exchange that was entered for the wrong household is undone by somebody else of the council."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.values import Fen
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger
from maplebridge.people import public as people

from ..models import Redemption, RedemptionUndone
from .redeeming import HANDED
from .stock import add_lot, keeper_of_rewards

UNDONE = 903
"""The line of a redemption's own id that names the journal which undoes it."""


@transaction.atomic
def undo_redemption(
    *, viewer: Viewer, redemption_id: UUID, why: str, now: datetime
) -> RedemptionUndone:
    """Give a household back the points that were taken from its passbook by mistake. Safe to repeat.

    Both rows are mirrored in the open period, and the piece stands on the shelf again at what it cost;
    whoever really took it is then entered with their own slip. Raises Forbidden `bank_needs_council`,
    RuleBroken `bank_undo_own_doing`, `bank_own_household`, `bank_why_missing`, `bank_not_collected`,
    Missing `bank_no_redemption`.
    """
    found = (
        Redemption.objects.select_for_update(of=("self",))
        .select_related("bank", "reward", "unit__lot__purpose")
        .filter(pk=redemption_id)
        .first()
    )
    if found is None:
        raise Missing("bank_no_redemption")
    keeper_of_rewards(viewer, found.bank_id, now)
    if viewer.person_id is None:
        raise Forbidden("bank_needs_council")
    standing = RedemptionUndone.objects.filter(pk=found.pk).first()
    if standing is not None:
        return standing
    home = people.household_of(viewer.person_id)
    if home is not None and home.pk == found.household_id:
        raise RuleBroken("bank_own_household")
    if viewer.person_id == found.handed_by_id:
        raise RuleBroken("bank_undo_own_doing")
    why = why.strip()
    if not why or len(why) > 200 or "\x00" in why:
        raise RuleBroken("bank_why_missing")
    if found.state != "collected":
        raise RuleBroken("bank_not_collected")
    handed = ledger.line_id(found.pk, HANDED)
    rows = [ledger.line_id(handed, number) for number in range(2 if found.cost_fen else 1)]
    ledger.enter(
        viewer=viewer, journal_id=ledger.line_id(found.pk, UNDONE),
        entries=[ledger.Reverse(transfer_id=row) for row in rows], now=now,
    )  # fmt: skip
    lot = add_lot(
        found.reward, 1, Fen(found.cost_fen), now=now, purpose=found.unit.lot.purpose, note=why
    )
    made = RedemptionUndone.objects.create(
        redemption=found, lot=lot, why=why, by_id=viewer.person_id, at=now
    )
    audit.record(viewer=viewer, verb="undo_redemption", thing=found, now=now)
    return made
