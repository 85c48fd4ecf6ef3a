"""Silent offers: one sum of money, sealed figures in rounds, settled in the middle when they meet.

One side says what it would accept, the other what it would pay; neither sees the other's figure.
When the demand is no higher than the offer, or the gap is within the share that both agreed on
before, the middle is the result. Else nothing is said but that the round is over. A settled middle
lets each side work out the other's last figure; that is said before anybody takes part. No figure
of a round without result reaches the other side, the mediator or the agreement.

Law: 民訴法解釋 art. 107 (in force 2022-04-10).
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from maplebridge.core.errors import RuleBroken
from maplebridge.core.values import Fen

ROUNDS_MAX = 5
SHARE_BP_MAX = 3_000
"""No gap above three tenths is split by a rule: then people should talk."""
FIGURE_MAX = Fen(10**12)


class Side(StrEnum):
    """Who asks and who would pay."""

    ASKS = "asks"
    PAYS = "pays"

    @property
    def other(self) -> Side:
        return Side.PAYS if self is Side.ASKS else Side.ASKS


class State(StrEnum):
    """Where silent offers stand, told alike to everybody."""

    OPEN = "open"
    SETTLED = "settled"
    ENDED = "ended"


class Distance(StrEnum):
    """What a mediator sees of a round that is over, where both sides allow it."""

    OVERLAP = "overlap"
    NEAR = "near"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Terms:
    """What both sides agreed on before the first figure.

    `settle_bp` is the gap that is split, `near_bp` the gap that a mediator is told is near; both
    are basis points of the middle between the two figures, so that they weigh alike on both sides.
    """

    rounds: int
    settle_bp: int
    near_bp: int


@dataclass(frozen=True, slots=True)
class Round:
    """The sealed figures of one round. `timed_out`: its last day passed, whoever had said nothing."""

    asked: Fen | None = None
    offered: Fen | None = None
    timed_out: bool = False

    def of(self, side: Side) -> Fen | None:
        """The figure of one side."""
        return self.asked if side is Side.ASKS else self.offered

    @property
    def over(self) -> bool:
        return self.timed_out or (self.asked is not None and self.offered is not None)


@dataclass(frozen=True, slots=True)
class Shown:
    """All that one side is shown: its own figures, and what everybody is told."""

    state: State
    round: int
    rounds: int
    own: tuple[Fen | None, ...]
    settled: Fen | None


@dataclass(frozen=True, slots=True)
class ShownToMediator:
    """All that the mediator is shown; no figure but the result."""

    state: State
    round: int
    rounds: int
    settled: Fen | None
    distances: tuple[Distance | None, ...]
    """One for each round that is over; all None unless both sides allow it."""


def check_terms(terms: Terms) -> Terms:
    """The same terms. Raises RuleBroken(offers_terms_odd) when nobody could play by them."""
    if not (
        1 <= terms.rounds <= ROUNDS_MAX
        and 0 <= terms.settle_bp <= SHARE_BP_MAX
        and terms.settle_bp <= terms.near_bp <= 10_000
    ):
        raise RuleBroken("offers_terms_odd", rounds=ROUNDS_MAX, percent=SHARE_BP_MAX // 100)
    return terms


def settled_at(asked: Fen, offered: Fen, settle_bp: int) -> Fen | None:
    """The middle when the figures meet, else None. Half a fen is left off, to nobody's harm.

    They meet when the demand is at most the offer, or the gap at most `settle_bp` of the middle.
    """
    if asked > offered and not _within(asked, offered, settle_bp):
        return None
    return Fen((asked + offered) // 2)


def put(rounds: Sequence[Round], terms: Terms, side: Side, figure: Fen) -> tuple[Round, ...]:
    """The rounds with `side`'s figure sealed into the running one, in place of an earlier one.

    Raises RuleBroken: offers_over, offers_figure_odd.
    """
    state, number = _where(rounds, terms)
    if state is not State.OPEN:
        raise RuleBroken("offers_over")
    if not 0 <= figure <= FIGURE_MAX:
        raise RuleBroken("offers_figure_odd")
    return _with(rounds, number, side, figure)


def withdraw(rounds: Sequence[Round], terms: Terms, side: Side) -> tuple[Round, ...]:
    """The rounds as if `side` had put nothing into the running one. Raises RuleBroken(offers_over)."""
    state, number = _where(rounds, terms)
    if state is not State.OPEN:
        raise RuleBroken("offers_over")
    return _with(rounds, number, side, None)


def check_running(rounds: Sequence[Round], terms: Terms, number: int) -> None:
    """Raises RuleBroken(offers_round_over) when another round runs than the one that was looked at."""
    if _where(rounds, terms) != (State.OPEN, number):
        raise RuleBroken("offers_round_over")


def shown_to(side: Side, rounds: Sequence[Round], terms: Terms) -> Shown:
    """What `side` is shown. Whether the other has put a figure is not, until the round is over."""
    state, number = _where(rounds, terms)
    own = tuple(one.of(side) for one in rounds[:number])
    own += (None,) * (number - len(own))
    return Shown(state, number, terms.rounds, own, _result(rounds, terms))


def shown_to_mediator(
    rounds: Sequence[Round], terms: Terms, allowed_by: Set[Side]
) -> ShownToMediator:
    """What the mediator is shown: how far apart a finished round was only where both allow it."""
    state, number = _where(rounds, terms)
    ended = [one for one in rounds if one.over]
    both = set(allowed_by) >= set(Side)
    distances = tuple(_distance(one, terms) if both else None for one in ended)
    return ShownToMediator(state, number, terms.rounds, _result(rounds, terms), distances)


def _where(rounds: Sequence[Round], terms: Terms) -> tuple[State, int]:
    """The state, and the number (from 1) of the running or last round."""
    if _result(rounds, terms) is not None:
        return State.SETTLED, len(rounds)
    ended = sum(one.over for one in rounds)
    if ended >= terms.rounds:
        return State.ENDED, terms.rounds
    return State.OPEN, ended + 1


def _result(rounds: Sequence[Round], terms: Terms) -> Fen | None:
    """The sum at which the last round that both spoke in settled."""
    if not rounds or rounds[-1].asked is None or rounds[-1].offered is None:
        return None
    return settled_at(rounds[-1].asked, rounds[-1].offered, terms.settle_bp)


def _with(
    rounds: Sequence[Round], number: int, side: Side, figure: Fen | None
) -> tuple[Round, ...]:
    """An empty running round is left out altogether: it is as if nobody had spoken."""
    running = rounds[number - 1] if len(rounds) >= number else Round()
    asked = figure if side is Side.ASKS else running.asked
    offered = figure if side is Side.PAYS else running.offered
    fresh = Round(asked, offered)
    return (*rounds[: number - 1], *([fresh] if fresh != Round() else []))


def _distance(ended: Round, terms: Terms) -> Distance | None:
    if ended.asked is None or ended.offered is None:
        return None
    if settled_at(ended.asked, ended.offered, terms.settle_bp) is not None:
        return Distance.OVERLAP
    near = _within(ended.asked, ended.offered, terms.near_bp)
    return Distance.NEAR if near else Distance.FAR


def _within(asked: Fen, offered: Fen, share_bp: int) -> bool:
    """Whether the gap is at most `share_bp` of the middle: exact, in integers."""
    return (asked - offered) * 20_000 <= share_bp * (asked + offered)
