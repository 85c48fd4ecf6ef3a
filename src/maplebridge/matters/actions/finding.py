"""What a matter is found by grows with its timeline; older rows are written anew by a duty."""

from __future__ import annotations

import time
from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import TextField, Value
from django.db.models.functions import Concat, Length

from .. import queries
from ..models import InsideWords, Matter, MatterEvent, MatterWords
from ..rules.found_by import LINES_MOST, Shelf, shelf_of, shelved
from ..rules.states import Verb

SITTING_SECONDS = 20
"""How long the duty works on before others have their turn."""
BATCH = 200
TOKEN = 14
"""Characters of the index that one character of a text takes."""


def find_by_line(matter_id: UUID, verb: Verb, text: str) -> None:
    """Let a new line be found: one statement, two for the first line inside. Call it in the step's
    transaction. What grew beyond LINES_MOST characters is left as it is."""
    shelf = shelf_of(verb)
    more = queries.grams_of(text, "") if shelf and text else ""
    if not more:
        return
    model = MatterWords if shelf is Shelf.ALL else InsideWords
    rows = model._default_manager.filter(matter_id=matter_id)
    short = rows.annotate(length=Length("grams")).filter(length__lt=LINES_MOST * TOKEN)
    longer = Concat("grams", Value(f" {more}"), output_field=TextField())
    if not short.update(grams=longer) and shelf is Shelf.INSIDE:
        InsideWords.objects.get_or_create(matter_id=matter_id, defaults={"grams": more})


def reread_words(*, now: datetime) -> None:
    """Write anew what was indexed before timelines were: some seconds at a time, until none is left.

    A batch is one transaction that holds its rows, so that a line written meanwhile comes after it.
    """
    ends = time.monotonic() + SITTING_SECONDS
    while _reread() and time.monotonic() < ends:
        pass


@transaction.atomic
def _reread() -> bool:
    """One batch; False when none was left."""
    old = MatterWords.objects.select_for_update().filter(whole__isnull=True).order_by("id")
    rows = {row.matter_id: row for row in old[:BATCH]}
    lines: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    events = MatterEvent.objects.filter(matter__in=rows).exclude(text="").order_by("id")
    for pk, verb, text in events.values_list("matter_id", "verb", "text"):
        lines[pk].append((verb, text))
    inside = []
    matters = Matter.objects.filter(pk__in=rows)
    for pk, words, place_text, number in matters.values_list(
        "pk", "words", "place_text", "legacy__number"
    ):
        shelves = shelved(lines[pk])
        head = "\n".join(filter(None, [words, number, place_text]))
        rows[pk].grams = queries.grams_of_all([head, *shelves[Shelf.ALL]])
        rows[pk].whole = True
        if shelves[Shelf.INSIDE]:
            grams = queries.grams_of_all(shelves[Shelf.INSIDE])
            inside.append(InsideWords(matter_id=pk, grams=grams))
    InsideWords.objects.filter(matter__in=rows).delete()
    InsideWords.objects.bulk_create(inside)
    MatterWords.objects.bulk_update(rows.values(), ["grams", "whole"])
    return bool(rows)
