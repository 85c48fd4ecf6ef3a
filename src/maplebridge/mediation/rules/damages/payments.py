"""What is still to be paid, when part of it was paid before: advances, the rescue fund, refunds, recourse.

Nothing here changes who bears a loss. It says which money moves now, from whom to whom.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from . import claim as c
from .allocation import Allocation, Due, Payer, PayerKind
from .laws import COVER, TRAFFIC, Article, cite
from .limits import GROSS
from .values import spread

FUND = "fund"


class Why(StrEnum):
    TO_CLAIMANT = "to_claimant"
    REFUND = "refund"
    """Out of an insurer's payment to the people of a side who paid more than they owe."""
    TO_FUND = "to_fund"
    PAID_BEFORE = "paid_before"
    """Settled by an advance: no money moves now."""
    SET_OFF = "set_off"
    """Settled against a claim of the other: no money moves now."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Part of a due, and where its money goes. `to` is a claimant, a side or the fund."""

    payer: Payer
    claimant: str
    to: str
    fen: int
    why: Why


class OpenWhy(StrEnum):
    OVERPAID = "overpaid"
    """The claimant received more than is due from that payer, and gives it back."""
    FUND_NOT_COVERED = "fund_not_covered"
    """The fund paid for the claimant's own part; it asks whoever is liable by law."""


@dataclass(frozen=True, slots=True)
class Open:
    claimant: str
    to: str
    fen: int
    why: OpenWhy


class RecourseWhy(StrEnum):
    CONDUCT = "conduct"
    PAID_FIRST = "paid_first"


@dataclass(frozen=True, slots=True)
class Recourse:
    """What an insurer may ask back afterwards. Not part of what the claimant gets."""

    insurer: str
    side: str
    against: str
    fen: int
    why: RecourseWhy
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Payments:
    transfers: tuple[Transfer, ...]
    open: tuple[Open, ...]
    recourse: tuple[Recourse, ...]


def settle(claim: c.Claim, allocation: Allocation) -> Payments:
    """The money that moves now. Of each due, transfers and what was paid before are the whole."""
    transfers: list[Transfer] = []
    open_: list[Open] = []
    for who in claim.claimants:
        book = _Book(who.id, [one for one in allocation.dues if one.claimant == who.id])
        for advance in _sums(claim.advances, who.id):
            open_ += book.take(advance)
        transfers += book.finish()
    if claim.set_off:
        transfers = _set_off(claim, transfers)
    return Payments(
        transfers=tuple(sorted(transfers, key=lambda t: (t.claimant, t.payer.turn, t.why, t.to))),
        open=tuple(sorted(open_, key=lambda o: (o.claimant, o.why, o.to))),
        recourse=tuple(_recourse(claim, allocation)),
    )


def _sums(advances: Iterable[c.Advance], who: str) -> list[c.Advance]:
    """One advance for each payer, in a fixed order: insurers, people, the fund last."""
    sums: dict[tuple[int, c.AdvancedBy, str], int] = {}
    turn = [c.AdvancedBy.INSURER, c.AdvancedBy.SIDE, c.AdvancedBy.FUND]
    for one in advances:
        if one.to == who:
            key = (turn.index(one.by), one.by, one.side)
            sums[key] = sums.get(key, 0) + one.amount
    return [
        c.Advance(by, who, fen, side)
        for (_, by, side), fen in sorted(sums.items(), key=lambda i: i[0])
    ]


_OF_PEOPLE = (PayerKind.OBLIGOR, PayerKind.BEARER, PayerKind.UNIDENTIFIED)
_OF_INSURERS = (PayerKind.COMPULSORY, PayerKind.COMMERCIAL, PayerKind.SEAT)


