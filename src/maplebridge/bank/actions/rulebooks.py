"""Adopting a version of a rulebook: never for the past, never before the one that stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.territory import public as territory

from .. import policy, queries
from ..models import BANK_DEEDS, BANK_RULES, MATTER_POINTS, Rulebook, VillageBank
from ..rules import read_catalogue, read_charter, read_tariff
from ..rules.rewards import promises_more
from .stock import refuse_below_floor

_DATA = Path(__file__).parent.parent / "data"
_READERS: dict[str, Callable[[object], object]] = {
    MATTER_POINTS: read_tariff,
    BANK_DEEDS: read_catalogue,
    BANK_RULES: read_charter,
}
SOURCE_MAX = 200


def adopt_tariff(
    *,
    viewer: Viewer,
    body: object,
    valid_from: date,
    source: str,
    now: datetime,
    community_id: UUID | None = None,
) -> Rulebook:
    """Enter the next version of a community's tariff for concerns, in force from `valid_from`.

    Without a community it is the tariff of all that have none of their own. It cannot begin before
    today, nor before a version that is entered already: no change of rule ever reaches points that
    were given. Raises Forbidden `bank_tariff_needs_head`, RuleBroken `bank_tariff_in_the_past`,
    `bank_tariff_unreadable`.
    """
    community = territory.place_by_id(community_id) if community_id else None
    if not policy.may_adopt_tariff(viewer, community.path if community else ""):
        raise Forbidden("bank_tariff_needs_head")
    with transaction.atomic():
        return _adopt(MATTER_POINTS, community_id, viewer, body, valid_from, source, now)


def adopt_catalogue(
    *,
    viewer: Viewer,
    bank_id: UUID,
    body: object,
    valid_from: date,
    source: str,
    now: datetime,
) -> Rulebook:
    """Enter the next version of a bank's kinds of deeds. Raises as `adopt_tariff` does.

    More points or more kinds are a new promise: below the floor of cover RuleBroken `bank_below_floor`.
    """
    before = next(iter(queries.versions(BANK_DEEDS, bank_id, limit=1)), None)
    with transaction.atomic():
        book = _adopt_for_bank(BANK_DEEDS, viewer, bank_id, body, valid_from, source, now)
        if before is not None and promises_more(before.catalogue, book.catalogue):
            refuse_below_floor(queries.get_bank(bank_id), now)
        return book


def adopt_charter(
    *,
    viewer: Viewer,
    bank_id: UUID,
    body: object,
    valid_from: date,
    source: str,
    now: datetime,
) -> Rulebook:
    """Enter the next version of a bank's rules. Raises as `adopt_tariff` does."""
    return _adopt_for_bank(BANK_RULES, viewer, bank_id, body, valid_from, source, now)


def begin_rulebooks(bank: VillageBank, *, viewer: Viewer, now: datetime) -> None:
    """A new bank starts with the proposals that come with the program, for its council to change."""
    for name in (BANK_DEEDS, BANK_RULES):
        shipped = shipped_rulebook(name)
        book = Rulebook(
            name=name, owner_id=bank.pk, version=1, valid_from=bank.founded_on, body=shipped.body,
            source=shipped.source, entered_by=viewer.person_id, entered_at=now,
        )  # fmt: skip
        _enter(book)


def rulebook_for(day: date, *, viewer: Viewer, now: datetime, path: str = "") -> Rulebook:
    """The tariff for concerns around a path; the shipped one is entered when first needed."""
    if book := queries.tariff_at(path, day):
        return book
    shipped = shipped_rulebook(MATTER_POINTS)
    if day < shipped.valid_from:
        raise RuleBroken("bank_no_tariff", day=day.isoformat())
    book = Rulebook(
        name=MATTER_POINTS, version=shipped.version, valid_from=shipped.valid_from,
        body=shipped.body, source=shipped.source, entered_by=viewer.person_id, entered_at=now,
    )  # fmt: skip
    return _enter(book)


@dataclass(frozen=True, slots=True)
class Shipped:
    """A rulebook in data/, in force until a council adopts its own."""

    version: int
    valid_from: date
    source: str
    body: dict[str, object]


def shipped_rulebook(name: str) -> Shipped:
    """What comes with the program under this name."""
    plain = json.loads((_DATA / f"{name}.json").read_text(encoding="utf-8"))
    return Shipped(
        version=plain.get("version", 1),
        valid_from=date.fromisoformat(plain.get("valid_from", "2020-01-01")),
        source=plain["source"],
        body=plain["body"],
    )


def _adopt_for_bank(
    name: str,
    viewer: Viewer,
    bank_id: UUID,
    body: object,
    valid_from: date,
    source: str,
    now: datetime,
) -> Rulebook:
    bank = queries.get_bank(bank_id)
    seat = queries.seat_of(viewer.person_id, bank_id, calendar.today(now))
    if not policy.may_decide_rules(viewer, bank.path, seat):
        raise Forbidden("bank_rules_need_chair")
    with transaction.atomic():
        VillageBank.objects.select_for_update().get(pk=bank_id)
        return _adopt(name, bank_id, viewer, body, valid_from, source, now)


def _adopt(
    name: str,
    owner_id: UUID | None,
    viewer: Viewer,
    body: object,
    valid_from: date,
    source: str,
    now: datetime,
) -> Rulebook:
    try:
        _READERS[name](body)
    except ValueError as wrong:
        raise RuleBroken("bank_tariff_unreadable", field=str(wrong)) from None
    if not source.strip() or len(source) > SOURCE_MAX or "\x00" in source:
        raise RuleBroken("bank_source_missing")
    latest = next(iter(queries.versions(name, owner_id, limit=1)), None)
    if valid_from < calendar.today(now) or (latest and valid_from <= latest.valid_from):
        raise RuleBroken("bank_tariff_in_the_past")
    first = shipped_rulebook(name).version + 1 if owner_id is None else 1
    book = Rulebook(
        name=name, owner_id=owner_id, version=latest.version + 1 if latest else first,
        valid_from=valid_from, body=body, source=source.strip(), entered_by=viewer.person_id,
        entered_at=now,
    )  # fmt: skip
    book = _enter(book)
    audit.record(
        viewer=viewer, verb="adopt_tariff", thing=book, now=now, version=book.version, rulebook=name
    )
    return book


def _enter(book: Rulebook) -> Rulebook:
    """Insert the version; when another transaction was first, return the row that stands."""
    book.digest = book.seal()
    Rulebook.objects.bulk_create([book], ignore_conflicts=True)
    standing: Rulebook = Rulebook.objects.get(
        name=book.name, owner_id=book.owner_id, version=book.version
    )
    if standing.digest != book.digest:
        raise RuleBroken("bank_tariff_in_the_past")
    return standing
