"""Who pays a loss: compulsory cover, then commercial cover, then the people behind a side, and the own part.

Payments and the claimant's own part together are the loss, to the fen.

Law: 民法典 art. 1213 (in force 2021-01-01).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from . import claim as c
from .compulsory import Pair, divide
from .items.lines import Line
from .laws import CIVIL_CODE, ROAD, TORT, TRAFFIC, Article, cite
from .limits import left
from .rulebook import AppraisalCarrier, Cell, Rulebook
from .shares import Borne, borne
from .values import Fault, Refused, half_up, spread


class PayerKind(StrEnum):
    COMPULSORY = "compulsory"
    OBLIGOR = "obligor"
    COMMERCIAL = "commercial"
    SEAT = "seat"
    BEARER = "bearer"
    UNIDENTIFIED = "unidentified"


@dataclass(frozen=True, slots=True, order=True)
class Payer:
    kind: PayerKind
    side: str
    name: str
    number: int = 0
    """Which policy of the side."""

    @property
    def turn(self) -> tuple[int, str, int, str]:
        """The order of the law: compulsory cover, then commercial, then people."""
        return (list(PayerKind).index(self.kind), self.side, self.number, self.name)


@dataclass(frozen=True, slots=True)
class Due:
    """An amount that one payer owes one claimant, and why."""

    payer: Payer
    claimant: str
    fen: int
    articles: tuple[Article, ...]
    sub_limit: str = ""


class Piece(StrEnum):
    """Parts of a loss that later payers treat differently."""

    MEDICAL = "medical"
    NOT_IN_CONTRACT = "not_in_contract"
    INJURY = "injury"
    MENTAL = "mental"
    THINGS = "things"
    OUTSIDE = "outside"
    APPRAISAL = "appraisal"


Pieces = dict[Piece, int]
Paid = dict[c.SubLimit, dict[Pair, int]]


@dataclass(frozen=True, slots=True)
class Allocation:
    dues: tuple[Due, ...]
    own_parts: Mapping[str, int]
    shares: Mapping[str, Borne]
    appraisal: Cell | None
    over_own_part: Mapping[Pair, int]
    """What an insured vehicle pays for the uninsured one, because it was asked to pay first."""


def allocate(claim: c.Claim, lines: list[Line], book: Rulebook, faults: list[Fault]) -> Allocation:
    """Divide every loss. Adds a fault where shares or a local rule are missing."""
    appraisal = _appraisal(lines, book, faults)
    losses = {who.id: _pieces(who.id, lines, appraisal) for who in claim.claimants}
    paid = _compulsory(claim, losses, insured_first=claim.insured_first)
    plain = _compulsory(claim, losses, insured_first=False) if claim.insured_first else paid
    dues = _compulsory_dues(claim, paid)
    rest = {who.id: _after(who, losses[who.id], paid) for who in claim.claimants}
    shares: dict[str, Borne] = {}
    own: dict[str, int] = {}
    owed: dict[Pair, Pieces] = {}
    for place, who in enumerate(claim.claimants):
        own[who.id] = 0
        if not sum(rest[who.id].values()):
            continue
        try:
            shares[who.id] = borne(claim, who, book)
        except Refused as missing:
            faults += missing.faults(f"claimants[{place}]")
            continue
        own[who.id] = _by_share(who.id, rest[who.id], shares[who.id], owed)
    for side in claim.sides:
        dues += _after_covers(claim, side, owed, appraisal)
    return Allocation(
        dues=tuple(sorted(dues, key=lambda one: (one.claimant, one.payer.turn, one.sub_limit))),
        own_parts=own,
        shares=shares,
        appraisal=appraisal,
        over_own_part=_over(paid, plain),
    )


def _over(paid: Paid, plain: Paid) -> dict[Pair, int]:
    """What a cover pays more because it pays first, by claimant and side."""
    pairs = {pair for found in paid.values() for pair in found}
    more = {
        pair: sum(paid[sub].get(pair, 0) - plain[sub].get(pair, 0) for sub in paid)
        for pair in pairs
    }
    return {pair: fen for pair, fen in more.items() if fen > 0}


def _appraisal(lines: list[Line], book: Rulebook, faults: list[Fault]) -> Cell | None:
    """Who carries the appraisal fee is asked only where there is one."""
    if not any(line.sub_limit is c.SubLimit.APPRAISAL for line in lines):
        return None
    try:
        return book.cell("appraisal_fee")
    except Refused as missing:
        faults += missing.faults("agreed")
        return None


def _pieces(who: str, lines: list[Line], appraisal: Cell | None) -> Pieces:
    """A claimant's loss, sorted by how covers treat it."""
    pieces = dict.fromkeys(Piece, 0)
    within = appraisal is not None and appraisal.value is AppraisalCarrier.COMPULSORY
    for line in lines:
        if line.claimant != who:
            continue
        if line.head is c.Head.MENTAL:
            pieces[Piece.MENTAL] += line.fen
        elif line.sub_limit is c.SubLimit.MEDICAL:
            pieces[Piece.MEDICAL] += line.fen - line.outside_commercial
            pieces[Piece.NOT_IN_CONTRACT] += line.outside_commercial
        elif line.sub_limit is c.SubLimit.PROPERTY:
            pieces[Piece.THINGS] += line.fen
        elif line.sub_limit is c.SubLimit.OUTSIDE:
            pieces[Piece.OUTSIDE] += line.fen
        elif line.sub_limit is c.SubLimit.APPRAISAL and not within:
            pieces[Piece.APPRAISAL] += line.fen
        else:
            pieces[Piece.INJURY] += line.fen
    return pieces


