"""The card of the other way: which track a court would take, how long it may last, what it costs.

It informs and never advises: the chance of winning and of collecting is for people to judge. What
cannot be computed is left open with the reason: without the province's average wage no small
claims limit is shown, without a sum no fee.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from maplebridge.core.errors import RuleBroken
from maplebridge.core.values import Fen

FIGURE_MAX = Fen(10**13)
_YUAN = 100
_PROPERTY_STEPS = (
    (10_000, Fraction(25, 1000)),
    (100_000, Fraction(20, 1000)),
    (200_000, Fraction(15, 1000)),
    (500_000, Fraction(10, 1000)),
    (1_000_000, Fraction(9, 1000)),
    (2_000_000, Fraction(8, 1000)),
    (5_000_000, Fraction(7, 1000)),
    (10_000_000, Fraction(6, 1000)),
    (20_000_000, Fraction(5, 1000)),
)
"""From so many yuan on, this share of what is above, up to the next step."""
_FLAT = 50
_PERSONAL_STEPS = ((50_000, Fraction(10, 1000)), (100_000, Fraction(5, 1000)))
_PERSONAL_FLAT = (100, 500)


class Track(StrEnum):
    """How a court of first instance tries a case."""

    SMALL_CLAIMS = "small_claims"
    SUMMARY = "summary"
    ORDINARY = "ordinary"


class Bar(StrEnum):
    """What keeps a case from the small claims track."""

    STATUS_OR_OWNERSHIP = "status_or_ownership"
    FOREIGN = "foreign"
    APPRAISAL = "appraisal"
    MISSING_PARTY = "missing_party"
    COUNTERCLAIM = "counterclaim"
    NOT_ONLY_MONEY = "not_only_money"
    WAGE_UNKNOWN = "wage_unknown"
    TOO_LARGE = "too_large"
    NOT_SIMPLE = "not_simple"


class Fee(StrEnum):
    """As what a court may charge a case; courts differ for injuries, so both are shown."""

    PROPERTY = "property"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Wage:
    """The average yearly wage of staff of the province in the year before, with its source."""

    yearly: Fen
    year: int
    source: str


@dataclass(frozen=True, slots=True)
class Question:
    """What would be brought before the court. `simple`: facts and duties are clear, little contested."""

    sum: Fen
    simple: bool
    bars: frozenset[Bar] = frozenset()


@dataclass(frozen=True, slots=True)
class Term:
    """Months from filing to judgment, and how many the court may add."""

    months: int
    extension: int


@dataclass(frozen=True, slots=True)
class Card:
    """The other way: the track, whether an agreement opens a quicker one, terms, fees, what barred it."""

    track: Track
    by_agreement: bool
    term: Term
    appeal: bool
    bars: tuple[Bar, ...]
    limit: Fen | None
    limit_agreed: Fen | None


TERMS = {
    Track.SMALL_CLAIMS: Term(2, 1),
    Track.SUMMARY: Term(3, 1),
    Track.ORDINARY: Term(6, 6),
}
_EXCLUDED = (
    Bar.STATUS_OR_OWNERSHIP, Bar.FOREIGN, Bar.APPRAISAL, Bar.MISSING_PARTY, Bar.COUNTERCLAIM,
    Bar.NOT_ONLY_MONEY,
)  # fmt: skip


def card(question: Question, wage: Wage | None) -> Card:
    """The track that the law sets for a dispute over money, and why none quicker.

    Law: 民事訴訟法 art. 152, 160, 164, 165, 166, 168 (in force 2024-01-01).
    """
    _check(question.sum)
    limit = Fen(wage.yearly // 2) if wage else None
    agreed = Fen(wage.yearly * 2) if wage else None
    bars = _bars(question, question.bars, limit)
    by_agreement = bars == (Bar.TOO_LARGE,) and agreed is not None and question.sum <= agreed
    if not question.simple:
        track = Track.ORDINARY
    else:
        track = Track.SUMMARY if bars else Track.SMALL_CLAIMS
    appeal = track is not Track.SMALL_CLAIMS
    return Card(track, by_agreement, TERMS[track], appeal, bars, limit, agreed)


def fee_range(sum_: Fen, kind: Fee, *, halved: bool) -> tuple[Fen, Fen]:
    """The least and the most a court charges for a claim of `sum_`, in fen, half a fen upwards.

    `halved`: in the summary and small claims tracks, and when it settles or is withdrawn. A flat
    fee within bounds is set by the province; both bounds are given.

    Law: 訴訟費用交納辦法 art. 13, 15, 16 (in force 2007-04-01).
    """
    _check(sum_)
    yuan = Fraction(sum_, _YUAN)
    if kind is Fee.PROPERTY:
        low = high = _FLAT + _stepped(yuan, _PROPERTY_STEPS)
    else:
        extra = _stepped(yuan, _PERSONAL_STEPS)
        low, high = (flat + extra for flat in _PERSONAL_FLAT)
    half = 2 if halved else 1
    return _fen(low / half), _fen(high / half)


def _bars(question: Question, given: Set[Bar], limit: Fen | None) -> tuple[Bar, ...]:
    found = [one for one in _EXCLUDED if one in given]
    if not question.simple:
        found.append(Bar.NOT_SIMPLE)
    if limit is None:
        found.append(Bar.WAGE_UNKNOWN)
    elif question.sum > limit:
        found.append(Bar.TOO_LARGE)
    return tuple(found)


def _stepped(yuan: Fraction, steps: tuple[tuple[int, Fraction], ...]) -> Fraction:
    """The sum of each share of what lies between its step and the next."""
    total = Fraction(0)
    ends = (*(start for start, _ in steps[1:]), None)
    for (start, share), end in zip(steps, ends, strict=True):
        top = yuan if end is None else min(yuan, Fraction(end))
        total += max(Fraction(0), top - start) * share
    return total


def _check(sum_: Fen) -> None:
    if not 0 <= sum_ <= FIGURE_MAX:
        raise RuleBroken("alternatives_sum_odd")


def _fen(yuan: Fraction) -> Fen:
    return Fen(int(yuan * _YUAN + Fraction(1, 2)))
