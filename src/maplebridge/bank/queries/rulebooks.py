"""Which version of a rulebook is in force on a day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import F, Q

from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Level
from maplebridge.territory import public as territory

from ..models import BANK_DEEDS, BANK_RULES, MATTER_POINTS, Rulebook


def rulebook_in_force(name: str, day: date, owner_id: UUID | None = None) -> Rulebook | None:
    """The version of a rulebook that is in force on `day`."""
    found: Rulebook | None = (
        Rulebook.objects.filter(name=name, owner_id=owner_id, valid_from__lte=day)
        .order_by("-valid_from")
        .first()
    )
    return found


def versions(name: str, owner_id: UUID | None, *, limit: int = 50) -> list[Rulebook]:
    """The versions of a rulebook, latest first."""
    return list(
        Rulebook.objects.filter(name=name, owner_id=owner_id).order_by("-valid_from")[:limit]
    )


def tariff_at(path: str, day: date) -> Rulebook | None:
    """The tariff for concerns of the community around a path, or of the whole jurisdiction."""
    around = territory.Place.objects.filter(
        path__in=territory.lineage(path), level=Level.COMMUNITY.value
    )
    found: Rulebook | None = (
        Rulebook.objects.filter(
            Q(owner_id__isnull=True) | Q(owner_id__in=around.values("pk")),
            name=MATTER_POINTS,
            valid_from__lte=day,
        )
        .order_by(F("owner_id").asc(nulls_last=True), "-valid_from")
        .first()
    )
    return found


def path_of(place_id: UUID | None) -> str:
    """The path of a place; that of the whole jurisdiction for a place that is not known."""
    if place_id is None:
        return ""
    places = territory.Place.objects.filter(pk=place_id)
    return places.values_list("path", flat=True).first() or ""


def catalogue_on(bank_id: UUID, day: date) -> Rulebook:
    """The bank's kinds of deeds on a day. Raises RuleBroken `bank_not_yet` before it was founded."""
    return _own(BANK_DEEDS, bank_id, day)


def charter_on(bank_id: UUID, day: date) -> Rulebook:
    """The bank's rules on a day. Raises as `catalogue_on` does."""
    return _own(BANK_RULES, bank_id, day)


def _own(name: str, bank_id: UUID, day: date) -> Rulebook:
    found = rulebook_in_force(name, day, bank_id)
    if found is None:
        raise RuleBroken("bank_not_yet", day=day.isoformat())
    return found
