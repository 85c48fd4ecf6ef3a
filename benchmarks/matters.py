"""The thin thread under load: ratios of one run on PostgreSQL, with a peer on the same machine.

A private cluster with fsync on, the street world (10,007 matters), granian with two workers:

    C1  matters created over HTTP per second / pgbench running the same captured statements >= 0.20
    C2  such a report: processor time of server and database <= 25 ms
    L1  list of 25 from 10,000 as JSON: processor time of server and database <= 15 ms
    L2  the same list as a page: <= 30 ms, and the page < 60 kB
    P1  create <= 1/2 and P2 list <= 1/5 of what django-helpdesk 2.6.1 needs for the same

Rounds take turns, so that a noisy neighbour slows all of them; the median of the rounds counts.
Exit status 1 below a floor. Run: ./dev bench matters, or python -m benchmarks.matters.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import _helpdesk
from benchmarks._processes import Client, Round, run_clients
from tests.servers import Cluster, end_process, free_port, postgres, wait_for_port

CLIENTS = 8
CSRF = "c" * 32
WORDS = "门口的路灯坏了两天，晚上倒垃圾看不见台阶，怕摔跤。"
KEY = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?7[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}")


@dataclass(slots=True)
class Line:
    """A line of the table: what was measured, its floor or ceiling, and whether it holds."""

    name: str
    value: str
    bound: str
    holds: bool | None


@dataclass(slots=True)
class House:
    """The running server under test and its signed-in visitors."""

    port: int
    pid: int
    resident: str
    operator: str
    point: tuple[float, float]
    rounds: dict[str, list[Round]] = field(default_factory=dict)

    def client(self, session: str) -> Client:
        cookies = f"sessionid={session}; csrftoken={CSRF}; django_language=zh-hans"
        return Client(self.port, cookies, CSRF)

    def report(self) -> bytes:
        lon, lat = self.point
        sent = {"id": str(uuid7()), "words": WORDS, "category": "lighting", "lon": lon, "lat": lat}
        return json.dumps(sent).encode()


def uuid7() -> uuid.UUID:
    from maplebridge.core.values import uuid7 as made

    return made()


def prepare(cluster: Cluster, folder: Path) -> None:
    """Point this process and its children at the cluster, then migrate and seed the street."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "maplebridge.settings",
        "MAPLEBRIDGE_DATABASE_URL": cluster.url(),
        "MAPLEBRIDGE_DATA_DIR": str(folder / "data"),
        "MAPLEBRIDGE_LIMITS": "off",
        "MAPLEBRIDGE_SECRET_KEY": "throwaway-key-of-a-benchmark-on-this-machine-only",
    }
    import django

    django.setup()
    from django.core.management import call_command

    from maplebridge.worlds.seed import seed

    call_command("migrate", verbosity=0)
    made = seed(world="street")
    print(f"· street: {made.rows:,} rows in {made.seconds:.0f} s", flush=True)


def session_of(phone: str) -> str:
    """A signed-in session, as the sign-in pages would leave it."""
    from django.test import Client as Browser

    from maplebridge.people.models import Account

    browser = Browser(SERVER_NAME="127.0.0.1")
    browser.force_login(Account.objects.get(phone=phone))
    return browser.cookies["sessionid"].value


def serve(folder: Path) -> House:
    from maplebridge.territory.models import Place
    from maplebridge.worlds import cast

    port = free_port()
    log = (folder / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "maplebridge", "serve", "--port", str(port), "--workers", "2"],
        stdout=log,
        stderr=log,
    )
    wait_for_port(port)
    grid = Place.objects.filter(level="grid").order_by("path")[0]
    assert grid.lon is not None
    assert grid.lat is not None
    resident, operator = session_of(cast.YOUNGER.phone), session_of(cast.OPERATOR.phone)
    return House(port, process.pid, resident, operator, (grid.lon, grid.lat))


