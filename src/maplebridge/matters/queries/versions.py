"""The versions of the catalogue with who adopted them and why, for those who keep it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from ..models import CatalogueVersion
from ..rules.catalogue import Catalogue
from .rows import PAGE, cursor, read_cursor
from .rulebook import catalogue, shipped


@dataclass(frozen=True, slots=True)
class Version:
    """One line of the list. `state` is planned, current or past; what is shipped has no `at`."""

    version: str
    valid_from: date
    state: str
    kinds: int
    why: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Versions:
    """Rows and the mark of the page after them, "" on the last."""

    rows: list[Version]
    after: str


def versions(viewer: Viewer, today: date, *, after: str = "", limit: int = PAGE) -> Versions:
    """Newest adoption first; those that come with the program stand after the oldest. Two queries."""
    found = CatalogueVersion.objects.order_by("-adopted_at", "-id")
    if after:
        at, key = read_cursor(after)
        found = found.filter(Q(adopted_at__lt=at) | Q(adopted_at=at, id__lt=key))
    kept = list(found[: limit + 1])
    names = people.names_for([one.adopted_by_id for one in kept if one.adopted_by_id], viewer)
    current = catalogue(today).version
    rows = [
        Version(
            version=one.version,
            valid_from=one.valid_from,
            state=_state(one.version, one.valid_from, current, today),
            kinds=len(one.content["categories"]),
            why=one.why,
            by=names.get(one.adopted_by_id, "") if one.adopted_by_id else "",
            at=one.adopted_at,
        )
        for one in kept[:limit]
    ]
    if len(kept) > limit:
        last = kept[limit - 1]
        return Versions(rows, cursor(last.adopted_at, last.pk))
    return Versions([*rows, *(_shipped(one, current, today) for one in reversed(shipped()))], "")


def _shipped(book: Catalogue, current: str, today: date) -> Version:
    state = _state(book.version, book.valid_from, current, today)
    return Version(book.version, book.valid_from, state, len(book.categories))


def _state(version: str, valid_from: date, current: str, today: date) -> str:
    if version == current:
        return "current"
    return "planned" if valid_from > today else "past"
