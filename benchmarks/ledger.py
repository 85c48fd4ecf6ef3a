"""How near the ledger comes to what the database can do, and how far its peers do: ratios of one run.

PostgreSQL with fsync on. Sixteen threads, each with its own connection, enter transfers for a few
seconds a round; the cases take turns, so that a noisy neighbour slows all of them, and the median
of the rounds' ratios counts. The limit is the same guarded INSERT sent raw by psycopg, prepared, one
round trip and one commit each; for imports it is one INSERT … SELECT of 10,000 rows on the server.

    single    public.transfer() >= 0.50 of the raw INSERT
    hot       points from one issuing account >= 0.80 of transfers between distinct accounts (both raw)
    batch     public.enter_many() >= 0.50 of the raw INSERT … SELECT; and a thousand transfers in one
              transaction beside the peers, told without a bound
    hordak    public.transfer() >= 10 times django-hordak; and 10 times a naive ledger by the ORM
    growth    a balance, now and at a past instant, at a million transfers <= 1.20 of that at a thousand
    seal      closing and sealing, and verifying, >= 50,000 transfers a second of processor time each
    month     100,000 transfers of 10,000 households closed, with their figures, in <= 10 s of it (SQLite)

Run: ./dev bench ledger, or python -m benchmarks.ledger [--rounds 5 --seconds 3 --transfers 1000000].
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import psycopg

from . import _ledger_month, _ledger_peers
from ._ledger_peers import Hordak

THREADS = 16
ACCOUNTS = 10_000
BATCH = 10_000
MANY = 1_000
"""Transfers that belong together, as when a month is booked; a peer takes seconds for them."""
FLOORS = {
    "public.transfer / raw": 0.50,
    "one issuing account / distinct": 0.80,
    "public.enter_many / raw INSERT … SELECT": 0.50,
    "public.transfer / naive ORM": 10.0,
    "public.transfer / django-hordak": 10.0,
    "sealed a second of processor time (SQLite)": 50_000.0,
    "verified a second of processor time (SQLite)": 50_000.0,
}
CEILINGS = {
    "balance now, a million / a thousand": 1.20,
    "balance at a past instant, a million / a thousand": 1.20,
    "seconds of processor time for a month (SQLite)": 10.0,
}

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


def naive_service(tables: tuple[Any, Any, Any], *, hot: bool) -> Work:
    """Lock both accounts, look at the balance, write an entry and two legs, save both balances."""
    account_model, entry_model, leg_model = tables
    made = [account_model() for _ in range(2 * THREADS)]
    account_model.objects.bulk_create(made)
    keys = [one.pk for one in made]

    def work(worker: int, on: Callable[[], bool]) -> int:
        from django.db import connection, transaction

        mine, done = [keys[0 if hot else 2 * worker], keys[2 * worker + 1]], 0
        while on():
            with transaction.atomic():
                found = account_model.objects.select_for_update().filter(pk__in=mine)
                one, other = found.order_by("pk")
                assert hot or one.balance >= 1, "they begin with a million"
                entry = entry_model.objects.create(code="reward", at=datetime.now(UTC))
                leg_model.objects.create(entry=entry, account=one, amount=-1)
                leg_model.objects.create(entry=entry, account=other, amount=1)
                one.balance -= 1
                other.balance += 1
                one.save()
                other.save()
            done += 1
        connection.close()
        return done

    return work


_RAW_BATCH = """
INSERT INTO ledger_transfer (id, book_id, unit, debit_id, credit_id, amount, state, resolves_id,
  released, reverses_id, expires_at, code, journal_id, thing_kind, thing_id, rulebook, entered_by, at)
SELECT gen_random_uuid(), '00000000-0000-0000-0000-000000000000', 'PT', %s,
  (%s::uuid[])[1 + i %% 10000], 1, 'posted', NULL, 0, NULL, NULL, 'reward', NULL, 'matters.matter',
  gen_random_uuid(), 'matter_points/1', NULL, now() FROM generate_series(1, %s) i
