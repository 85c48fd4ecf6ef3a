"""The book in plain dictionaries: what a command does, or why not, and what a seal must come to.

It shares with the product only the canonical text of a row (tests/ledger/test_closing.py compares
that with the database's). Sums, rules, expiry, order and trees are written here a second time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from maplebridge.ledger.rules import leaves
from maplebridge.ledger.rules.journals import line_id

Row = dict[str, Any]
MOVING = {"posted", "settled"}
MAY_DIFFER = {"id", "at", "expires_at", "entered_by"}


class Refused(Exception):
    """The code of the sentence that a person reads."""


@dataclass
class Account:
    id: UUID
    book: UUID
    unit: str
    kind: str
    wallet: bool
    owner: UUID
    posted: int = 0
    held: int = 0
    incoming: int = 0

    @property
    def free(self) -> int:
        return self.posted - self.held


@dataclass
class Period:
    book: UUID
    number: int
    starts: datetime | None
    ends: datetime
    count: int = 0
    head: str = ""


@dataclass
class Model:
    accounts: dict[str, Account]
    salts: Callable[[UUID, int, int], bytes]
    rows: dict[UUID, Row] = field(default_factory=dict)
    resolved: dict[UUID, Row] = field(default_factory=dict)
    reversed: dict[UUID, Row] = field(default_factory=dict)
    periods: list[Period] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.by_id = {account.id: account for account in self.accounts.values()}

    # What is asked

    def move(self, id: UUID, at: datetime, entry: dict[str, Any]) -> None:
        """A transfer or, with `until`, a hold."""
        self._enter([self._row(id, at, entry)], at)

    def post(self, id: UUID, at: datetime, hold: UUID, amount: int | None) -> None:
        row = self._resolution(id, at, hold, "settled", amount)
        if self._late(row):
            ended = self.resolved.get(hold)
            if ended is None or ended["state"] == "expired":
                raise Refused("ledger_hold_expired")
            self._stands(row)
        else:
            self._unless_resolved(row)

    def void(self, id: UUID, at: datetime, hold: UUID) -> None:
        self._unless_resolved(self._resolution(id, at, hold, "voided", None))

    def reverse(self, id: UUID, at: datetime, of: UUID, again: bool) -> None:
        row = self._reversal(id, at, of, again)
        if of in self.reversed:
            self._stands(row)
        else:
            self._enter([row], at)

    def journal(self, id: UUID, at: datetime, entries: list[dict[str, Any]]) -> None:
        rows = []
        for number, entry in enumerate(entries):
            key = line_id(id, number)
            if "hold" in entry:
                state = "voided" if entry["void"] else "settled"
                rows.append(self._resolution(key, at, entry["hold"], state, None))
            else:
                rows.append(self._row(key, at, entry))
            rows[-1]["journal_id"] = id
        if all(row["id"] in self.rows for row in rows):
            for row in rows:
                self._stands(row)
            return
        if any(self._late(row) for row in rows):
            raise Refused("ledger_hold_expired")
        if any(row["resolves_id"] in self.resolved for row in rows):
            raise Refused("ledger_already_resolved")
        self._enter(rows, at)

    def expire(self, at: datetime, debits: set[UUID] | None = None) -> int:
        """Release what is overdue, of these accounts or of all."""
        due = [
            row
            for row in self.rows.values()
            if row["state"] == "pending" and row["id"] not in self.resolved
            and row["expires_at"] is not None and row["expires_at"] <= at
            and (debits is None or row["debit_id"] in debits)
        ]  # fmt: skip
        for held in due:
            self._end(held)
        return len(due)

    def close(self, at: datetime, book: UUID, ends: datetime) -> None:
        if ends > at:
            raise Refused("ledger_period_not_over")
        for held in [row for row in self.rows.values() if row["book_id"] == book]:
            over = held["expires_at"] is not None and held["expires_at"] < ends
            if held["state"] == "pending" and held["id"] not in self.resolved and over:
                self._end(held)
        mine = [period for period in self.periods if period.book == book]
        last = mine[-1].ends if mine else None
        if last == ends:
            return
        if last and ends < last:
            raise Refused("ledger_period_before_the_last")
        self.periods.append(Period(book, len(mine) + 1, last, ends))

    def seal(self, book: UUID) -> None:
        """Seal the oldest closed period: its head from its rows and from what each account had."""
        mine = [period for period in self.periods if period.book == book]
        period = next((one for one in mine if not one.head), None)
        if period is None:
            return
        rows = sorted(self._until(period), key=lambda row: (row["at"], row["id"].hex))
        inside = [row for row in rows if period.starts is None or row["at"] >= period.starts]
        hashes = [
            leaves.leaf(self.salts(book, period.number, number), leaves.text(row).encode())
            for number, row in enumerate(inside)
        ]
        moved = {row[side] for row in inside for side in ("debit_id", "credit_id")}
        balances = [
            leaves.balance_leaf(account, self._counters(account, rows))
            for account in sorted(moved, key=lambda key: key.hex)
        ]
        earlier = [one.head for one in mine if one.number == period.number - 1]
        period.count = len(inside)
        period.head = leaves.head(
            previous=earlier[0] if earlier else leaves.START, root=tree(hashes).hex(),
            balances=tree(balances).hex(), book_id=book, number=period.number, count=len(inside),
            starts_at=period.starts, ends_at=period.ends,
        )  # fmt: skip

    # How it works

    def closed_until(self, book: UUID) -> datetime | None:
        ends = [period.ends for period in self.periods if period.book == book]
        return ends[-1] if ends else None

    def balance_at(self, account: UUID, at: datetime) -> tuple[int, int, int]:
        rows = [row for row in self.rows.values() if row["at"] <= at]
        posted_in, posted_out, held_in, held_out = self._counters(account, rows)
        return posted_in - posted_out, held_out, held_in

    def _until(self, period: Period) -> list[Row]:
        mine = (row for row in self.rows.values() if row["book_id"] == period.book)
        return [row for row in mine if row["at"] < period.ends]

    def _counters(self, account: UUID, rows: list[Row]) -> tuple[int, int, int, int]:
        found = [0, 0, 0, 0]
        for row in rows:
            moved = row["amount"] if row["state"] in MOVING else 0
            held = row["amount"] if row["state"] == "pending" else -row["released"]
            if row["credit_id"] == account:
                found[0] += moved
                found[2] += held
            elif row["debit_id"] == account:
                found[1] += moved
                found[3] += held
        return found[0], found[1], found[2], found[3]

    def _row(self, id: UUID, at: datetime, entry: dict[str, Any]) -> Row:
        debit, credit = self.accounts[entry["debit"]], self.accounts[entry["credit"]]
        return dict.fromkeys(leaves.FIELDS) | {
            "id": id, "at": at, "book_id": debit.book, "unit": debit.unit, "debit_id": debit.id,
            "credit_id": credit.id, "amount": entry["amount"], "code": entry["code"],
            "state": "pending" if "until" in entry else "posted", "released": 0,
            "expires_at": entry.get("until"), "thing_kind": "", "rulebook": entry.get("rulebook", ""),
        }  # fmt: skip

    def _resolution(
        self, id: UUID, at: datetime, hold: UUID, state: str, amount: int | None
    ) -> Row:
        held = self.rows.get(hold)
        if held is None or held["state"] != "pending":
            raise Refused("ledger_no_hold")
        if amount is not None and not 0 < amount <= held["amount"]:
            raise Refused("ledger_more_than_held")
        return held | {
            "id": id, "at": at, "state": state, "amount": amount or held["amount"],
            "released": held["amount"], "resolves_id": hold, "expires_at": None,
        }  # fmt: skip

    def _reversal(self, id: UUID, at: datetime, of: UUID, again: bool) -> Row:
        undone = self.rows.get(of)
        if undone is None:
            raise Refused("ledger_no_transfer")
        if undone["state"] not in MOVING:
            raise Refused("ledger_nothing_to_reverse")
        if bool(undone["reverses_id"]) != again:
            raise Refused("ledger_is_no_reversal" if again else "ledger_is_a_reversal")
        return dict.fromkeys(leaves.FIELDS) | {
            "id": id, "at": at, "book_id": undone["book_id"], "unit": undone["unit"],
            "debit_id": undone["credit_id"], "credit_id": undone["debit_id"],
            "amount": undone["amount"], "state": "posted", "released": 0, "reverses_id": of,
            "code": "reinstate" if again else "reverse", "thing_kind": "",
            "rulebook": undone["rulebook"],
        }  # fmt: skip

    def _end(self, held: Row) -> None:
        """The row that releases a hold, dated with its end or with where the book is open again."""
        until, ends = self.closed_until(held["book_id"]), held["expires_at"]
        at = max(ends, until) if until else ends
        self._apply(self._resolution(line_id(held["id"], 0), at, held["id"], "expired", None))

    def _late(self, row: Row) -> bool:
        ends = self.rows[row["resolves_id"]]["expires_at"] if row["state"] == "settled" else None
        return ends is not None and row["at"] >= ends

    def _unless_resolved(self, row: Row) -> None:
        if row["resolves_id"] in self.resolved or row["id"] in self.rows:
            self._stands(row)
        else:
            self._apply(row)

    def _stands(self, row: Row) -> None:
        standing = self.rows.get(row["id"])
        if standing is None:
            raise Refused(
                "ledger_already_reversed" if row["reverses_id"] else "ledger_already_resolved"
            )
        if any(standing[name] != row[name] for name in leaves.FIELDS if name not in MAY_DIFFER):
            raise Refused("transfer_id_taken")

    def _enter(self, rows: list[Row], at: datetime) -> None:
        if any(row["id"] in self.rows for row in rows):
            for row in rows:
                self._stands(row)
            return
        for row in rows:
            until = self.closed_until(row["book_id"])
            if until and row["at"] < until:
                raise Refused("ledger_period_closed")
        if self._short(rows):
            self.expire(at, {row["debit_id"] for row in rows})
        if self._short(rows):
            raise Refused("ledger_not_enough")
        for row in rows:
            self._apply(row)

    def _short(self, rows: list[Row]) -> bool:
        change: dict[UUID, int] = {}
        for row in rows:
            moved = row["amount"] if row["state"] in MOVING else 0
            held = row["amount"] if row["state"] == "pending" else -row["released"]
            change[row["debit_id"]] = change.get(row["debit_id"], 0) - moved - held
            change[row["credit_id"]] = change.get(row["credit_id"], 0) + moved
        return any(
            self.by_id[key].wallet and self.by_id[key].free + by < 0 for key, by in change.items()
        )

    def _apply(self, row: Row) -> None:
        self.rows[row["id"]] = row
        if row["resolves_id"]:
            self.resolved[row["resolves_id"]] = row
        if row["reverses_id"]:
            self.reversed[row["reverses_id"]] = row
        moved = row["amount"] if row["state"] in MOVING else 0
        held = row["amount"] if row["state"] == "pending" else -row["released"]
        debit, credit = self.by_id[row["debit_id"]], self.by_id[row["credit_id"]]
        debit.posted -= moved
        debit.held += held
        credit.posted += moved
        credit.incoming += held


def tree(hashes: list[bytes]) -> bytes:
    """The Merkle tree of RFC 6962, section 2.1, as it is defined there."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return hashlib.sha256(b"\x01" + tree(hashes[:split]) + tree(hashes[split:])).digest()
