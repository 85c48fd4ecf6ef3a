"""Who may read a matter is the reporter's to say, when reporting and at any time after."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import policy, queries
from ..models import VISIBILITIES, Matter
from .steps import fetch


@transaction.atomic
def open_to(
    *, viewer: Viewer, matter_id: UUID, visibility: str, receipt_hash: str = "", now: datetime
) -> Matter:
    """Let nobody else, the neighbours or everybody read it. The matter stays locked in the caller's
    transaction.

    The reporter says it, who acts for them by mandate, or who holds the receipt. Raises Missing, Forbidden, RuleBroken.
    """
    if visibility not in VISIBILITIES:
        raise RuleBroken("matter_visibility_unknown")
    matter = fetch(matter_id)
    matter.bond = queries.bond_of(viewer, matter, now)
    if not policy.may_see(viewer, matter, receipt_hash):
        raise Missing("matter_missing")
    if not policy.may_open(viewer, matter, receipt_hash):
        raise policy.not_yours(matter)
    if matter.visibility != visibility:
        matter.visibility = visibility
        matter.save(update_fields=["visibility"])
        audit.record(
            viewer=viewer, verb="matter.open_to", thing=matter, now=now, visibility=visibility
        )
    return matter
