"""A village's book under a random stream of commands, with a fake clock and failures on purpose.

    python -m tests.ledger.simulator [--seed 7] [--steps 2000] [--url sqlite:///book.sqlite3 ...]

The stream follows from the seed and from the model in plain dictionaries (model.py) alone, so every
engine hears the same. After each command the answer is compared with the model's; at the end all
rows, all balances at many instants, every head and `verify`. Several --url must end in the same
digest. Failures: a caller's transaction undone after the command; an answer that nobody heard, so
that it is asked again; a statement that loses its lock; sealing cut off after a page.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from .model import Account, Model, Refused

START = datetime(2026, 1, 1, tzinfo=UTC)
WALLETS = ("wang", "li", "zhao")


def plan(seed: int) -> dict[str, Account]:
    """Two village banks, each with points of three households and a fund of money."""
    dice = random.Random(f"{seed}:accounts")
    found = {}
    for village in ("east", "west"):
        book = UUID(int=dice.getrandbits(128))
        for kind, unit, names in (
            ("issuance", "PT", ["issuance"]), ("redeemed", "PT", ["redeemed"]),
            ("household", "PT", WALLETS), ("donor", "FEN", ["donor"]),
            ("fund", "FEN", ["fund"]), ("shop", "FEN", ["shop"]),
        ):  # fmt: skip
            for name in names:
                found[f"{village}.{name}"] = Account(
                    UUID(int=dice.getrandbits(128)), book, unit, kind,
                    kind in {"household", "fund"}, UUID(int=dice.getrandbits(128)),
                )  # fmt: skip
    return found


def salts_of(seed: int, book: UUID, number: int) -> random.Random:
    return random.Random(f"{seed}:{book}:{number}")


def salt(seed: int, book: UUID, number: int, row: int) -> bytes:
    dice = salts_of(seed, book, number)
    return dice.randbytes(16 * (row + 1))[-16:]


class Stream:
    """Commands as plain data; each may lean on what the model has come to."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(f"{seed}:stream")
        self.now = START
        self.model = Model(plan(seed), lambda book, number, row: salt(seed, book, number, row))
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def key(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128))

    def next(self) -> tuple[str, dict[str, Any]]:
        self.now += timedelta(microseconds=self.dice.choice([0, 1, 999_999, 7_200_000_000]))
        verbs = {
            "give": 20, "spend": 16, "hold": 16, "post": 8, "void": 4, "reverse": 6, "journal": 10,
            "again": 6, "other": 3, "expire": 3, "fold": 2, "close": 2, "seal": 3, "late": 2,
        }  # fmt: skip
        verb = self.dice.choices(list(verbs), list(verbs.values()))[0]
        return getattr(self, f"_{verb}")()

    def _village(self) -> str:
        return self.dice.choice(["east", "west"])

    def _entry(self, village: str, kind: str) -> dict[str, Any]:
        wallet = f"{village}.{self.dice.choice(WALLETS)}"
        ways = {
            "give": (f"{village}.issuance", wallet, "reward"),
            "spend": (wallet, f"{village}.redeemed", "redeem"),
            "donate": (f"{village}.donor", f"{village}.fund", "donate"),
            "buy": (f"{village}.fund", f"{village}.shop", "spend"),
        }
        debit, credit, code = ways[kind]
        return {
            "debit": debit, "credit": credit, "code": code, "amount": self.dice.randint(1, 9),
            "rulebook": self.dice.choice(["", "rules/1", "米|2"]),
        }  # fmt: skip

    def _give(self) -> tuple[str, dict[str, Any]]:
        kind = self.dice.choice(["give", "give", "donate"])
        return self._moved(self._entry(self._village(), kind))

    def _spend(self) -> tuple[str, dict[str, Any]]:
        kind = self.dice.choice(["spend", "spend", "buy"])
        return self._moved(self._entry(self._village(), kind))

    def _hold(self) -> tuple[str, dict[str, Any]]:
        entry = self._entry(self._village(), self.dice.choice(["spend", "spend", "give", "buy"]))
        ends = self.now + timedelta(microseconds=self.dice.choice([1, 3_600_000_000, 10**11]))
        entry["until"] = self.dice.choice([None, ends])
        return self._moved(entry)

    def _moved(self, entry: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return "move", {"id": self.key(), "at": self.now, "entry": entry}

    def _some_hold(self) -> UUID:
        holds = [row["id"] for row in self.model.rows.values() if row["state"] == "pending"]
        left = [one for one in holds if one not in self.model.resolved]
        return self.dice.choice((left or holds or [self.key()])[-20:])

    def _post(self) -> tuple[str, dict[str, Any]]:
        amount = self.dice.choice([None, 1, self.dice.randint(1, 12)])
        held = self._some_hold()
        return "post", {"id": self.key(), "at": self.now, "hold": held, "amount": amount}

    def _void(self) -> tuple[str, dict[str, Any]]:
        return "void", {"id": self.key(), "at": self.now, "hold": self._some_hold()}

    def _reverse(self) -> tuple[str, dict[str, Any]]:
        undone = list(self.model.reversed) if self.dice.random() < 0.2 else []
        of = self.dice.choice(undone[-9:] or list(self.model.rows)[-30:] or [self.key()])
        again = self.dice.random() < 0.3
        return "reverse", {"id": self.key(), "at": self.now, "of": of, "again": again}

    def _journal(self) -> tuple[str, dict[str, Any]]:
        """Points and money at once, sometimes with a hold that is resolved; one thing may be wrong."""
        village = self._village()
        kinds = self.dice.choice([
            ["give", "donate"], ["give", "give", "spend"], ["donate", "buy", "give"], ["spend", "give"],
        ])  # fmt: skip
        entries = [self._entry(village, kind) for kind in kinds]
        if self.dice.random() < 0.4:
            entries = [one for one in entries if one["code"] not in {"redeem", "spend"}]
            entries.append({"hold": self._some_hold(), "void": self.dice.random() < 0.5})
        return "journal", {"id": self.key(), "at": self.now, "entries": entries}

    def _again(self) -> tuple[str, dict[str, Any]]:
        """Somebody asks once more for what was asked before."""
        if not self.asked:
            return self._give()
        verb, asked = self.dice.choice(self.asked[-40:])
        return verb, asked | {"at": self.now}

    def _other(self) -> tuple[str, dict[str, Any]]:
        """The id of what stands, with other content."""
        moves = [asked for verb, asked in self.asked[-40:] if verb == "move"]
        if not moves:
            return self._give()
        asked = self.dice.choice(moves)
        entry = {name: value for name, value in asked["entry"].items() if name != "until"}
        changed = entry | {"amount": entry["amount"] + 1, "rulebook": "other/1"}
        return "move", asked | {"at": self.now, "entry": changed}

    def _late(self) -> tuple[str, dict[str, Any]]:
        """A day before everything: refused where the book is closed."""
        verb, asked = self._spend() if self.dice.random() < 0.5 else self._give()
        return verb, asked | {"at": START - timedelta(days=1)}

    def _expire(self) -> tuple[str, dict[str, Any]]:
        return "expire", {"at": self.now}

    def _fold(self) -> tuple[str, dict[str, Any]]:
        return "fold", {"at": self.now}

    def _book(self) -> UUID:
        return self.model.accounts[f"{self._village()}.issuance"].book

    def _close(self) -> tuple[str, dict[str, Any]]:
        back = timedelta(microseconds=self.dice.choice([0, 1, 7_200_000_000, -5]))
        return "close", {"at": self.now, "book": self._book(), "ends": self.now - back}

    def _seal(self) -> tuple[str, dict[str, Any]]:
        return "seal", {"at": self.now, "book": self._book()}

    def expected(self, verb: str, asked: dict[str, Any]) -> str:
        """What the model answers; it has changed accordingly."""
        try:
            if verb == "expire":
                self.model.expire(asked["at"])
            elif verb == "seal":
                self.model.seal(asked["book"])
            elif verb != "fold":
                getattr(self.model, verb)(**asked)
        except Refused as refused:
            return str(refused)
        if verb in {"move", "post", "void", "journal", "reverse"}:
            self.asked.append((verb, asked))
        return "done"


class Book:
    """The product's ledger on one engine, driven by the same commands."""

    def __init__(self, seed: int, model: Model) -> None:
        from maplebridge.ledger.models import LedgerAccount

        self.seed = seed
        self.failures = random.Random(f"{seed}:failures")
        self.accounts = {}
        for name, one in model.accounts.items():
            self.accounts[name] = LedgerAccount.objects.create(
                id=one.id, book_id=one.book, unit=one.unit, kind=one.kind, owner_id=one.owner,
                constrained=one.wallet, opened_at=START,
            )  # fmt: skip

    def answer(self, verb: str, asked: dict[str, Any]) -> str:
        """What the product answers, with failures in between that must not show."""
        kind = self.failures.choices(["none", "undone", "unheard", "lock"], [70, 10, 10, 10])[0]
        if kind == "undone":
            self._undone(verb, asked)
        if kind == "lock" and verb == "journal":
            with self._a_lost_lock():
                return self._ask(verb, asked)
        told = self._ask(verb, asked)
        if kind == "unheard" and told == "done" and verb != "seal":
            assert self._ask(verb, asked) == "done", f"asked again: {verb} {asked}"
        return told

    def _undone(self, verb: str, asked: dict[str, Any]) -> None:
        """The caller's own transaction fails after the command: nothing may be left of it."""
        from django.db import transaction

        with transaction.atomic():
            self._ask(verb, asked)
            transaction.set_rollback(True)

    def _a_lost_lock(self):
        from unittest.mock import patch

        from django.db import OperationalError

        from maplebridge.ledger.actions import journals

        real, tries = journals.insert, iter([True])

        def insert(*arguments: Any, **options: Any) -> int:
            if next(tries, False):
                raise OperationalError("database is locked")
            return real(*arguments, **options)

        return patch.object(journals, "insert", insert)

    def _ask(self, verb: str, asked: dict[str, Any]) -> str:
        from maplebridge.core.errors import RuleBroken

        try:
            getattr(self, f"_{verb}")(**asked)
        except RuleBroken as refused:
            return refused.code
        return "done"

    def _entry(self, entry: dict[str, Any]) -> Any:
        from maplebridge.ledger import public as ledger

        if "hold" in entry:
            kind = ledger.Void if entry["void"] else ledger.Post
            return kind(hold_id=entry["hold"])
        debit, credit = (self.accounts[entry[side]] for side in ("debit", "credit"))
        move = {
            "unit": ledger.Unit(debit.unit), "debit": debit, "credit": credit,
            "amount": entry["amount"], "code": entry["code"], "rulebook": entry["rulebook"],
        }  # fmt: skip
        if "until" in entry:
            return ledger.Hold(**move, expires_at=entry["until"])
        return ledger.Move(**move)

    def _move(self, id: UUID, at: datetime, entry: dict[str, Any]) -> None:
        from maplebridge.core.viewer import SYSTEM
        from maplebridge.ledger import public as ledger

        made = self._entry(entry)
        more = {"expires_at": made.expires_at} if isinstance(made, ledger.Hold) else {}
        verb = ledger.hold if more or "until" in entry else ledger.transfer
        verb(
            viewer=SYSTEM, id=id, unit=made.unit, debit=made.debit, credit=made.credit,
            amount=made.amount, code=made.code, now=at, rulebook=made.rulebook, **more,
        )  # fmt: skip

    def _post(self, id: UUID, at: datetime, hold: UUID, amount: int | None) -> None:
        from maplebridge.core.viewer import SYSTEM
        from maplebridge.ledger import public as ledger

        ledger.post(viewer=SYSTEM, id=id, hold_id=hold, now=at, amount=amount)  # type: ignore[arg-type]

    def _void(self, id: UUID, at: datetime, hold: UUID) -> None:
        from maplebridge.core.viewer import SYSTEM
        from maplebridge.ledger import public as ledger

        ledger.void(viewer=SYSTEM, id=id, hold_id=hold, now=at)

    def _reverse(self, id: UUID, at: datetime, of: UUID, again: bool) -> None:
        from maplebridge.core.viewer import SYSTEM
        from maplebridge.ledger import public as ledger

        ledger.reverse(viewer=SYSTEM, id=id, transfer_id=of, now=at, of_reversal=again)

    def _journal(self, id: UUID, at: datetime, entries: list[dict[str, Any]]) -> None:
        from maplebridge.core.viewer import SYSTEM
        from maplebridge.ledger import public as ledger

        made = [self._entry(entry) for entry in entries]
        ledger.enter(viewer=SYSTEM, journal_id=id, entries=made, now=at)

    def _expire(self, at: datetime) -> None:
        from maplebridge.ledger import actions

        actions.expire_all(now=at)

    def _fold(self, at: datetime) -> None:
        from maplebridge.ledger import actions

        actions.fold_tails(now=at)

    def _close(self, at: datetime, book: UUID, ends: datetime) -> None:
        from maplebridge.core.viewer import SYSTEM
        from maplebridge.ledger import public as ledger

        ledger.close_period(viewer=SYSTEM, book_id=book, ends_at=ends, now=at)

    def _seal(self, at: datetime, book: UUID) -> None:
        """Sometimes cut off after the first page, and begun again."""
        from maplebridge.ledger.actions import closing
        from maplebridge.ledger.models import BookPage, BookPeriod

        open_ones = BookPeriod.objects.filter(book_id=book, state="closed").order_by("number")
        period = open_ones.first()
        if period is None:
            return
        dice = salts_of(self.seed, book, period.number)
        done = sum(BookPage.objects.filter(period=period).values_list("count", flat=True))
        dice.randbytes(16 * done)
        if self.failures.random() < 0.5:
            closing._seal_pages(period, dice.randbytes)
        closing.seal_period(book_id=book, now=at, salts=dice.randbytes)


def run(seed: int, steps: int) -> str:
    """Drive the configured database; the digest of where it ended. Raises AssertionError on a difference."""
    from unittest.mock import patch

    from maplebridge.ledger.actions import closing
    from maplebridge.ledger.queries import sealed, verifying

    stream = Stream(seed)
    book = Book(seed, stream.model)
    with (
        patch.object(closing, "PAGE", 8), patch.object(sealed, "PAGE", 8),
        patch.object(verifying, "PAGE", 8), patch.object(closing, "PAGES_AT_ONCE", 1),
    ):  # fmt: skip
        for step in range(steps):
            verb, asked = stream.next()
            told, expected = book.answer(verb, asked), stream.expected(verb, asked)
            where = f"seed {seed}, step {step}: {verb} {asked}"
            assert told == expected, f"{where}: told {told}, expected {expected}"
        return _compare(stream, book, random.Random(f"{seed}:instants"))


def _compare(stream: Stream, book: Book, dice: random.Random) -> str:
    """Rows, balances now and at other instants, heads and the product's own check; a digest of all."""
    from maplebridge.ledger import public as ledger
    from maplebridge.ledger.models import BookPeriod, Transfer
    from maplebridge.ledger.queries import verify
    from maplebridge.ledger.rules import leaves

    model = stream.model
    found = {
        row.pk: leaves.text({name: getattr(row, name) for name in leaves.FIELDS})
        for row in Transfer.objects.all()
    }
    assert found == {key: leaves.text(row) for key, row in model.rows.items()}
    instants = [START + (stream.now - START) * dice.random() for _ in range(10)]
    for name, one in model.accounts.items():
        account = book.accounts[name]
        now = ledger.balance(account)
        assert (now.posted, now.held, now.incoming) == (one.posted, one.held, one.incoming), name
        assert now.available >= 0 or not one.wallet
        for at in instants:
            then = ledger.balance_at(account, at)
            assert (then.posted, then.held, then.incoming) == model.balance_at(one.id, at), name
    for unit in ("PT", "FEN"):
        assert sum(one.posted for one in model.accounts.values() if one.unit == unit) == 0
    heads = [
        (str(one.book_id), one.number, one.head)
        for one in BookPeriod.objects.order_by("book_id", "number")
    ]
    mine = sorted((str(one.book), one.number, one.head) for one in model.periods)
    assert heads == mine, (heads, mine)
    report = verify()
    assert not report.faults, report.faults
    whole = "\n".join([*sorted(found.values()), *map(str, heads)])
    return hashlib.sha256(whole.encode()).hexdigest()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="A random stream of commands against the model.")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--steps", type=int, default=2_000)
    parser.add_argument("--url", action="append", help="an empty database; several are compared")
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}, {options.steps} steps", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        urls = options.url or [f"sqlite:///{folder}/book.sqlite3"]
        digests = [_elsewhere(url, options.seed, options.steps) for url in urls]
    print("\n".join(digests))
    return 0 if len(set(digests)) == 1 and all(digests) else 1


def _elsewhere(url: str, seed: int, steps: int) -> str:
    """A process for each engine: Django is set up for one database."""
    command = [sys.executable, "-m", "tests.ledger.client", "simulate", str(seed), str(steps)]
    environment = os.environ | {"LEDGER_URL": url}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip().splitlines()[-1] if done.returncode == 0 else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
