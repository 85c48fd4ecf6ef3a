"""How mediation went in a quarter: the sheets that were counted, by place and by organisation."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from maplebridge.core.errors import Missing

from ..models import HandledQuarter

LISTED = 50


def counted_quarters() -> list[date]:
    """The quarters with a sheet, the latest first."""
    found = HandledQuarter.objects.order_by("-first").values_list("first", flat=True)
    return list(found.distinct()[:40])


def sheet_of(first: date, place_id: UUID) -> HandledQuarter:
    """Raises Missing for a place that has none."""
    row = HandledQuarter.objects.filter(
        first=first, place=place_id, organisation__isnull=True
    ).first()
    if row is None:
        raise Missing("insight_missing")
    return row


def sheets_in(
    first: date, above: str, *, after: HandledQuarter | None = None, limit: int = LISTED
) -> list[HandledQuarter]:
    """Those of the streets of the jurisdiction (""), or of the communities of a street, by name; one
    more than `limit` when there are further ones."""
    found = HandledQuarter.objects.filter(first=first, above=above, organisation__isnull=True)
    return _by_name(found, after, limit)


def sheets_of_organisations(
    first: date, *, after: HandledQuarter | None = None, limit: int = LISTED
) -> list[HandledQuarter]:
    found = HandledQuarter.objects.filter(first=first, organisation__isnull=False)
    return _by_name(found, after, limit)


def row_after(key: str) -> HandledQuarter | None:
    """The last row of the page before, None for anything that is none."""
    try:
        return HandledQuarter.objects.filter(pk=UUID(key)).first()
    except ValueError:
        return None


def _by_name(
    found: QuerySet[HandledQuarter], after: HandledQuarter | None, limit: int
) -> list[HandledQuarter]:
    if after is not None:
        later = Q(name__gt=after.name) | Q(name=after.name, pk__gt=after.pk)
        found = found.filter(later)
    return list(found.order_by("name", "id")[: limit + 1])
