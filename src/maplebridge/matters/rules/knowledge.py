"""Which articles may answer what somebody typed: by the pairs of characters that they share.

A pair that every article holds says little, a rare one much. Pure: the index is built from values.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from .grams import runs

TYPED_MAX = 300
"""Characters of what was typed that are looked at."""
FITS = 0.18
"""The least share of what was typed, by weight, that an article must hold in its question."""
IN_ANSWER = 0.4
"""A pair that stands in the answer alone counts so much of one in the question."""


def pairs(folded: str) -> set[str]:
    """The distinct pairs of a folded text; a single sign between others is no pair."""
    return {run[at : at + 2] for run in runs(folded) for at in range(len(run) - 1)}


@dataclass(frozen=True, slots=True)
class Index:
    """Articles by pair: `question` and `answer` map a pair to those that hold it there."""

    question: Mapping[str, frozenset[UUID]]
    answer: Mapping[str, frozenset[UUID]]
    size: int

    def weight(self, pair: str) -> float:
        held = len(self.question.get(pair, frozenset()) | self.answer.get(pair, frozenset()))
        return math.log((self.size + 1) / (held + 0.5))


def index(articles: Iterable[tuple[UUID, str, str]]) -> Index:
    """Of (id, folded question, folded answer)."""
    question: dict[str, set[UUID]] = {}
    answer: dict[str, set[UUID]] = {}
    size = 0
    for pk, asked, answered in articles:
        size += 1
        for table, text in ((question, asked), (answer, answered)):
            for pair in pairs(text):
                table.setdefault(pair, set()).add(pk)
    return Index(
        {pair: frozenset(ids) for pair, ids in question.items()},
        {pair: frozenset(ids) for pair, ids in answer.items()},
        size,
    )


def best(found: Index, folded: str) -> list[tuple[UUID, float]]:
    """Articles that may answer it, the likeliest first, each with its share; ties by id."""
    typed = pairs(folded[:TYPED_MAX])
    known = {pair for pair in typed if pair in found.question or pair in found.answer}
    whole = sum(found.weight(pair) for pair in typed)
    if not known or whole <= 0:
        return []
    scores: dict[UUID, float] = {}
    asked: dict[UUID, int] = {}
    for pair in known:
        weight = found.weight(pair)
        in_question = found.question.get(pair, frozenset())
        for pk in in_question:
            scores[pk] = scores.get(pk, 0.0) + weight
            asked[pk] = asked.get(pk, 0) + 1
        for pk in found.answer.get(pair, frozenset()) - in_question:
            scores[pk] = scores.get(pk, 0.0) + weight * IN_ANSWER
    shares = [(pk, score / whole) for pk, score in scores.items() if asked.get(pk, 0) >= 2]
    return sorted(
        ((pk, share) for pk, share in shares if share >= FITS),
        key=lambda one: (-one[1], one[0]),
    )
