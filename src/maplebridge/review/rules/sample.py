"""Whom to call back: drawn by lot, so that nobody chooses, and so that anybody can draw it again.

Each community gives the same share of its closed matters, one at least, so that a small one is
heard too. The lot of a matter is a hash of the seed and its key; the lowest are drawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

SHARE_BP = 500
"""Of a community's closed matters so many of ten thousand are called: one in twenty."""
LEAST = 1
MOST = 60
"""For one community and month: what two people call in a day."""


def seed_of(month: str, salt: str) -> str:
    """The seed of a month: fixed once the salt is, and the salt is drawn when the month is over."""
    return hashlib.sha256(f"{month} {salt}".encode()).hexdigest()


def lot(seed: str, key: UUID) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed} {key}".encode()).digest()[:8], "big")


def size(closed: int, share_bp: int = SHARE_BP, most: int = MOST) -> int:
    """How many of so many are drawn: rounded up, within the least and the most."""
    return min(closed, most, max(LEAST, -(-closed * share_bp // 10_000))) if closed else 0


def drawn(
    closed: Mapping[UUID, Iterable[UUID]], seed: str, share_bp: int = SHARE_BP
) -> dict[UUID, list[UUID]]:
    """By community, the keys of the matters drawn, in the order of their lots."""
    found = {}
    for community, keys in closed.items():
        ordered = sorted(keys, key=lambda key: (lot(seed, key), key))
        if ordered:
            found[community] = ordered[: size(len(ordered), share_bp)]
    return found


def callers(communities: Sequence[UUID], seed: str) -> dict[UUID, UUID]:
    """Which community calls for which: none for itself. Empty when there is only one.

    By lots in a ring, so that it changes from month to month and nobody can arrange it.
    """
    ring = sorted(communities, key=lambda key: (lot(seed, key), key))
    if len(ring) < 2:
        return {}
    return {place: ring[(at + 1) % len(ring)] for at, place in enumerate(ring)}
