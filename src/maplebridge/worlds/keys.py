"""Keys and chance that depend on the seed alone, so that the same seed makes the same rows."""

from __future__ import annotations

import hashlib
from enum import IntEnum
from random import Random

GROUND_MILLIS = 1_704_067_200_000
"""2024-01-01 UTC, the moment that keys of places and people pretend to be made at."""
PART = 1_000_000
"""Rows of one kind that a community may have; its keys count from its number times this."""


class Kind(IntEnum):
    """What a key is for; two rows of different kinds never share a key."""

    PLACE = 1
    HOME = 2
    SERVICE_POINT = 3
    JURISDICTION = 4
    PERSON = 16
    ACCOUNT = 17
    HOUSEHOLD = 18
    STAY = 19
    POST = 20
    DEPUTY = 21
    LEAVE = 22
    TEAM = 23
    TEAM_MEMBER = 24
    MATTER = 32
    EVENT = 33
    PHOTO = 34
    RATING = 35
    HELPER = 36
    AUDIT = 48
    LEDGER_ACCOUNT = 64
    REWARD = 65
    RULEBOOK = 66


class Keys:
    """Makes keys shaped like UUIDv7, as 32 hexadecimal digits, from a kind and a number.

    Both databases read this form, and making a million of them costs a second instead of five.
    """

    def __init__(self, world: str, seed: int) -> None:
        self.name = f"{world}:{seed}"
        self._salt = hashlib.blake2b(self.name.encode(), digest_size=3).hexdigest()[:5]

    def __call__(self, kind: Kind, number: int, millis: int = GROUND_MILLIS) -> str:
        return f"{millis:012x}7{kind:03x}8{self._salt}{number:010x}"

    def chance(self, *about: str | int) -> Random:
        """A source of chance of its own for each part, so that a part can be made again alone."""
        return Random(":".join([self.name, *map(str, about)]))
