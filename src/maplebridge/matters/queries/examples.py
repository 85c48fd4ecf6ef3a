"""What the house can learn from itself: closed matters whose kind people have confirmed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Exists, OuterRef

from ..models import Matter, MatterEvent, Rating
from ..rules.states import State, Verb
from ..rules.training import SPLIT, Example

CHUNK = 1000


def confirmed(*, most: int) -> Iterator[tuple[bool, Example]]:
    """(kept back to measure on, (words, kind)) of the newest `most` matters, streamed.

    A person named the kind (sorted it anew, or as what it was), and the reporter's rating closed
    the matter. Which matters are kept back depends on their id alone: one in five, for good.
    """
    named = MatterEvent.objects.filter(
        matter=OuterRef("pk"), verb=Verb.TRIAGE.value, actor__isnull=False
    )
    rated = Rating.objects.filter(matter=OuterRef("pk"), closing=OuterRef("closing"))
    found = Matter.objects.filter(Exists(named), Exists(rated), state=State.CLOSED.value)
    rows = found.exclude(words="").order_by("-reported_at", "-id")
    for pk, words, kind in rows.values_list("pk", "words", "category")[:most].iterator(CHUNK):
        yield kept_back(pk), (words, kind)


def kept_back(matter_id: UUID) -> bool:
    return hashlib.blake2b(matter_id.bytes, digest_size=4).digest()[0] % SPLIT == 0
