"""A change of the rules as data, and the catalogue with the change in it."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

KEYWORDS_MAX = 20
HOURS_MAX = 400
DAYS_MAX = 180
NAME_MAX = 60
OTHER = "other"


class Kind(StrEnum):
    """What a proposal changes."""

    LIMIT = "limit"
    ROUTE = "route"
    KEYWORDS = "keywords"
    SPLIT = "split"
    STAFFING = "staffing"


class ChangeUnusable(ValueError):
    """`field` says what is missing or out of bounds."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


IN_CATALOGUE = frozenset({Kind.LIMIT, Kind.ROUTE, Kind.KEYWORDS, Kind.SPLIT})
"""What the catalogue holds; more posts are carried out by people."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the two kinds that a kind is split into; `code` "" is given out later."""

    name: str
    name_hant: str
    name_en: str
    keywords: tuple[str, ...]
    first_answer_hours: int
    settle_days: int
    code: str = ""

    @property
    def names(self) -> dict[str, str]:
        return {"zh-hans": self.name, "zh-hant": self.name_hant, "en": self.name_en}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is proposed. Fields that the kind does not need are empty.

    Of the two `parts` of a split the first keeps the code of the kind, so that its past stays its own.
    """

    kind: Kind
    category: str = ""
    first_answer_hours: int = 0
    settle_days: int = 0
    level: str = ""
    keywords: tuple[str, ...] = ()
    posts: int = 0
    parts: tuple[Part, ...] = ()


DUTY = ("unit", "building", "grid", "point", "community", "street")
LOOKING = DUTY[:2]
"""Asked for a look beside those who answer; a route leaves them as they are."""
LEVELS = ("grid", "community", "street")


def checked(wanted: Wanted, categories: frozenset[str]) -> Wanted:
    """The same when it says everything that its kind needs. Raises ChangeUnusable."""
    if wanted.kind is not Kind.STAFFING and wanted.category not in categories:
        raise ChangeUnusable("category")
    if wanted.kind is Kind.LIMIT:
        _check_limits(wanted.first_answer_hours, wanted.settle_days, "")
    if wanted.kind is Kind.SPLIT:
        return _split(wanted, categories)
    if wanted.kind is Kind.ROUTE and wanted.level not in LEVELS:
        raise ChangeUnusable("level")
    if wanted.kind is Kind.KEYWORDS and not 1 <= len(wanted.keywords) <= KEYWORDS_MAX:
        raise ChangeUnusable("keywords")
    if wanted.kind is Kind.STAFFING and not 1 <= wanted.posts <= 99:
        raise ChangeUnusable("posts")
    return wanted


def _check_limits(hours: int, days: int, ending: str) -> None:
    if not 1 <= hours <= HOURS_MAX:
        raise ChangeUnusable(f"first_answer_hours{ending}")
    if not 1 <= days <= DAYS_MAX:
        raise ChangeUnusable(f"settle_days{ending}")


def _split(wanted: Wanted, categories: frozenset[str]) -> Wanted:
    """With the codes of both parts. OTHER holds what fits nowhere and is never split."""
    if wanted.category == OTHER:
        raise ChangeUnusable("category")
    if len(wanted.parts) != 2:
        raise ChangeUnusable("name_two")
    for part, ending in zip(wanted.parts, ("_one", "_two"), strict=True):
        if not all(part.names.values()) or max(map(len, part.names.values())) > NAME_MAX:
            raise ChangeUnusable(f"name{ending}")
        if len(part.keywords) > KEYWORDS_MAX:
            raise ChangeUnusable(f"keywords{ending}")
        _check_limits(part.first_answer_hours, part.settle_days, ending)
    one, two = wanted.parts
    if one.name == two.name:
        raise ChangeUnusable("name_two")
    if not two.keywords or set(two.keywords) & set(one.keywords):
        raise ChangeUnusable("keywords_two")
    free = (f"{wanted.category[:17]}_{number}" for number in range(2, 100))
    code = next(code for code in free if code not in categories)
    return replace(wanted, parts=(replace(one, code=wanted.category), replace(two, code=code)))


def stored(wanted: Wanted) -> dict[str, Any]:
    data = asdict(wanted) | {"kind": wanted.kind.value, "keywords": list(wanted.keywords)}
    return data | {"parts": [{**one, "keywords": list(one["keywords"])} for one in data["parts"]]}


def read(data: Mapping[str, Any]) -> Wanted:
    parts = tuple(Part(**{**one, "keywords": tuple(one["keywords"])})
                  for one in data.get("parts", ()))  # fmt: skip
    plain = {"kind": Kind(data["kind"]), "keywords": tuple(data["keywords"]), "parts": parts}
    return Wanted(**{**data, **plain})


def words_of(typed: str) -> tuple[str, ...]:
    """Keywords typed with commas or line ends between them, each once."""
    for sign in "，、;；\n":
        typed = typed.replace(sign, ",")
    return tuple(dict.fromkeys(w.strip().lower() for w in typed.split(",") if w.strip()))


def applied(
    content: Mapping[str, Any], wanted: Wanted, *, version: str, valid_from: date
) -> dict[str, Any]:
    """The catalogue's data with the change in it, under a new version. Raises ChangeUnusable for a
    change that the catalogue does not hold, or a kind that it has no more."""
    if wanted.kind not in IN_CATALOGUE:
        raise ChangeUnusable("kind")
    changed = copy.deepcopy(dict(content))
    changed["version"], changed["valid_from"] = version, valid_from.isoformat()
    rows = changed["categories"]
    at = next((at for at, row in enumerate(rows) if row["code"] == wanted.category), None)
    if at is None:
        raise ChangeUnusable("category")
    row = rows[at]
    if wanted.kind is Kind.LIMIT:
        row["first_answer_hours"] = wanted.first_answer_hours
        row["settle_days"] = wanted.settle_days
    elif wanted.kind is Kind.ROUTE:
        row["duty"] = _asked_first(row["duty"], wanted.level)
    elif wanted.kind is Kind.KEYWORDS:
        row["keywords"] = list(dict.fromkeys([*row["keywords"], *wanted.keywords]))
    else:
        _put_parts(rows, at, wanted)
    return changed


def _asked_first(duty: Sequence[str], level: str) -> list[str]:
    """The levels that answer, with `level` in front: those nearer are asked no more."""
    if level not in LEVELS:
        raise ChangeUnusable("level")
    behind = DUTY[DUTY.index(level) + 1 :]
    looking = [one for one in LOOKING if one in duty]
    return [*looking, level, *(one for one in behind if one in duty)]


def touched(content: Mapping[str, Any], wanted: Wanted) -> dict[str, Any]:
    """What a change would overwrite, as the catalogue has it: empty for a kind that it has no more,
    and for keywords that are only added."""
    row = next((row for row in content["categories"] if row["code"] == wanted.category), None)
    return {name: row[name] for name in _TOUCHES[wanted.kind] if name in row} if row else {}


_TOUCHES: dict[Kind, tuple[str, ...]] = {
    Kind.LIMIT: ("first_answer_hours", "settle_days"),
    Kind.ROUTE: ("duty",),
    Kind.KEYWORDS: ("code",),
    Kind.SPLIT: ("names", "keywords", "first_answer_hours", "settle_days"),
    Kind.STAFFING: (),
}


def _put_parts(rows: list[dict[str, Any]], at: int, wanted: Wanted) -> None:
    """Two rows for one. What a part does not say (who answers, what is asked) both have from it. The
    second stands in front: of two kinds that words point to alike the one in front is suggested, and
    it is the narrower one."""
    if any(row["code"] == wanted.parts[1].code for row in rows):
        raise ChangeUnusable("category")
    halves = []
    for part in wanted.parts:
        row = copy.deepcopy(rows[at])
        row["code"], row["names"] = part.code, part.names
        row["keywords"] = list(part.keywords)
        row["first_answer_hours"] = part.first_answer_hours
        row["settle_days"] = part.settle_days
        halves.append(row)
    rows[at : at + 1] = reversed(halves)
