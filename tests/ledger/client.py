"""A client of the ledger in a process of its own, for tests that race and kill. Not a test.

    client.py migrate
    client.py spend SEED ROUNDS THREADS    give 1 and redeem 2 from one shared household, racing
    client.py replay SEED COUNT            enter COUNT transfers with fixed ids, from the first one
    client.py fold TIMES                   fold the tails while others write
    client.py persist NAME ROUNDS FILE     post with retries until acknowledged; FILE keeps what was
    client.py count FOLDER ASKED           what a storm of such clients came to, as JSON
    client.py fill [open]                  a bank whose first month is sealed, or open; prints its rows as JSON
    client.py verify                       maplebridge ledger verify
    client.py simulate SEED STEPS          run the simulator (simulator.py); prints where it ended
    client.py report                       numbers of the whole book as JSON

LEDGER_URL names the database. Only the ledger is loaded, so a start takes a third of a second.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

import django
from django.conf import settings


def configure() -> None:
    from maplebridge.settings import _database

    settings.configure(
        INSTALLED_APPS=["maplebridge.core", "maplebridge.ledger"],
        DATABASES={"default": _database(os.environ["LEDGER_URL"])},
        USE_TZ=True,
    )
    django.setup()


def accounts():
    from maplebridge.ledger import public as ledger

    def open_one(kind: str, constrained: bool):
        return ledger.open_account(
            unit=ledger.Unit.PT, kind=kind, owner_id=uuid5(NAMESPACE_OID, kind),
            constrained=constrained, now=now(),
        )  # fmt: skip

    return open_one("issuance", False), open_one("redeemed", False), open_one("household", True)


def now() -> datetime:
    return datetime.now(UTC)


def move(id: UUID, debit, credit, amount: int, code: str) -> bool:
    from maplebridge.core.errors import RuleBroken
    from maplebridge.core.values import Points
    from maplebridge.core.viewer import SYSTEM
    from maplebridge.ledger import public as ledger

    try:
        ledger.transfer(
            viewer=SYSTEM, id=id, unit=ledger.Unit.PT, debit=debit, credit=credit,
            amount=Points(amount), code=code, now=now(),
        )  # fmt: skip
    except RuleBroken as refused:
        assert refused.code == "ledger_not_enough", refused.code
        return False
    return True


def spend(seed: str, rounds: str, threads: str) -> None:
    from django.db import connection

    issuance, redeemed, household = accounts()

    def one(worker: int) -> int:
        taken = 0
        for _ in range(int(rounds)):
            move(uuid4(), issuance, household, 1, "reward")
            taken += move(uuid4(), household, redeemed, 2, "redeem")
        connection.close()
        return taken

    with ThreadPoolExecutor(int(threads)) as pool:
        print(json.dumps({"taken": sum(pool.map(one, range(int(threads))))}))


def replay(seed: str, count: str) -> None:
    issuance, redeemed, household = accounts()
    for number in range(int(count)):
        move(uuid5(NAMESPACE_OID, f"{seed}:{number}"), issuance, household, 3, "reward")
        move(uuid5(NAMESPACE_OID, f"{seed}:{number}:out"), household, redeemed, 1, "redeem")


def persist(name: str, rounds: str, file: str) -> None:
    """Each round a transfer, a journal of two rows, a hold and its settling; replays from the first."""
    from maplebridge.core.values import Points
    from maplebridge.core.viewer import SYSTEM
    from maplebridge.ledger import public as ledger

    acknowledged = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    issuance, redeemed, household = until_heard(accounts)

    def tell(*rows) -> None:
        for row in rows:
            os.write(acknowledged, f"{row.pk.hex}\n".encode())

    def moved(debit, credit, amount: int, code: str):
        return ledger.Move(
            unit=ledger.Unit.PT, debit=debit, credit=credit, amount=Points(amount), code=code
        )

    for number in range(int(rounds)):
        key = partial(key_of, name, number)
        moving = partial(until_heard, viewer=SYSTEM, unit=ledger.Unit.PT)
        tell(moving(
            ledger.transfer, id=key("in"), debit=issuance, credit=household, amount=Points(3),
            code="reward",
        ))  # fmt: skip
        tell(*until_heard(
            ledger.enter, viewer=SYSTEM, journal_id=key("journal"), entries=[
                moved(household, redeemed, 1, "redeem"), moved(issuance, household, 2, "reward")
            ],
        ))  # fmt: skip
        tell(moving(
            ledger.hold, id=key("hold"), debit=household, credit=redeemed, amount=Points(2),
            code="redeem",
        ))  # fmt: skip
        tell(until_heard(ledger.post, viewer=SYSTEM, id=key("post"), hold_id=key("hold")))


def key_of(name: str, number: int, what: str) -> UUID:
    return uuid5(NAMESPACE_OID, f"{name}:{number}:{what}")


def until_heard(ask, **asked):
    """Ask until an answer came; a killed connection is closed and opened anew."""
    from django.db import DatabaseError, InterfaceError, connection

    while True:
        try:
            return ask(**asked, **({} if ask is accounts else {"now": now()}))
        except (DatabaseError, InterfaceError):
            connection.close()


def count(folder: str, asked: str) -> None:
    from maplebridge.ledger.models import Transfer
    from maplebridge.ledger.queries import recomputed
    from maplebridge.ledger.rules.journals import line_id

    heard = {line for file in Path(folder).iterdir() for line in file.read_text().split()}
    standing = {key.hex for key in Transfer.objects.values_list("pk", flat=True)}
    halves = 0
    for name, rounds in json.loads(asked).items():
        for number in range(rounds):
            journal = key_of(name, number, "journal")
            lines = [line_id(journal, line).hex in standing for line in range(3)]
            halves += lines != [True, True, False]
    print(
        json.dumps(
            {
                "rows": Transfer.objects.count(),
                "acknowledged": len(heard),
                "lost": len(heard - standing),
                "drifted": sum(differs for _, differs in recomputed()),
                "halves": halves,
            }
        )
    )


def fill(state: str = "sealed") -> None:
    from django.db import connection

    from maplebridge.core.viewer import SYSTEM
    from maplebridge.ledger import public as ledger
    from maplebridge.ledger.models import Transfer

    issuance, redeemed, household = accounts()
    for number in range(40):
        move(uuid5(NAMESPACE_OID, f"fill:{number}"), issuance, household, number + 2, "reward")
    told = {"amount": 1_234_567, "code": "thanks", "rulebook": "tariff/7"}
    row = ledger.transfer(
        viewer=SYSTEM, id=uuid4(), unit=ledger.Unit.PT, debit=issuance, credit=household,
        now=now(), thing=("matters.matter", uuid5(NAMESPACE_OID, "matter")), **told,
    )  # fmt: skip
    move(uuid4(), household, redeemed, 9, "redeem")
    ends = now()
    if state == "sealed":
        ledger.close_period(viewer=SYSTEM, book_id=issuance.book_id, ends_at=ends, now=ends)
        ledger.seal_period(book_id=issuance.book_id, now=ends)
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    standing = Transfer.objects.get(pk=row.pk)
    print(
        json.dumps({"row": str(row.pk), "credit": row.credit_id.hex, "at": str(standing.at)[:11]})
    )


def report() -> None:
    from maplebridge.ledger import public as ledger
    from maplebridge.ledger.models import Transfer
    from maplebridge.ledger.queries import recomputed

    issuance, _, household = accounts()
    print(
        json.dumps(
            {
                "transfers": Transfer.objects.count(),
                "rewards": Transfer.objects.filter(code="reward").count(),
                "redeemed": Transfer.objects.filter(code="redeem").count(),
                "household": ledger.balance(household).available,
                "issuance": ledger.balance(issuance).posted,
                "drifted": sum(differs for _, differs in recomputed()),
            }
        )
    )


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def fold(times: str) -> None:
    from maplebridge.ledger import public as ledger

    for _ in range(int(times)):
        ledger.fold_tails(now=now())


def simulate(seed: str, steps: str) -> None:
    from tests.ledger import simulator

    migrate()
    print(simulator.run(int(seed), int(steps)))


def verify() -> None:
    from argparse import Namespace

    from maplebridge.ledger.commands import ledger as command

    sys.exit(command.run(Namespace(verb="verify", book=None)))


VERBS = {
    verb.__name__: verb
    for verb in (migrate, spend, replay, persist, count, fill, verify, simulate, fold, report)
}


if __name__ == "__main__":
    configure()
    VERBS[sys.argv[1]](*sys.argv[2:])
