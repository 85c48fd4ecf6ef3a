"""What the house can learn from itself: closed matters whose kind is a person's judgement."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from ..models import ImportRun, LegacyReference, Matter, MatterEvent
from ..rules.judged import Line, judged
from ..rules.states import State, Verb
from ..rules.training import SPLIT, Example

CHUNK = 1000
LOOKED_AT_MOST = 400_000
"""Of so many closed matters at most the kinds are looked at; the newest."""
TELLING = (Verb.REPORT.value, Verb.TRIAGE.value, Verb.ANSWER.value)


def confirmed(*, most: int) -> Iterator[tuple[bool, Example]]:
    """(kept back to measure on, (words, kind)) of the newest `most` matters, streamed.

    Which are kept back depends on their words alone: one wording in five, for good. Four queries a
    thousand matters, each along an index.
    """
    return islice(_judged("-reported_at"), most)


def enough_new(since: datetime, least: int) -> bool:
    """Is there so much to learn from that was closed, or taken over, after `since`?"""
    runs = ImportRun.objects.filter(trial=False, moved_at__gt=since)
    taken = runs.aggregate(all=Sum("taken"))["all"] or 0
    new = _judged("-closed_at", Q(closed_at__gt=since))
    return taken >= least or sum(1 for _ in islice(new, least)) >= least


def _judged(order: str, among: Q | None = None) -> Iterator[tuple[bool, Example]]:
    found = Matter.objects.filter(among or Q(), state=State.CLOSED.value).exclude(words="")
    for rows in _chunks(found, order):
        ids = [row[0] for row in rows]
        lines, old = _lines(ids), _from_old_hotlines(ids)
        for pk, _, words, kind, ending in rows:
            hotline = pk in old and old[pk] != kind
            if judged(kind, ending, lines[pk], old_hotline=hotline):
                yield kept_back(words), (words, kind)


def _chunks(found: QuerySet[Matter], order: str) -> Iterator[list[Any]]:
    """CHUNK rows at a time, each begun where the last one ended."""
    at = order.removeprefix("-")
    ordered = found.order_by(order, "-id").values_list(
        "pk", at, "words", "category", "closing_code"
    )
    after = Q()
    for _ in range(LOOKED_AT_MOST // CHUNK):
        rows = list(ordered.filter(after)[:CHUNK])
        if rows:
            yield rows
        if len(rows) < CHUNK:
            return
        last, when = rows[-1][0], rows[-1][1]
        after = Q(**{f"{at}__lte": when}) & (Q(**{f"{at}__lt": when}) | Q(pk__lt=last))


def _lines(ids: list[UUID]) -> dict[UUID, list[Line]]:
    found: dict[UUID, list[Line]] = defaultdict(list)
    events = MatterEvent.objects.filter(matter__in=ids, verb__in=TELLING).order_by("id")
    for pk, verb, actor, by_reporter, code in events.values_list(
        "matter_id", "verb", "actor_id", "by_reporter", "code"
    ):
        found[pk].append(Line(verb, actor is not None, by_reporter, code))
    return found


def _from_old_hotlines(ids: list[UUID]) -> dict[UUID, str]:
    """Those that came from an old hotline, with the kind that its map gives to rows without one."""
    old = LegacyReference.objects.filter(matter__in=ids).values_list(
        "matter_id", "run__content__default_category"
    )
    return {pk: default or "" for pk, default in old}


def kept_back(words: str) -> bool:
    """Whether a text is measured on and never learnt. The same words, however often reported, stand
    on one side: a model that had learnt a text by heart would look better than it is."""
    said = "".join(words.split()).encode()
    return hashlib.blake2b(said, digest_size=4).digest()[0] % SPLIT == 0
