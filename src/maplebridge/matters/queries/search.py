"""Finding matters by what was said in them, inside a list that the viewer may read anyway."""

from __future__ import annotations

import re

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from ..models import Matter
from ..rules import grams
from .rulebook import fold

_REFERENCE = re.compile(r"\s*([A-Za-z]-\d{4}-\d+)\s*")

_POSTGRESQL = (
    "SELECT {column} FROM {table} WHERE to_tsvector('simple', grams) @@ to_tsquery('simple', %s)"
)
_SQLITE = (
    "SELECT {column} FROM {table} WHERE id IN "
    "(SELECT rowid FROM {table}_index WHERE {table}_index MATCH %s)"
)


def matching(found: QuerySet[Matter], typed: str) -> QuerySet[Matter]:
    """Those that hold every word typed, anywhere; a reference finds its matter alone.

    Nothing typed leaves the list as it is; signs without a letter find nothing.
    """
    if not typed.strip():
        return found
    reference = _REFERENCE.fullmatch(typed)
    if reference:
        return found.filter(reference=reference.group(1).upper())
    ids = holding("matters_matterwords", "matter_id", typed)
    return found.none() if ids is None else found.filter(Q(pk__in=ids))


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
    """What is written into the index for a matter."""
    return grams.grams(fold(f"{words}\n{place_text}"))