class _Book:
    """What is still open between one claimant and the payers."""

    def __init__(self, who: str, dues: list[Due]) -> None:
        self.who = who
        self.open: dict[Payer, int] = {}
        for due in dues:
            self.open[due.payer] = self.open.get(due.payer, 0) + due.fen
        self.made: list[Transfer] = []

    def take(self, advance: c.Advance) -> list[Open]:
        rest = {
            c.AdvancedBy.INSURER: self._insurer,
            c.AdvancedBy.SIDE: self._side,
            c.AdvancedBy.FUND: self._fund,
        }[advance.by](advance)
        if not rest:
            return []
        if advance.by is c.AdvancedBy.FUND:
            return [Open(self.who, FUND, rest, OpenWhy.FUND_NOT_COVERED)]
        return [Open(self.who, advance.side, rest, OpenWhy.OVERPAID)]

    def _insurer(self, advance: c.Advance) -> int:
        """An insurer's advance for rescue is part of what its cover pays.

        Law: 道路交通安全法 art. 75 (in force 2021-04-29).
        """
        payers = self._payers((PayerKind.COMPULSORY,), advance.side)
        return self._move(payers, advance.amount, self.who, Why.PAID_BEFORE)

    def _side(self, advance: c.Advance) -> int:
        """What people paid counts for what they owe; the rest comes back out of their insurers' payment."""
        people = self._payers(_OF_PEOPLE, advance.side)
        rest = self._move(people, advance.amount, self.who, Why.PAID_BEFORE)
        insurers = self._payers(_OF_INSURERS, advance.side)
        return self._move(insurers, rest, advance.side, Why.REFUND)

    def _fund(self, advance: c.Advance) -> int:
        """The fund gets back from those who are liable: from people first, then from covers.

        Law: 交強險條例 art. 24 (in force 2019-03-02).
        Law: 民法典 art. 1216 (in force 2021-01-01).
        """
        rest = advance.amount
        for kinds in (_OF_PEOPLE, _OF_INSURERS):
            payers = self._payers(kinds)
            whole = {one.side: Fraction(0) for one in payers}
            for one in payers:
                whole[one.side] += self.open[one]
            now = min(rest, int(sum(whole.values())))
            for side, part in spread(now, whole).items():
                mine = [one for one in payers if one.side == side]
                rest -= part - self._move(mine, part, FUND, Why.TO_FUND)
        return rest

    def _payers(self, kinds: tuple[PayerKind, ...], side: str = "") -> list[Payer]:
        return sorted(
            (one for one in self.open if one.kind in kinds and side in ("", one.side)),
            key=lambda one: (kinds.index(one.kind), one),
        )

    def _move(self, payers: list[Payer], fen: int, to: str, why: Why) -> int:
        """Settle up to `fen` of what the payers owe, in their order. Returns what they did not cover."""
        for payer in payers:
            part = min(fen, self.open[payer])
            if part:
                self.open[payer] -= part
                fen -= part
                self.made.append(Transfer(payer, self.who, to, part, why))
        return fen

    def finish(self) -> list[Transfer]:
        self._move(list(self.open), sum(self.open.values()), self.who, Why.TO_CLAIMANT)
        return self.made


def _set_off(claim: c.Claim, transfers: list[Transfer]) -> list[Transfer]:
    """Two drivers who owe each other: the smaller debt is settled against the larger, by agreement."""
    drivers = {one.side: one.id for one in claim.claimants if one.position is c.Position.DRIVER}
    sides = {who: side for side, who in drivers.items()}
    owed = {
        (t.claimant, t.payer.side): t
        for t in transfers
        if t.why is Why.TO_CLAIMANT and t.payer.kind is PayerKind.BEARER
        and _is_driver(claim, t.payer)
    }  # fmt: skip
    done: list[Transfer] = []
    gone: dict[tuple[str, str], int] = {}
    for who, side in sorted(owed):
        other = drivers.get(side)
        back = (other, sides.get(who)) if other else None
        if back in owed and (who, side) < back:
            both = min(owed[who, side].fen, owed[back].fen)
            gone |= {(who, side): both, back: both}
    for one in transfers:
        key = (one.claimant, one.payer.side)
        part = gone.get(key, 0) if owed.get(key) is one else 0
        if part:
            done.append(Transfer(one.payer, one.claimant, one.claimant, part, Why.SET_OFF))
        if one.fen - part:
            done.append(Transfer(one.payer, one.claimant, one.to, one.fen - part, one.why))
    return done


def _is_driver(claim: c.Claim, payer: Payer) -> bool:
    """Whether the driver pays and not an employer, an owner or a lender."""
    side = claim.side(payer.side)
    others = {one.name for one in side.bearers if one.kind is not c.BearerKind.DRIVER}
    return payer.name not in others


def _recourse(claim: c.Claim, allocation: Allocation) -> list[Recourse]:
    """What an insurer asks back: for a driver's drunkenness and the like, or for an uninsured vehicle.

    Law: 交通事故賠償解釋 art. 15, 18 (in force 2021-01-01).
    Law: 交強險條例 art. 22 (in force 2019-03-02).
    """
    found = []
    for side in sorted(claim.sides, key=lambda one: one.id):
        cover = side.compulsory
        if cover is None or not cover.insurer:
            continue
        if GROSS & set(side.conduct):
            fen = sum(
                due.fen
                for due in allocation.dues
                if due.payer.side == side.id and due.payer.kind is PayerKind.COMPULSORY
            )
            against = side.name or side.id
            articles = cite(TRAFFIC, 15) + cite(COVER, 22)
            found.append(
                Recourse(cover.insurer, side.id, against, fen, RecourseWhy.CONDUCT, articles)
            )
        more = sum(fen for (_, id), fen in allocation.over_own_part.items() if id == side.id)
        if more:
            against = ", ".join(
                sorted(
                    one.compulsory.obligor
                    for one in claim.sides
                    if one.compulsory and one.compulsory.obligor
                )
            )
            found.append(
                Recourse(
                    cover.insurer, side.id, against, more, RecourseWhy.PAID_FIRST, cite(TRAFFIC, 18)
                )
            )
    return [one for one in found if one.fen]
