"""When a family's precept may be read by everybody: only while nobody of the household is against it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from uuid import UUID

TEXT_MAX = 500
NAME_MAX = 40


class Said(StrEnum):
    """What a member said. A child is asked nothing, and may say no all the same."""

    ASKED = "asked"
    AGREED = "agreed"
    NO = "no"
    CHILD = "child"


def agreed(members: Collection[UUID], said: Mapping[UUID, str]) -> bool:
    """Whether all who live there now have agreed, at least one of them a grown-up."""
    words = [said.get(member, Said.ASKED.value) for member in members]
    fine = {Said.AGREED.value, Said.CHILD.value}
    return Said.AGREED.value in words and all(word in fine for word in words)
