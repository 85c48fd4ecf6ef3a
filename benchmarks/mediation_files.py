"""Lists of 100,000 mediation files and a roster of 2,000 mediators, against 1,000 and 20 in the same run.

A private PostgreSQL; files are copies of one that was played through, by street, kind and state, most of
them over. Each page is asked through the whole program, then each of its reads again by EXPLAIN ANALYZE: the
fastest of the rounds counts, so that what else runs on the machine does not. The pages of 8 kB that were
touched stand beside it: a small table is read whole, a large one by its index, a page or two a row.

    M1  each list, filter and search: database time with 100,000 files / with 1,000 <= 1.5, and 0.2 ms
    M2  as many statements with 100,000 as with 1,000
    M3  the roster of a panel with 2,000 mediators: as many statements as with 20, and one for the next page

Exit status 1 above a bound.
Run: ./dev bench mediation_files, or python -m benchmarks.mediation_files [--files 100000].
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.servers import postgres

FEW, RATIO_MOST, MEDIATORS = 1_000, 1.5, 2_000
CLOCK = 0.2
"""Milliseconds below which two times are alike."""
Found = tuple[int, float, int]
"""Pages of the database touched, the fastest milliseconds, statements."""
KINDS = "ARRAY['traffic','graves','neighbours','debt','rivalry','homestead','other']"


def prepare(url: str, folder: Path) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "maplebridge.settings", "MAPLEBRIDGE_DATABASE_URL": url,
        "MAPLEBRIDGE_DATA_DIR": str(folder / "data"), "MAPLEBRIDGE_LIMITS": "off",
        "MAPLEBRIDGE_SECRET_KEY": "throwaway-key-of-a-benchmark-on-this-machine-only",
    }  # fmt: skip
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def copy_files(base: Any, first: int, last: int) -> None:
    """Copies number `first` to `last` of one file, each with one party: nine in ten are over, of the
    rest one in two has nobody who leads, and one in five belongs to the other community."""
    from django.db import connection

    from maplebridge.mediation.models import MediationFile

    over = "n %% 10 > 0"
    named = {
        "id": "md5(m.id::text || n)::uuid", "reference": "'T-2024-' || (100000 + n)",
        "state": f"CASE WHEN {over} THEN 'archived' ELSE 'in_session' END",
        "ended_at": f"CASE WHEN {over} THEN m.opened_at END", "ring_at": "NULL::timestamptz",
        "kind": f"({KINDS})[1 + (n / 10) %% 7]",
        "lead_id": "CASE WHEN n %% 20 = 0 THEN NULL ELSE m.lead_id END",
    }  # fmt: skip
    names = [str(field.column) for field in MediationFile._meta.concrete_fields]
    columns = ", ".join(f'"{name}"' for name in names)
    picked = ", ".join(named.get(name, f'm."{name}"') for name in names)
    with connection.cursor() as cursor:
        parts = (
            "INSERT INTO mediation_mediationfile (", columns, ") SELECT ", picked,
            (" FROM (SELECT * FROM mediation_mediationfile WHERE id = %s) m "
            "CROSS JOIN generate_series(%s::int, %s::int) n"),
        )  # fmt: skip
        cursor.execute("".join(parts), [base.pk, first, last])
        party = "SELECT * FROM mediation_party WHERE file_id = %s ORDER BY position LIMIT 1"
        given = {
            "id": "md5(f.id::text || 'p')::uuid", "file_id": "f.id", "person_id": "NULL::uuid",
            "name": "'张' || substr(f.reference, 8)", "phone": "''",
        }  # fmt: skip
        from maplebridge.mediation.models import Party

        fields = [str(field.column) for field in Party._meta.concrete_fields]
        of_parties = (
            "INSERT INTO mediation_party (", ", ".join(fields), ") SELECT ",
            ", ".join(given.get(one, f"p.{one}") for one in fields), " FROM (", party,
            (") p CROSS JOIN mediation_mediationfile f "
            "WHERE f.reference >= %s AND f.reference <= %s"),
        )  # fmt: skip
        ends = [f"T-2024-{100000 + first}", f"T-2024-{100000 + last}"]
        cursor.execute("".join(of_parties), [base.pk, *ends])
    analyse()


def analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def more_mediators(place: Any, count: int) -> None:
    from maplebridge.core.viewer import Role
    from maplebridge.mediation.models import MediatorProfile
    from maplebridge.people.models import Person, Post

    begin = Person.objects.count()
    people = Person.objects.bulk_create(
        Person(name=f"调解员{begin + n:05}", phone=f"137{begin + n:08}") for n in range(count)
    )
    posts = Post.objects.bulk_create(
        Post(person=one, role=Role.MEDIATOR.value, place=place, path=place.path, term_from="2020-01-01")
        for one in people
    )  # fmt: skip
    MediatorProfile.objects.bulk_create(
        MediatorProfile(post=one, kinds=["graves"], changed_at="2026-01-01T00:00Z")
        for one in posts[::10]
    )
    analyse()


def asked(client: Any, path: str) -> tuple[int, float, int]:
    """Pages of 8 kB that PostgreSQL touched for one page of the program, milliseconds, statements."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as ran:
        answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    pages, taken = 0, 0.0
    for one in ran.captured_queries:
        if not one["sql"].startswith("SELECT"):
            continue
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + one["sql"])
            found = cursor.fetchone()[0]
        plan = (json.loads(found) if isinstance(found, str) else found)[0]
        pages += plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
        taken += plan["Execution Time"]
    return pages, taken, len(ran)


