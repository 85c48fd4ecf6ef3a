"""By which lines of its timeline a matter is found, and by whom."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from .states import HOUSEWORK, OF_TASKS, Verb

LINES_MOST = 8_000
"""Characters of a matter, with all that was said of it, that are indexed; a database's phrases end
at 16,000 positions."""


class Shelf(StrEnum):
    """Who finds a matter by a line: whoever has it in a list, or those who work on it alone."""

    ALL = "all"
    INSIDE = "inside"


_NO_WORDS = frozenset({Verb.REPORT, Verb.MARK_DUPLICATE, Verb.JOIN, Verb.SPLIT})
"""The report is indexed with its place; the others name another matter, which is not theirs to find."""


def shelf_of(verb: Verb) -> Shelf | None:
    """Where the words of such a line stand; None when nobody finds a matter by them.

    A reporter does not read how the work was shared out (views.timeline): they must not find by it,
    or a search would tell what the page hides.
    """
    if verb in _NO_WORDS:
        return None
    return Shelf.INSIDE if verb in HOUSEWORK | OF_TASKS else Shelf.ALL


def shelved(lines: Iterable[tuple[str, str]]) -> dict[Shelf, list[str]]:
    """The texts of (verb, text) by who finds by them, in order."""
    found: dict[Shelf, list[str]] = {Shelf.ALL: [], Shelf.INSIDE: []}
    for verb, text in lines:
        shelf = shelf_of(Verb(verb))
        if shelf is not None and text:
            found[shelf].append(text)
    return found
