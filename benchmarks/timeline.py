"""How fast the sealed timeline is verified, against the same hashes over rows already in memory.

A file database of matters with EVENTS lines is sealed and verified; the limit is hashing as many
leaves of the same bytes with nothing read.

    T1  verify >= 50,000 lines/s: an aim, not a floor, because it depends on the machine
    T2  verify / bare hashing >= 0.10
    T3  verifying twice the lines takes the peak of memory up by <= 20 MB

Run: python -m benchmarks.timeline [--events 100000] [--url DATABASE_URL].
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
FLOOR = 0.10
GROWTH_MAX = 20


def write(events: int) -> None:
    """Matters of five lines each, with words of a usual length."""
    from maplebridge.core.values import uuid7
    from maplebridge.matters.models import Matter, MatterEvent
    from maplebridge.territory.models import Place

    place = Place.objects.order_by("path").first()
    assert place is not None, "the world is empty"
    begin = Matter.objects.count()
    words = "三号楼二单元门口的路灯已经三天不亮了，晚上老人出门很不方便，请尽快派人修理。"
    for start in range(0, events // 5, 1_000):
        matters = [
            Matter(
                reference=f"B-{begin + n:09}", words=words, category="lighting", rulebook="",
                place=place, path=place.path, reported_at=NOON, first_answer_due_at=NOON,
                settle_due_at=NOON, last_activity_at=NOON,
            )
            for n in range(start, min(start + 1_000, events // 5))
        ]  # fmt: skip
        Matter.objects.bulk_create(matters)
        MatterEvent.objects.bulk_create(
            MatterEvent(
                id=uuid7(), matter=matter, verb="add_words" if n else "report", text=words,
                from_state="received" if n else "", to_state="received", by_reporter=not n,
                at=NOON + timedelta(minutes=n),
            )
            for matter in matters
            for n in range(5)
        )  # fmt: skip


def bare(lines: int) -> float:
    """Seconds to hash so many veils and leaves of rows like these, in memory."""
    from uuid import UUID

    from maplebridge.core.audit import merkle
    from maplebridge.matters.rules import sealed

    pk = UUID(int=1)
    words = "三号楼二单元门口的路灯已经三天不亮了，晚上老人出门很不方便，请尽快派人修理。"
    plain = (pk, pk, "report", True, None, None, None, "", "received", "", "", None, 0, NOON)
    began = time.perf_counter()
    merkle.root(
        merkle.leaf(sealed.leaf("event", plain, sealed.veil(b"0" * 16, words, pk, "")))
        for _ in range(lines)
    )
    return time.perf_counter() - began


def measure(events: int) -> tuple[float, float, int]:
    from maplebridge.matters import actions, queries

    write(events)
    began = time.perf_counter()
    actions.seal_all(now=NOON + timedelta(hours=1))
    sealing = time.perf_counter() - began
    before = _peak()
    began = time.perf_counter()
    report = queries.verify_timeline()
    took = time.perf_counter() - began
    grown = _peak() - before
    assert report.faults == [], report.faults
    assert report.unsealed == 0
    print(f"sealed {events:,} in {sealing:.1f} s; verified {report.lines:,} in {took:.1f} s")
    return report.lines / took, report.lines / bare(report.lines), grown


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--url", default="")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        os.environ["MAPLEBRIDGE_DATABASE_URL"] = (
            options.url or f"sqlite:///{Path(folder) / 'timeline.sqlite3'}"
        )
        os.environ.setdefault("MAPLEBRIDGE_DATA_DIR", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maplebridge.settings")
        import django

        django.setup()
        from django.core.management import call_command

        from maplebridge.__main__ import main as command

        call_command("migrate", verbosity=0)
        if command(["seed"]) != 0:
            return 1
        first, limit, _ = measure(options.events)
        second, again, grown = measure(options.events)
    ratio = (first / limit + second / again) / 2
    print(f"T1 {second:,.0f} lines/s (first {first:,.0f}); aim 50,000")
    print(f"T2 {ratio:.2f} of bare hashing ({limit:,.0f} and {again:,.0f}/s); floor {FLOOR}")
    print(f"T3 {grown} MB more at the second verification; ceiling {GROWTH_MAX}")
    return 0 if ratio >= FLOOR and grown <= GROWTH_MAX else 1


if __name__ == "__main__":
    sys.exit(main())
