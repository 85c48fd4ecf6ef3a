"""How much one address may send without signing in, so that nobody drowns the workers unseen.

Photos that come in pieces are counted for an account too.
"""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from maplebridge.core.errors import RuleBroken
from maplebridge.people import public as people

REPORTS_AN_HOUR = 20
PHOTOS_AN_HOUR = 80
PHOTOS_A_DAY = 400
"""In pieces, by one account or one address: more than a hundred reports with four each."""
LOOKUPS_AN_HOUR = 60
SECONDS = 3600
DAY = 24 * SECONDS
TOO_MANY = "matter_too_many_from_here"
TOO_MANY_LOOKUPS = "matter_too_many_lookups"
ENOUGH_TODAY = "matter_photos_enough_today"


def count_report(request: HttpRequest) -> None:
    """Count one report of a visitor. Raises RuleBroken when the address had its share."""
    _take(f"matters:report:{people.address_mark(request)}", 1, REPORTS_AN_HOUR)


def count_photos(request: HttpRequest, number: int) -> None:
    """Count photos of a visitor before they are decoded and kept. Raises RuleBroken."""
    if number:
        _take(f"matters:photo:{people.address_mark(request)}", number, PHOTOS_AN_HOUR)


def count_upload(request: HttpRequest) -> None:
    """Count a photo that is to come in pieces, before there is room for it. Raises RuleBroken."""
    account = request.viewer.account_id  # type: ignore[attr-defined]  # set by people.middleware
    if account is None:
        count_photos(request, 1)
    whose = account or people.address_mark(request)
    _take(f"matters:upload:{whose}", 1, PHOTOS_A_DAY, ENOUGH_TODAY, DAY)


def count_lookup(request: HttpRequest) -> None:
    """Count one try of a receipt code, right or wrong. Raises RuleBroken."""
    mark = people.address_mark(request)
    _take(f"matters:lookup:{mark}", 1, LOOKUPS_AN_HOUR, TOO_MANY_LOOKUPS)


def _take(name: str, number: int, most: int, code: str = TOO_MANY, seconds: int = SECONDS) -> None:
    """Take `number` of `most` slots; each is free again after `seconds`. No two requests get the same."""
    slots = [f"{name}:{slot}" for slot in range(most)]
    held = cache.get_many(slots)
    for slot in slots:
        if number and slot not in held:
            number -= cache.add(slot, 1, seconds)
    if number:
        raise RuleBroken(code, most=most)