def capture(house: House, folder: Path) -> Path:
    """Write a pgbench script of the statements that creating one matter runs, reads included."""
    from django.db import connection
    from django.test import Client as Browser
    from django.test.utils import CaptureQueriesContext

    browser = Browser(SERVER_NAME="127.0.0.1")
    browser.cookies["sessionid"] = house.resident
    for _ in range(2):  # the second time around nothing is filled into memory any more
        with CaptureQueriesContext(connection) as captured:
            answer = browser.post("/api/v1/matters", house.report(), "application/json")
        assert answer.status_code == 201, answer.content[:300]
    statements = [query["sql"].rstrip(";") + ";" for query in captured]
    script = folder / "create.sql"
    script.write_text(as_script(statements, answer.json()))
    connection.close()
    print(f"· creating a matter runs {len(statements)} statements", flush=True)
    return script


def as_script(statements: list[str], made: dict[str, Any]) -> str:
    """The statements with every key that this request made replaced by a new one each time.

    Keys begin with their moment, so those of this request begin as the matter's does.
    """
    text = "\n".join(statement.replace("\n", " ") for statement in statements)
    fresh = {key for key in KEY.findall(text) if key.startswith(made["id"][:6])}
    for number, key in enumerate(sorted({key.replace("-", "") for key in fresh})):
        dashed = str(uuid.UUID(key))
        other = f"{dashed[:19]}{number:04x}-:m"
        text = text.replace(dashed, other).replace(key, other)
    text = text.replace(made["reference"], "B-:m")
    return f"\\set m random(100000000000, 999999999999)\n{text}\n"


