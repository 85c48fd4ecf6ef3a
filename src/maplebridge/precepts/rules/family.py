"""When a family's precept may be read by everybody: only while nobody of the household is against it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from uuid import UUID

from .articles import digest

TEXT_MAX = 500
NAME_MAX = 40


class Said(StrEnum):
    """What a member said. A child, whom a worker of the place noted as one, is asked nothing,
    and may say no all the same."""

    ASKED = "asked"
    AGREED = "agreed"
    NO = "no"
    CHILD = "child"


def seal(text: str, shown_name: str) -> str:
    """Stands for exactly these words: a yes carries the seal of what its page showed."""
    return digest(text, shown_name)


def agreed(members: Collection[UUID], said: Mapping[UUID, str]) -> bool:
    """Whether all who live there now have agreed, at least one of them a grown-up."""
    words = [said.get(member, Said.ASKED.value) for member in members]
    fine = {Said.AGREED.value, Said.CHILD.value}
    return Said.AGREED.value in words and all(word in fine for word in words)
