"""A client of the ledger in a process of its own, for tests that race and kill. Not a test.

    client.py migrate
    client.py spend SEED ROUNDS THREADS    give 1 and redeem 2 from one shared household, racing
    client.py replay SEED COUNT            enter COUNT transfers with fixed ids, from the first one
    client.py fold TIMES                   fold the tails while others write
    client.py report                       numbers of the whole book as JSON

LEDGER_URL names the database. Only the ledger is loaded, so a start takes a third of a second.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
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


def spend(seed: str, rounds: int, threads: int) -> None:
    from django.db import connection

    issuance, redeemed, household = accounts()

    def one(worker: int) -> int:
        taken = 0
        for _ in range(rounds):
            move(uuid4(), issuance, household, 1, "reward")
            taken += move(uuid4(), household, redeemed, 2, "redeem")
        connection.close()
        return taken

    with ThreadPoolExecutor(threads) as pool:
        print(json.dumps({"taken": sum(pool.map(one, range(threads)))}))


def replay(seed: str, count: int) -> None:
    issuance, redeemed, household = accounts()
    for number in range(count):
        move(uuid5(NAMESPACE_OID, f"{seed}:{number}"), issuance, household, 3, "reward")
        move(uuid5(NAMESPACE_OID, f"{seed}:{number}:out"), household, redeemed, 1, "redeem")


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


def main(verb: str, *arguments: str) -> None:
    configure()
    if verb == "migrate":
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
    elif verb == "spend":
        spend(arguments[0], int(arguments[1]), int(arguments[2]))
    elif verb == "replay":
        replay(arguments[0], int(arguments[1]))
    elif verb == "fold":
        from maplebridge.ledger import public as ledger

        for _ in range(int(arguments[0])):
            ledger.fold_tails(now=now())
    else:
        report()


if __name__ == "__main__":
    main(*sys.argv[1:])
