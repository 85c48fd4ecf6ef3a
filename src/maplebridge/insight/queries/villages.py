"""The daily figures of villages and towns, a page at a time."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from maplebridge.core.errors import Missing
from maplebridge.core.scope import below

from ..models import VillageDay

PAGE = 50
ORDERS = ("place", "name")
"""By where it lies or by what it is called; by no figure, so that nobody is first or last."""


def last_day() -> date | None:
    """The day that was counted last."""
    return VillageDay.objects.order_by("-day").values_list("day", flat=True).first()


def row_of(day: date, kind: str, path: str) -> VillageDay:
    """The row of one town, or of the county. Raises Missing."""
    found = VillageDay.objects.filter(day=day, kind=kind, path=path).first()
    if found is None:
        raise Missing("insight_missing")
    return found


def villages(
    day: date, kind: str, path: str, *, order: str = "place", after: VillageDay | None = None,
    limit: int = PAGE,
) -> list[VillageDay]:  # fmt: skip
    """Rows of a day below a path, one more than `limit` when there are more."""
    found = VillageDay.objects.filter(below("path", path), day=day, kind=kind)
    if order == "name":
        if after is not None:
            found = found.filter(Q(name__gt=after.name) | Q(name=after.name, path__gt=after.path))
        return list(found.order_by("name", "path")[: limit + 1])
    if after is not None:
        found = found.filter(path__gt=after.path)
    return list(found.order_by("path")[: limit + 1])


def latest_hidden(day: date) -> dict[tuple[str, str], int]:
    """What was held back on the last day before: place and name, with the count when it was hidden."""
    before = VillageDay.objects.filter(day__lt=day).order_by("-day").values_list("day", flat=True)
    last = before.first()
    if last is None:
        return {}
    rows = VillageDay.objects.filter(day=last).values_list("kind", "path", "hidden")
    return {
        (f"{kind}:{path}", name): was for kind, path, hidden in rows for name, was in hidden.items()
    }
