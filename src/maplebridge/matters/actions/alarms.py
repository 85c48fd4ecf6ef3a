"""What the clock does with a matter by itself: it asks those above, and ends a rest."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core.viewer import SYSTEM
from maplebridge.people import public as people

from .. import queries
from ..models import Matter
from ..rules import ladder
from ..rules.states import OPEN, State, Verb
from .handing import arbiter_of, give_back, tell_above
from .steps import fetch, step
from .working import wake

BATCH = 200


def act_on_alarms(*, now: datetime) -> None:
    """Act on what is due, oldest first: one transaction a matter, at most BATCH a run.

    Whoever takes a matter on in the same moment comes before or after; nothing is done twice.
    """
    due = Matter.objects.filter(act_at__isnull=False, act_at__lte=now)
    for matter_id in list(due.order_by("act_at", "id").values_list("id", flat=True)[:BATCH]):
        with transaction.atomic():
            _act(matter_id, now)


def _act(matter_id: UUID, now: datetime) -> None:
    matter = fetch(matter_id)
    if matter.act_at is None or matter.act_at > now:
        return
    matter.act_at = None
    state = State(matter.state)
    if state is State.SUSPENDED:
        wake(SYSTEM, matter, now)
    elif state is State.RETURNED:
        _ask_further_up(matter, now)
    elif matter.first_asked_id is not None:
        _nobody_took_it(matter, now)
    elif state in OPEN:
        _overdue(matter, now)
    else:
        matter.save(update_fields=["act_at"])


def _nobody_took_it(matter: Matter, now: datetime) -> None:
    """A hand-over that nobody took on in time is for those above both to decide."""
    arbiter = arbiter_of(matter, now)
    give_back(matter, now)
    step(SYSTEM, matter, Verb.RETURN, now, to_post_id=arbiter.pk if arbiter else None)
    if arbiter is not None:
        tell_above(matter, arbiter, now)


def _ask_further_up(matter: Matter, now: datetime) -> None:
    """Nobody decided in time: one rung further up is asked. On the last rung it stays."""
    asked = queries.arbiter_asked(matter)
    told = [asked.pk] if asked else []
    above = _next_above(matter, asked.path if asked else matter.path, told, now)
    if above is None:
        matter.save(update_fields=["act_at"])
        return
    rulebook, category = queries.category_of(matter)
    office = queries.office(now, rulebook)
    matter.act_at = ladder.hours_from(now, ladder.DECIDE_HOURS, category.promise, office).at
    step(SYSTEM, matter, Verb.ESCALATE, now, to_post_id=above.pk)
    tell_above(matter, above, now)


def _overdue(matter: Matter, now: datetime) -> None:
    """A deadline passed: the next rung above is told, once for each rung."""
    above = _next_above(matter, matter.path, queries.told_above(matter), now)
    matter.rung += 1
    if above is None:
        matter.act_at = None
        matter.save(update_fields=["act_at", "rung"])
        return
    step(SYSTEM, matter, Verb.ESCALATE, now, to_post_id=above.pk)
    tell_above(matter, above, now)


def _next_above(matter: Matter, path: str, told: list[UUID], now: datetime) -> people.Post | None:
    chain = queries.supervisors(matter, path, now)
    passed = [*told, *(pk for pk in (matter.handler_id, matter.first_asked_id) if pk)]
    found = ladder.next_above([cover.post_id for cover in chain], passed)
    return people.Post.objects.filter(pk=found).first() if found else None
