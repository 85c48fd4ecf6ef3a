"""The arithmetic of the ledger: what one transfer row does to its two accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from maplebridge.core.values import Fen, Minutes, Points

Amount = Points | Minutes | Fen
"""What a transfer moves: whole points, minutes or fen. Never a float, never a plain number."""

AMOUNT_MAX = 10**12
"""The largest single transfer. Sums of millions of such rows still fit 64 bits."""


class Unit(StrEnum):
    """What an account counts. A transfer never crosses from one unit into another."""

    PT = "PT"
    MIN = "MIN"
    FEN = "FEN"


class State(StrEnum):
    """What a row does. Rows never change: a hold is resolved by a further row that names it."""

    POSTED = "posted"
    """Moves the amount at once."""
    PENDING = "pending"
    """Holds the amount on the debit side until a further row settles or voids it."""
    SETTLED = "settled"
    """Resolves a hold: moves `amount`, releases the whole of it."""
    VOIDED = "voided"
    """Resolves a hold: moves nothing, releases the whole of it."""


MOVING = frozenset({State.POSTED, State.SETTLED})
RESOLVING = frozenset({State.SETTLED, State.VOIDED})

WALLET_CODES: Mapping[str, frozenset[str]] = {
    "household": frozenset({"redeem", "expire", "merge"}),
}
"""The only codes that may take out of a constrained account, by the account's kind.

There is none for a fine or a deduction, on purpose: points are never taken away for conduct. The
database holds the same list in its triggers; tests/ledger/test_guards.py compares the two.
"""


@dataclass(frozen=True, slots=True)
class Effect:
    """The change of one account's four counters by one row."""

    posted_in: int = 0
    posted_out: int = 0
    held_in: int = 0
    held_out: int = 0


def effects(state: State, amount: int, released: int) -> tuple[Effect, Effect]:
    """Return what a row does to its debit and to its credit account, in this order.

    `released` is the amount of the hold that the row resolves, 0 for any other row. A hold that is
    settled for less gives the rest back to the debit account.
    """
    moved = amount if state in MOVING else 0
    held = amount if state is State.PENDING else -released
    return Effect(posted_out=moved, held_out=held), Effect(posted_in=moved, held_in=held)


@dataclass(frozen=True, slots=True)
class Balance:
    """An account at one moment. `available` is what may be spent; `incoming` never is.

    posted = in minus out; held = promised to others and not yet resolved; available = posted minus
    held; incoming = promised by others. An unconstrained account, such as the one that issues
    points, has a negative balance: minus what it gave out.
    """

    posted: int
    held: int
    incoming: int = 0

    @property
    def available(self) -> int:
        return self.posted - self.held


def may_take_out(kind: str, constrained: bool, code: str) -> bool:
    """Whether a transfer with `code` may debit an account of this kind."""
    return not constrained or code in WALLET_CODES.get(kind, frozenset())
