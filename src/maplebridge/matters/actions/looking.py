"""A first look by the chief of a building: asked beside the grid worker, who answers all the same.

Chiefs are residents whom their neighbours elected. They owe nothing: what they do not take on in time
goes back to the worker by the clock, and they read what is asked and where, never whose words.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise

from maplebridge import events as facts
from maplebridge.core import calendar, outbox
from maplebridge.core.viewer import SYSTEM, Role
from maplebridge.people import public as people

from .. import queries
from ..messages import kind_name
from ..messages.tasks import ENDED_BEFORE, LOOK, NOT_TAKEN
from ..models import Matter, MatterTask
from ..rules import ladder
from ..rules.states import State, Verb
from ..rules.tasks import RUNNING, WHAT_MAX, TaskState
from .steps import fetch, step

BATCH = 200
_ROLES = {"unit": Role.UNIT_CHIEF, "building": Role.BUILDING_CHIEF}
_LEVELS = {"unit": "entrance", "building": "building"}


def ask_for_a_look(matter: Matter, now: datetime) -> MatterTask | None:
    """Ask the chief of the door or building where a locked matter lies, when its kind says so.

    None where it lies in no building, nobody acts as its chief today, the chief reported it, or was
    asked before: each post is asked once for one matter.
    """
    rulebook, category = queries.category_of(matter)
    if not category.looking or matter.place.level not in _LEVELS.values():
        return None
    post = _chief(matter, category.looking, now)
    if post is None or matter.tasks.filter(asked=post, lapses_at__isnull=False).exists():
        return None
    with translation.override(settings.LANGUAGE_CODE):
        what = (str(LOOK) % {"kind": kind_name(category)})[:WHAT_MAX]
    office = queries.office(now, rulebook)
    lapses = ladder.hours_from(now, ladder.LOOK_HOURS, category.promise, office).at
    ends = matter.settle_due_at.astimezone(calendar.zone()) - timedelta(seconds=1)
    task = MatterTask(
        matter=matter, asked=post, what=what, asked_at=now, lapses_at=lapses,
        due_on=max(ends.date(), calendar.today(now)),
    )  # fmt: skip
    task.save(force_insert=True)
    step(SYSTEM, matter, Verb.ADD_TASK, now, text=what, to_post_id=post.pk)
    outbox.tell(facts.TaskAsked(task.pk, post.place_id), now=now)
    return task


def _chief(matter: Matter, levels: tuple[str, ...], now: datetime) -> people.Post | None:
    """The nearest chief who acts today, or whose deputy does; never who reported the matter."""
    for level in levels:
        for acting in people.workers_for(matter.path, _ROLES[level], today=calendar.today(now)):
            mine = acting.person.pk in (matter.reporter_id, matter.on_behalf_by_id)
            if acting.post.place.level == _LEVELS[level] and not mine:
                return acting.post
    return None


def lapse_looks(*, now: datetime) -> None:
    """What no chief took on in time ends, and whoever has the matter is told: one transaction each,
    at most BATCH a run."""
    due = MatterTask.objects.filter(state=TaskState.OPEN.value, lapses_at__lte=now)
    for task_id, matter_id in list(
        due.order_by("lapses_at", "id").values_list("id", "matter_id")[:BATCH]
    ):
        assert matter_id is not None, "only of a matter a look is asked"
        with transaction.atomic():
            _lapse(task_id, matter_id, now)


def _lapse(task_id: UUID, matter_id: UUID, now: datetime) -> None:
    matter = fetch(matter_id)
    locked = matter.tasks.select_for_update(of=("self",), no_key=True)
    task = locked.filter(pk=task_id, state=TaskState.OPEN.value).first()
    if task is None:  # taken on in this very moment
        return
    _end(task, matter, NOT_TAKEN, now)
    if matter.handler_id is not None:
        outbox.tell(facts.PostAsked(matter.pk, matter.handler_id, "not_looked"), now=now)


def end_looks(matter: Matter, now: datetime) -> None:
    """An answer needs no look any more: what a locked matter's chief was asked ends without fault."""
    states = [state.value for state in sorted(RUNNING)]
    looks = matter.tasks.select_for_update(of=("self",), no_key=True)
    for task in looks.filter(lapses_at__isnull=False, state__in=states).order_by("id"):
        _end(task, matter, ENDED_BEFORE, now)


def _end(task: MatterTask, matter: Matter, why: Promise, now: datetime) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        said = str(why)
    task.state, task.said, task.ended_at = TaskState.DROPPED.value, said, now
    task.save(update_fields=["state", "said", "ended_at"])
    if State(matter.state) is not State.CLOSED:
        text = f"{task.what}\n{said}"
        step(SYSTEM, matter, Verb.DROP_TASK, now, text=text, to_post_id=task.asked_id)
