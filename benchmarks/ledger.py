"""How near the ledger's door comes to what the database can do: ratios of one run on PostgreSQL.

Sixteen threads, each with its own connection, enter transfers for a few seconds a round; the cases
take turns, so that a noisy neighbour slows all of them, and the median of the rounds counts. The
limit is the same guarded INSERT sent raw by psycopg, prepared, one round trip and one commit each.

    G1  public.transfer() >= 0.25 of the raw INSERT
    G2  points from one issuing account >= 0.80 of transfers between distinct accounts (both raw)
    G4  a balance after the run takes <= 1.5 times as long as before it (one query either way)

Run: ./dev bench, or python -m benchmarks.ledger [--rounds 5 --seconds 3 --url postgresql://...].
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import django
import psycopg
from django.conf import settings

THREADS = 16
ACCOUNTS = 10_000
FLOORS = {"G1 public.transfer / raw": 0.25, "G2 one issuing account / distinct": 0.80}
BALANCE_CEILING = 1.5

_RAW = """
INSERT INTO ledger_transfer (id, book_id, unit, debit_id, credit_id, amount, state, resolves_id,
  released, reverses_id, expires_at, code, journal_id, thing_kind, thing_id, rulebook, entered_by, at)
VALUES (%s, '00000000-0000-0000-0000-000000000000', 'PT', %s, %s, 1, 'posted', NULL, 0, NULL, NULL,
  %s, NULL, 'matters.matter', %s, 'matter_points/1', NULL, %s) ON CONFLICT DO NOTHING
