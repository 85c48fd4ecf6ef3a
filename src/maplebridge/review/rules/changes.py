"""A change of the rules as data, and the catalogue with the change in it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

KEYWORDS_MAX = 20
HOURS_MAX = 400
DAYS_MAX = 180


class Kind(StrEnum):
    """What a proposal changes. Staffing is decided by people and never replayed."""

    LIMIT = "limit"
    ROUTE = "route"
    KEYWORDS = "keywords"
    STAFFING = "staffing"


class ChangeUnusable(ValueError):
    """`field` says what is missing or out of bounds."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is proposed. Fields that the kind does not need are empty."""

    kind: Kind
    category: str = ""
    first_answer_hours: int = 0
    settle_days: int = 0
    level: str = ""
    keywords: tuple[str, ...] = ()
    posts: int = 0


LEVELS = ("grid", "community", "street", "jurisdiction")


def checked(wanted: Wanted, categories: frozenset[str]) -> Wanted:
    """The same when it says everything that its kind needs. Raises ChangeUnusable."""
    if wanted.kind is not Kind.STAFFING and wanted.category not in categories:
        raise ChangeUnusable("category")
    if wanted.kind is Kind.LIMIT:
        if not 1 <= wanted.first_answer_hours <= HOURS_MAX:
            raise ChangeUnusable("first_answer_hours")
        if not 1 <= wanted.settle_days <= DAYS_MAX:
            raise ChangeUnusable("settle_days")
    if wanted.kind is Kind.ROUTE and wanted.level not in LEVELS:
        raise ChangeUnusable("level")
    if wanted.kind is Kind.KEYWORDS and not 1 <= len(wanted.keywords) <= KEYWORDS_MAX:
        raise ChangeUnusable("keywords")
    if wanted.kind is Kind.STAFFING and not 1 <= wanted.posts <= 99:
        raise ChangeUnusable("posts")
    return wanted


def stored(wanted: Wanted) -> dict[str, Any]:
    return asdict(wanted) | {"kind": wanted.kind.value, "keywords": list(wanted.keywords)}


def read(data: Mapping[str, Any]) -> Wanted:
    return Wanted(**{**data, "kind": Kind(data["kind"]), "keywords": tuple(data["keywords"])})


def words_of(typed: str) -> tuple[str, ...]:
    """Keywords typed with commas or line ends between them, each once."""
    for sign in "，、;；\n":
        typed = typed.replace(sign, ",")
    return tuple(dict.fromkeys(w.strip().lower() for w in typed.split(",") if w.strip()))


def applied(
    content: Mapping[str, Any], wanted: Wanted, *, version: str, valid_from: date
) -> dict[str, Any]:
    """The catalogue's data with the change in it, under a new version. Only limits and keywords
    stand in the catalogue; raises ChangeUnusable for anything else."""
    if wanted.kind not in {Kind.LIMIT, Kind.KEYWORDS}:
        raise ChangeUnusable("kind")
    changed = copy.deepcopy(dict(content))
    changed["version"], changed["valid_from"] = version, valid_from.isoformat()
    for row in changed["categories"]:
        if row["code"] != wanted.category:
            continue
        if wanted.kind is Kind.LIMIT:
            row["first_answer_hours"] = wanted.first_answer_hours
            row["settle_days"] = wanted.settle_days
        else:
            row["keywords"] = list(dict.fromkeys([*row["keywords"], *wanted.keywords]))
    return changed
