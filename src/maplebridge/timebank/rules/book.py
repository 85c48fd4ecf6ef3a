"""The time bank's rules as dated data: kinds of help, caps, who may be given minutes, conditions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from maplebridge.core.values import Minutes

DAY = 24 * 60
LABELS = ("hours", "bank")
"""How the whole is called: 互助时间, or 时间银行 where a place is allowed to say bank."""
NUMBERS: Mapping[str, tuple[int, int]] = {
    "cap_minutes": (0, 10_000_000),
    "visit_minutes_max": (15, DAY),
    "code_minutes": (1, 30),
    "overdue_minutes": (5, DAY),
    "gift_age_min": (0, 120),
    "paper_days": (1, 60),
    "asks_ahead_days": (1, 180),
    "granted_minutes_month": (0, 10_000_000),
    "grantor_minutes_month": (0, 10_000_000),
}
"""Each whole number with its least and its most. `cap_minutes` 0 is no cap.

`granted_minutes_month` is the most that one person gets out of the pool by a grant in a calendar month,
`grantor_minutes_month` the most that one coordinator gives out of it; 0 is nothing.
"""
FLAGS = ("pair_first_visit", "own_minutes_pay", "pool_pays")
FIELDS = frozenset({"label", "kinds", "gift_relations", *NUMBERS, *FLAGS})
RELATIONS = ("parent", "grandparent", "child", "grandchild", "spouse_parent")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of help. `insured` says that a helper's accident insurance must be valid on the day."""

    code: str
    names: Mapping[str, str]
    insured: bool

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names["zh-hans"]


@dataclass(frozen=True, slots=True)
class Book:
    """One version of the rules, validated."""

    label: str
    kinds: tuple[Kind, ...]
    gift_relations: frozenset[str]
    cap_minutes: Minutes
    visit_minutes_max: int
    code_minutes: int
    overdue_minutes: int
    gift_age_min: int
    paper_days: int
    asks_ahead_days: int
    granted_minutes_month: int
    grantor_minutes_month: int
    pair_first_visit: bool
    own_minutes_pay: bool
    pool_pays: bool

    def kind(self, code: str) -> Kind | None:
        return next((kind for kind in self.kinds if kind.code == code), None)


def read_book(body: object) -> Book:
    """Validate rules as entered. Raises ValueError naming the first field that is wrong."""
    if not isinstance(body, Mapping):
        raise ValueError("body")
    if odd := FIELDS ^ set(body):
        raise ValueError(min(str(name) for name in odd))
    if body["label"] not in LABELS:
        raise ValueError("label")
    relations = body["gift_relations"]
    if not isinstance(relations, list) or not set(relations) <= set(RELATIONS):
        raise ValueError("gift_relations")
    for name, (least, most) in NUMBERS.items():
        if type(body[name]) is not int or not least <= body[name] <= most:
            raise ValueError(name)
    for name in FLAGS:
        if type(body[name]) is not bool:
            raise ValueError(name)
    return Book(
        label=body["label"],
        kinds=_kinds(body["kinds"]),
        gift_relations=frozenset(relations),
        **{name: body[name] for name in (*NUMBERS, *FLAGS)},
    )


def _kinds(rows: object) -> tuple[Kind, ...]:
    if not isinstance(rows, list) or not 0 < len(rows) <= 40:
        raise ValueError("kinds")
    kinds = [_kind(row) for row in rows]
    if len({kind.code for kind in kinds}) < len(kinds):
        raise ValueError("kinds")
    return tuple(kinds)


def _kind(row: object) -> Kind:
    if not isinstance(row, Mapping) or set(row) != {"code", "names", "insured"}:
        raise ValueError("kinds")
    code, names = row["code"], row["names"]
    named = isinstance(names, Mapping) and {"zh-hans", "zh-hant", "en"} <= set(names)
    if not isinstance(code, str) or not code.isidentifier() or not named:
        raise ValueError("kinds")
    if type(row["insured"]) is not bool or not all(
        isinstance(n, str) and n for n in names.values()
    ):
        raise ValueError("kinds")
    return Kind(code, dict(names), row["insured"])


def digest(version: int, valid_from: str, body: object) -> str:
    """SHA-256 of one version in canonical JSON, as 64 hexadecimal digits."""
    plain = {"name": "timebank", "version": version, "valid_from": valid_from, "body": body}
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