_IN_LIMIT: Mapping[c.SubLimit, tuple[Piece, ...]] = {
    c.SubLimit.MEDICAL: (Piece.MEDICAL, Piece.NOT_IN_CONTRACT),
    c.SubLimit.DISABILITY: (Piece.INJURY, Piece.MENTAL),
    c.SubLimit.PROPERTY: (Piece.THINGS,),
}


def _compulsory(claim: c.Claim, losses: Mapping[str, Pieces], *, insured_first: bool) -> Paid:
    """The compulsory cover of every vehicle but the own one; who did not insure stands in for it.

    Law: 交強險條例 art. 3, 21 (in force 2019-03-02).
    Law: 交通事故賠償解釋 art. 16 (in force 2021-01-01).
    Law: 侵權責任編解釋一 art. 21 (in force 2024-09-27).
    """
    covers = {one.id: one for one in claim.sides if one.compulsory is not None}
    room = {id: left(side, claim.accident_on) for id, side in covers.items()}
    groups = [frozenset(covers)]
    if insured_first:
        insured = frozenset(
            id for id, one in covers.items() if one.compulsory and one.compulsory.insurer
        )
        groups = [insured, frozenset(covers) - insured]
    paid: Paid = {}
    for sub, pieces in _IN_LIMIT.items():
        open_ = {who: sum(loss[piece] for piece in pieces) for who, loss in losses.items()}
        found: dict[Pair, int] = {}
        for group in groups:
            reach = {
                who.id: frozenset() if who.intent else group - {who.side} for who in claim.claimants
            }
            given = divide(open_, {id: room[id][sub] for id in group}, reach)
            for (who_id, _), fen in given.items():
                open_[who_id] -= fen
            found |= given
        paid[sub] = found
    return paid


def _compulsory_dues(claim: c.Claim, paid: Paid) -> list[Due]:
    sides, dues = claim.by_side(), []
    for sub, pairs in paid.items():
        for (who, id), fen in pairs.items():
            cover = sides[id].compulsory
            assert cover is not None
            if cover.insurer:
                payer = Payer(PayerKind.COMPULSORY, id, cover.insurer)
                articles = cite(CIVIL_CODE, 1213) + cite(ROAD, 76) + cite(TRAFFIC, 13)
            else:
                payer = Payer(PayerKind.OBLIGOR, id, cover.obligor)
                articles = cite(TRAFFIC, 16) + cite(TORT, 21)
            if c.Conduct.FLED in sides[id].conduct:
                articles += cite(CIVIL_CODE, 1216)
            dues.append(Due(payer, who, fen, articles, sub.value))
    return dues


def _after(who: c.Claimant, loss: Pieces, paid: Paid) -> Pieces:
    """What compulsory cover leaves. Mental distress first or last is the claimant's choice.

    What the commercial policy leaves out by its contract is what compulsory cover pays last.

    Law: 交通事故賠償解釋 art. 13 (in force 2021-01-01).
    """
    rest = dict(loss)
    for sub, order in _IN_LIMIT.items():
        given = sum(fen for (id, _), fen in paid[sub].items() if id == who.id)
        turn = reversed(order) if sub is c.SubLimit.DISABILITY and who.mental_first else order
        for piece in turn:
            part = min(rest[piece], given)
            rest[piece] -= part
            given -= part
    return rest


def _by_share(who: str, rest: Pieces, shares: Borne, owed: dict[Pair, Pieces]) -> int:
    """Divide what is left among the sides, piece by piece; returns the own part."""
    own = 0
    weights = {**shares.by_side, "": shares.own}
    for piece, fen in rest.items():
        for side, part in spread(fen, weights).items():
            if side:
                owed.setdefault((who, side), dict.fromkeys(Piece, 0))[piece] += part
            else:
                own += part
    return own


