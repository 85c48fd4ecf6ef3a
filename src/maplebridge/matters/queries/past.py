"""Timelines of the past, for trying another rule on them; nobody's name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from maplebridge.core.scope import below

from ..models import Matter, MatterEvent
from ..rules import catalogue as catalogues
from ..rules.catalogue import Catalogue
from ..rules.replay import Line, Past
from ..rules.states import Verb
from .moves import SILENT
from .rulebook import catalogue_version, fold

CHUNK = 500
PAST_MAX = 200_000
"""Most matters that one replay reads; the newest."""


def past_matters(path: str, since: datetime) -> Iterator[Past]:
    """Matters below a place reported since then, newest first, CHUNK at a time: two queries each."""
    found = Matter.objects.filter(below("path", path), reported_at__gte=since)
    rows = found.order_by("-reported_at", "-id").values_list(
        "pk", "category", "path", "rulebook", "words", "handler"
    )[:PAST_MAX]
    chunk: list[Any] = []
    for row in rows.iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield from _with_lines(chunk)
            chunk = []
    yield from _with_lines(chunk)


def _with_lines(rows: list[tuple[UUID, str, str, str, str, UUID | None]]) -> Iterator[Past]:
    lines: dict[UUID, list[Line]] = defaultdict(list)
    first_kind: dict[UUID, str] = {}
    events = MatterEvent.objects.filter(matter__in=[row[0] for row in rows]).order_by("at", "id")
    for pk, at, verb, by_reporter, level, code, earlier, silent in events.values_list(
        *("matter_id", "at", "verb", "by_reporter", "to_post__place__level", "code"),
        *("earlier_code", SILENT),
    ):
        triage = verb == Verb.TRIAGE.value
        if triage and earlier:
            first_kind.setdefault(pk, earlier)
        named = code if triage else ""
        line = Line(at, Verb(verb), by_reporter, level or "", named, silent=silent)
        lines[pk].append(line)
    for pk, kind, path, rulebook, words, post in rows:
        if lines[pk]:
            first, named = first_kind.get(pk, kind), str(post) if post else ""
            yield Past(first, path, tuple(lines[pk]), rulebook, words, named)


def first_guesses(path: str, since: datetime, kind: str, after: Catalogue) -> tuple[int, int, int]:
    """Of the matters whose kind somebody named and that are or were taken for `kind`: how many there
    are, and how often the first keyword suggestion was right by the version under which each was
    reported, and by `after`."""
    named = MatterEvent.objects.filter(
        below("matter__path", path), verb=Verb.TRIAGE.value, actor__isnull=False, at__gte=since
    ).exclude(matter__words="")
    rows = named.order_by("at", "id").values_list(
        "matter_id", "matter__words", "matter__category", "matter__rulebook"
    )
    right_before = right_after = 0
    seen: set[UUID] = set()
    for pk, words, true, version in rows[:PAST_MAX].iterator(chunk_size=CHUNK):
        guesses = [_first(words, catalogue_version(version)), _first(words, after)]
        if pk in seen or kind not in (true, *guesses):
            continue
        seen.add(pk)
        right_before += guesses[0] == true
        right_after += guesses[1] == true
    return len(seen), right_before, right_after


def _first(words: str, catalogue: Catalogue) -> str:
    found = catalogues.suggest(fold(words), catalogue)
    return found[0].category.code if found else ""


def parts_by_words(book: Catalogue, codes: tuple[str, str]) -> Callable[[str], str]:
    """Which of two kinds the keywords of a catalogue point to; "" when the words name neither."""
    pair = replace(book, categories=tuple(c for c in book.categories if c.code in codes))
    return lambda words: _first(words, pair)
