"""The arithmetic of the ledger: what one transfer row does to its two accounts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from maplebridge.core.values import Fen, Minutes, Points

Amount = Points | Minutes | Fen
"""What a transfer moves: whole points, minutes or fen. Never a float, never a plain number."""

AMOUNT_MAX = 10**12
"""The largest single transfer. Sums of millions of such rows still fit 64 bits."""

COMMON_BOOK = UUID(int=0)
"""The book of accounts that no bank of their own keeps, such as points for taking part in matters."""

REVERSE, REINSTATE = "reverse", "reinstate"
"""The codes of a row that undoes another, and of one that undoes such a reversal."""


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
    EXPIRED = "expired"
    """Resolves a hold whose time is over: moves nothing, releases the whole of it."""


MOVING = frozenset({State.POSTED, State.SETTLED})
RESOLVING = frozenset({State.SETTLED, State.VOIDED, State.EXPIRED})
RELEASING = RESOLVING - MOVING


class PeriodState(StrEnum):
    """Of a stretch of a book that is over. What no period covers is open."""

    CLOSED = "closed"
    """Nothing is entered into it any more; it is being numbered."""
    SEALED = "sealed"
    """Numbered, with its roots and its head; it stands for ever."""


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
