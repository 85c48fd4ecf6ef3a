"""The closed loop at the size of a county: what a list costs when a million matters stand behind it.

A private PostgreSQL with fsync on, the street world, granian with two workers; then the matters of
the street are copied until there are a million, and the same pages are asked again:

    S1  report, take on, answer over HTTP: processor time of server and database <= 75 ms
    S2  the lists of 25 (newest, by deadline, new, to be decided, all, one kind) at 1,000,000 / at 10,000 <= 1.5
    S3  the home page of an operator with its figures, at 1,000,000 <= 30 ms
    S4  words searched for, at 1,000,000 / at 10,000 <= 1.5
    S5  25 requests by Open311, with each filter, at 1,000,000 / at 10,000 <= 1.5

Rounds at each size take turns among the pages; the median counts. Exit status 1 below a floor.
Run: ./dev bench million
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from benchmarks._processes import Answer, Client, Round, run_clients
from benchmarks.matters import House, Line, prepare, serve, session_of, show
from tests.servers import Cluster, end_process, postgres

if TYPE_CHECKING:
    from django.db.models import Model

MATTERS = 1_000_000
LISTS = {
    "new, JSON": ("/api/v1/matters?scope=inbox&limit=25", "application/json"),
    "by deadline, page": ("/matters/inbox/?tab=due", "text/html"),
    "new, page": ("/matters/inbox/?tab=new", "text/html"),
    "waiting for a decision, page": ("/matters/inbox/?tab=decide", "text/html"),
    "all, page": ("/matters/inbox/?tab=all", "text/html"),
    "one kind, page": ("/matters/inbox/?tab=all&category=lighting", "text/html"),
}
OPEN311 = {
    f"Open311, {name}": (f"/open311/v2/requests.json?page_size=25{more}", "application/json")
    for name, more in {
        "newest": "",
        "two kinds": "&service_code=lighting,water",
        "open": "&status=open",
        "changed lately": "&updated_after=SINCE",
        "one agency": "&agency_responsible=AGENCY",
        "with a photo": "&has_photo=true",
        "without": "&has_photo=false",
        "words": "&q=" + quote("路灯"),
    }.items()
}
SEARCH = {"words searched for": ("/matters/inbox/?tab=all&q=路灯", "text/html")}
HOME = {"home": ("/", "text/html")}


def multiply(matters: int) -> float:
    """Copy the street's matters, each copy a minute earlier and a place on, until there are so many.

    Seconds taken. Matters, the words that they are found by, and what is public of every tenth copy:
    lists read no other.
    """
    from django.db import connection

    from maplebridge.matters.models import Matter, MatterWords
    from maplebridge.square.models import Publication, PublicPicture, PublicWords

    have = Matter.objects.count()
    copies = max(0, matters // have - 1)
    names = [field.column for field in Matter._meta.concrete_fields]
    earlier = {
        name: f"m.\"{name}\" - n * interval '1 minute'"
        for name in ("reported_at", "last_activity_at")
    }
    values = {
        "id": "md5(m.id::text || n)::uuid",
        "reference": "'C' || n || '-' || m.reference",
        "receipt_hash": "''",
    } | earlier
    columns = ", ".join(f'"{name}"' for name in names)
    picked = ", ".join(values.get(name, f'm."{name}"') for name in names)
    words = MatterWords._meta.db_table
    began = time.monotonic()
    many = f"CROSS JOIN generate_series(1, {copies}) n"
    matter = f"INSERT INTO matters_matter ({columns}) SELECT {picked} FROM matters_matter m {many}"  # noqa: S608  our names
    source = f"FROM (SELECT matter_id AS id, grams FROM {words}) m {many}"  # noqa: S608  our names
    found_by = f"INSERT INTO {words} (matter_id, grams) SELECT {values['id']}, m.grams {source}"
    with connection.cursor() as cursor:
        cursor.execute(matter)
        cursor.execute(found_by)
        for model, anew in (
            (Publication, ("id", "matter_id")),
            (PublicPicture, ("id", "publication_id")),
            (PublicWords, ("publication_id",)),
        ):
            cursor.execute(_copied(model, anew, copies // 10 or 1))
            cursor.execute(f"VACUUM ANALYZE {model._meta.db_table}")
        cursor.execute("VACUUM ANALYZE matters_matter")
        cursor.execute(f"VACUUM ANALYZE {words}")
    connection.close()
    return time.monotonic() - began


def _copied(model: type[Model], anew: Sequence[str], copies: int) -> str:
    """The statement that copies a table's rows; `anew` are the columns with an id made from the old."""
    fields = [f.column for f in model._meta.concrete_fields if f.column in anew or f.column != "id"]
    picked = [f"md5(m.{name}::text || n)::uuid" if name in anew else f"m.{name}" for name in fields]
    table, many = model._meta.db_table, f"CROSS JOIN generate_series(1, {copies}) n"
    return (
        f"INSERT INTO {table} ({', '.join(fields)}) "  # noqa: S608  our names
        f"SELECT {', '.join(picked)} FROM {table} m {many}"
    )


