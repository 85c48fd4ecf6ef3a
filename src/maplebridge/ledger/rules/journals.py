"""A journal: rows that stand together or not at all, their ids, and an order they can be applied in."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from uuid import UUID

from .amounts import MOVING, State

LINES_MAX = 1_000
"""The most rows of one journal: a village merging its households, not an import."""


def line_id(journal_id: UUID, line: int) -> UUID:
    """The id of a journal's row, 0 for the first: the same for every retry, near the journal's own.

    It keeps the first six bytes of the journal's id, so that rows of journals made later sort
    later; the rest is a hash. Version 8 of RFC 9562.
    """
    hashed = hashlib.sha256(b"maplebridge.ledger.line" + journal_id.bytes + line.to_bytes(4, "big"))
    value = int.from_bytes(journal_id.bytes[:6] + hashed.digest()[:10], "big")
    value = value & ~(0xF << 76) | 0x8 << 76
    return UUID(int=value & ~(0b11 << 62) | 0b10 << 62)


@dataclass(frozen=True, slots=True)
class Flow:
    """What a row does to what its two accounts may spend. `wallet` says that the debit has a floor."""

    debit: Hashable
    credit: Hashable
    state: State
    wallet: bool

    @property
    def takes_from(self) -> Hashable | None:
        """The wallet that has less to spend after it."""
        return self.debit if self.wallet and self.state in {State.POSTED, State.PENDING} else None

    @property
    def gives_to(self) -> frozenset[Hashable]:
        """Accounts that have more to spend after it."""
        credited = {self.credit} if self.state in MOVING else set()
        released = {self.debit} if self.state not in {State.POSTED, State.PENDING} else set()
        return frozenset(credited | released)


def in_order(flows: Sequence[Flow]) -> list[int] | None:
    """The numbers of the rows, so that a wallet gets what the journal gives it before it pays.

    A journal then fits whenever its sums fit, whether the database applies it row by row (SQLite)
    or account by account (PostgreSQL). None when wallets pay each other in a circle.
    """
    givers: dict[Hashable, set[int]] = defaultdict(set)
    for number, flow in enumerate(flows):
        for account in flow.gives_to:
            givers[account].add(number)
    waits = {
        number: set(givers[flow.takes_from]) - {number} if flow.takes_from is not None else set()
        for number, flow in enumerate(flows)
    }
    followers: dict[int, list[int]] = defaultdict(list)
    for number, before in waits.items():
        for other in before:
            followers[other].append(number)
    ready = [number for number in range(len(flows)) if not waits[number]]
    ordered: list[int] = []
    for number in ready:  # grows while it is walked
        ordered.append(number)
        for follower in followers[number]:
            waits[follower].discard(number)
            if not waits[follower]:
                ready.append(follower)
    return ordered if len(ordered) == len(flows) else None
