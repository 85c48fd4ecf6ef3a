"""How sure a suggested kind is, for those who sort."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from .. import queries
from ..rules.catalogue import Suggestion
from .wording import listed


@dataclass(frozen=True, slots=True)
class Likely:
    """A kind that the words point to; `percent` is None where nothing can be said of it."""

    name: str
    percent: int | None
    because: str


def likely(words: str, today: date) -> list[Likely]:
    """Up to three kinds for the words of a matter, beside the choice of the person who sorts."""
    language = get_language() or "en"
    return [
        Likely(one.category.name(language), percent_of(one), listed(one.reasons))
        for one in queries.suggest(words, today)
    ]


def percent_of(found: Suggestion | None) -> int | None:
    """A share as a whole number of a hundred; never 0 or 100, for nothing is certain."""
    if found is None or found.confidence is None:
        return None
    return min(99, max(1, round(found.confidence * 100)))
