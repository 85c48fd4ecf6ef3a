"""What is brought to mediation, by kind, place and month: counts alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import translation

from maplebridge.core import calendar

from ..messages import KINDS
from ..models import MediationFile


def brought(
    level: str, place_id: UUID, first: date, before: date
) -> Iterator[tuple[UUID | None, date, str, int]]:
    """The files of a street or community that were handed in, by community, month and kind: one
    statement over the index of its place. A draft that was never sent is none of them."""
    found = MediationFile.objects.filter(
        **{level: place_id},
        submitted_at__gte=calendar.start_of(first), submitted_at__lt=calendar.start_of(before),
    )  # fmt: skip
    month = TruncMonth("submitted_at", tzinfo=calendar.zone())
    rows = found.order_by().annotate(month=month).values_list("community_id", "month", "kind")
    for community, at, kind, count in rows.annotate(count=Count("pk")):
        yield community, at.date(), kind, count


def kind_names(language: str) -> dict[str, str]:
    """The kinds of quarrels in words."""
    with translation.override(language):
        return {kind: str(words) for kind, words in KINDS.items()}
