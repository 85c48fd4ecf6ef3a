"""The limits of compulsory cover: by the day of the accident, and by whether the insured side was to blame."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from .claim import Blame, Conduct, Side, SubLimit

Limits = Mapping[SubLimit, int]
_M, _D, _P = SubLimit.MEDICAL, SubLimit.DISABILITY, SubLimit.PROPERTY
_YUAN = 100
_PERIODS: tuple[tuple[date, Limits, Limits], ...] = (
    (
        date(2020, 9, 19),
        {_M: 18_000 * _YUAN, _D: 180_000 * _YUAN, _P: 2_000 * _YUAN},
        {_M: 1_800 * _YUAN, _D: 18_000 * _YUAN, _P: 100 * _YUAN},
    ),
    (
        date(2008, 2, 1),
        {_M: 10_000 * _YUAN, _D: 110_000 * _YUAN, _P: 2_000 * _YUAN},
        {_M: 1_000 * _YUAN, _D: 11_000 * _YUAN, _P: 100 * _YUAN},
    ),
)
"""From the day on: to blame, not to blame. The figures were read in two published programs and in
judgments; the regulator's notices could not be read here."""

GROSS = frozenset({Conduct.DRUNK, Conduct.UNLICENSED, Conduct.DRUGGED, Conduct.INTENT})


def limits(side: Side, accident_on: date) -> dict[SubLimit, int]:
    """What a side's compulsory cover pays at most in this accident, before anything was used.

    The class follows the blame of the insured side, not of the person hurt. A side whose driver was
    drunk, drugged, without a licence or meant the harm pays for persons and not for things.

    Law: 道路交通安全法 art. 76 (in force 2021-04-29).
    Law: 交強險條例 art. 22 (in force 2019-03-02).
    Law: 交通事故賠償解釋 art. 15 (in force 2021-01-01).
    """
    blamed, blameless = next((a, b) for since, a, b in _PERIODS if accident_on >= since)
    found = dict(blameless if side.blame is Blame.NONE else blamed)
    if GROSS & set(side.conduct):
        found[SubLimit.PROPERTY] = 0
    return found


def left(side: Side, accident_on: date) -> dict[SubLimit, int]:
    """The limits after what earlier settlements of the same accident took."""
    assert side.compulsory is not None
    used = side.compulsory.used
    taken = {_M: used.medical, _D: used.disability, _P: used.property}
    return {one: max(most - taken[one], 0) for one, most in limits(side, accident_on).items()}
