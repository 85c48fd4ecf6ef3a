"""Tasks in the API: ask a post for a part of a matter, and what the post does with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from .. import policy, queries
from ..actions import tasks as actions
from ..forms import ingest
from ..models import MatterTask
from ..rules.input import WORDS_MAX
from ..rules.tasks import ORDER_MAX, WHAT_MAX
from .replies import reply, viewer_of
from .schemas import PROBLEMS, Photos, Reason

router = Router(tags=["tasks"])


class NewTask(Schema):
    """One part of a matter. `id` is made by the client: the same part under the same id is asked once."""

    id: UUID | None = None
    what: Annotated[str, Field(min_length=1, max_length=WHAT_MAX)]
    post_id: UUID
    due_on: date
    order: Annotated[int, Field(ge=0, le=ORDER_MAX)] = 0


class TaskDone(Schema):
    """What was done; one photo at most."""

    text: Annotated[str, Field(min_length=1, max_length=WORDS_MAX)]
    photos: Annotated[Photos, Field(max_length=1)] = []


class TaskOut(Schema):
    """A task as its keeper and its post read it: of the matter of this number, or of a group; `said` are the words with which it ended."""

    id: UUID
    matter: str
    group_id: UUID | None
    what: str
    post_id: UUID
    place: str
    due_on: date
    order: int
    state: str
    said: str
    asked_at: datetime
    taken_at: datetime | None
    ended_at: datetime | None


class TaskList(Schema):
    """`next` is the mark to pass as `after`, null on the last page."""

    tasks: list[TaskOut]
    next: str | None = None


@router.get("/tasks", response={200: TaskList, **PROBLEMS})
def list_tasks(
    request: HttpRequest,
    ended: bool = False,
    after: Annotated[str, Field(max_length=64)] = "",
    limit: Annotated[int, Field(ge=1, le=queries.PAGE_MAX)] = queries.PAGE,
) -> HttpResponse:
    """What the viewer's posts owe, due first; with `ended` what they did or dropped, latest first."""
    page = queries.my_tasks(viewer_of(request), ended=ended, after=after, limit=limit)
    return reply({"tasks": [task_shown(task) for task in page.tasks], "next": page.after or None})


@router.get("/{uuid:matter_id}/tasks", response={200: TaskList, **PROBLEMS})
def list_parts(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """All parts of a matter, for those who work on it."""
    viewer = viewer_of(request)
    matter = queries.get_matter(viewer, matter_id)
    if policy.standing_of(viewer, matter) not in policy.WORKERS:
        raise policy.not_yours(matter)
    return reply({"tasks": [task_shown(task) for task in queries.tasks_of(matter)], "next": None})


@router.post("/{uuid:matter_id}/tasks", response={200: TaskOut, **PROBLEMS})
def ask_for_part(request: HttpRequest, matter_id: UUID, sent: NewTask) -> HttpResponse:
    """Ask a post for one part; clocks and handler of the matter stay as they are."""
    task = actions.ask(
        viewer=viewer_of(request), matter_id=matter_id, id=sent.id, what=sent.what,
        post_id=sent.post_id, due_on=sent.due_on, order=sent.order, now=timezone.now(),
    )  # fmt: skip
    return _shown(request, task.pk)


@router.post("/tasks/{uuid:task_id}/take", response={200: TaskOut, **PROBLEMS})
def take_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Take a part on, in the post that was asked."""
    actions.take(viewer=viewer_of(request), task_id=task_id, now=timezone.now())
    return _shown(request, task_id)


@router.post("/tasks/{uuid:task_id}/finish", response={200: TaskOut, **PROBLEMS})
def finish_task(request: HttpRequest, task_id: UUID, sent: TaskDone) -> HttpResponse:
    """Say that a part is done, in words and perhaps with a photo."""
    now = timezone.now()
    kept = ingest([], sent.photos, now)
    actions.finish(
        viewer=viewer_of(request), task_id=task_id, text=sent.text,
        photo=kept[0] if kept else None, now=now,
    )  # fmt: skip
    return _shown(request, task_id)


@router.post("/tasks/{uuid:task_id}/drop", response={200: TaskOut, **PROBLEMS})
def drop_task(request: HttpRequest, task_id: UUID, sent: Reason) -> HttpResponse:
    """Say why a part is not done."""
    actions.drop(viewer=viewer_of(request), task_id=task_id, reason=sent.text, now=timezone.now())
    return _shown(request, task_id)


def _shown(request: HttpRequest, task_id: UUID) -> HttpResponse:
    return reply(task_shown(queries.get_task(viewer_of(request), task_id)))


def task_shown(task: MatterTask) -> dict[str, object]:
    return {
        "id": task.pk,
        "matter": task.matter.reference if task.matter else "",
        "group_id": task.group_id,
        "what": task.what,
        "post_id": task.asked_id,
        "place": task.asked.place.name,
        "due_on": task.due_on,
        "order": task.order,
        "state": task.state,
        "said": task.said,
        "asked_at": task.asked_at,
        "taken_at": task.taken_at,
        "ended_at": task.ended_at,
    }