"""

Work = Callable[[int, Callable[[], bool]], int]


@dataclass
class Case:
    """One thing to measure. `per_second` and `client_us` have one figure a round."""

    name: str
    work: Work
    per_second: list[float] = field(default_factory=list)
    client_us: list[float] = field(default_factory=list)


def configure(url: str) -> None:
    from maplebridge.settings import _database

    settings.configure(
        INSTALLED_APPS=["maplebridge.ledger"], DATABASES={"default": _database(url)}, USE_TZ=True
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


@dataclass(frozen=True)
class Town:
    issuance: Any
    redeemed: Any
    households: list[Any]


def build() -> Town:
    """Ten thousand households with a million points each, so that none runs dry."""
    from maplebridge.ledger import public as ledger
    from maplebridge.ledger.models import LedgerAccount, Transfer

    now = datetime.now(UTC)

    def open_one(kind: str) -> Any:
        return ledger.open_account(
            unit=ledger.Unit.PT, kind=kind, owner_id=uuid4(), constrained=False, now=now
        )

    issuance, redeemed = open_one("issuance"), open_one("redeemed")
    households = [
        LedgerAccount(
            unit="PT", kind="household", owner_id=uuid4(), constrained=True, opened_at=now
        )
        for _ in range(ACCOUNTS)
    ]
    LedgerAccount.objects.bulk_create(households, batch_size=2_000)
    Transfer.objects.bulk_create(
        [
            Transfer(
                unit="PT", debit=issuance, credit=one, amount=1_000_000, state="posted",
                code="reward", at=now,
            )
            for one in households
        ],
        batch_size=2_000,
    )  # fmt: skip
    ledger.fold_tails(now=now)
    return Town(issuance, redeemed, households)


def raw(url: str, town: Town, *, hot: bool) -> Work:
    """Rewards from the one issuing account (hot), or `merge` between two households of many."""

    def work(worker: int, on: Callable[[], bool]) -> int:
        done = 0
        with psycopg.connect(url, autocommit=True, prepare_threshold=0) as connection:
            cursor = connection.cursor()
            while on():
                debit, credit = pair(town, worker, done, hot=hot)
                code = "reward" if hot else "merge"
                cursor.execute(
                    _RAW, (uuid4(), debit.pk, credit.pk, code, uuid4(), datetime.now(UTC))
                )
                done += 1
        return done

    return work


def service(town: Town) -> Work:
    def work(worker: int, on: Callable[[], bool]) -> int:
        from django.db import connection

        from maplebridge.core.values import Points
        from maplebridge.core.viewer import SYSTEM
        from maplebridge.ledger import public as ledger

        done = 0
        while on():
            debit, credit = pair(town, worker, done, hot=True)
            ledger.transfer(
                viewer=SYSTEM, id=uuid4(), unit=ledger.Unit.PT, debit=debit, credit=credit,
                amount=Points(1), code="reward", now=datetime.now(UTC),
                thing=("matters.matter", uuid4()), rulebook="matter_points/1",
            )  # fmt: skip
            done += 1
        connection.close()
        return done

    return work


def pair(town: Town, worker: int, step: int, *, hot: bool) -> tuple[Any, Any]:
    """Accounts that no other thread touches at the same moment, but for the issuing one."""
    mine = ACCOUNTS // THREADS
    index = worker * mine + step * 2 % (mine - 1)
    credit = town.households[index]
    return (town.issuance, credit) if hot else (town.households[index + 1], credit)


def measure(case: Case, seconds: float) -> None:
    """Let all threads run for `seconds`; client CPU is this process's, all threads together."""
    counts = [0] * THREADS
    end = time.monotonic() + seconds
    before = cpu()

    def run(worker: int) -> None:
        counts[worker] = case.work(worker, lambda: time.monotonic() < end)

    threads = [threading.Thread(target=run, args=(worker,)) for worker in range(THREADS)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = sum(counts)
    case.per_second.append(total / (time.monotonic() - began))
    case.client_us.append((cpu() - before) / max(total, 1) * 1e6)


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def balance_us(account: Any, times: int = 300) -> float:
    """The fastest tenth: before and after lie minutes apart, and a neighbour may be busy in one."""
    from maplebridge.ledger import public as ledger

    took = []
    for _ in range(times):
        began = time.perf_counter()
        ledger.balance(account)
        took.append(time.perf_counter() - began)
    return sorted(took)[times // 10] * 1e6


def vacuum() -> None:
    """What autovacuum does every minute; a round of the benchmark is shorter than that."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE ledger_ledgertail, ledger_ledgeraccount, ledger_transfer")


def median_ratio(top: Case, bottom: Case) -> float:
    """The median of the ratios of the rounds: what was measured side by side is compared."""
    return statistics.median(a / b for a, b in zip(top.per_second, bottom.per_second, strict=True))


def run(url: str, rounds: int, seconds: float) -> int:
    configure(url)
    from maplebridge.ledger import public as ledger

    town = build()
    watched = (town.issuance, town.households[0])
    at_first = [balance_us(account) for account in watched]
    cases = [
        Case("raw INSERT, distinct accounts", raw(url, town, hot=False)),
        Case("raw INSERT, one issuing account", raw(url, town, hot=True)),
        Case("public.transfer, one issuing account", service(town)),
    ]
    for number in range(rounds):
        for case in cases[number % 3 :] + cases[: number % 3]:
            measure(case, seconds)
        ledger.fold_tails(now=datetime.now(UTC))
    for case in cases:
        print(
            f"{case.name:<40} median {statistics.median(case.per_second):8.0f}/s"
            f"  best {max(case.per_second):8.0f}/s"
            f"  client CPU {min(case.client_us):6.0f} us"
        )
    distinct, hot, door = cases
    found = dict(zip(FLOORS, (median_ratio(door, hot), median_ratio(hot, distinct)), strict=True))
    below = [name for name, floor in FLOORS.items() if found[name] < floor]
    for name, ratio in found.items():
        print(f"{name:<40} {ratio:.2f}  (floor {FLOORS[name]:.2f})")
    vacuum()
    at_last = [balance_us(account) for account in watched]
    growth = max(late / early for late, early in zip(at_last, at_first, strict=True))
    shown = ", ".join(
        f"{early:.0f} -> {late:.0f} us" for early, late in zip(at_first, at_last, strict=True)
    )
    print(f"G4 balance, issuing and household: {shown}: {growth:.2f}  (ceiling {BALANCE_CEILING})")
    if growth > BALANCE_CEILING:
        below.append("G4 balance")
    print("all goals met" if not below else f"BELOW ITS GOAL: {', '.join(below)}")
    return 1 if below else 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Ratios of the ledger on PostgreSQL.")
    parser.add_argument("--url", default="", help="an empty database; by default a private cluster")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0)
    options = parser.parse_args(arguments)
    if options.url:
        return run(options.url, options.rounds, options.seconds)
    from tests.servers import postgres

    with postgres(durable=True) as cluster:
        return run(cluster.url(), options.rounds, options.seconds)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
