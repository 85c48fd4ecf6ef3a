"""Another way to one's right: a petition, an administrative review, a lawsuit that the resident names."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge import events as facts
from maplebridge.core import outbox
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import SYSTEM, Viewer

from ..models import Matter
from ..rules.states import Recourse, RestReason, State, Verb
from .steps import check, fetch, lock, optional, recount, step
from .working import wake


def name_recourse(
    *,
    viewer: Viewer,
    matter_id: UUID,
    kind: str,
    text: str = "",
    receipt_hash: str = "",
    now: datetime,
) -> Matter:
    """The resident says that they went to petition, to review or to court. Twice is once.

    It hinders nobody: every step stays open to both sides. From now on the settling clock stands
    still, and nothing that comes later counts against anybody. What was late before stays late.

    Law: 行政訴訟法 art. 3 (in force 2017-07-01).
    """
    text = optional(text)
    with transaction.atomic():
        matter = check(viewer, fetch(matter_id), Verb.NAME_RECOURSE, now, receipt_hash)
        note(viewer, matter, kind, text, now)
        return matter


def note(viewer: Viewer, matter: Matter, kind: str, text: str, now: datetime) -> None:
    """Write it down with a matter that is locked and checked. Raises RuleBroken for another kind."""
    if kind not in set(Recourse):
        raise RuleBroken("matter_recourse_unknown")
    if kind in running(matter):
        return
    matter.recourse_since = matter.recourse_since or now
    step(viewer, matter, Verb.NAME_RECOURSE, now, text=text, by_reporter=True, code=kind)
    if matter.is_open and matter.handler_id is not None:
        outbox.tell(facts.PostAsked(matter.pk, matter.handler_id, "recourse"), now=now)


def end_recourse(
    *, viewer: Viewer, matter_id: UUID, text: str = "", receipt_hash: str = "", now: datetime
) -> Matter:
    """All that was named has come to its end. A rest for it ends too; the time left runs on."""
    text = optional(text)
    with transaction.atomic():
        matter = lock(viewer, matter_id, Verb.END_RECOURSE, now, receipt_hash)
        if matter.recourse_since is None:
            raise RuleBroken("matter_recourse_none", reference=matter.reference)
        rested = rests_for_recourse(matter)
        matter.recourse_since = None
        if matter.is_open:
            recount(matter, now, Verb.END_RECOURSE)
        step(viewer, matter, Verb.END_RECOURSE, now, text=text, by_reporter=True)
        if rested:
            wake(SYSTEM, matter, now)
        return matter


def running(matter: Matter) -> list[str]:
    """Which kinds were named and have not ended."""
    if matter.recourse_since is None:
        return []
    named = matter.events.filter(
        verb=Verb.NAME_RECOURSE.value, at__gte=matter.recourse_since
    ).order_by("at", "id")
    return list(dict.fromkeys(named.values_list("code", flat=True)))


def rests_for_recourse(matter: Matter) -> bool:
    """Whether it rests for what its resident named, and that is still going on."""
    if matter.recourse_since is None or matter.state != State.SUSPENDED:
        return False
    rest = matter.events.filter(verb=Verb.SUSPEND.value).order_by("-at", "-id").first()
    return rest is not None and rest.code == RestReason.COURT
