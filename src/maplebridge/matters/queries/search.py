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
    "SELECT matter_id FROM matters_matterwords "
    "WHERE to_tsvector('simple', grams) @@ to_tsquery('simple', %s)"
)
_SQLITE = (
    "SELECT matter_id FROM matters_matterwords WHERE id IN "
    "(SELECT rowid FROM matters_matterwords_index WHERE matters_matterwords_index MATCH %s)"
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
    phrases = grams.phrases(fold(typed))
    if not phrases:
        return found.none()
    if connection.vendor == "postgresql":
        ids = RawSQL(_POSTGRESQL, [grams.for_postgresql(phrases)])  # typed text is a parameter
    else:
        ids = RawSQL(_SQLITE, [grams.for_sqlite(phrases)])  # typed text is a parameter
    return found.filter(Q(pk__in=ids))


def grams_of(words: str, place_text: str) -> str:
    """What is written into the index for a matter."""
    return grams.grams(fold(f"{words}\n{place_text}"))
