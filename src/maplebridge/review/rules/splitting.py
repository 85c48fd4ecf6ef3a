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
LEAST_PLACES = 3
"""Where there are so many: what is said in one community alone is the name of a place, no kind."""
DIFFERENCE_PERCENT = 25
BY_CHANCE = 0.01
"""How often chance alone may show anything, over all the words that are tried."""
WORDS_MAX = 5
READ_MAX = 200
"""Characters of a text that are looked at."""
HANDED, SLOW = "handed", "slow"
MEASURES = (HANDED, SLOW)

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z]{3,20}")


@dataclass(frozen=True, slots=True)
class Case:
    """A past matter: its folded words, marks of who reported it and where, and how it went; None is
    unknown."""

    words: str
    who: str
    handed: bool
    slow: bool | None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Parted:
    """Words that part a kind: of those with one of them, and of those with none, n of N."""

    measure: str
    words: tuple[str, ...]
    with_words: Share
    without: Share


def parted(cases: Sequence[Case], keywords: Sequence[str] = ()) -> list[Parted]:
    """What parts the matters of one kind, at most one finding a measure. Of words that part alike
    one of the kind's own `keywords` is taken."""
    pieces = [pieces_of(case.words) for case in cases]
    found = []
    for measure in MEASURES:
        known = [
            Known(got, case.who, case.where, bool(getattr(case, measure)))
            for got, case in zip(pieces, cases, strict=True)
            if getattr(case, measure) is not None
        ]
        one = _best(measure, known, frozenset(keywords))
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


@dataclass(frozen=True, slots=True)
class Known:
    """A matter as its pieces, and whether what is measured happened to it."""

    pieces: frozenset[str]
    who: str
    where: str
    hit: bool


def _best(measure: str, known: Sequence[Known], keywords: frozenset[str]) -> Parted | None:
    """The word that parts most, and others that add to the same side."""
    if len(known) < LEAST_IN_ALL:
        return None
    chosen: list[str] = []
    more: bool | None = None
    while len(chosen) < WORDS_MAX:
        left = [one for one in known if not one.pieces.intersection(chosen)]
        word, more = _strongest(left, more, keywords)
        if not word:
            break
        chosen.append(word)
    if not chosen:
        return None
    with_words = _share(one for one in known if one.pieces.intersection(chosen))
    without = _share(one for one in known if not one.pieces.intersection(chosen))
    if not _apart(with_words, without):
        return None
    return Parted(measure, tuple(chosen), with_words, without)


def _share(known: Iterable[Known]) -> Share:
    hits = [one.hit for one in known]
    return Share(sum(hits), len(hits))


def _strongest(
    known: Sequence[Known], more: bool | None, keywords: frozenset[str]
) -> tuple[str, bool | None]:
    """The word of the largest difference and whether it is on the side of more; "" for none."""
    count: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    people: dict[str, set[str]] = defaultdict(set)
    places: dict[str, set[str]] = defaultdict(set)
    for one in known:
        count.update(one.pieces)
        if one.hit:
            hits.update(one.pieces)
        for piece in one.pieces:
            people[piece].add(one.who)
            places[piece].add(one.where)
    whole = _share(known)
    tried = [piece for piece in sorted(count) if count[piece] >= LEAST_IN_GROUP
             and whole.whole - count[piece] >= LEAST_IN_GROUP]  # fmt: skip
    least_places = min(LEAST_PLACES, len({one.where for one in known}))
    best: tuple[float, bool, int, str, bool | None] = (0.0, False, 0, "", more)
    for piece in tried:
        with_it = Share(hits[piece], count[piece])
        without = Share(whole.part - with_it.part, whole.whole - with_it.whole)
        side = with_it.part * without.whole > without.part * with_it.whole
        if len(people[piece]) < LEAST_PEOPLE or len(places[piece]) < least_places:
            continue
        if more not in (None, side) or not _apart(with_it, without):
            continue
        rare = by_chance(with_it, without)
        if rare * len(tried) < BY_CHANCE:
            best = max(
                best,
                (-round(math.log(rare or 1e-300), 6), piece in keywords, len(piece), piece, side),
                key=_order,
            )
    return best[3], best[4]


def _order(found: tuple[float, bool, int, str, bool | None]) -> tuple[bool, float, bool, int, str]:
    """The rarest by chance first; nothing found comes last."""
    return (bool(found[3]), *found[:4])


def _apart(one: Share, other: Share) -> bool:
    if min(one.whole, other.whole) < LEAST_IN_GROUP:
        return False
    apart = abs(one.part * other.whole - other.part * one.whole) * 100
    return apart >= DIFFERENCE_PERCENT * one.whole * other.whole


def by_chance(one: Share, other: Share) -> float:
    """How often a group drawn by lot would lie so far out, to either side: the exact test of a table
    of four numbers (hypergeometric tails, doubled)."""
    whole, hits = one.whole + other.whole, one.part + other.part
    ways = _ways(whole, one.whole)

    def at(part: int) -> float:
        return math.exp(_ways(hits, part) + _ways(whole - hits, one.whole - part) - ways)

    least, most = max(0, one.whole - (whole - hits)), min(hits, one.whole)
    above = sum(at(part) for part in range(one.part, most + 1))
    below = sum(at(part) for part in range(least, one.part + 1))
    return min(1.0, 2 * min(above, below))


def _ways(of: int, taken: int) -> float:
    """The logarithm of how many ways there are to take so many of so many."""
    return math.lgamma(of + 1) - math.lgamma(taken + 1) - math.lgamma(of - taken + 1)


def packed(kind: str, found: Parted) -> list[object]:
    one, other = found.with_words, found.without
    return [kind, found.measure, list(found.words), one.part, one.whole, other.part, other.whole]


def unpacked(row: Sequence[object]) -> tuple[str, Parted]:
    kind, measure, words, *numbers = row
    assert isinstance(words, list)
    part, whole, other_part, other_whole = (int(str(number)) for number in numbers)
    shares = Share(part, whole), Share(other_part, other_whole)
    return str(kind), Parted(str(measure), tuple(map(str, words)), *shares)