def _after_covers(
    claim: c.Claim, side: c.Side, owed: Mapping[Pair, Pieces], appraisal: Cell | None
) -> list[Due]:
    """What a side owes: out of its commercial policies in their order, the rest by its people."""
    own_seats = {who.id for who in claim.claimants if who.side == side.id}
    mine = {who: dict(pieces) for (who, id), pieces in owed.items() if id == side.id}
    dues: list[Due] = []
    for number, policy in enumerate(side.commercial):
        seat = policy.kind is c.CoverKind.SEAT
        reached = {who: pieces for who, pieces in mine.items() if (who in own_seats) is seat}
        covered = _covered(policy, side, appraisal)
        asked = {who: sum(pieces[piece] for piece in covered) for who, pieces in reached.items()}
        for who, fen in _policy_pays(policy, asked).items():
            _take(mine[who], covered, fen)
            kind = PayerKind.SEAT if seat else PayerKind.COMMERCIAL
            payer = Payer(kind, side.id, policy.insurer, number)
            dues.append(Due(payer, who, fen, cite(CIVIL_CODE, 1213)))
    for who, pieces in mine.items():
        dues += _bearers(side, who, sum(pieces.values()))
    return dues


def _covered(policy: c.Commercial, side: c.Side, appraisal: Cell | None) -> list[Piece]:
    """The pieces that a policy pays; none where it excludes what the driver did."""
    out = policy.exclusions
    if {one.value for one in side.conduct} & {one.value for one in out}:
        return []
    by_share = appraisal is not None and appraisal.value is AppraisalCarrier.EXCESS_BY_SHARE
    return [
        Piece.MEDICAL,
        Piece.INJURY,
        Piece.THINGS,
        *([] if c.Excluded.MENTAL in out else [Piece.MENTAL]),
        *([] if c.Excluded.OUTSIDE in out else [Piece.OUTSIDE]),
        *([] if c.Excluded.APPRAISAL in out or not by_share else [Piece.APPRAISAL]),
    ]


def _policy_pays(policy: c.Commercial, asked: Mapping[str, int]) -> dict[str, int]:
    """Up to the limit and less the deductibles; too little is divided by what is owed to each.

    A seat policy has its limit for each person on the vehicle.
    """
    room = max(policy.limit - policy.used, 0)
    kept = 1 - policy.deductible_share
    if policy.kind is c.CoverKind.SEAT:
        each = {
            who: max(half_up(min(fen, room) * kept) - policy.deductible, 0)
            for who, fen in asked.items()
        }
        return {who: fen for who, fen in each.items() if fen}
    whole = sum(asked.values())
    payable = max(half_up(min(whole, room) * kept) - policy.deductible, 0)
    parts = spread(payable, {who: Fraction(fen) for who, fen in asked.items()})
    return {who: fen for who, fen in parts.items() if fen}


def _take(pieces: Pieces, covered: list[Piece], fen: int) -> None:
    for piece in covered:
        part = min(pieces[piece], fen)
        pieces[piece] -= part
        fen -= part


def _bearers(side: c.Side, who: str, fen: int) -> list[Due]:
    """The people behind a side: an owner or lender at fault by share, an employer for the driver.

    Joint owners and the firm that lends its name are named beside the driver; each is liable for all.

    Law: 民法典 art. 1191, 1209, 1211 (in force 2021-01-01).
    Law: 交通事故賠償解釋 art. 1 (in force 2021-01-01).
    """
    if not fen:
        return []
    if side.unidentified:
        payer = Payer(PayerKind.UNIDENTIFIED, side.id, side.name or side.id)
        return [Due(payer, who, fen, cite(CIVIL_CODE, 1216))]
    by_share = {one.name: one.share for one in side.bearers if one.share is not None}
    first, articles = _first_bearer(side)
    weights = {**by_share, "": 1 - sum(by_share.values(), Fraction(0))}
    dues = []
    for name, part in spread(fen, weights).items():
        if part:
            payer = Payer(PayerKind.BEARER, side.id, name or first)
            dues.append(Due(payer, who, part, cite(CIVIL_CODE, 1209) if name else articles))
    return dues


def _first_bearer(side: c.Side) -> tuple[str, tuple[Article, ...]]:
    """The employer, else the driver; with those who are liable beside."""
    found = {one.kind: one.name for one in side.bearers}
    if employer := found.get(c.BearerKind.EMPLOYER):
        return employer, cite(CIVIL_CODE, 1191)
    driver = found.get(c.BearerKind.DRIVER) or side.name or side.id
    if c.BearerKind.ATTACHED_OPERATOR in found:
        return driver, cite(CIVIL_CODE, 1208, 1211)
    if c.BearerKind.JOINT_OWNER in found:
        return driver, cite(CIVIL_CODE, 1168, 1208)
    return driver, cite(CIVIL_CODE, 1208)
