"""What the clock does with a matter by itself: it asks those above, and ends a rest."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from maplebridge import events as facts
from maplebridge.core import outbox
from maplebridge.core.viewer import SYSTEM
from maplebridge.people import public as people

from .. import queries
from ..models import Matter
from ..rules import ladder
from ..rules.ladder import Asked
from ..rules.states import OPEN, State, Verb
from .handing import arbiter_of, give_back, in_hours, tell_above
from .recourse import rests_for_recourse
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
    """One thing a run: what else is due comes with the next one."""
    matter = fetch(matter_id)
    if matter.act_at is None or matter.act_at > now:
        return
    state = State(matter.state)
    if state is State.SUSPENDED and rests_for_recourse(matter):
        matter.due_at = matter.act_at = matter.act_at + timedelta(days=ladder.REST_DAYS_MAX)
        matter.save(update_fields=["act_at", "due_at"])
    elif state is State.SUSPENDED:
        wake(SYSTEM, matter, now)
    elif state is State.RETURNED and _is_undecided(matter, now) and _ask_further_up(matter, now):
        return
    elif state in OPEN and matter.first_asked_id is not None and _is_undecided(matter, now):
        _nobody_took_it(matter, now)
    elif state in OPEN and _is_overdue(matter, now):
        _overdue(matter, now)
    elif state in OPEN and matter.reply_due_at is not None and matter.reply_due_at <= now:
        _not_replied(matter, now)
    else:
        _wait_on(matter)


def _wait_on(matter: Matter) -> None:
    """Nothing to do now: until the next rung, or until the resident should have a reply."""
    overdue = ladder.overdue_alarm(matter.due_at, matter.rung)
    matter.act_at = ladder.next_alarm(overdue, matter.reply_due_at) if matter.is_open else None
    matter.save(update_fields=["act_at", "reply_due_at"])


def _not_replied(matter: Matter, now: datetime) -> None:
    """The resident wrote and nobody replied in time: handler and one above are told, once."""
    matter.reply_due_at = None
    above = next_above(matter, matter.path, [], now)
    for post_id in [matter.handler_id, above.pk if above else None]:
        if post_id is not None:
            outbox.tell(facts.PostAsked(matter.pk, post_id, "unreplied"), now=now)
    _wait_on(matter)


def _is_undecided(matter: Matter, now: datetime) -> bool:
    """Nobody took it on or decided in time, or nobody was there who could."""
    return matter.decide_by is None or matter.decide_by <= now


def _is_overdue(matter: Matter, now: datetime) -> bool:
    alarm = ladder.overdue_alarm(matter.due_at, matter.rung)
    return alarm is not None and alarm <= now


def _nobody_took_it(matter: Matter, now: datetime) -> None:
    """A hand-over that nobody took on in time is for those above both to decide."""
    arbiter = arbiter_of(matter, now)
    give_back(matter, arbiter, now)
    step(SYSTEM, matter, Verb.RETURN, now, to_post_id=arbiter.pk if arbiter else None)
    tell_above(matter, arbiter, Asked.DECIDE, now)


def _ask_further_up(matter: Matter, now: datetime) -> bool:
    """Nobody decided in time: one rung further up is asked, each post once.

    False when nobody is left. Then it stays with the post asked last, in the list of what is stuck.
    """
    above = _next_arbiter(matter, now)
    if above is None:
        return False
    matter.decide_by = in_hours(matter, ladder.DECIDE_HOURS, now)
    step(SYSTEM, matter, Verb.ESCALATE, now, to_post_id=above.pk, code=Asked.DECIDE.value)
    tell_above(matter, above, Asked.DECIDE, now)
    return True


def _next_arbiter(matter: Matter, now: datetime) -> people.Post | None:
    told = ladder.asked_to_decide(queries.moves_of(matter))
    asked = queries.arbiter_asked(matter)
    if asked is None:
        return arbiter_of(matter, now)
    return next_above(matter, asked.path, told, now)


def _overdue(matter: Matter, now: datetime) -> None:
    """A deadline passed: the next rung above is told, once for each rung.

    Every rung is a line of the timeline, also where nobody is left to tell: it counts as late.
    """
    told = ladder.told_late(queries.moves_of(matter))
    above = next_above(matter, matter.path, told, now)
    matter.rung += 1
    post = above.pk if above else None
    step(SYSTEM, matter, Verb.ESCALATE, now, to_post_id=post, code=Asked.OVERDUE.value)
    tell_above(matter, above, Asked.OVERDUE, now)


def next_above(matter: Matter, path: str, told: list[UUID], now: datetime) -> people.Post | None:
    chain = queries.supervisors(matter, path, now)
    passed = [*told, *(pk for pk in (matter.handler_id, matter.first_asked_id) if pk)]
    found = ladder.next_above([cover.post_id for cover in chain], passed)
    return people.Post.objects.filter(pk=found).first() if found else None
