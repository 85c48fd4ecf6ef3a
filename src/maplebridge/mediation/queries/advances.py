"""Advances of a file: the rows, those that a reckoning takes in, and those that fit nothing in it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Viewer

from ..models import Advance, MediationFile
from ..rules.advances import ADVANCES_MAX, Kind, Noted
from ..rules.parts import Chair
from .access import Loaded
from .scene import seats_taken


def advances_of(file: MediationFile) -> list[Advance]:
    """All of a file, the oldest first, those that were taken back too. One query."""
    found = Advance.objects.filter(file=file).select_related("payer", "cover_of", "payee", "proof")
    return list(found.order_by("id")[:ADVANCES_MAX])


def advance_of(file: MediationFile, advance_id: UUID) -> Advance:
    """Raises Missing for one of another file."""
    found = (
        Advance.objects.select_related("payer", "payee", "proof")
        .filter(file=file, pk=advance_id)
        .first()
    )
    if found is None:
        raise Missing("mediation_missing")
    return found


def noted_of(file: MediationFile) -> list[Noted]:
    """Those that count, by the keys of their parties. One query."""
    found = Advance.objects.filter(file=file, ended_at__isnull=True).order_by("id")
    return [as_noted(one) for one in found[:ADVANCES_MAX]]


def changed_since(file: MediationFile, at: datetime) -> bool:
    """Whether one was noted or struck out after a version was computed. One query."""
    later = Q(at__gt=at, ended_at__isnull=True) | Q(at__lte=at, ended_at__gt=at)
    return Advance.objects.filter(later, file=file).exists()


def as_noted(one: Advance) -> Noted:
    kind = Kind(one.kind)
    giver = one.cover_of_id if kind is Kind.INSURER else one.payer_id
    return Noted(str(one.pk), kind, str(giver or ""), str(one.payee_id), one.amount_fen)


def insurers_of(viewer: Viewer, loaded: Loaded, today: date) -> list[str]:
    """The names of the insurers for which the viewer sits at this table."""
    return [one.title for one in seats_taken(viewer, loaded, Chair.INSURER, today)]
