"""What the clock does: the public side forgets a matter together with its words."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.viewer import SYSTEM

from ..models import Publication

BATCH = 200


def purge_expired(*, now: datetime) -> None:
    """Remove what is public of matters whose words are gone; their copies are swept a day later."""
    old = Publication.objects.filter(matter__words="").order_by("id")
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            for publication_id in ids:
                audit.record(
                    viewer=SYSTEM, verb="square.purge",
                    thing=("square.publication", publication_id), now=now,
                )  # fmt: skip
            Publication.objects.filter(pk__in=ids).delete()
