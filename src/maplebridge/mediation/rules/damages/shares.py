"""Who bears how much of a loss that covers leave: the shares of the sides, and the claimant's own part.

Full blame, no blame and what the parties agreed on need no table. Everything between is local practice: a cell
of the rulebook with one value is applied, one with a range asks for a choice within it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .claim import Blame, Claim, Claimant, Kind, Position, ReducedFor, Side
from .rulebook import Cell, Rulebook
from .values import Refused

_WHEELS = {Kind.MOTOR, Kind.TRAILER}


@dataclass(frozen=True, slots=True)
class Borne:
    """The shares of one claimant's loss by side; what is missing to the whole is the own part."""

    by_side: Mapping[str, Fraction]
    cell: Cell | None = None
    agreed_by: str = ""

    @property
    def own(self) -> Fraction:
        return 1 - sum(self.by_side.values(), Fraction(0))


def borne(claim: Claim, who: Claimant, book: Rulebook) -> Borne:
    """The shares for one claimant, reductions taken off. Raises Refused where people must say them.

    Law: 民法典 art. 1172, 1173, 1174, 1217 (in force 2021-01-01).
    """
    if who.intent:
        return Borne({})
    said = next((one for one in claim.shares if one.claimant == who.id), None)
    if said is not None:
        found = Borne({part.side: part.share for part in said.parts}, agreed_by=said.by)
    else:
        found = _from_blame(claim, who, book)
    if who.reduction is None:
        return found
    kept = 1 - who.reduction.share
    every = who.reduction.of is ReducedFor.ALL_SIDES
    reduced = {
        side: share * kept if every or side == who.side else share
        for side, share in found.by_side.items()
    }
    return Borne(reduced, found.cell, found.agreed_by)


def _from_blame(claim: Claim, who: Claimant, book: Rulebook) -> Borne:
    own = claim.side(who.side)
    blamed = [one for one in claim.sides if one.blame is not Blame.NONE]
    others = [one for one in blamed if one.id != own.id]
    whole = [one for one in blamed if one.blame is Blame.FULL]
    if whole and whole[0].id != own.id:
        return Borne({whole[0].id: Fraction(1)})
    if who.position is Position.PASSENGER:
        return _as_passenger(own, blamed, book, who)
    if own.kind in _WHEELS:
        if whole:
            return Borne({})
        return _between_motors(own, others, blamed, book, who)
    return _on_foot(claim, own, others, blamed, book, who)


def _on_foot(
    claim: Claim, own: Side, others: list[Side], blamed: list[Side], book: Rulebook, who: Claimant
) -> Borne:
    """A walker or rider against one motor vehicle: it bears all, less what the other's fault takes off.

    Without any fault of the vehicle it bears a tenth at most.

    Law: 道路交通安全法 art. 76 (in force 2021-04-29).
    """
    if own.blame is Blame.NONE and len(others) == 2:
        return _between_motors(own, others, blamed, book, who)
    against = _against(claim)
    if own.blame is Blame.FULL and not against:
        return Borne({})
    if own.blame is Blame.NONE or len(against) != 1 or others not in ([], against):
        raise Refused("shares_needed", claimant=who.id)
    cell = book.cell(f"nonmotor_{own.blame.value}")
    return Borne({against[0].id: _single(cell, cell.value, who)}, cell)


def _against(claim: Claim) -> list[Side]:
    """The motor vehicles that a walker or rider meets: those to blame, or all where none is."""
    motors = [one for one in claim.sides if one.kind in _WHEELS]
    return [one for one in motors if one.blame is not Blame.NONE] or [
        one for one in motors if one.kind is Kind.MOTOR
    ]


def _between_motors(
    own: Side, others: list[Side], blamed: list[Side], book: Rulebook, who: Claimant
) -> Borne:
    """Two motor vehicles bear by their fault, whether one of them or a third person was hurt.

    Law: 道路交通安全法 art. 76 (in force 2021-04-29).
    """
    if len(blamed) != 2 or any(one.kind not in _WHEELS for one in blamed):
        raise Refused("shares_needed", claimant=who.id)
    shares, cell = _of_two(blamed, book, who)
    return Borne({one.id: shares[one.id] for one in others}, cell)


def _as_passenger(own: Side, blamed: list[Side], book: Rulebook, who: Claimant) -> Borne:
    """A passenger has no part in the driving: the own side bears like the others."""
    if [one.id for one in blamed] == [own.id]:
        return Borne({own.id: Fraction(1)})
    if len(blamed) != 2 or any(one.kind not in _WHEELS for one in blamed):
        raise Refused("shares_needed", claimant=who.id)
    shares, cell = _of_two(blamed, book, who)
    return Borne(shares, cell)


def _of_two(blamed: list[Side], book: Rulebook, who: Claimant) -> tuple[dict[str, Fraction], Cell]:
    """Main and minor, or equal and equal: the first gets the cell's share, the other the rest."""
    first, second = sorted(blamed, key=lambda one: (list(Blame).index(one.blame), one.id))
    cell = book.cell(f"motor_{first.blame.value}")
    share = _single(cell, cell.value, who)
    return {first.id: share, second.id: 1 - share}, cell


def _single(cell: Cell, bounds: tuple[Fraction, Fraction], who: Claimant) -> Fraction:
    least, most = bounds
    if least != most:
        raise Refused("share_in_range", claimant=who.id, range=cell.written, key=cell.key)
    return least


def outside_usual(claim: Claim, who: Claimant, found: Borne, book: Rulebook) -> Cell | None:
    """The cell whose usual range an agreed share of a walker or rider leaves: said, never hindered."""
    own = claim.side(who.side)
    against = _against(claim)
    if not found.agreed_by or own.kind in _WHEELS or len(against) != 1 or who.reduction:
        return None
    cell = book.cells.get(f"nonmotor_{own.blame.value}")
    if cell is None:
        return None
    least, most = cell.value
    return None if least <= found.by_side.get(against[0].id, Fraction(0)) <= most else cell
