"""Closed matters of a month whose reporter can be called, by community."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from uuid import UUID

from maplebridge.core import calendar
from maplebridge.matters.public import ClosingCode, Matter

from ..rules.figures import month_after


def closed_in(month: date) -> dict[UUID, list[UUID]]:
    """Ids only, streamed. Without those taken back or reported before, and without strangers."""
    since, until = calendar.start_of(month), calendar.start_of(month_after(month))
    found = Matter.objects.filter(
        closed_at__gte=since, closed_at__lt=until, reporter__isnull=False, community__isnull=False
    ).exclude(closing_code__in=[ClosingCode.WITHDRAWN.value, ClosingCode.DUPLICATE.value])
    keys: dict[UUID, list[UUID]] = defaultdict(list)
    rows = found.order_by("closed_at", "id").values_list("community_id", "pk")
    for community, pk in rows.iterator(chunk_size=5000):
        assert community is not None
        keys[community].append(pk)
    return keys
