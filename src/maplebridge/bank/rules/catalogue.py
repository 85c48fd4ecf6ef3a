"""The deeds that a village thanks for, in the five joint fields: data of the council, validated here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from maplebridge.core.values import Points

from .tariff import POINTS_MAX

KINDS_MAX = 200
TIMES_MAX = 1000
NAME_MAX = 60
ARTICLE_MAX = 100_000
LANGUAGES = ("zh-hans", "zh-hant", "en")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)


class Field(StrEnum):
    """The five joint fields of the governance bank, in the order of the practice."""

    MORAL_CULTURE = "moral_culture"
    RULE_OF_LAW = "rule_of_law"
    MEDIATION = "mediation"
    PUBLIC_SAFETY = "public_safety"
    ENVIRONMENT = "environment"


@dataclass(frozen=True, slots=True)
class DeedKind:
    """One kind of deed: what it is called, what it earns, how often a household may have it.

    `per_day` and `per_month` count deeds of this kind of one household; None: no limit of its own.
    Points are positive: there is no deed that takes any away. `cites` is the article of the village's
    rules that the kind puts into practice: whose rules, and its number, which never changes.
    """

    code: str
    field: Field
    names: Mapping[str, str]
    points: Points
    per_day: int | None
    per_month: int | None
    cites: tuple[UUID, int] | None = None

    def name_in(self, language: str) -> str:
        """The name in the language, or in the first that the council wrote."""
        for wanted in (language.lower(), *LANGUAGES):
            if wanted in self.names:
                return self.names[wanted]
        return self.code


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All kinds of one version, by field and then as the council listed them."""

    kinds: tuple[DeedKind, ...]

    def kind(self, code: str) -> DeedKind | None:
        return next((kind for kind in self.kinds if kind.code == code), None)

    def of(self, field: Field) -> tuple[DeedKind, ...]:
        return tuple(kind for kind in self.kinds if kind.field is field)


def read_catalogue(body: object) -> Catalogue:
    """Validate a catalogue as entered. Raises ValueError naming the first part that is wrong."""
    if not isinstance(body, Mapping) or set(body) != {"kinds"}:
        raise ValueError("kinds")
    rows = body["kinds"]
    if not isinstance(rows, list) or not 0 < len(rows) <= KINDS_MAX:
        raise ValueError("kinds")
    kinds = [_kind(row, number) for number, row in enumerate(rows, start=1)]
    codes = [kind.code for kind in kinds]
    for code in codes:
        if codes.count(code) > 1:
            raise ValueError(f"{code}: code")
    order = list(Field)
    return Catalogue(tuple(sorted(kinds, key=lambda kind: order.index(kind.field))))


def _kind(row: object, number: int) -> DeedKind:
    known = {"code", "field", "names", "points", "per_day", "per_month", "cites"}
    if not isinstance(row, Mapping):
        raise ValueError(f"{number}")
    code = row.get("code")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise ValueError(f"{number}: code")
    if unknown := set(row) - known:
        raise ValueError(f"{code}: {min(str(name) for name in unknown)}")
    if row.get("field") not in set(Field):
        raise ValueError(f"{code}: field")
    return DeedKind(
        code=code,
        field=Field(row["field"]),
        names=_names(row.get("names"), code),
        points=Points(_whole(row, code, "points", POINTS_MAX)),
        per_day=_times(row, code, "per_day"),
        per_month=_times(row, code, "per_month"),
        cites=_cites(row.get("cites"), code),
    )


def _names(names: object, code: str) -> Mapping[str, str]:
    if not isinstance(names, Mapping) or not names or set(names) - set(LANGUAGES):
        raise ValueError(f"{code}: names")
    for name in names.values():
        if not isinstance(name, str) or not name.strip() or len(name) > NAME_MAX:
            raise ValueError(f"{code}: names")
    return dict(names)


def _cites(cites: object, code: str) -> tuple[UUID, int] | None:
    """An article as ``{"rules": "<hex>", "article": 7}``."""
    if cites is None:
        return None
    if not isinstance(cites, Mapping) or set(cites) != {"rules", "article"}:
        raise ValueError(f"{code}: cites")
    number = _whole(cites, code, "article", ARTICLE_MAX)
    try:
        return UUID(hex=cites["rules"]), number
    except (ValueError, AttributeError, TypeError):
        raise ValueError(f"{code}: cites") from None


def _times(row: Mapping[str, object], code: str, name: str) -> int | None:
    return None if row.get(name) is None else _whole(row, code, name, TIMES_MAX)


def _whole(row: Mapping[str, object], code: str, name: str, most: int) -> int:
    value = row.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= most:
        raise ValueError(f"{code}: {name}")
    return value
