"""The parts of a matter on its page: all of them for its workers, a count for its reporter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext

from maplebridge.core import calendar
from maplebridge.people import public as people

from .. import policy, queries
from ..messages.tasks import TASK_STATES
from ..models import Matter, MatterEvent, MatterGroup, MatterTask
from ..rules.states import Verb
from ..rules.tasks import RUNNING, TaskState, parts


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as matters/_tasks.html prints it."""

    id: UUID
    title: str
    place: str
    who: str
    reference: str
    said: str
    due_on: date
    ended_at: datetime | None
    late: bool
    state: str
    tone: str
    icon: str


def line_of(task: MatterTask, today: date, *, place: str, who: str = "") -> TaskLine:
    words, tone, icon = TASK_STATES[TaskState(task.state)]
    late = task.ended_at is None and task.due_on < today
    return TaskLine(
        id=task.pk,
        title=task.what,
        place=place,
        who=who,
        reference=task.matter.reference if task.matter else "",
        said=task.said,
        due_on=task.due_on,
        ended_at=task.ended_at,
        late=late,
        state=str(words),
        tone="late" if late else tone,
        icon="clock" if late else icon,
    )


def post_name(post: people.Post) -> str:
    """The role and who holds it; of a team the point that it serves from."""
    who = post.service_point.name if post.service_point else post.person.name
    return f"{people.ROLE_NAMES[post.role]} {who}"


def parts_page(
    matter: Matter, standing: policy.Standing, events: Sequence[MatterEvent], now: datetime
) -> dict[str, Any]:
    """What the page of a matter says of its parts and its group. Two queries."""
    if not policy.may_see_photos(standing):
        return {}
    tasks, today = queries.tasks_of(matter), calendar.today(now)
    shown: dict[str, Any] = {"parts": _count(tasks, events) if matter.is_open else ""}
    if standing not in policy.WORKERS:
        return shown
    return shown | {
        "in_group": queries.group_of(matter),
        "tasks": [
            line_of(task, today, place=task.asked.place.name, who=post_name(task.asked))
            for task in tasks
        ],
        "open_parts": any(TaskState(task.state) in RUNNING for task in tasks),
    }


def posts_shown(request: HttpRequest, thing: Matter | MatterGroup, now: datetime) -> dict[str, Any]:
    """Whom one may ask, as choices, and the name of the place that was looked for."""
    typed = request.GET.get("at", "")[:60].replace("\x00", "").strip()
    posts = queries.posts_to_ask(thing, typed, calendar.today(now))
    return {"posts": [(one.pk, post_name(one), one.place.name) for one in posts], "at": typed}


def _count(tasks: Sequence[MatterTask], events: Sequence[MatterEvent]) -> str:
    """ "2 of 3 parts are done", of this round; "" when it has no parts."""
    opened = [e.at for e in events if e.verb in {Verb.DISPUTE, Verb.SPLIT}]
    counted = parts(
        [(TaskState(task.state), task.ended_at) for task in tasks], max(opened, default=None)
    )
    if not counted.all:
        return ""
    facts = {"done": counted.done, "all": counted.all}
    return gettext("%(done)s of %(all)s parts are done") % facts
