"""Saying what an old hotline's workbook means, a page at a time: what is left to settle."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any

from .legacy_survey import Survey

PAGE = 40
"""Words that are settled on one page."""


class Part(StrEnum):
    """Columns whose words have to be turned into ours, in the order in which that is asked."""

    STATE = "state"
    CLOSING = "closing"
    CATEGORY = "category"
    PLACE = "place"
    CHANNEL = "channel"

    @property
    def table(self) -> str:
        """What the map calls it."""
        return {"category": "categories"}.get(self.value, f"{self.value}s")

    @property
    def default(self) -> str:
        """The part of the map that says what holds for every other word."""
        return f"default_{self.value}"


def with_columns(
    content: Mapping[str, Any], settled: Iterable[str], chosen: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """The map and the settled pages once columns are chosen: words of a column that is another one
    now are let go."""
    before, after = content.get("columns", {}), chosen["columns"]
    made, kept = {**content, **chosen}, set(settled)
    for part in Part:
        if before.get(part.value) != after.get(part.value):
            made.pop(part.table, None)
            kept = {page for page in kept if page.partition(":")[0] != part.value}
    return made, sorted(kept)


def words_of(
    part: Part, survey: Survey, content: Mapping[str, Any], places: Collection[str]
) -> list[tuple[str, int]]:
    """The words of a column and how many rows bear each, the most frequent first; "" is an empty
    cell. Of places only those that nobody knows here by this name; an ending that is empty is asked of
    nobody, since what is open has none."""
    column = survey.column(content.get("columns", {}).get(part.value, ""))
    if column is None or column.words is None:
        return []
    words = dict(column.words)
    if part is Part.PLACE:
        words = {word: count for word, count in words.items() if word not in places}
    asked = part not in {Part.CLOSING, Part.CHANNEL} and not content.get(part.default)
    if asked and survey.rows > column.filled:
        words[""] = survey.rows - column.filled
    return sorted(words.items(), key=lambda pair: (-pair[1], pair[0]))


def pages_of(words: Collection[Any]) -> int:
    return -(-len(words) // PAGE)


def pages(
    survey: Survey, content: Mapping[str, Any], places: Collection[str]
) -> list[tuple[Part, int]]:
    """Every page of words that this file asks for, in their order; pages count from 1."""
    return [
        (part, page)
        for part in Part
        for page in range(1, pages_of(words_of(part, survey, content, places)) + 1)
    ]


def first_open(
    survey: Survey, content: Mapping[str, Any], settled: Collection[str], places: Collection[str]
) -> tuple[Part, int] | None:
    """The first page of words that nobody has said yes to; None when all are settled."""
    for part, page in pages(survey, content, places):
        if f"{part.value}:{page}" not in settled:
            return part, page
    return None


def not_taken(
    part: Part, survey: Survey, content: Mapping[str, Any], places: Collection[str]
) -> list[tuple[str, int]]:
    """Words that mean none of ours, and how many rows are refused for each.

    How it ended is asked of closed rows alone, so nobody can count it by words; another channel
    than ours is the phone.
    """
    if part in {Part.CLOSING, Part.CHANNEL} or content.get(part.default):
        return []
    if part is Part.PLACE and "lon" in content.get("columns", {}):
        return []
    table = content.get(part.table, {})
    return [pair for pair in words_of(part, survey, content, places) if pair[0] not in table]