def pgbench(cluster: Cluster, script: Path, seconds: float) -> float:
    command = [
        str(cluster.bin / "pgbench"), "-h", "127.0.0.1", "-p", str(cluster.port),
        "-U", "maplebridge", "-n", "-c", str(CLIENTS), "-j", "2", "-T", str(max(1, round(seconds))),
        "-f", str(script), "maplebridge",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or not found or "failed" in done.stderr:
        raise RuntimeError(f"pgbench: {done.stderr[-600:]}{done.stdout[-300:]}")
    return float(found.group(1))


def measure(
    house: House, peer: _helpdesk.Peer | None, cluster: Cluster, script: Path, seconds: float,
    rounds: int,
) -> dict[str, list[Any]]:  # fmt: skip
    """All cases by turns. Lists run with two clients, so that nothing waits in a queue."""
    residents = [house.client(house.resident) for _ in range(CLIENTS)]
    operators = [house.client(house.operator) for _ in range(2)]
    cases: dict[str, Callable[[], Any]] = {
        "create": lambda: run_clients(
            residents,
            lambda client: client.post_json("/api/v1/matters", house.report()),
            seconds, house.pid, cluster.pid,
        ),
        "pgbench": lambda: pgbench(cluster, script, seconds),
        "json": lambda: run_clients(
            operators,
            lambda client: client.get(
                "/api/v1/matters?scope=inbox&limit=25", "application/json"
            ),
            seconds / 2, house.pid, cluster.pid,
        ),
        "html": lambda: run_clients(
            operators, lambda client: client.get("/matters/inbox/?tab=all"), seconds / 2,
            house.pid, cluster.pid,
        ),
    }  # fmt: skip
    if peer is not None:
        cases |= peer_cases(peer, cluster, seconds)
    for case in ("create", "json", "html"):  # every worker has read its templates and places
        cases[case]()
    found: dict[str, list[Any]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, case in cases.items():
            outcome = case()
            if isinstance(outcome, Round) and (outcome.failures or not outcome.count):
                raise RuntimeError(f"{name}: {outcome.failures[:1]}")
            found[name].append(outcome)
    return found


def peer_cases(
    peer: _helpdesk.Peer, cluster: Cluster, seconds: float
) -> dict[str, Callable[[], Round]]:
    """The same two operations at the peer: a ticket by its REST API, 25 rows for its list page."""
    cookies = f"sessionid={peer.session}; csrftoken={CSRF}"
    clients = [Client(peer.port, cookies, CSRF) for _ in range(2)]
    ticket = {
        "queue": 1, "title": WORDS[:10], "description": WORDS, "priority": 3,
        "submitter_email": "resident@example.org",
    }  # fmt: skip
    body = json.dumps(ticket).encode()
    return {
        "peer create": lambda: run_clients(
            clients, lambda client: client.post_json("/api/tickets/", body), seconds / 2,
            peer.pid, cluster.pid,
        ),
        "peer list": lambda: run_clients(
            clients, lambda client: client.get(peer.list_path, "application/json"), seconds,
            peer.pid, cluster.pid,
        ),
    }  # fmt: skip


def table(found: dict[str, list[Any]], page_bytes: int) -> list[Line]:
    def cpu(name: str) -> float:
        return statistics.median(one.cpu_ms for one in found[name])

    pairs = zip(found["create"], found["pgbench"], strict=True)
    ratio = statistics.median(one.per_second / limit for one, limit in pairs)
    rate = statistics.median(one.per_second for one in found["create"])
    lines = [
        Line("C1 create over HTTP / pgbench", f"{ratio:.2f}", ">= 0.20", ratio >= 0.20),
        Line("   matters created a second", f"{rate:.0f}", "", None),
        Line(
            "   pgbench transactions a second",
            f"{statistics.median(found['pgbench']):.0f}",
            "",
            None,
        ),
        Line(
            "C2 create, CPU of server + database",
            f"{cpu('create'):.2f} ms",
            "<= 25 ms",
            cpu("create") <= 25,
        ),
        Line(
            "L1 list of 25 from 10,000, JSON",
            f"{cpu('json'):.2f} ms",
            "<= 15 ms",
            cpu("json") <= 15,
        ),
        Line(
            "L2 list of 25 from 10,000, page",
            f"{cpu('html'):.2f} ms",
            "<= 30 ms",
            cpu("html") <= 30,
        ),
        Line("   size of that page", f"{page_bytes / 1000:.1f} kB", "< 60 kB", page_bytes < 60_000),
    ]
    if "peer create" not in found:
        return lines
    for name, ours, theirs, most in (
        ("P1 create", "create", "peer create", 0.5),
        ("P2 list", "json", "peer list", 0.2),
    ):
        share = cpu(ours) / cpu(theirs)
        text = f"{share:.3f} ({cpu(ours):.1f} / {cpu(theirs):.1f} ms)"
        lines.append(Line(f"{name}, CPU / django-helpdesk", text, f"<= {most}", share <= most))
    return lines


def show(lines: list[Line]) -> int:
    print(f"\n{'':38} {'measured':>26} {'bound':>10}")
    for line in lines:
        verdict = {True: "pass", False: "FAIL", None: ""}[line.holds]
        print(f"{line.name:38} {line.value:>26} {line.bound:>10}  {verdict}")
    return 1 if any(line.holds is False for line in lines) else 0


def start_peer(folder: Path, cluster: Cluster) -> _helpdesk.Peer | None:
    """The peer, or None with the reason said: a benchmark never pretends."""
    print("· setting up django-helpdesk in an environment of its own", flush=True)
    folder.mkdir()
    try:
        return _helpdesk.start(folder, cluster)
    except (OSError, RuntimeError, TimeoutError, subprocess.SubprocessError) as problem:
        print(f"! the peer could not be set up, so P1 and P2 are missing: {problem}", flush=True)
        return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--no-peer", action="store_true", help="leave django-helpdesk out")
    options = parser.parse_args()
    with postgres(durable=True) as cluster, tempfile.TemporaryDirectory() as name:
        folder, running = Path(name), list[int]()
        try:
            prepare(cluster, folder)
            house = serve(folder)
            running.append(house.pid)
            script = capture(house, folder)
            peer = None if options.no_peer else start_peer(folder / "peer", cluster)
            running += [peer.pid] if peer else []
            found = measure(house, peer, cluster, script, options.seconds, options.rounds)
            page = house.client(house.operator).get("/matters/inbox/?tab=all").body
            return show(table(found, len(page)))
        finally:
            for pid in running:
                with suppress(ProcessLookupError):
                    end_process(pid)


if __name__ == "__main__":
    sys.exit(main())
