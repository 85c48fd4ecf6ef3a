"""A file that rests goes on by itself: on its day, or when what it waited for was entered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import SYSTEM, Viewer

from .. import policy
from ..models import MediationFile
from ..queries.access import Loaded, parties_of
from ..rules.stages import State, Verb
from .moving import fetch, go_on, keep, note, tidy
from .telling import tell_of_rest

BATCH = 200


def happened(*, viewer: Viewer, file_id: UUID, words: str = "", now: datetime) -> None:
    """What the file waited for happened: treatment ended, the opinion is here, the funeral is over,
    the review is decided. A party says so for everybody, or whoever leads; the talks go on at once.

    Raises Forbidden, RuleBroken.
    """
    words = tidy(words)
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        if not policy.may_say_it_happened(loaded.standing):
            raise Forbidden("mediation_not_yours")
        why = loaded.file.paused_for
        go_on(loaded, now)
        note(loaded, viewer, Verb.RESUME, now, words=words, code=why, before=State.SUSPENDED)
        keep(loaded, now)
        tell_of_rest(loaded.file, over=True, now=now)


def resume_due(*, now: datetime) -> None:
    """Let files go on whose day came. Where it cannot go on, because a tie is open or a party took its
    yes back, the day is taken away and whoever leads is told to look at it."""
    due = MediationFile.objects.filter(resume_on__lte=calendar.today(now))
    for file_id in list(due.order_by("resume_on", "id").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            _resume(file_id, now)


def _resume(file_id: UUID, now: datetime) -> None:
    locked = MediationFile.objects.select_for_update(of=("self",)).select_related("lead")
    file = locked.filter(pk=file_id, resume_on__lte=calendar.today(now)).first()
    if file is None:
        return
    loaded, why = Loaded(file, parties_of(file), (), policy.NOBODY), file.paused_for
    try:
        go_on(loaded, now)
    except RuleBroken:
        file.resume_on = None
        file.save(update_fields=["resume_on"])
        tell_of_rest(file, over=False, now=now)
        return
    note(loaded, SYSTEM, Verb.RESUME, now, code=why, before=State.SUSPENDED)
    keep(loaded, now)
    tell_of_rest(file, over=True, now=now)
