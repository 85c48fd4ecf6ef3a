"""What the clock does: close what nobody disputes, forget what is old."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from maplebridge.core import audit, documents, files
from maplebridge.core.models import StoredFile
from maplebridge.core.viewer import SYSTEM

from .. import queries
from ..models import (
    AnswerLink,
    Conversation,
    CoReporter,
    Helper,
    InsideWords,
    Matter,
    MatterAddress,
    MatterAttribute,
    MatterBand,
    MatterEvent,
    MatterPhoto,
    MatterTask,
    MatterWords,
    PhoneCall,
    Rating,
)
from ..rules.states import ClosingCode, State, Verb, undisputed_code
from .contacts import forget_given_contacts, forget_sender
from .grouping import forget_groups
from .leaving import forget_tasks
from .saved import purge_views
from .sealing import LOCK, forget_salts
from .steps import (
    close,
    fetch,
    step,
    tell_closed,
)

BATCH = 200


def close_undisputed(*, now: datetime) -> None:
    """Close matters whose answer stood unrated for the days of their own rulebook.

    A fix that nobody confirmed counts as answered. One transaction a matter, at most BATCH a run;
    who rates in the same moment wins or comes after.
    """
    for matter_id in _undisputed(now, BATCH):
        with transaction.atomic():
            matter = fetch(matter_id)
            if matter.state != State.ANSWERED or matter.answered_at is None:
                continue
            days = queries.catalogue_version(matter.rulebook).close_days
            if matter.answered_at > now - timedelta(days=days):
                continue
            proposed = ClosingCode(matter.proposed_code)
            close(matter, undisputed_code(proposed), now)
            step(SYSTEM, matter, Verb.CLOSE_UNDISPUTED, now, code=matter.closing_code)
            tell_closed(matter, now)


def _undisputed(now: datetime, limit: int) -> list[UUID]:
    """Answered matters whose answer stood long enough, oldest first; one query a number of days."""
    versions: dict[int, list[str]] = {}
    for book in queries.all_catalogues():
        versions.setdefault(book.close_days, []).append(book.version)
    known = [version for names in versions.values() for version in names]
    days_of_others = queries.catalogue_version("").close_days
    answered = Matter.objects.filter(state=State.ANSWERED)
    groups = [
        answered.filter(rulebook__in=names, answered_at__lte=now - timedelta(days=days))
        for days, names in versions.items()
    ]
    others = answered.exclude(rulebook__in=known)
    groups.append(others.filter(answered_at__lte=now - timedelta(days=days_of_others)))
    found: list[UUID] = []
    for group in groups:
        ids = group.order_by("answered_at", "id").values_list("id", flat=True)
        found += ids[: limit - len(found)]
    return found


def purge_expired(*, now: datetime) -> None:
    """Empty words, photos and names of matters closed long ago; kinds, places, times stay."""
    forget_given_contacts(now=now)
    before = now - timedelta(days=days_kept("matters.Matter"))
    old = Matter.objects.filter(state=State.CLOSED, last_activity_at__lt=before).exclude(words="")
    while ids := list(old.order_by("last_activity_at").values_list("id", flat=True)[:BATCH]):
        for matter_id in ids:
            _forget(matter_id, now)
    forget_groups(days=days_kept("matters.MatterGroup"), now=now)
    purge_views(now=now)
    silent = now - timedelta(days=days_kept("matters.Conversation"))
    spoken = Conversation.objects.filter(last_at__lt=silent).order_by("last_at", "id")
    while ids := list(spoken.values_list("id", flat=True)[:BATCH]):
        Conversation.objects.filter(pk__in=ids, last_at__lt=silent).delete()


def days_kept(model: str) -> int:
    """The days that the register says: it lies above the floors, so it is found by its name."""
    register = import_string(f"{settings.RETENTION}.RETENTION")
    days = next(line.days for line in register if line.model == model)
    assert isinstance(days, int)
    return days


def _forget(matter_id: UUID, now: datetime) -> None:
    """One transaction for the rows; the photos' files go once nothing can bring the rows back."""
    documents.forget(matter_id)
    photos = MatterPhoto.objects.filter(event__matter=matter_id)
    tasks = MatterTask.objects.filter(matter=matter_id)
    seen = Q(pk__in=photos.values("file")) | Q(pk__in=tasks.values("photo"))
    pictures = list(StoredFile.objects.filter(seen))
    with transaction.atomic():
        audit.one_at_a_time(LOCK)
        photos.delete()
        lines = MatterEvent.objects.filter(matter=matter_id)
        lines.update(text="")
        lines.filter(by_reporter=True).update(actor=None)
        lines.filter(verb=Verb.TAKE_PART.value).update(actor=None)
        forget_tasks(tasks, now)
        Rating.objects.filter(matter=matter_id).update(text="")
        Helper.objects.filter(matter=matter_id).delete()
        CoReporter.objects.filter(matter=matter_id).delete()
        MatterBand.objects.filter(matter=matter_id).delete()
        MatterWords.objects.filter(matter=matter_id).delete()
        InsideWords.objects.filter(matter=matter_id).delete()
        PhoneCall.objects.filter(matter=matter_id).delete()
        MatterAttribute.objects.filter(matter=matter_id).delete()
        MatterAddress.objects.filter(matter=matter_id).delete()
        AnswerLink.objects.filter(matter=matter_id).delete()
        forget_sender(matter_id)
        forget_salts(matter_id)
        Matter.objects.filter(pk=matter_id).update(
            words="", place_text="", lon=None, lat=None, reporter=None, on_behalf_by=None
        )
        audit.record(
            viewer=SYSTEM, verb="matter.purge", thing=("matters.matter", matter_id), now=now,
            days=days_kept("matters.Matter"),
        )  # fmt: skip
    for picture in pictures:
        files.forget(picture)
