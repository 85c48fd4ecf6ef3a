"""Codes come and go; the place stays. A code in force names one place, and the old ones are kept."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from maplebridge.core import audit
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Level, Viewer

from ..models import Place, PlaceCode
from ..queries import parent_of
from ..rules.codes import (
    CodeUnusable,
    Scheme,
    check_division_code,
    check_grid_code,
    scheme_of,
)
from .places import check_day, lock_place


@transaction.atomic
def recode(
    *,
    viewer: Viewer,
    place: Place,
    code: str,
    source: str,
    day: date,
    today: date,
    now: datetime,
) -> PlaceCode:
    """Give a place a code from `day` on; the one it had ends that day and stays in its history."""
    place = lock_place(viewer, place)
    code = code.strip()
    scheme = _checked_scheme(place, code)
    check_day(day, not_before=place.valid_from, today=today)
    current = place.codes.filter(scheme=scheme.value, valid_to__isnull=True).first()
    if current is not None and current.code == code:
        return current
    if current is not None:
        end_code(current, day)
    made = give_code(place=place, scheme=scheme, code=code, source=source, day=day)
    audit.record(viewer=viewer, verb="place.recode", thing=place, now=now, code=code)
    return made


def give_code(*, place: Place, scheme: Scheme, code: str, source: str, day: date) -> PlaceCode:
    """Write a code that was checked. Raises RuleBroken when another place has it in force."""
    try:
        with transaction.atomic():
            return PlaceCode.objects.create(
                place=place, scheme=scheme.value, code=code, source=source[:200], valid_from=day
            )
    except IntegrityError:
        raise RuleBroken("code_taken", code=code) from None


def community_code(place: Place) -> str | None:
    """The division code in force of the community that a grid stands in."""
    community = parent_of(place) if place.level == Level.GRID else place
    if community is None:
        return None
    found = community.codes.filter(scheme=Scheme.DIVISION.value, valid_to__isnull=True)
    return found.values_list("code", flat=True).first()


def _checked_scheme(place: Place, code: str) -> Scheme:
    scheme = scheme_of(Level(place.level))
    if scheme is None:
        raise RuleBroken("place_has_no_code", name=place.name)
    try:
        if scheme is Scheme.GRID:
            check_grid_code(code, community_code(place))
        else:
            check_division_code(code)
    except CodeUnusable as broken:
        raise RuleBroken(broken.sentence, **broken.facts) from None
    return scheme


def end_code(current: PlaceCode, day: date) -> None:
    """End a code on `day`, later than it began; it stays in the history of its place."""
    if day <= current.valid_from:
        raise RuleBroken("code_began_later", code=current.code, day=current.valid_from)
    current.valid_to = day
    current.save(update_fields=["valid_to"])
