"""Which place somebody means by words of their own."""

from __future__ import annotations

from maplebridge.territory import public as territory

from ..rules.conversing import place_guesses


def place_by_words(text: str) -> territory.Place | None:
    """The place that the words name without doubt, read as an answer by message is; else None."""
    for guess in place_guesses(text):
        found = territory.search_places(guess, limit=2)
        if found:
            return found[0] if len(found) == 1 else None
    return None
