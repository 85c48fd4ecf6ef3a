"""What an ended post was answering goes to the wider place: nothing waits for somebody who left."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge import events as facts
from maplebridge.core import calendar, outbox
from maplebridge.core.viewer import SYSTEM, Role
from maplebridge.people import public as people

from ..models import Matter
from ..rules.states import Verb
from .steps import fetch, step, told_place

BATCH = 200


def pass_on_ended(*, now: datetime) -> None:
    """Open matters of posts whose last day is over: one transaction each, at most BATCH a run.

    The operator of the nearest place around it answers, else a head, else nobody by name: then the
    inbox of all who stand above it holds the matter. Its clocks run on.
    """
    over = {"handler__term_to__lt": calendar.today(now)}
    found = Matter.objects.filter(due_at__isnull=False, **over).order_by("due_at", "id")
    for matter_id in list(found.values_list("id", flat=True)[:BATCH]):
        with transaction.atomic():
            _pass_on(matter_id, now)


def _pass_on(matter_id: UUID, now: datetime) -> None:
    matter = fetch(matter_id)
    today = calendar.today(now)
    post = matter.handler
    if not matter.is_open or post is None or post.term_to is None or post.term_to >= today:
        return
    found = people.who_answers(matter.path, Role.OPERATOR, today=today)
    matter.handler_id = found.post_id if found else None
    matter.first_asked_id = None
    step(SYSTEM, matter, Verb.PASS_ON, now, to_post_id=matter.handler_id)
    outbox.tell(facts.MatterHandedOn(matter.pk, told_place(matter)), now=now)
    if matter.handler_id is not None:
        outbox.tell(facts.PostAsked(matter.pk, matter.handler_id, "passed_on"), now=now)
