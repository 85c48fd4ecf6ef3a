"""What an ended post was answering goes to its successor, else to the wider place: nothing waits for
somebody who left."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from maplebridge import events as facts
from maplebridge.core import calendar, outbox
from maplebridge.core.viewer import SYSTEM, Role
from maplebridge.people import public as people

from ..models import Matter
from ..rules.states import Verb
from .steps import fetch, step, told_place
from .tasks import drop_of_ended

BATCH = 200


def pass_on_ended(*, now: datetime) -> None:
    """Open matters of posts whose last day is over: one transaction each, at most BATCH a run.

    Whoever holds the same office at the same place now answers; else the operator of the nearest
    place around it, else a head, else nobody by name: then the inbox of all who stand above it
    holds the matter. Its clocks run on. What such a post was asked for a part ends, and the keeper
    of the matter is told.
    """
    drop_of_ended(now=now)
    over = {"handler__term_to__lt": calendar.today(now)}
    found = Matter.objects.filter(due_at__isnull=False, **over).order_by("due_at", "id")
    for matter_id in list(found.values_list("id", flat=True)[:BATCH]):
        with transaction.atomic():
            _pass_on(matter_id, now)


def _who_answers_now(ended: people.Post, path: str, today: date) -> UUID | None:
    """The post of the same office there today, with its holder or deputy; else who answers around."""
    same = (ended.place_id, ended.service_point_id)
    for acting in people.workers_for(ended.path, Role(ended.role), today=today):
        if (acting.post.place_id, acting.post.service_point_id) == same:
            return acting.post.pk
    found = people.who_answers(path, Role.OPERATOR, today=today)
    return found.post_id if found else None


def _pass_on(matter_id: UUID, now: datetime) -> None:
    matter = fetch(matter_id)
    today = calendar.today(now)
    post = matter.handler
    if not matter.is_open or post is None or post.term_to is None or post.term_to >= today:
        return
    matter.handler_id = _who_answers_now(post, matter.path, today)
    matter.first_asked_id = None
    step(SYSTEM, matter, Verb.PASS_ON, now, to_post_id=matter.handler_id)
    outbox.tell(facts.MatterHandedOn(matter.pk, told_place(matter)), now=now)
    if matter.handler_id is not None:
        outbox.tell(facts.PostAsked(matter.pk, matter.handler_id, "passed_on"), now=now)