"""


def batches(url: str, town: Town, rounds: int) -> tuple[list[float], list[float]]:
    """Rows a second of the raw statement and of the door, in turns; each batch is a transaction."""
    from maplebridge.core.viewer import SYSTEM
    from maplebridge.ledger import public as ledger

    keys = [one.pk for one in town.households]
    raw_ones, doors = [], []

    def door() -> None:
        list(ledger.enter_many(viewer=SYSTEM, arrivals=arrivals(town, BATCH), size=BATCH))

    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(rounds + 1):
            raw_ones.append(rate(lambda: connection.execute(
                _RAW_BATCH, (town.issuance.pk, keys, BATCH)
            )))  # fmt: skip
            doors.append(rate(door))
    return raw_ones[1:], doors[1:]  # the first warms both up


def rate(work: Callable[[], object], count: int = BATCH) -> float:
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def arrivals(town: Town, count: int) -> Iterator[Any]:
    """Points from the one issuing account to as many households."""
    from maplebridge.core.values import Points
    from maplebridge.ledger import public as ledger

    for number in range(count):
        move = ledger.Move(
            unit=ledger.Unit.PT, debit=town.issuance, credit=town.households[number],
            amount=Points(1), code="reward", thing=("matters.matter", uuid4()),
            rulebook="matter_points/1",
        )  # fmt: skip
        yield ledger.Arrival(uuid4(), datetime.now(UTC), move)


def together(town: Town, tables: tuple[Any, Any, Any], rounds: int, hordak: Hordak | None) -> None:
    """A thousand transfers at once, each way in one transaction, by one client, in turns.

    The naive ledger twice: as it enters one, again and again; and with its rows and balances written
    in bulk, which is its better case. Neither keeps a key for retries, nor guards a row.
    """
    from maplebridge.core.viewer import SYSTEM
    from maplebridge.ledger import public as ledger

    row_by_row, in_bulk = _ledger_peers.naive_many(tables, MANY)
    ways: dict[str, Callable[[], float]] = {
        "enter_many": lambda: rate(
            lambda: list(
                ledger.enter_many(viewer=SYSTEM, arrivals=arrivals(town, MANY), size=MANY)
            ),
            MANY,
        ),
        "naive ORM, row by row": lambda: rate(row_by_row, MANY),
        "naive ORM, written in bulk": lambda: rate(in_bulk, MANY),
    }
    if hordak:
        ways["django-hordak, row by row"] = lambda: hordak.many_per_second(MANY)
    took: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, way in ways.items():
            told = way()
            if number:  # the first warms all up
                took[name].append(told)
    print(f"{MANY:,} transfers in one transaction, one client:")
    for name, told in took.items():
        ratio = median_ratio(took["enter_many"], told)
        print(
            f"  {name:<38} median {statistics.median(told):8,.0f}/s  enter_many / it {ratio:6.2f}"
        )


def balance_us(ask: Callable[[], object], times: int = 400) -> float:
    """The fastest tenth: before and after lie minutes apart, and a neighbour may be busy in one."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        ask()
        took.append(time.perf_counter() - began)
    return sorted(took)[times // 10] * 1e6


def growth(transfers: int) -> tuple[dict[str, float], str]:
    """Balances at a thousand transfers and at a million, sealed month by month; what sealing took."""
    from maplebridge.ledger import public as ledger
    from maplebridge.ledger.queries import verify

    small, large = _ledger_month.Village(100), _ledger_month.Village(ACCOUNTS)
    small.enter(1_000)
    small.close()
    months, sealing = 10, 0.0
    for _ in range(months):
        large.enter(transfers // months)
        began = time.perf_counter()
        large.close()
        sealing += time.perf_counter() - began
    ledger.fold_tails(now=datetime.now(UTC))
    vacuum()
    began = time.perf_counter()
    report = verify(book_id=large.book)
    checking = time.perf_counter() - began
    assert not report.faults, report.faults
    found = {}
    for name, ask in (
        ("balance now, a million / a thousand", _now),
        ("balance at a past instant, a million / a thousand", _then),
    ):
        few, many = balance_us(lambda: ask(small)), balance_us(lambda: ask(large))  # noqa: B023
        found[name] = many / few
        print(f"{name:<52} {few:6.0f} -> {many:6.0f} us")
    told = (
        f"PostgreSQL: {transfers / sealing:,.0f} sealed and {transfers / checking:,.0f} verified a "
        "second, by the clock"
    )
    return found, told


def _now(village: Any) -> None:
    from maplebridge.ledger import public as ledger

    ledger.balance(random.choice(village.households))


def _then(village: Any) -> None:
    """Any instant of its months, any household."""
    from maplebridge.ledger import public as ledger

    span = village.month * _ledger_month.MONTH
    instant = _ledger_month.START + span * random.random()
    ledger.balance_at(random.choice(village.households), instant)


def month() -> dict[str, float]:
    """A month of 100,000 transfers and 10,000 households on SQLite, in a process of its own."""
    transfers, households = 100_000, 10_000
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks._ledger_month", f"sqlite:///{folder}/book.sqlite3",
             str(transfers), str(households)],
            check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
    took = json.loads(done.stdout.splitlines()[-1])
    print(
        "a month on SQLite, processor time: " + ", ".join(f"{k} {v:.2f} s" for k, v in took.items())
    )
    return {
        "sealed a second of processor time (SQLite)": transfers / took["close and seal"],
        "verified a second of processor time (SQLite)": transfers / took["verify"],
        "seconds of processor time for a month (SQLite)": took["close and seal"]
        + took["figures of the sheet"],
    }


def vacuum() -> None:
    """What autovacuum does every minute; a round of the benchmark is shorter than that."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE ledger_ledgertail, ledger_ledgeraccount, ledger_transfer")
        cursor.execute("VACUUM ANALYZE ledger_voucher, ledger_checkpoint")


def median_ratio(top: list[float], bottom: list[float]) -> float:
    """The median of the ratios of the rounds: what was measured side by side is compared."""
    return statistics.median(a / b for a, b in zip(top, bottom, strict=True))


def race(
    url: str, town: Town, tables: tuple[Any, Any, Any], rounds: int, seconds: float,
    hordak: Hordak | None,
) -> dict[str, float]:  # fmt: skip
    """All ways of entering single transfers, in turns; the ratios of the door to each."""
    from maplebridge.ledger import public as ledger

    cases = [
        Case("raw INSERT, distinct accounts", raw(url, town, hot=False)),
        Case("raw INSERT, one issuing account", raw(url, town, hot=True)),
        Case("public.transfer, one issuing account", service(town)),
        Case("naive ORM, one issuing account", naive_service(tables, hot=True)),
        Case("naive ORM, distinct accounts", naive_service(tables, hot=False)),
    ]
    peers: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds):
        for case in cases[number % 5 :] + cases[: number % 5]:
            measure(case, seconds)
        for hot, told in zip((True, False), peers, strict=True):
            if hordak:
                told.append(hordak.per_second(seconds, hot=hot))
        ledger.fold_tails(now=datetime.now(UTC))
    for case in cases:
        print(
            f"{case.name:<40} median {statistics.median(case.per_second):8.0f}/s"
            f"  best {max(case.per_second):8.0f}/s"
            f"  client CPU {min(case.client_us):6.0f} us"
        )
    distinct, hot_raw, door, orm, better = (case.per_second for case in cases)
    found = {
        "public.transfer / raw": median_ratio(door, hot_raw),
        "one issuing account / distinct": median_ratio(hot_raw, distinct),
        "public.transfer / naive ORM": median_ratio(door, orm),
    }
    print(f"naive ORM between distinct accounts, its better case: {median_ratio(door, better):.1f}")
    if hordak:
        found["public.transfer / django-hordak"] = median_ratio(door, peers[0])
        for name, told in zip(("one issuing account", "distinct accounts"), peers, strict=True):
            print(f"{f'django-hordak, {name}':<40} median {statistics.median(told):8.0f}/s")
        print(
            f"hordak between distinct accounts, its better case: {median_ratio(door, peers[1]):.1f}"
        )
    return found


def run(url: str, options: argparse.Namespace, hordak: Hordak | None) -> int:
    _ledger_month.configure(url)
    town = build()
    tables = _ledger_peers.naive()
    found = race(url, town, tables, options.rounds, options.seconds, hordak)
    together(town, tables, options.rounds, hordak)
    raw_ones, doors = batches(url, town, options.rounds)
    print(
        f"batches of {BATCH}: raw median {statistics.median(raw_ones):,.0f}/s, "
        f"enter_many {statistics.median(doors):,.0f}/s"
    )
    found["public.enter_many / raw INSERT … SELECT"] = median_ratio(doors, raw_ones)
    more, told = growth(options.transfers)
    print(told)
    found |= more | month()
    missed = [name for name, floor in FLOORS.items() if found.get(name, floor) < floor]
    missed += [name for name, most in CEILINGS.items() if found[name] > most]
    for name, value in found.items():
        bound = f"floor {FLOORS[name]:,.2f}" if name in FLOORS else f"ceiling {CEILINGS[name]:,.2f}"
        print(f"{name:<52} {value:10,.2f}  ({bound})")
    print("all goals met" if not missed else f"MISSED: {', '.join(missed)}")
    return 1 if missed else 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Ratios of the ledger on PostgreSQL and SQLite.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--transfers", type=int, default=1_000_000)
    options = parser.parse_args(arguments)
    from tests.servers import postgres

    with postgres(durable=True, databases=("maplebridge", "hordak")) as cluster:
        hordak = None
        try:
            hordak = Hordak(cluster.port)
        except (subprocess.SubprocessError, RuntimeError, OSError) as absent:
            print(f"django-hordak is missing, its line is left out: {absent}")
        try:
            return run(cluster.url(), options, hordak)
        finally:
            if hordak:
                hordak.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
