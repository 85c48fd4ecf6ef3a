"""What the clock does: the public side forgets a matter together with its words, and old alerts."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from maplebridge.core import audit
from maplebridge.core.viewer import SYSTEM
from maplebridge.matters import public as matters

from ..models import Alert, HelpWanted, Publication, PublicWords
from ..queries import WITHDRAWN
from ..rules.stages import Stage
from .allowing import take_back_withdrawn

BATCH = 200


def purge_expired(*, now: datetime) -> None:
    """Remove what is public of matters whose words are gone; their copies are swept a day later."""
    Alert.objects.filter(at__lt=now - timedelta(days=_days_kept("square.Alert"))).delete()
    HelpWanted.objects.filter(matter__words="").delete()
    _take_back_withdrawn(now)
    _write_words()
    old = Publication.objects.filter(matter__words="").order_by("id")
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            for publication_id in ids:
                audit.record(
                    viewer=SYSTEM, verb="square.purge",
                    thing=("square.publication", publication_id), now=now,
                )  # fmt: skip
            Publication.objects.filter(pk__in=ids).delete()


def _write_words() -> None:
    """What was released before public wordings were searched is found from the next night on."""
    left = Publication.objects.filter(stage=Stage.RELEASED.value, found_by__isnull=True)
    while rows := list(left.order_by("id").values_list("pk", "words")[:BATCH]):
        PublicWords.objects.bulk_create(
            [
                PublicWords(publication_id=pk, grams=matters.grams_of(words, ""))
                for pk, words in rows
            ],
            ignore_conflicts=True,
        )


def _take_back_withdrawn(now: datetime) -> None:
    """Those whose closing told nobody: joined to an earlier matter, or withdrawn long ago."""
    left = Publication.objects.exclude(stage=Stage.TAKEN_BACK.value)
    left = left.filter(matter__closing_code=WITHDRAWN).order_by("id")
    while ids := list(left.values_list("matter_id", flat=True)[:BATCH]):
        for matter_id in ids:
            take_back_withdrawn(matter_id=matter_id, now=now)


def _days_kept(table: str) -> int:
    """The days that the register says: it lies above the floors, so it is found by its name."""
    register = import_string(f"{settings.RETENTION}.RETENTION")
    days = next(line.days for line in register if line.model == table)
    assert isinstance(days, int)
    return days
