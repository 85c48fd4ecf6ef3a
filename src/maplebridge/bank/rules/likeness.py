"""Whether two photos look alike: difference hashes of 64 bits. A hint for people, never a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

WIDTH, HEIGHT = 9, 8
ALIKE = 8
"""Bits that may differ. Measured on made-up scenes: unrelated ones differ by 17 at least."""


def difference_hash(grey: Sequence[int]) -> int:
    """The hash of WIDTH x HEIGHT grey values, row by row, as a signed number of 64 bits.

    A bit says whether a value is darker than its right neighbour.
    """
    assert len(grey) == WIDTH * HEIGHT
    bits = 0
    for row in range(HEIGHT):
        for column in range(WIDTH - 1):
            at = row * WIDTH + column
            bits = bits << 1 | (grey[at] < grey[at + 1])
    return bits - (1 << 64) if bits >> 63 else bits


def distance(one: int, other: int) -> int:
    """How many bits differ."""
    return ((one ^ other) & ((1 << 64) - 1)).bit_count()


def most_alike(turned: Sequence[int], known: Iterable[tuple[UUID, int]]) -> UUID | None:
    """The known photo that differs least from the photo in any of its orientations, if by ALIKE bits
    at most; the later one of two that differ as little."""
    best: UUID | None = None
    least = ALIKE
    for key, kept in known:
        differs = min(distance(one, kept) for one in turned)
        if differs <= least:
            best, least = key, differs
    return best