def asked_now(pages: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """The addresses with a day of the last month and the name of an agency that answers much."""
    from django.db.models import Count
    from django.utils import timezone

    from maplebridge.matters.models import Matter

    names = Matter.objects.filter(handler__isnull=False).values_list("handler__place__name")
    agency = names.annotate(many=Count("pk")).order_by("-many")[0][0]
    since = (timezone.now() - timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        name: (path.replace("SINCE", since).replace("AGENCY", quote(agency)), accept)
        for name, (path, accept) in pages.items()
    }


def three_steps(house: House, worker: str, cluster: Cluster, seconds: float) -> Round:
    """Report as a resident, take on and answer as the worker: one operation."""
    pairs = {id(client): client for client in (house.client(worker) for _ in range(2))}
    residents = [house.client(house.resident) for _ in pairs]
    workers = dict(zip(map(id, residents), pairs.values(), strict=True))
    answered = json.dumps({"text": "灯泡已换好，请看一看。", "code": "answered"}).encode()

    def once(resident: Client) -> Answer:
        made = resident.post_json("/api/v1/matters", house.report())
        if made.status != 201:
            return made
        at = f"/api/v1/matters/{json.loads(made.body)['id']}"
        taken = workers[id(resident)].post_json(f"{at}/accept", b"{}")
        if taken.status != 200:
            return taken
        return workers[id(resident)].post_json(f"{at}/answer", answered)

    return run_clients(residents, once, seconds, house.pid, cluster.pid)


def measure(
    house: House, cluster: Cluster, pages: dict[str, tuple[str, str]], seconds: float, rounds: int
) -> dict[str, float]:
    """Milliseconds of processor time a page, the median of the rounds."""
    clients = [house.client(house.operator) for _ in range(2)]

    def case(path: str, accept: str) -> Callable[[Client], Answer]:
        return lambda client: client.get(path, accept)

    found: dict[str, list[float]] = {name: [] for name in pages}
    for turn in range(rounds + 1):
        for name, (path, accept) in pages.items():
            outcome = run_clients(clients, case(path, accept), seconds, house.pid, cluster.pid)
            if outcome.failures or not outcome.count:
                raise RuntimeError(f"{name}: {outcome.failures[:1]}")
            if turn:  # in the first turn every worker reads its templates and plans
                found[name].append(outcome.cpu_ms)
    return {name: statistics.median(values) for name, values in found.items()}


def table(small: dict[str, float], large: dict[str, float], steps: float) -> list[Line]:
    lines = [
        Line("S1 report, take on, answer", f"{steps:.1f} ms", "<= 75 ms", steps <= 75),
    ]
    for name in [*LISTS, *SEARCH, *OPEN311]:
        ratio = large[name] / small[name]
        mark = "S4" if name in SEARCH else "S5" if name in OPEN311 else "S2"
        text = f"{ratio:.2f} ({small[name]:.1f} -> {large[name]:.1f} ms)"
        lines.append(Line(f"{mark} {name}", text, "<= 1.5", ratio <= 1.5))
    home = large["home"]
    text = f"{home:.1f} ms ({small['home']:.1f} at 10,000)"
    lines.append(Line("S3 home of an operator", text, "<= 30 ms", home <= 30))
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--matters", type=int, default=MATTERS)
    options = parser.parse_args()
    with postgres(durable=True) as cluster, tempfile.TemporaryDirectory() as name:
        prepare(cluster, Path(name))
        pages = asked_now(LISTS | SEARCH | HOME | OPEN311)
        house = serve(Path(name))
        try:
            small = measure(house, cluster, pages, options.seconds, options.rounds)
            worker = session_of(_worker_phone())
            three_steps(house, worker, cluster, options.seconds)
            turns = [
                three_steps(house, worker, cluster, options.seconds) for _ in range(options.rounds)
            ]
            if failed := [text for turn in turns for text in turn.failures]:
                raise RuntimeError(failed[0])
            took = multiply(options.matters)
            print(f"· copied until there were {options.matters:,} matters in {took:.0f} s")
            large = measure(house, cluster, pages, options.seconds, options.rounds)
            return show(table(small, large, statistics.median(turn.cpu_ms for turn in turns)))
        finally:
            with suppress(ProcessLookupError):
                end_process(house.pid)


def _worker_phone() -> str:
    from maplebridge.worlds import cast

    return cast.OPERATOR.phone


if __name__ == "__main__":
    sys.exit(main())
