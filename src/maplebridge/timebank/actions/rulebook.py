"""The rules of the time bank: the shipped version until a place adopts its own."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import SYSTEM, Viewer

from ..models import HoursRules
from ..policy import may_adopt_rules
from ..queries.rulebook import rules_on
from ..rules.book import digest, read_book

_SHIPPED = Path(__file__).parents[1] / "data" / "rules.json"


def adopt_rules(
    *, viewer: Viewer, body: object, valid_from: date, source: str, now: datetime
) -> HoursRules:
    """Enter the next version, in force from `valid_from`: today or later, after the one before it.

    Minutes that were given stay as they are. Raises Forbidden `timebank_rules_need_head`, RuleBroken
    `timebank_rules_unreadable`, `timebank_rules_in_the_past`.
    """
    if not may_adopt_rules(viewer):
        raise Forbidden("timebank_rules_need_head")
    try:
        read_book(body)
    except ValueError as wrong:
        raise RuleBroken("timebank_rules_unreadable", field=str(wrong)) from None
    with transaction.atomic():
        latest = rules_for(calendar.today(now), now=now)
        newest = HoursRules.objects.order_by("-version").first() or latest
        if valid_from < calendar.today(now) or valid_from <= newest.valid_from:
            raise RuleBroken("timebank_rules_in_the_past")
        made = _enter(newest.version + 1, valid_from, body, source[:200], viewer, now)
        audit.record(
            viewer=viewer, verb="timebank.adopt_rules", thing=made, now=now, version=made.version
        )
    return made


def rules_for(day: date, *, now: datetime) -> HoursRules:
    """The version in force on `day`; the shipped one is entered the first time it is needed."""
    if found := rules_on(day):
        return found
    plain = json.loads(_SHIPPED.read_text(encoding="utf-8"))
    first = date.fromisoformat(plain["valid_from"])
    if day < first:
        raise RuleBroken("timebank_no_rules", day=day.isoformat())
    return _enter(plain["version"], first, plain["body"], plain["source"], SYSTEM, now)


def _enter(
    version: int, valid_from: date, body: object, source: str, viewer: Viewer, now: datetime
) -> HoursRules:
    """Insert the version; when another transaction was first, return the row that stands."""
    made = HoursRules(
        version=version, valid_from=valid_from, body=body, source=source,
        digest=digest(version, valid_from.isoformat(), body), entered_by=viewer.person_id,
        entered_at=now,
    )  # fmt: skip
    HoursRules.objects.bulk_create([made], ignore_conflicts=True)
    standing: HoursRules | None = HoursRules.objects.filter(version=version).first()
    if standing is None or standing.digest != made.digest:
        raise RuleBroken("timebank_rules_in_the_past")
    return standing
