"""The catalogue of concerns: dated rulebook data with names, keywords and the promise of each kind.

A suggestion is offered with its reasons and never taken without a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from .clocks import Promise
from .triage import Scored

OTHER = "other"
LANGUAGES = ("zh-hans", "zh-hant", "en")
SUGGESTIONS_MAX = 3
DOUBTFUL = 0.15
"""A model's guess below this chance is not shown: three of them would be noise."""


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of concern. `keywords` are simplified Chinese or lower-case English."""

    code: str
    names: Mapping[str, str]
    icon: str
    keywords: tuple[str, ...]
    promise: Promise
    urgent_advice: bool = False

    def name(self, language: str) -> str:
        """The name in `language`; English when that language has none."""
        return self.names.get(language, self.names["en"])


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One dated version. Undisputed answers close after `close_days`; residents may dispute a
    closed matter for `reopen_days` (calendar days, both). `office_hours` are local time."""

    version: str
    valid_from: date
    close_days: int
    reopen_days: int
    office_hours: tuple[tuple[time, time], ...]
    categories: tuple[Category, ...]

    def get(self, code: str) -> Category | None:
        return next((c for c in self.categories if c.code == code), None)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category that the words point to, and the very words that point there."""

    category: Category
    reasons: tuple[str, ...]


def parse(data: Mapping[str, Any]) -> Catalogue:
    """A checked catalogue. Raises ValueError naming the category that is wrong."""
    catalogue = Catalogue(
        version=data["version"],
        valid_from=date.fromisoformat(data["valid_from"]),
        close_days=int(data["close_days"]),
        reopen_days=int(data["reopen_days"]),
        office_hours=tuple(
            (time.fromisoformat(opens), time.fromisoformat(closes))
            for opens, closes in data["office_hours"]
        ),
        categories=tuple(_category(row) for row in data["categories"]),
    )
    codes = [c.code for c in catalogue.categories]
    if len(set(codes)) != len(codes):
        raise ValueError(f"catalogue {catalogue.version}: a code appears twice")
    if OTHER not in codes:
        raise ValueError(f"catalogue {catalogue.version}: the category {OTHER!r} is missing")
    if not catalogue.office_hours or any(a >= b for a, b in catalogue.office_hours):
        raise ValueError(f"catalogue {catalogue.version}: office hours must open before they close")
    if min(catalogue.close_days, catalogue.reopen_days) < 1:
        raise ValueError(f"catalogue {catalogue.version}: days must be 1 or more")
    return catalogue


def _category(row: Mapping[str, Any]) -> Category:
    missing = [language for language in LANGUAGES if not row["names"].get(language)]
    if missing:
        raise ValueError(f"category {row['code']}: no name in {', '.join(missing)}")
    promise = Promise(
        int(row["first_answer_hours"]),
        int(row["settle_days"]),
        bool(row.get("round_the_clock", False)),
    )
    if promise.first_answer_hours < 1 or promise.settle_days < 1:
        raise ValueError(f"category {row['code']}: a promise is at least one hour and one day")
    return Category(
        code=row["code"],
        names=dict(row["names"]),
        icon=row["icon"],
        keywords=tuple(row["keywords"]),
        promise=promise,
        urgent_advice=bool(row.get("urgent_advice", False)),
    )


def in_force(catalogues: Sequence[Catalogue], day: date) -> Catalogue:
    """The latest version that is valid on `day`; the oldest when `day` lies before them all."""
    ordered = sorted(catalogues, key=lambda c: c.valid_from)
    valid = [c for c in ordered if c.valid_from <= day]
    return valid[-1] if valid else ordered[0]


def suggest(folded_words: str, catalogue: Catalogue) -> tuple[Suggestion, ...]:
    """Up to three categories by keywords found, best first; the catalogue's order breaks ties.

    `folded_words` are simplified and in lower case. Longer keywords weigh more; one that is part
    of another hit of the same category counts once.
    """
    scored: list[tuple[int, int, Suggestion]] = []
    for rank, category in enumerate(catalogue.categories):
        hits = [k for k in category.keywords if k in folded_words]
        reasons = tuple(k for k in hits if not any(k != o and k in o for o in hits))
        if reasons:
            weight = sum(len(k) if k.isascii() else 3 * len(k) for k in reasons)
            scored.append((-weight, rank, Suggestion(category, reasons)))
    scored.sort(key=lambda item: item[:2])
    return tuple(suggestion for _, _, suggestion in scored[:SUGGESTIONS_MAX])


def joined(
    scored: Sequence[Scored], by_keywords: Sequence[Suggestion], catalogue: Catalogue
) -> tuple[Suggestion, ...]:
    """The model's suggestions first, then those of the keywords; at most three.

    A danger that the keywords name is never crowded out: its advice has to be read.
    """
    found: dict[str, Suggestion] = {}
    for one in scored:
        category = catalogue.get(one.code)
        if category is not None and one.confidence >= DOUBTFUL and one.reasons:
            found[one.code] = Suggestion(category, one.reasons)
    for suggestion in by_keywords:
        found.setdefault(suggestion.category.code, suggestion)
    urgent = [s for s in by_keywords if s.category.urgent_advice]
    ordered = [s for s in found.values() if s.category not in [u.category for u in urgent]]
    kept = ordered[: max(0, SUGGESTIONS_MAX - len(urgent))] + urgent[:SUGGESTIONS_MAX]
    return tuple(sorted(kept, key=list(found.values()).index))
