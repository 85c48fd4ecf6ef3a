"""Who looks at a bank's pages, and what the council lets them do there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden
from maplebridge.core.viewer import Viewer
from maplebridge.core.views import viewer_of as viewer_of

from .. import policy, queries
from ..models import VillageBank


@dataclass(frozen=True, slots=True)
class Desk:
    """A bank as one viewer meets it, at one moment."""

    viewer: Viewer
    bank: VillageBank
    now: datetime
    keeps_rewards: bool
    keeps_fund: bool

    def for_council(self) -> Desk:
        """Raises Forbidden for everybody else."""
        if not self.keeps_rewards:
            raise Forbidden("bank_needs_council")
        return self

    def for_keepers(self) -> Desk:
        """For chair and treasurer. Raises Forbidden for everybody else."""
        if not self.keeps_fund:
            raise Forbidden("bank_fund_needs_keeper")
        return self


def desk_at(request: HttpRequest, bank_id: UUID) -> Desk:
    """The bank's desk for whoever asks. Raises Missing."""
    viewer, bank, now = viewer_of(request), queries.get_bank(bank_id), timezone.now()
    seat = queries.seat_of(viewer.person_id, bank.pk, calendar.today(now))
    return Desk(
        viewer=viewer, bank=bank, now=now,
        keeps_rewards=policy.may_keep_rewards(viewer, bank.path, seat),
        keeps_fund=policy.may_keep_fund(viewer, bank.path, seat),
    )  # fmt: skip


def pages(request: HttpRequest, after: str) -> dict[str, str]:
    """Addresses for portal/_pagination.html: a later page leads back to the first one."""
    query = request.GET.copy()
    query.pop("after", None)
    first = f"?{query.urlencode()}" if query else request.path
    links = {"newer": first if request.GET.get("after") else "", "older": ""}
    if after:
        query["after"] = after
        links["older"] = f"?{query.urlencode()}"
    return links
