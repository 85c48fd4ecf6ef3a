"""Two different things under one kind: words that part its matters by how they went.

A plain comparison that anybody can do again by hand: of the matters with a word so many were handed
on, of those without it so many. It is shown only when both groups are large, come from several
people, differ much, and by more than chance among all the words that were tried. It is a hint to
read the matters, not a proof, and it says nothing about a person.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .figures import Share

LEAST_IN_ALL, LEAST_IN_GROUP, LEAST_PEOPLE = 40, 10, 5
DIFFERENCE_PERCENT = 25
DEVIATIONS = 4
"""Standard errors: for one word once in 16,000 by chance, and hundreds of words are tried."""
WORDS_MAX = 5
READ_MAX = 200
"""Characters of a text that are looked at."""
HANDED, SLOW = "handed", "slow"
MEASURES = (HANDED, SLOW)

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z]{3,20}")


@dataclass(frozen=True, slots=True)
class Case:
    """A past matter: its folded words, a mark of who reported it, and how it went; None is unknown."""

    words: str
    who: str
    handed: bool
    slow: bool | None


@dataclass(frozen=True, slots=True)
class Parted:
    """Words that part a kind: of those with one of them, and of those with none, n of N."""

    measure: str
    words: tuple[str, ...]
    with_words: Share
    without: Share


def parted(cases: Sequence[Case]) -> list[Parted]:
    """What parts the matters of one kind, at most one finding a measure."""
    pieces = [pieces_of(case.words) for case in cases]
    found = []
    for measure in MEASURES:
        known = [(got, case.who, bool(getattr(case, measure)))
                 for got, case in zip(pieces, cases, strict=True)
                 if getattr(case, measure) is not None]  # fmt: skip
        one = _best(measure, known)
        if one is not None:
            found.append(one)
    return found


def pieces_of(words: str) -> frozenset[str]:
    """Runs of two to four Chinese characters, and whole Latin words; no figures."""
    found: set[str] = set()
    for run in _RUN.findall(words[:READ_MAX]):
        if run.isascii():
            found.add(run)
            continue
        for length in (2, 3, 4):
            found.update(run[at : at + length] for at in range(len(run) - length + 1))
    return frozenset(found)


Known = tuple[frozenset[str], str, bool]


def _best(measure: str, known: Sequence[Known]) -> Parted | None:
    """The word that parts most, and others that add to the same side."""
    if len(known) < LEAST_IN_ALL:
        return None
    chosen: list[str] = []
    more = True
    while len(chosen) < WORDS_MAX:
        left = [one for one in known if not one[0].intersection(chosen)]
        word, side = _strongest(left, more if chosen else None)
        if not word:
            break
        chosen.append(word)
        more = side
    if not chosen:
        return None
    with_words = _share(one for one in known if one[0].intersection(chosen))
    without = _share(one for one in known if not one[0].intersection(chosen))
    if without.whole < LEAST_IN_GROUP or not _apart(with_words, without):
        return None
    return Parted(measure, tuple(chosen), with_words, without)


def _share(known: Iterable[Known]) -> Share:
    hits = [hit for _, _, hit in known]
    return Share(sum(hits), len(hits))


def _strongest(known: Sequence[Known], more: bool | None) -> tuple[str, bool]:
    """The word of the largest difference and whether it is on the side of more; "" for none."""
    count: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    people: dict[str, set[str]] = defaultdict(set)
    for pieces, who, hit in known:
        count.update(pieces)
        if hit:
            hits.update(pieces)
        for piece in pieces:
            if len(people[piece]) < LEAST_PEOPLE:
                people[piece].add(who)
    whole = _share(known)
    best = (0.0, 0, "", True)
    for piece in sorted(count):
        with_it = Share(hits[piece], count[piece])
        without = Share(whole.part - with_it.part, whole.whole - with_it.whole)
        if len(people[piece]) < LEAST_PEOPLE or not _apart(with_it, without):
            continue
        side = with_it.part * without.whole > without.part * with_it.whole
        if more is None or side == more:
            best = max(best, (abs(deviations(with_it, without)), len(piece), piece, side))
    return best[2], best[3]


def _apart(one: Share, other: Share) -> bool:
    if min(one.whole, other.whole) < LEAST_IN_GROUP:
        return False
    apart = abs(one.part * other.whole - other.part * one.whole) * 100
    far = apart >= DIFFERENCE_PERCENT * one.whole * other.whole
    return far and abs(deviations(one, other)) >= DEVIATIONS


def deviations(one: Share, other: Share) -> float:
    """How many standard errors two shares lie apart, both taken for one at first."""
    whole = one.whole + other.whole
    common = (one.part + other.part) / whole
    error = math.sqrt(common * (1 - common) * (1 / one.whole + 1 / other.whole))
    apart = one.part / one.whole - other.part / other.whole
    return apart / error if error else 0.0


def packed(kind: str, found: Parted) -> list[object]:
    one, other = found.with_words, found.without
    return [kind, found.measure, list(found.words), one.part, one.whole, other.part, other.whole]


def unpacked(row: Sequence[object]) -> tuple[str, Parted]:
    kind, measure, words, *numbers = row
    assert isinstance(words, list)
    part, whole, other_part, other_whole = (int(str(number)) for number in numbers)
    shares = Share(part, whole), Share(other_part, other_whole)
    return str(kind), Parted(str(measure), tuple(map(str, words)), *shares)
