"""Who founds a bank, seats its council and decides its rules."""

from __future__ import annotations

from maplebridge.core.viewer import Role, Viewer

from .models import BankCouncilMember


def may_adopt_tariff(viewer: Viewer, path: str = "") -> bool:
    """A head of the place enters what its council decided; the system its default."""
    return viewer.system or viewer.holds(Role.HEAD, path=path) is not None


def may_found(viewer: Viewer, path: str) -> bool:
    """A head of the place or of one around it founds the bank that its villagers asked for."""
    return viewer.system or viewer.holds(Role.HEAD, path=path) is not None


def may_seat(viewer: Viewer, path: str) -> bool:
    """The same heads note who was elected or appointed, and when a term ends."""
    return may_found(viewer, path)


def may_decide_rules(viewer: Viewer, path: str, seat: BankCouncilMember | None) -> bool:
    """The chair enters what the council decided; a head of the place may for a council that asks."""
    return may_found(viewer, path) or (seat is not None and seat.role == "chair")
