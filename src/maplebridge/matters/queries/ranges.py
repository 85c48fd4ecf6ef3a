"""Lists that lie in several stretches of an index: each stretch is read from its end, then merged.

With one condition over all of them a database reads everything that fits before it sorts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import product
from operator import or_
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.lookups import Lookup

from ..models import FIRST_DECIDED, Matter
from ..rules.states import State

Key = TypeVar("Key")
NEWEST = ("-reported_at", "-id")
URGENT = ("due_at", "id")
DECIDED = (FIRST_DECIDED, "id")
FEW_POSTS = 3
"""Whoever stands in for more of them has each post's list read at once, not state by state."""


@dataclass(frozen=True, slots=True)
class Part:
    """Matters of a place or of posts. `lead`: the column that its indexes begin with, if any.
    `by_state`: those of what is open lead on by the state. `each`: the same post by post."""

    condition: Q
    lead: str = ""
    by_state: bool = False
    each: tuple[Q, ...] = ()

    @classmethod
    def of(cls, column: str, posts: Iterable[UUID]) -> Part:
        keys = tuple(dict.fromkeys(posts))
        each = tuple(Q(**{column: key}) for key in keys)
        few = column == "handler" and len(keys) <= FEW_POSTS
        return cls(Q(**{f"{column}__in": keys}), f"{column}_id", by_state=few, each=each)


@dataclass(frozen=True, slots=True)
class Ranges:
    """Matters of `found` that lie in any of `parts` and fit any of `shelves`; none without one of each.

    `order` is that of the list, and of the index. With `states`, those in these states alone; then
    they are read state by state where an index has them.
    """

    found: QuerySet[Matter]
    parts: Sequence[Part] = (Part(Q()),)
    order: Sequence[str | Combinable] = NEWEST
    states: frozenset[State] = frozenset()
    shelves: Sequence[Q] = (Q(),)

    def filter(self, *conditions: Q | Lookup[Any], **more: Any) -> Ranges:
        return replace(self, found=self.found.filter(*conditions, **more))

    def whole(self) -> QuerySet[Matter]:
        """All of them by one condition, without an order."""
        if not (self.parts and self.shelves):
            return self.found.none()
        conditions = (part.condition for part in self.parts)
        return self._fitting().filter(reduce(or_, conditions), self._in_states())

    def first(self, limit: int) -> QuerySet[Matter]:
        """The first `limit` of all. One statement."""
        stretches = [] if connection.vendor == "sqlite" else list(self._stretches())
        if len(stretches) < 2:  # or SQLite, which cuts no part of a union by itself
            return self.whole().order_by(*self.order)[:limit]
        keys = [
            self.found.filter(stretch).order_by(*self.order).values("pk")[:limit]
            for stretch in stretches
        ]
        found = Matter.objects.filter(pk__in=keys[0].union(*keys[1:], all=True))
        return found.order_by(*self.order)[:limit]

    def counted(self, limit: int) -> tuple[str, tuple[Any, ...]]:
        """SQL of a figure, with its parameters: how many there are, at most `limit` of each part."""
        pieces, values = list[str](), list[Any]()
        for number, found in enumerate(self._counts()):
            try:
                sql, params = found[:limit].values("pk").query.sql_with_params()
            except EmptyResultSet:  # no posts
                continue
            pieces.append(f"SELECT * FROM ({sql}) AS part{number}")  # noqa: S608  Django's own
            values += params
        if not pieces:
            return "SELECT 0", ()
        return f"SELECT count(*) FROM ({' UNION '.join(pieces)}) AS held", tuple(values)  # noqa: S608

    def _counts(self) -> Iterable[QuerySet[Matter]]:
        """In the order of an index, so that no more is read than counted."""
        for part in self.parts if self.shelves else ():
            if self._split(part):
                for stretch in replace(self, parts=[part])._stretches():
                    yield self.found.filter(stretch).order_by(*self.order)
            else:
                lead = [part.lead] if part.lead else []
                found = self._fitting().filter(part.condition, self._in_states())
                yield found.order_by(*lead, *self.order)

    def _fitting(self) -> QuerySet[Matter]:
        return self.found.filter(reduce(or_, self.shelves))

    def _in_states(self) -> Q:
        return Q(state__in=sorted(self.states)) if self.states else Q()

    def _split(self, part: Part) -> bool:
        return part.by_state and bool(self.states) and connection.vendor != "sqlite"

    def _stretches(self) -> Iterable[Q]:
        for shelf, part in product(self.shelves, self.parts):
            states = [Q(state=state) for state in sorted(self.states)]
            for one in part.each or (part.condition,):
                yield from (one & state & shelf for state in states if self._split(part))
                if not self._split(part):
                    yield one & self._in_states() & shelf


def counted(wanted: Mapping[Key, Ranges], most: int) -> dict[Key, int]:
    """How many each holds; `most` stands for any number beyond it. One statement for all."""
    if not wanted:
        return {}
    figures = [ranges.counted(most) for ranges in wanted.values()]
    sql = "SELECT " + ", ".join(f"({figure})" for figure, _values in figures)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _figure, values in figures for value in values])
        held = cursor.fetchone()
    return {key: min(count, most) for key, count in zip(wanted, held, strict=True)}
