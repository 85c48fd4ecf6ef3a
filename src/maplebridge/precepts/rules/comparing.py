"""What changed between two versions of a village's rules, article by article and word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from .articles import Article

ALIKE = 0.35
"""Below this likeness a text is shown as taken out and written anew: shreds say nothing."""


SHRED = 3
"""Fewer characters in common than so many between two changes are chance."""


class Change(StrEnum):
    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words: in both versions (`kept`), taken out (`gone`) or put in (`new`)."""

    how: str
    words: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One article in two versions."""

    number: int
    heading: str
    change: Change
    pieces: tuple[Piece, ...]


def compare(before: Sequence[Article], after: Sequence[Article]) -> list[Compared]:
    """The articles of `after` in their order, then those that are gone."""
    old = {one.number: one for one in before}
    steady = _steady([one.number for one in before], [one.number for one in after])
    found = [_compared(old.get(one.number), one, steady) for one in after]
    left = {one.number for one in after}
    gone = [one for one in before if one.number not in left]
    return found + [
        Compared(one.number, one.heading, Change.GONE, (Piece("gone", one.text),)) for one in gone
    ]


def _compared(old: Article | None, new: Article, steady: frozenset[int]) -> Compared:
    if old is None:
        return Compared(new.number, new.heading, Change.NEW, (Piece("new", new.text),))
    if old.text == new.text and old.heading == new.heading:
        change = Change.SAME if new.number in steady else Change.MOVED
        return Compared(new.number, new.heading, change, (Piece("kept", new.text),))
    return Compared(new.number, new.heading, Change.CHANGED, tuple(pieces(old.text, new.text)))


def _steady(before: list[int], after: list[int]) -> frozenset[int]:
    """Articles that stand in the same order in both: the longest run of them is what stayed."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return frozenset(number for at, _, size in blocks for number in before[at : at + size])


def pieces(before: str, after: str) -> Iterator[Piece]:
    """The words of both, in an order in which each can be read."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if before and after and matcher.ratio() < ALIKE:
        yield Piece("gone", before)
        yield Piece("new", after)
        return
    for kept, gone, new in _runs(matcher, before, after):
        if gone:
            yield Piece("gone", gone)
        if new:
            yield Piece("new", new)
        if kept:
            yield Piece("kept", kept)


def _runs(matcher: SequenceMatcher[str], before: str, after: str) -> Iterator[tuple[str, str, str]]:
    """What stays, after what was taken out and put in before it. A word or two that happen to stand in
    both between two changes belong to the change: SHRED characters or more are read as kept."""
    left, right = 0, 0
    for at, there, size in matcher.get_matching_blocks():
        last = at + size == len(before) and there + size == len(after)
        if size < SHRED and not last and (at, there) != (0, 0):
            continue
        yield before[at : at + size], before[left:at], after[right:there]
        left, right = at + size, there + size
