"""What a seal covers of a line of the timeline: canonical bytes, alike on both databases."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

import orjson

from .states import Verb

SALT_BYTES = 16


class Kind(StrEnum):
    """What a sealed line is about.

    EVENT is a line of the timeline with its photos, RATING a rating, CLOSING how a matter ended with
    the deadlines that it had, ROUND what was promised and kept before a dispute.
    """

    EVENT = "event"
    RATING = "rating"
    CLOSING = "closing"
    ROUND = "round"


VEILED = frozenset({Kind.EVENT, Kind.RATING})
"""Kinds with words of people, which the law lets go one day."""

Value = str | int | bool | UUID | datetime | None


def names_a_resident(verb: str, by_reporter: bool) -> bool:
    """Whether the erasure takes the name from this line: whoever worked in a post stays named."""
    return by_reporter or verb == Verb.TAKE_PART


def veil(salt: bytes, *personal: Value) -> bytes:
    """The hash of what the erasure takes away, with the salt that goes with it."""
    return hashlib.sha256(b"\x02" + salt + _bytes(personal)).digest()


def leaf(kind: str, plain: Sequence[Value], veiled: bytes) -> bytes:
    """What the seal covers: all that stays for good, and the veil over what does not."""
    return _bytes((kind, *plain, veiled.hex()))


def _bytes(values: Sequence[Value]) -> bytes:
    """JSON without blanks, in UTF-8: the bytes of `json.dumps(separators=(",", ":"),
    ensure_ascii=False)`, which wrote the first seals, in a fraction of the time."""
    return orjson.dumps([one if type(one) in _AS_IT_IS else _plain(one) for one in values])


_AS_IT_IS = frozenset({str, int, bool, type(None)})


def _plain(value: Value) -> str | int | bool | None:
    if isinstance(value, datetime):
        at = value if value.tzinfo is UTC else value.astimezone(UTC)
        return at.isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return value.hex
    return value
