"""Finding matters by what was said in them, inside a list that the viewer may read anyway."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from maplebridge.core.viewer import Viewer

from ..models import Matter
from ..rules import found_by, grams
from .rulebook import fold

NOBODY = UUID(int=0)
_REFERENCE = re.compile(r"\s*([A-Za-z]-\d{4}-\d+)\s*")

_POSTGRESQL = (
    "SELECT {column} FROM {table} WHERE to_tsvector('simple', grams) @@ to_tsquery('simple', %s)"
)
_SQLITE = (
    "SELECT {column} FROM {table} WHERE id IN "
    "(SELECT rowid FROM {table}_index WHERE {table}_index MATCH %s)"
)


def matching(found: QuerySet[Matter], typed: str) -> QuerySet[Matter]:
    """Those that hold every word typed, in the report and its place or in what was said of it; a
    reference finds its matter alone. Nothing typed leaves the list as it is; signs without a letter
    find nothing.
    """
    shelves = shelves_with(typed)
    return found.filter(shelves[0]) if shelves else found.none()


def shelves_with(typed: str, worker: Viewer | None = None) -> tuple[Q, ...]:
    """The conditions of which a matter with every word typed fits one, shelf by shelf: the planner
    weighs a walk along the list against the index of words for one shelf, for none of two together.

    `worker` is who works on all that is looked through: they find by how the work was shared out
    too, which no reporter reads. Of their own reports they read what every reporter reads.
    """
    if not typed.strip():
        return (Q(),)
    reference = _REFERENCE.fullmatch(typed)
    if reference:
        return (Q(reference=reference.group(1).upper()),)
    said = holding("matters_matterwords", "matter_id", typed)
    if said is None:
        return ()
    inside = holding("matters_insidewords", "matter_id", typed) if worker else None
    if worker is None or inside is None:
        return (Q(pk__in=said),)
    return (Q(pk__in=said), Q(pk__in=inside) & ~Q(reporter=worker.person_id or NOBODY))


def holding(table: str, column: str, typed: str) -> RawSQL | None:
    """The `column` of the rows of `table`, one of ours with grams and their index, that hold every
    word typed; None for signs without a letter.
    """
    phrases = grams.phrases(fold(typed))
    if not phrases:
        return None
    if connection.vendor == "postgresql":
        sql, asked = _POSTGRESQL, grams.for_postgresql(phrases)
    else:
        sql, asked = _SQLITE, grams.for_sqlite(phrases)
    return RawSQL(sql.format(table=table, column=column), [asked])  # typed text is a parameter


def grams_of(words: str, place_text: str) -> str:
    """What is written into the index for a matter, or for more that was said of it."""
    return grams.grams(fold(f"{words}\n{place_text}"))


def grams_of_all(texts: Iterable[str]) -> str:
    """The same for a whole timeline, up to found_by.LINES_MOST characters."""
    found: list[str] = []
    left = found_by.LINES_MOST
    for text in texts:
        found.append(grams.grams(fold(text[:left])))
        left -= len(text)
        if left <= 0:
            break
    return " ".join(filter(None, found))
