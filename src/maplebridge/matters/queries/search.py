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


_INSIDE = (
    " UNION ALL SELECT m.id FROM matters_matter m WHERE m.id IN ({inside})"
    " AND (m.reporter_id IS NULL OR m.reporter_id <> %s)"
)
"""What stands on the shelf of those who work on a matter, without their own reports: of those they
read what every reporter reads."""


def matching(found: QuerySet[Matter], typed: str, worker: Viewer | None = None) -> QuerySet[Matter]:
    """Those that hold every word typed, in the report and its place or in what was said of it; a
    reference finds its matter alone.

    `worker` is who works on all of `found`: they find by how the work was shared out too, which no
    reporter reads. Nothing typed leaves the list as it is; signs without a letter find nothing.
    """
    if not typed.strip():
        return found
    reference = _REFERENCE.fullmatch(typed)
    if reference:
        return found.filter(reference=reference.group(1).upper())
    ids = holding("matters_matterwords", "matter_id", typed)
    if ids is None:
        return found.none()
    inside = holding("matters_insidewords", "matter_id", typed) if worker else None
    if worker is not None and inside is not None:
        sql = ids.sql + _INSIDE.format(inside=inside.sql)
        person = Matter._meta.get_field("reporter").get_db_prep_value(
            worker.person_id or NOBODY, connection
        )
        ids = RawSQL(sql, [*ids.params, *inside.params, person])
    return found.filter(Q(pk__in=ids))


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
