"""A month of one large bank on SQLite: 100,000 rows of 10,000 households are closed, sealed, printed.

A fifth of the rows are deeds that were promised and settled, the rest rewards. Measured is processor
time of this process; SQLite runs inside it. Floor: closing the book, sealing it with a leaf for each
household, and reading all parts of the sheet take at most 10 s together. What WeasyPrint takes for
the papers is printed beside it, for one part of each. Run: ./dev bench month_close.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

ROWS, HOUSEHOLDS, DEEDS, LINES = 100_000, 10_000, 10_000, 500
PARTS = 8
FLOOR_SECONDS = 10.0
MONTH = date(2026, 11, 1)
FIRST = datetime(2026, 11, 1, 1, tzinfo=UTC)
CLOSING = datetime(2026, 12, 5, 1, tzinfo=UTC)


def prepare(folder: str) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "maplebridge.settings",
        "MAPLEBRIDGE_DATA_DIR": folder,
        "MAPLEBRIDGE_DATABASE_URL": f"sqlite:///{folder}/month.sqlite3",
    }
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


class Bank:
    """One bank with its council's chair, and a wallet for each household."""

    def __init__(self) -> None:
        from tests.people.ground import Ground

        from maplebridge.bank import actions
        from maplebridge.bank.models import Passbook
        from maplebridge.core.viewer import SYSTEM
        from maplebridge.ledger import public as ledger
        from maplebridge.people.models import Household
        from maplebridge.people.public import viewer_of

        ground = Ground()
        chair = ground.person("周理事", home=ground.other_home)
        self.bank = actions.found_bank(
            viewer=SYSTEM, place_id=ground.grid.pk, name="安乐村积分社", founded_on=MONTH, now=FIRST
        )
        actions.seat_member(
            viewer=SYSTEM, bank_id=self.bank.pk, person_id=chair.pk, role="chair", way="elected",
            term_from=MONTH, now=FIRST,
        )  # fmt: skip
        self.viewer = viewer_of(chair, now=CLOSING)
        path = ground.home.path
        homes = [
            Household(home=ground.home, path=path, began_on=MONTH, ended_on=date(2027, 1, 1))
            for _ in range(HOUSEHOLDS)
        ]
        Household.objects.bulk_create(homes, batch_size=1_000)
        after = Passbook.objects.filter(bank=self.bank).count()
        Passbook.objects.bulk_create(
            [
                Passbook(bank=self.bank, household=one, number=after + at, opened_at=FIRST)
                for at, one in enumerate(homes, 1)
            ],
            batch_size=1_000,
        )
        self.homes = [one.pk for one in homes]
        self.wallets = [
            ledger.LedgerAccount(
                book_id=self.bank.pk, unit="PT", kind="household", owner_id=key, constrained=True,
                opened_at=FIRST,
            )
            for key in self.homes
        ]  # fmt: skip
        ledger.LedgerAccount.objects.bulk_create(self.wallets, batch_size=1_000)
        self.issuance = actions.issuance_account(self.bank.pk, now=FIRST)

    def rewards(self) -> Iterator[Any]:
        from maplebridge.core.values import Points
        from maplebridge.ledger import public as ledger

        count = ROWS - 2 * DEEDS
        for number in range(count):
            yield ledger.Arrival(
                uuid4(), FIRST + timedelta(days=28) * number / count,
                ledger.Move(
                    unit=ledger.Unit.PT, debit=self.issuance, code="reward", amount=Points(2),
                    credit=self.wallets[number * 7 % HOUSEHOLDS],
                ),
            )  # fmt: skip

    def deeds(self) -> None:
        """Each a promise and its settling, with the row of the deed that they thank for."""
        from maplebridge.bank import queries
        from maplebridge.bank.models import BANK_DEEDS, BANK_RULES, Deed, MonthNotice, Rulebook
        from maplebridge.core.values import Points
        from maplebridge.core.viewer import SYSTEM
        from maplebridge.ledger import public as ledger

        kinds = queries.catalogue_on(self.bank.pk, MONTH)
        charter = Rulebook.objects.get(name=BANK_RULES, owner_id=self.bank.pk)
        assert kinds.name == BANK_DEEDS
        notice = MonthNotice.objects.create(
            bank=self.bank, month=MONTH, charter=charter, published_at=FIRST, certain=True,
            closes_at=FIRST + timedelta(days=5),
        )  # fmt: skip
        offered = kinds.catalogue.kinds
        for start in range(0, DEEDS, LINES):
            journal, at = uuid4(), FIRST + timedelta(minutes=start)
            ends = range(start, start + LINES)
            holds = [
                ledger.Hold(
                    unit=ledger.Unit.PT, debit=self.issuance, credit=self.wallets[one],
                    amount=Points(offered[one % len(offered)].points), code="deed",
                )
                for one in ends
            ]  # fmt: skip
            ledger.enter(viewer=SYSTEM, journal_id=journal, entries=holds, now=at)
            keys: list[UUID] = [ledger.line_id(journal, line) for line in range(LINES)]
            posts = [ledger.Post(hold_id=key) for key in keys]
            ledger.enter(viewer=SYSTEM, journal_id=uuid4(), entries=posts, now=at)
            Deed.objects.bulk_create(
                Deed(
                    bank=self.bank, household_id=self.homes[one], kind=kind.code,
                    field=kind.field.value, points=kind.points, catalogue=kinds, charter=charter,
                    done_on=MONTH, state="posted", entered_at=at, decided_at=at, hold_id=key,
                    notice=notice,
                )
                for one, key in zip(ends, keys, strict=True)
                for kind in [offered[one % len(offered)]]
            )  # fmt: skip

    def close(self) -> Any:
        from maplebridge.bank import actions

        return actions.close_month(
            viewer=self.viewer, bank_id=self.bank.pk, month=MONTH, now=CLOSING
        )

    def sheet(self, limit: int = 100) -> int:
        """Every part of the sheet as its paper reads it; the households that were shown."""
        from maplebridge.bank.queries.sheets import month_sheet

        after, shown = 0, 0
        while True:
            found = month_sheet(
                self.viewer, self.bank, MONTH, now=CLOSING, after=after, limit=limit
            )
            shown += len(found.lines)
            after = found.after
            if not after:
                return shown

    def slips(self) -> int:
        from maplebridge.bank.queries.slips import slips_for

        after, shown = 0, 0
        while True:
            made, after = slips_for(self.viewer, self.bank, MONTH, now=CLOSING, after=after)
            shown += len(made)
            if not after:
                return shown

    def printed(self) -> int:
        """Some of the hundred parts, as the worker prints them; what memory the later ones added."""
        from maplebridge.bank import actions
        from maplebridge.bank.actions import printing
        from maplebridge.bank.queries.sheets import get_seal

        seal = get_seal(self.bank, MONTH)
        run = actions.print_all(viewer=self.viewer, seal=seal, language="zh-hans", now=CLOSING)
        peaks = []
        for _ in range(PARTS):
            printing.work(run_id=run.pk, until=lambda: True, now=CLOSING)
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        print(
            f"  memory at most after the 2nd part {peaks[1]} MB, after the {PARTS}th {peaks[-1]} MB"
        )
        run.refresh_from_db()
        return int(run.made)

    def check(self) -> None:
        from maplebridge.bank.queries import slips as reading

        slip = reading.own_slip(self.bank, MONTH, self.homes[HOUSEHOLDS // 2])
        for _ in range(10):
            assert reading.check(self.bank, slip.said).matches

    def paper(self, address: str) -> int:
        from django.test import Client
        from time_machine import travel

        from maplebridge.people.models import Account

        client = Client(headers={"accept-language": "zh-hans", "host": "localhost"})
        client.force_login(Account.objects.get(person=self.viewer.person_id))
        with travel(CLOSING, tick=False):
            answer = client.get(f"/bank/{self.bank.pk}/sheets/2026-11/{address}")
        assert answer["content-type"] == "application/pdf", answer.status_code
        return len(answer.content)


def cpu(words: str, work: Callable[[], Any]) -> float:
    began = time.process_time()
    found = work()
    taken = time.process_time() - began
    print(f"  {words:46} {taken:7.2f} s   {found if isinstance(found, int) else ''}", flush=True)
    return taken


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        from maplebridge.core.viewer import SYSTEM
        from maplebridge.ledger import public as ledger

        bank = Bank()
        for batch in ledger.enter_many(viewer=SYSTEM, arrivals=bank.rewards()):
            assert batch.entered == batch.count, batch
        bank.deeds()
        print(f"\n  {ledger.Transfer.objects.count():,} rows, {HOUSEHOLDS:,} households, SQLite")
        total = cpu("close, seal, a leaf for each household", bank.close)
        total += cpu("figures of all parts of the sheet", bank.sheet)
        cpu("figures of all slips, each leaf checked", bank.slips)
        cpu("a slip checked by its holder, ten times", bank.check)
        cpu("one part of the sheet as a PDF (100, A3), bytes", lambda: bank.paper("paper/"))
        cpu("one part of the slips as a PDF (100), bytes", lambda: bank.paper("slips/paper/"))
        cpu(f"{PARTS} of the hundred parts by the worker, slips", bank.printed)
        print(f"  closing and sheet together {total:.2f} s; floor {FLOOR_SECONDS:g} s")
        return int(total > FLOOR_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
