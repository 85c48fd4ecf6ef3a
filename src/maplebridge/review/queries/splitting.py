"""The matters of the last months by kind, with how they went, to see whether a kind is two."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models import Exists, OuterRef

from maplebridge.core import calendar
from maplebridge.matters import public as matters
from maplebridge.matters.public import ClosingCode, Matter, MatterEvent, Verb

from ..rules import figures as rules
from ..rules import splitting
from ..rules.splitting import Case

MONTHS = 6
KIND_MAX, ALL_MAX = 3000, 100_000
"""The newest matters of a kind that are looked at, and of all."""


def splits_of(month: date) -> list[list[object]]:
    """What parts each kind, on the matters reported in the months up to this one. One statement."""
    found = []
    book = matters.catalogue(rules.last_day(month))
    for kind, rows in sorted(_rows(month).items()):
        category = book.get(kind)
        if category is not None and kind != "other":
            parted = splitting.parted(_cases(rows), category.keywords)
            found += [splitting.packed(kind, one) for one in parted]
    return found


def _rows(month: date) -> dict[str, list[tuple[Any, ...]]]:
    until = rules.month_after(month)
    since = until - timedelta(days=30 * MONTHS)
    moved = MatterEvent.objects.filter(
        matter=OuterRef("pk"), verb__in=[Verb.REFER.value, Verb.RETURN.value], actor__isnull=False
    )
    found = Matter.objects.filter(
        reported_at__gte=calendar.start_of(since), reported_at__lt=calendar.start_of(until)
    )
    found = found.exclude(words="").exclude(
        closing_code__in=[ClosingCode.WITHDRAWN.value, ClosingCode.DUPLICATE.value]
    )
    rows = found.annotate(moved=Exists(moved)).order_by("-reported_at", "-id")
    kinds: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for kind, *row in rows.values_list(
        "category", "words", "reporter_id", "community_id", "moved", "reported_at", "answered_at"
    )[:ALL_MAX].iterator(chunk_size=2000):
        if len(kinds[kind]) < KIND_MAX:
            kinds[kind].append(tuple(row))
    return kinds


def _cases(rows: list[tuple[Any, ...]]) -> list[Case]:
    """`slow` is longer than half of the answered ones of the kind took."""
    took = [answered - reported for *_, reported, answered in rows if answered]
    middle = median(took) if took else None
    return [
        Case(
            words=matters.fold(words), who=str(who or number), where=str(where), handed=moved,
            slow=None if answered is None or middle is None else answered - reported > middle,
        )
        for number, (words, who, where, moved, reported, answered) in enumerate(rows)
    ]  # fmt: skip
