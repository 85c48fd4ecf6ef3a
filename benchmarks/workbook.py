"""A village bank's workbook of 100,000 deeds: rows a second on their way in, and the memory; the pack.

A bank of 1,000 households in an SQLite file of its own. Each part is a process: reading and checking,
entering, writing the book out, refusing a workbook of 1,000,000 rows, and an auditor's pack over
100,000 transfers. Processor time is that of the process; its memory is what it took above what it had
before. Run: ./dev bench workbook [--rows 100000]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

HOUSEHOLDS = 1_000
ROWS_FLOOR = 1_500
"""Rows a second of processor time, to be checked and to be entered, with all rules and their locks."""
MEMORY_MAX = 190
"""Megabytes; of it SQLite maps up to 128 of the database file, which stay as they are for longer ones."""
PAPER_MAX = 400
"""Megabytes of the pack: laying out its summary takes some 200, whatever the rows."""
PACK_SECONDS_MAX = 60


def village(rows: int) -> Any:
    """A bank whose rules let each household have its share of the rows."""
    from tests.people.ground import LONG_AGO, Ground

    from maplebridge.bank import actions
    from maplebridge.bank.models import BANK_RULES, Rulebook
    from maplebridge.core import calendar
    from maplebridge.core.viewer import SYSTEM
    from maplebridge.people.models import Household

    ground, now = Ground(), datetime.now(UTC)
    for number in range(HOUSEHOLDS):
        home = ground._home(ground.building, f"{number + 1_000}")
        Household.objects.create(home=home, path=home.path, began_on=LONG_AGO)
    bank = actions.found_bank(
        viewer=SYSTEM, place_id=ground.grid.pk, name="基准村积分社", founded_on=LONG_AGO, now=now
    )
    chair = ground.person("周理事")
    actions.seat_member(
        viewer=SYSTEM, bank_id=bank.pk, person_id=chair.pk, role="chair", way="elected",
        term_from=calendar.today(now) - timedelta(200), now=now,
    )  # fmt: skip
    body = actions.shipped_rulebook(BANK_RULES).body | {
        "late_days": 92, "household_day_points": 1_000, "household_month_points": 10_000,
    }  # fmt: skip
    book = Rulebook(
        name=BANK_RULES, owner_id=bank.pk, version=2, valid_from=calendar.today(now) - timedelta(200),
        body=body, source="基准", entered_at=now,
    )  # fmt: skip
    book.digest = book.seal()
    Rulebook.objects.bulk_create([book])
    return bank


def lines(rows: int) -> Iterator[list[Any]]:
    """Each household has one deed of two points every day, going back."""
    today = datetime.now(UTC).date() - timedelta(days=1)
    for row in range(rows):
        day = today - timedelta(days=row // HOUSEHOLDS % 90)
        yield [f"{row}", row % HOUSEHOLDS + 1, "help_neighbour", day, f"第{row}件好事"]


def write(path: Path, rows: int) -> None:
    from maplebridge.core.tables import Column, Table, write_xlsx

    columns = [Column(name) for name in ("编号", "存折号", "善行项目", "日期", "说明")]
    with path.open("wb") as file:
        write_xlsx(file, [Table("善行", columns, lines(rows))])


def transfers(bank: Any, rows: int) -> None:
    """Points from the bank to its households, as many as rows."""
    from maplebridge.bank.actions import household_account, issuance_account
    from maplebridge.bank.models import Passbook
    from maplebridge.core.values import Points
    from maplebridge.core.viewer import SYSTEM
    from maplebridge.ledger import public as ledger

    now = datetime.now(UTC)
    source = issuance_account(bank.pk, now=now)
    keys = Passbook.objects.filter(bank=bank).values_list("household", flat=True)
    wallets = [household_account(key, bank.pk, now=now) for key in keys]
    moves = (
        ledger.Arrival(
            uuid4(), now - timedelta(seconds=rows - row),
            ledger.Move(unit=ledger.Unit.PT, debit=source, credit=wallets[row % len(wallets)],
                        amount=Points(1), code="reward"),
        )
        for row in range(rows)
    )  # fmt: skip
    for batch in ledger.enter_many(viewer=SYSTEM, arrivals=moves):
        assert batch.entered == batch.count


def part(name: str, folder: Path, rows: int) -> dict[str, Any]:
    """One measured step, in this process."""
    from maplebridge.bank import actions
    from maplebridge.bank.models import BankCouncilMember, BankImport, VillageBank
    from maplebridge.core import calendar
    from maplebridge.core.tables import TableUnusable, write_xlsx
    from maplebridge.core.viewer import SYSTEM
    from maplebridge.people.public import viewer_of

    bank, now = VillageBank.objects.get(), datetime.now(UTC)
    chair = viewer_of(BankCouncilMember.objects.select_related("person").get().person, now=now)
    told: dict[str, Any] = {}
    before, began = peak(), time.process_time()
    if name == "check":
        run = actions.begin_import(
            viewer=chair, bank_id=bank.pk, what="deeds", name="a", digest="1" * 64, now=now
        )
        with (folder / "deeds.xlsx").open("rb") as file:
            actions.work(run_id=run.pk, file=file, now=now)
        run.refresh_from_db()
        assert (run.good, run.bad) == (rows, 0), (run.good, run.bad)
    elif name == "enter":
        run = BankImport.objects.get(digest="1" * 64)
        actions.start_entering(
            viewer=chair, run_id=run.pk, skip_bad=False, by_worker=False, now=now
        )
        actions.work(run_id=run.pk, file=None, now=now)
        run.refresh_from_db()
        assert run.entered == rows
    elif name == "export":
        _, tables = actions.export_book(viewer=SYSTEM, bank_id=bank.pk, language="zh-hans", now=now)
        with (folder / "out.xlsx").open("wb") as file:
            write_xlsx(file, tables)
    elif name == "million":
        run = actions.begin_import(
            viewer=chair, bank_id=bank.pk, what="deeds", name="b", digest="2" * 64, now=now
        )
        with (folder / "million.xlsx").open("rb") as file:
            try:
                actions.work(run_id=run.pk, file=file, now=now)
            except TableUnusable as refused:
                told["refused"] = refused.sentence
    else:
        with (folder / "pack.zip").open("wb") as file:
            found = actions.audit_pack(
                viewer=SYSTEM, bank_id=bank.pk, first=calendar.today(now) - timedelta(days=40),
                last=calendar.today(now), language="zh-hans", file=file, now=now,
            )  # fmt: skip
        assert found.rows >= rows
        assert not found.faults
    return told | {"seconds": time.process_time() - began, "megabytes": peak() - before}


def peak() -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def child(step: str, folder: Path, rows: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.workbook", "--rows", str(rows), "--step", step]
    place = {"MAPLEBRIDGE_DATA_DIR": str(folder)}
    done = subprocess.run(
        [*command, "--folder", str(folder)], check=True, stdout=subprocess.PIPE, text=True,
        env=os.environ | place,
    )  # fmt: skip
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(f"… {step}: {answer}", file=sys.stderr, flush=True)
    return answer


def in_child(options: argparse.Namespace) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maplebridge.settings")
    import django

    django.setup()
    if options.step != "build":
        print(json.dumps(part(options.step, options.folder, options.rows)))
        return
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    bank = village(options.rows)
    write(options.folder / "deeds.xlsx", options.rows)
    write(options.folder / "million.xlsx", options.rows * 10)
    transfers(bank, options.rows)
    print("{}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--step", default="")
    parser.add_argument("--folder", type=Path, default=None)
    options = parser.parse_args()
    if options.step:
        in_child(options)
        return
    rows = options.rows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        child("build", folder, rows)
        found = {
            step: child(step, folder, rows)
            for step in ("check", "enter", "export", "pack", "million")
        }
    pace = {step: rows / found[step]["seconds"] for step in found}
    most = max(one["megabytes"] for step, one in found.items() if step != "pack")
    table = [
        ("rows checked a second", f"{pace['check']:,.0f}", f">= {ROWS_FLOOR:,}", pace["check"] >= ROWS_FLOOR),
        ("rows entered a second", f"{pace['enter']:,.0f}", f">= {ROWS_FLOOR:,}", pace["enter"] >= ROWS_FLOOR),
        ("rows written out a second", f"{pace['export']:,.0f}", "", True),
        ("an auditor's pack", f"{found['pack']['seconds']:.1f} s", f"<= {PACK_SECONDS_MAX} s",
         found["pack"]["seconds"] <= PACK_SECONDS_MAX),
        ("ten times the rows are refused", str(bool(found["million"].get("refused"))), "True" if rows >= 100_000 else "",
         rows < 100_000 or bool(found["million"].get("refused"))),
        ("memory above the start, at most", f"{most:.0f} MB", f"<= {MEMORY_MAX} MB", most <= MEMORY_MAX),
        *((f"  {step}", f"{one['megabytes']:.0f} MB", "", True) for step, one in found.items()),
        ("of it with the summary's layout: the pack", f"{found['pack']['megabytes']:.0f} MB", f"<= {PAPER_MAX} MB",
         found["pack"]["megabytes"] <= PAPER_MAX),
    ]  # fmt: skip
    print(f"{'':<40}{'measured':>20}{'bound':>12}")
    for title, figure, bound, holds in table:
        verdict = ("pass" if holds else "FAIL") if bound else ""
        print(f"{title:<40}{figure:>20}{bound:>12}  {verdict}")
    if not all(holds for *_, holds in table):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
