"""Whom to call back: drawn by lot, so that nobody chooses, and so that anybody can draw it again.

Each community gives the same share of its closed matters, one at least, so that a small one is
heard too. The lot of a matter is a hash of the seed and its key; the lowest are drawn. The share and
the most stand in the catalogue of the month.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

LEAST = 1


def seed_of(month: str, salt: str) -> str:
    """The seed of a month: fixed once the salt is, and the salt is drawn when the month is over."""
    return hashlib.sha256(f"{month} {salt}".encode()).hexdigest()


def lot(seed: str, key: UUID) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed} {key}".encode()).digest()[:8], "big")


def digest(closed: Mapping[UUID, Iterable[UUID]]) -> str:
    """What says later whether the list that was drawn from is still the same."""
    keys = sorted(str(key) for keys in closed.values() for key in keys)
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()


def size(closed: int, share_bp: int, most: int) -> int:
    """How many of so many are drawn, `share_bp` of ten thousand: rounded up, within the least and
    the most."""
    return min(closed, most, max(LEAST, -(-closed * share_bp // 10_000))) if closed else 0


def drawn(
    closed: Mapping[UUID, Iterable[UUID]], seed: str, share_bp: int, most: int
) -> dict[UUID, list[UUID]]:
    """By community, the keys of the matters drawn, in the order of their lots."""
    found = {}
    for community, keys in closed.items():
        ordered = sorted(keys, key=lambda key: (lot(seed, key), key))
        if ordered:
            found[community] = ordered[: size(len(ordered), share_bp, most)]
    return found


class Left(StrEnum):
    """Why a closed matter is not in the list that lots are drawn from."""

    NAMELESS = "nameless"
    BY_PHONE = "by_phone"
    FORGOTTEN = "forgotten"
    NO_COMMUNITY = "no_community"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Post:
    """A post that could call: its key and everybody who may act in it."""

    key: UUID
    people: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Involved:
    """The posts that had a matter, and everybody who may act in them, wrote a line or whose it is."""

    posts: frozenset[UUID]
    people: frozenset[UUID]


def independent(key: UUID, posts: Sequence[Post], involved: Involved, seed: str) -> UUID | None:
    """By lot, a post that had no part in a matter and in which nobody acts who had one.

    None when nobody is left.
    """
    free = [
        one.key
        for one in posts
        if one.key not in involved.posts and not one.people & involved.people
    ]
    return min(free, key=lambda post: (lot(f"{seed} {key}", post), post), default=None)


def callers(communities: Sequence[UUID], seed: str) -> dict[UUID, UUID]:
    """Which community calls for which: none for itself. Empty when there is only one.

    By lots in a ring, so that it changes from month to month and nobody can arrange it.
    """
    ring = sorted(communities, key=lambda key: (lot(seed, key), key))
    if len(ring) < 2:
        return {}
    return {place: ring[(at + 1) % len(ring)] for at, place in enumerate(ring)}
