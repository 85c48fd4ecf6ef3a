"""What differs between two versions of the catalogue, one line a difference, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .catalogue import Attribute, Catalogue, Category, Group

Named = Category | Attribute | Group


@dataclass(frozen=True, slots=True)
class Change:
    """`what` is a figure or a text of the catalogue, "added" or "removed".

    `kind` and `question` are what it belongs to, None for the whole catalogue. `before` and `after`
    are plain values: numbers, yes and no, texts by language, lists of words.
    """

    what: str
    before: Any = None
    after: Any = None
    kind: Category | None = None
    question: Attribute | None = None
    group: Group | None = None


def changes(old: Catalogue, new: Catalogue) -> list[Change]:
    """Everything that differs, except the version and the day from which it is valid."""
    found = [
        Change(what, getattr(old, what), getattr(new, what))
        for what in (
            "close_days",
            "reopen_days",
            "call_back_percent",
            "call_back_most",
            "sms_steps",
            "office_hours",
            "office_hours_on",
        )
        if getattr(old, what) != getattr(new, what)
    ]
    found += _groups(old, new)
    before, after = {c.code: c for c in old.categories}, {c.code: c for c in new.categories}
    found += [Change("removed", kind=kind) for code, kind in before.items() if code not in after]
    for code, kind in after.items():
        if code not in before:
            found.append(Change("added", kind=kind))
        else:
            found += _kind(before[code], kind)
    both = [code for code in before if code in after]
    if both != [code for code in after if code in before]:
        found.append(Change("order"))
    return found


def _groups(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    before, after = {g.code: g for g in old.groups}, {g.code: g for g in new.groups}
    yield from (Change("removed", group=one) for code, one in before.items() if code not in after)
    yield from (Change("added", group=one) for code, one in after.items() if code not in before)
    for code, group in after.items():
        if code in before and before[code].names != group.names:
            yield Change("names", before[code].names, group.names, group=group)


def _kind(old: Category, new: Category) -> Iterator[Change]:
    for what, before in _figures(old).items():
        after = _figures(new)[what]
        if before != after:
            yield Change(what, before, after, kind=new)
    before_, after_ = {a.code: a for a in old.attributes}, {a.code: a for a in new.attributes}
    for code, one in before_.items():
        if code not in after_:
            yield Change("removed", kind=new, question=one)
    for code, one in after_.items():
        if code not in before_:
            yield Change("added", kind=new, question=one)
        elif one != before_[code]:
            yield Change("question", kind=new, question=one)
    if set(before_) == set(after_) and list(before_) != list(after_):
        yield Change("question_order", kind=new)


def _figures(kind: Category) -> Mapping[str, Any]:
    return {
        "names": kind.names,
        "group": kind.group,
        "icon": kind.icon,
        "first_answer_hours": kind.promise.first_answer_hours,
        "settle_days": kind.promise.settle_days,
        "round_the_clock": kind.promise.round_the_clock,
        "duplicate_radius_m": kind.duplicate_radius_m,
        "private": kind.private,
        "public_spot": kind.public_spot,
        "anonymous": kind.anonymous,
        "urgent_advice": kind.urgent_advice,
        "duty": kind.duty,
        "closing_condition": kind.closing_condition,
        "advice": kind.advice,
        "keywords": kind.keywords,
    }
