"""Minutes as their owner sees them, and the open figures of the pool."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger

from ..models import Kinship, Member

WALLET, POOL, COMMUNITY = "helper", "pool", "hours_community"


@dataclass(frozen=True, slots=True)
class MinutesPage:
    """`promised` waits to be confirmed; `lines` are newest first."""

    available: int
    held: int
    promised: int
    lines: tuple[ledger.Line, ...]
    after: str | None


def my_minutes(viewer: Viewer, *, after: str | None = None, limit: int = 25) -> MinutesPage:
    found = _account(WALLET, viewer.person_id) if viewer.person_id else None
    if found is None:
        return MinutesPage(0, 0, 0, (), None)
    has = ledger.balance(found)
    page = ledger.statement(found, after=after, limit=limit)
    return MinutesPage(has.available, has.held, has.incoming, page.lines, page.after)


@dataclass(frozen=True, slots=True)
class PoolFigures:
    """What everybody may know: minutes in the pool, and minutes that the community still owes."""

    pool: int
    community: int


def pool_figures() -> PoolFigures:
    pool, community = _account(POOL, None), _account(COMMUNITY, None)
    return PoolFigures(
        pool=ledger.balance(pool).available if pool else 0,
        community=-ledger.balance(community).posted if community else 0,
    )


def _account(kind: str, owner_id: UUID | None) -> ledger.LedgerAccount | None:
    return ledger.find_account(unit=ledger.Unit.MIN, kind=kind, owner_id=owner_id)


def my_ties(viewer: Viewer) -> list[Kinship]:
    ties = Kinship.objects.filter(giver=viewer.person_id).select_related("relative")
    return list(ties.order_by("seen_at", "id")[:20])


def my_member(viewer: Viewer) -> Member | None:
    found: Member | None = (
        Member.objects.filter(person=viewer.person_id).select_related("offer__place").first()
    )
    return found
