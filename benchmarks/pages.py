"""Every page of the street world on SQLite, as the cast sees it: queries, processor time, size.

Signs in as each of the cast in turn, opens every address that answers GET, and prints for each the
visit with most queries. Floor: fewer than 30 queries a page and no status 500 (/readyz is right to
say 503: no worker runs here). Run: ./dev bench pages.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

QUERIES_MAX = 29
MISSING = {404, 405}


@dataclass(slots=True)
class Visit:
    """One address opened by one visitor; `ms` is processor time of the second opening."""

    address: str
    who: str
    status: int
    queries: int
    ms: float
    kilobytes: float


def prepare(folder: str) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "maplebridge.settings",
        "MAPLEBRIDGE_DATA_DIR": folder,
        "MAPLEBRIDGE_DATABASE_URL": f"sqlite:///{folder}/street.sqlite3",
        "MAPLEBRIDGE_DEMO": "1",
        "MAPLEBRIDGE_LIMITS": "off",
    }
    import django

    django.setup()
    from django.core.management import call_command

    from maplebridge.worlds.seed import seed

    call_command("migrate", verbosity=0)
    made = seed(world="street")
    print(f"· street: {made.rows:,} rows in {made.seconds:.0f} s", flush=True)


def addresses() -> Iterator[tuple[str, str]]:
    """Every route of the house with its address filled in from the cast's data."""
    from django.urls import URLPattern, get_resolver

    things = known_things()

    def walk(patterns: list[Any], before: str) -> Iterator[tuple[str, str]]:
        for one in patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLPattern):
                yield route, filled(route, things)
            else:
                yield from walk(one.url_patterns, route)

    found = walk(get_resolver().url_patterns, "/")
    return ((route, address) for route, address in found if "<" not in address)


def known_things() -> dict[str, str]:
    """A value for each placeholder; matters are those of the cast, so that their people see them."""
    from maplebridge.matters.models import Matter, MatterPhoto
    from maplebridge.people.models import Person
    from maplebridge.worlds import cast

    elder = Person.objects.get(phone=cast.ELDER.phone)
    photo = MatterPhoto.objects.filter(
        event__matter__reporter=elder, event__matter__state="closed"
    ).select_related("event__matter")[0]
    closed: Matter = photo.event.matter
    return {
        "<uuid:matter_id>": str(closed.pk),
        "<uuid:photo_id>": str(photo.pk),
        "<uuid:person_id>": str(elder.pk),
        "<uuid:place_id>": str(closed.grid_id),
    }


def filled(route: str, things: dict[str, str]) -> str:
    for placeholder, value in things.items():
        route = route.replace(placeholder, value)
    return route


def visit(browser: Any, route: str, address: str, who: str) -> Visit:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser.get(address)
    began = time.process_time()
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    ms = (time.process_time() - began) * 1000
    return Visit(route, who, answer.status_code, len(captured), ms, len(body) / 1000)


def browsers() -> Iterator[tuple[str, Any]]:
    from django.test import Client

    from maplebridge.people.models import Account
    from maplebridge.worlds import cast

    yield "visitor", Client(SERVER_NAME="127.0.0.1")
    for member in cast.MEMBERS:
        browser = Client(SERVER_NAME="127.0.0.1")
        browser.force_login(Account.objects.get(phone=member.phone))
        yield member.code, browser


def worst(visits: list[Visit]) -> list[Visit]:
    """For each address the visit with most queries that showed a page, else any."""
    chosen: dict[str, Visit] = {}
    for one in visits:
        best = chosen.get(one.address)
        if best is None or (one.status == 200, one.queries) > (best.status == 200, best.queries):
            chosen[one.address] = one
    return list(chosen.values())


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        routes = list(addresses())
        people = list(browsers())
        visits = [
            visit(browser, route, address, who)
            for route, address in routes
            for who, browser in people
        ]
    shown = [one for one in worst(visits) if one.status not in MISSING]
    print(f"\n{'address':52} {'by':10} {'status':>6} {'queries':>8} {'ms CPU':>8} {'kB':>7}")
    for one in sorted(shown, key=lambda one: -one.queries):
        print(
            f"{one.address[:52]:52} {one.who:10} {one.status:>6} {one.queries:>8} "
            f"{one.ms:>8.1f} {one.kilobytes:>7.1f}"
        )
    failing = [one for one in visits if one.queries > QUERIES_MAX or one.status == 500]
    for one in failing:
        print(f"FAIL {one.address} by {one.who}: {one.queries} queries, status {one.status}")
    print(f"\n{len(shown)} addresses, {len(people)} visitors, {len(failing)} over the floor")
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