def measure(clients: dict[str, Any], paths: list[str], rounds: int) -> dict[str, Found]:
    found: dict[str, list[Found]] = {}
    for _ in range(rounds + 1):  # the first fills what is kept in memory
        for who, client in clients.items():
            for path in paths:
                found.setdefault(f"{who} {path}", []).append(asked(client, path))
    return {
        name: (rows[-1][0], min(ms for _, ms, _ in rows), rows[-1][2])
        for name, rows in found.items()
    }


TABS = {"mediator": ("mine", "waiting")} | dict.fromkeys(
    ("community", "street", "county"), ("waiting", "open", "all")
)


def all_lists(clients: dict[str, Any], rounds: int) -> dict[str, Found]:
    """Every tab of every desk: its first page, one kind, a page of the middle; a number and a name."""
    from maplebridge.mediation.models import MediationFile

    rows = MediationFile.objects.order_by("-id").values_list("pk", "reference")
    middle, reference = rows[rows.count() // 2]
    found: dict[str, Found] = {}
    for label, client in clients.items():
        ways = [
            f"?tab={tab}{more}"
            for tab in TABS[label]
            for more in ("", "&kind=graves", f"&after={middle}")
        ]
        ways += [f"?tab={TABS[label][-1]}&q={one}" for one in (reference, "张100100")]
        got = measure({label: client}, [f"/mediation/desk/{one}" for one in ways], rounds)
        for name, one in got.items():
            found[name.replace(str(middle), "MIDDLE").replace(reference, "NUMBER")] = one
    return found


def show(small: dict[str, Found], large: dict[str, Found], bounded: bool) -> int:
    """Print each page with both measurements. Returns how many miss a bound."""
    bad = 0
    for name, (few_pages, few_ms, few) in small.items():
        pages, ms, count = large[name]
        ratio = ms / few_ms
        more = 0 if bounded else 1  # a page that has a next one asks for its place
        wrong = count > few + more or (bounded and ms > RATIO_MOST * few_ms + CLOCK)
        bad += wrong
        print(
            f"{name:60} {few_ms:5.2f} {ms:5.2f} ms x {ratio:4.2f}  {few_pages:4} {pages:4} pages"
            f"  {few:2}/{count:2} statements  {'FAIL' if wrong else 'pass'}"
        )
    return bad


def run(files: int, rounds: int) -> int:
    from tests.mediation.cast import build_room, talking
    from tests.world import client_for, person, post

    from maplebridge.core.viewer import Role

    room = build_room()
    over = person("楊總值", "13900000091")
    post(over, Role.OPERATOR, room.world.jurisdiction.root)
    base = talking(room)
    who = zip(TABS, (room.he, room.world.sun, room.world.qian, over), strict=True)
    clients = {label: client_for(one) for label, one in who}
    for client in clients.values():
        client.defaults["SERVER_NAME"] = "127.0.0.1"
    copy_files(base, 1, FEW)
    small = all_lists(clients, rounds)
    began = time.perf_counter()
    copy_files(base, FEW + 1, files)
    print(f"· {files:,} files in {time.perf_counter() - began:.0f} s", flush=True)
    bad = show(small, all_lists(clients, rounds), True)
    panel = {"county": clients["county"]}
    ways = [f"/mediation/{base.pk}/panel/{one}" for one in ("", "?kind=graves", "?q=调解员00030")]
    more_mediators(room.world.other_community, 20)
    little = measure(panel, ways, rounds)
    more_mediators(room.world.other_community, MEDIATORS)
    bad += show(little, measure(panel, ways, rounds), False)
    return 1 if bad else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with postgres() as cluster, tempfile.TemporaryDirectory() as name:
        prepare(cluster.url(), Path(name))
        return run(options.files, options.rounds)


if __name__ == "__main__":
    sys.exit(main())
