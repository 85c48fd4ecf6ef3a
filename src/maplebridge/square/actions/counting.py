"""Every Monday the figures that everybody reads are counted, held back where needed, and kept."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from maplebridge.core import calendar
from maplebridge.territory import public as territory

from .. import queries
from ..models import PublicFigures
from ..rules import figures as rules
from ..rules import holding
from ..rules.holding import Cell

REST = ""
"""The key of a street's matters that belong to none of its communities."""
UNPRINTED = frozenset({"unconfirmed"})


def count_figures(*, now: datetime) -> None:
    """Count this week's figures of each street that has none yet. Twice is once: what was shown
    in a week stays, so that nobody watches a single matter come in or end."""
    _, before = rules.weeks_until(calendar.today(now))
    done = set(PublicFigures.objects.filter(before=before).values_list("place_id", flat=True))
    for street, communities in queries.families():
        if street.pk not in done:
            _count(street, communities, before, now)


def _count(
    street: territory.Place, communities: list[territory.Place], before: date, now: datetime
) -> None:
    parts = [str(place.pk) for place in communities]
    counts = _cells(str(street.pk), parts, queries.counted(street, before))
    lines = holding.lines_of(str(street.pk), [*parts, REST] if parts else [], queries.CODES)
    rest = [cell for cell in counts if cell[0] == REST or cell[1] in UNPRINTED]
    hidden = holding.held_back(counts, lines, _hidden_before(street, before), rest)
    shown: dict[str, dict[str, int | None]] = {str(street.pk): {}, **{part: {} for part in parts}}
    for cell, count in counts.items():
        place, name = cell
        if place in shown and name not in UNPRINTED:
            shown[place][name] = None if cell in hidden else count
    with transaction.atomic():
        PublicFigures.objects.get_or_create(
            place=street, before=before,
            defaults={
                "shown": shown, "counted_at": now,
                "hidden": [[*cell, was] for cell, was in sorted(hidden.items())],
            },
        )  # fmt: skip


def _cells(street: str, parts: list[str], counted: dict[str, dict[str, int]]) -> dict[Cell, int]:
    """Counts by place and name: of the street, its communities, and the rest in one."""
    names = queries.counted_names()
    found = {(place, name): 0 for place in (street, *parts, REST) for name in names}
    if not parts:
        found = {(street, name): 0 for name in names}
    for key, row in counted.items():
        place = key if key in parts else REST
        for name in names:
            found[street, name] += row[name]
            if parts:
                found[place, name] += row[name]
    return found


def _hidden_before(street: territory.Place, before: date) -> dict[Cell, int]:
    last = PublicFigures.objects.filter(place=street, before__lt=before).order_by("-before").first()
    return {(place, name): was for place, name, was in last.hidden} if last else {}
