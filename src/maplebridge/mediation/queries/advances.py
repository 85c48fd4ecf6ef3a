"""Advances of a file: the rows, those that a reckoning takes in, and those that fit nothing in it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Viewer
from maplebridge.organisations import public as organisations

from ..models import Advance, MediationFile
from ..rules.advances import ADVANCES_MAX, Kind, Noted
from ..rules.parts import Chair
from .access import Loaded, seat_is_open


def advances_of(file: MediationFile) -> list[Advance]:
    """All of a file, the oldest first, those that were taken back too. One query."""
    found = Advance.objects.filter(file=file).select_related("payer", "cover_of", "payee", "proof")
    return list(found.order_by("id")[:ADVANCES_MAX])


def advance_of(file: MediationFile, advance_id: UUID) -> Advance:
    """Raises Missing for one of another file."""
    found = (
        Advance.objects.select_related("payee", "proof").filter(file=file, pk=advance_id).first()
    )
    if found is None:
        raise Missing("mediation_missing")
    return found


def noted_of(file: MediationFile) -> list[Noted]:
    """Those that count, by the keys of their parties. One query."""
    found = Advance.objects.filter(file=file, ended_at__isnull=True).order_by("id")
    return [as_noted(one) for one in found[:ADVANCES_MAX]]


def as_noted(one: Advance) -> Noted:
    kind = Kind(one.kind)
    giver = one.cover_of_id if kind is Kind.INSURER else one.payer_id
    return Noted(str(one.pk), kind, str(giver or ""), str(one.payee_id), one.amount_fen)


def insurers_of(viewer: Viewer, loaded: Loaded, today: date) -> list[str]:
    """The names of the insurers for which the viewer sits at this table."""
    seats = [
        one for one in loaded.seats
        if one.chair == Chair.INSURER and seat_is_open(one, loaded.parties)
    ]  # fmt: skip
    acting = set[UUID]()
    if any(one.organisation_id for one in seats):
        acting = {one.organisation_id for one in organisations.acts_for(viewer.person_id, today)}
    return [
        one.title for one in seats
        if one.person_id == viewer.person_id or one.organisation_id in acting
    ]  # fmt: skip
