"""Groups of matters in the API: make one, fill it, write and answer to all, change it, end it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from maplebridge.core.errors import Forbidden
from maplebridge.core.viewer import Viewer

from .. import queries
from ..actions import BULK_MAX, Outcome, changing_groups, grouping
from ..actions import tasks as parts
from ..rules.groups import NAME_MAX
from ..rules.input import WORDS_MAX
from .replies import reply, row, viewer_of
from .schemas import PROBLEMS, AnswerCode, MatterPage
from .tasks import NewTask, TaskList, TaskOut, task_shown

router = Router(tags=["groups"])

Name = Annotated[str, Field(min_length=1, max_length=NAME_MAX)]
Several = Annotated[list[UUID], Field(min_length=1, max_length=BULK_MAX)]
Text = Annotated[str, Field(min_length=1, max_length=WORDS_MAX)]


class NewGroup(Schema):
    """`id` is made by the client: the same group under the same id is made once. `matters` choose
    the post that leads it, the narrowest of the viewer's that can answer them all, and are put in."""

    id: UUID
    name: Name
    matters: Several


class Chosen(Schema):
    matters: Several


class Out(Schema):
    matter_id: UUID


class Changed(Schema):
    """What is null stays as it is."""

    name: Name | None = None
    lead_id: UUID | None = None


class News(Schema):
    """`id` is made by the client: under the same id nobody is written to twice."""

    id: UUID
    text: Text


class AnswerAll(News):
    """`left` says why tasks stay open; without it those of the group stand in the way."""

    code: AnswerCode
    left: Annotated[str, Field(max_length=WORDS_MAX)] = ""


class GroupOut(Schema):
    """A group: `matters` in it, of which `waiting` have no answer; `place` is that of its lead post."""

    id: UUID
    name: str
    lead_id: UUID
    place: str
    made_at: datetime
    ended_at: datetime | None
    matters: int
    waiting: int


class GroupList(Schema):
    """`next` is the mark to pass as `after`, null on the last page."""

    groups: list[GroupOut]
    next: str | None


class Members(MatterPage):
    """Those that the viewer works on; `others` counts the rest."""

    others: int


class OutcomeOut(Schema):
    """What became of one matter. `problem` says why nothing was done, in words, else ""; `earlier`
    that the same sending had done it before."""

    matter_id: UUID
    reference: str
    problem: str
    earlier: bool


class Outcomes(Schema):
    group_id: UUID
    outcomes: list[OutcomeOut]


@router.get("", response={200: GroupList, **PROBLEMS})
def list_groups(
    request: HttpRequest,
    ended: bool = False,
    after: Annotated[str, Field(max_length=64)] = "",
    limit: Annotated[int, Field(ge=1, le=queries.PAGE_MAX)] = queries.PAGE,
) -> HttpResponse:
    """Groups that the viewer's posts lead or stand above, and those with a matter of theirs."""
    viewer = _worker(request)
    page = queries.groups(viewer, ended=ended, after=after, limit=limit)
    return reply({"groups": [_group(one) for one in page.rows], "next": page.after or None})


@router.post("", response={200: Outcomes, **PROBLEMS})
def make_group(request: HttpRequest, sent: NewGroup) -> HttpResponse:
    """Make a group of these matters; what cannot be put in is told beside it."""
    viewer, now = _worker(request), timezone.now()
    made = grouping.make_group(
        viewer=viewer, id=sent.id, name=sent.name, matter_ids=sent.matters, now=now
    )
    return _done(
        made.pk,
        grouping.add_several(viewer=viewer, group_id=made.pk, matter_ids=sent.matters, now=now),
    )


@router.get("/{uuid:group_id}", response={200: GroupOut, **PROBLEMS})
def show_group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    return _shown(viewer_of(request), group_id)


@router.get("/{uuid:group_id}/matters", response={200: Members, **PROBLEMS})
def list_members(
    request: HttpRequest,
    group_id: UUID,
    after: Annotated[str, Field(max_length=64)] = "",
    limit: Annotated[int, Field(ge=1, le=queries.PAGE_MAX)] = queries.PAGE,
) -> HttpResponse:
    """The matters in it that the viewer works on, in the order in which they were added."""
    viewer = viewer_of(request)
    found, _ = queries.get_group(viewer, group_id)
    page, others = queries.members(viewer, found, after=after, limit=limit)
    matters = [row(one) for one in page.rows]
    return reply({"matters": matters, "next": page.after or None, "others": others})


@router.post("/{uuid:group_id}/add", response={200: Outcomes, **PROBLEMS})
def add_members(request: HttpRequest, group_id: UUID, sent: Chosen) -> HttpResponse:
    """Put matters in that the viewer works on, each by itself."""
    viewer = viewer_of(request)
    queries.get_group(viewer, group_id)
    outcomes = grouping.add_several(
        viewer=viewer, group_id=group_id, matter_ids=sent.matters, now=timezone.now()
    )
    return _done(group_id, outcomes)


@router.post("/{uuid:group_id}/remove", response={200: GroupOut, **PROBLEMS})
def remove_member(request: HttpRequest, group_id: UUID, sent: Out) -> HttpResponse:
    """Take a matter out; it goes on by itself."""
    viewer = viewer_of(request)
    queries.get_group(viewer, group_id)
    grouping.remove(viewer=viewer, group_id=group_id, matter_id=sent.matter_id, now=timezone.now())
    return _told(group_id)


@router.post("/{uuid:group_id}/change", response={200: GroupOut, **PROBLEMS})
def change_group(request: HttpRequest, group_id: UUID, sent: Changed) -> HttpResponse:
    """Another name, another post to lead it. Answers what it is now, though it may have left reach."""
    changing_groups.change_group(
        viewer=viewer_of(request), group_id=group_id, name=sent.name, lead_id=sent.lead_id,
        now=timezone.now(),
    )  # fmt: skip
    return _told(group_id)


@router.post("/{uuid:group_id}/news", response={200: Outcomes, **PROBLEMS})
def tell_group(request: HttpRequest, group_id: UUID, sent: News) -> HttpResponse:
    """One piece of news to the reporter of every open matter, each on their own way."""
    outcomes = grouping.tell_all(
        viewer=viewer_of(request), group_id=group_id, sending_id=sent.id, text=sent.text,
        now=timezone.now(),
    )  # fmt: skip
    return _done(group_id, outcomes)


@router.post("/{uuid:group_id}/answer", response={200: Outcomes, **PROBLEMS})
def answer_group(request: HttpRequest, group_id: UUID, sent: AnswerAll) -> HttpResponse:
    """One answer to every open matter; each reporter rates or disputes their own."""
    outcomes = grouping.answer_all(
        viewer=viewer_of(request), group_id=group_id, sending_id=sent.id, text=sent.text,
        code=sent.code, left=sent.left, now=timezone.now(),
    )  # fmt: skip
    return _done(group_id, outcomes)


@router.post("/{uuid:group_id}/end", response={200: GroupOut, **PROBLEMS})
def end_group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """The cause is gone; its matters go on by themselves."""
    viewer = viewer_of(request)
    grouping.end_group(viewer=viewer, group_id=group_id, now=timezone.now())
    return _shown(viewer, group_id)


@router.get("/{uuid:group_id}/tasks", response={200: TaskList, **PROBLEMS})
def list_group_tasks(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """All parts of what the whole group needs."""
    found, _ = queries.get_group(viewer_of(request), group_id)
    return reply({"tasks": [task_shown(one) for one in queries.group_tasks(found)], "next": None})


@router.post("/{uuid:group_id}/tasks", response={200: TaskOut, **PROBLEMS})
def ask_for_group(request: HttpRequest, group_id: UUID, sent: NewTask) -> HttpResponse:
    """Ask a post for a part of what the whole group needs."""
    viewer = viewer_of(request)
    task = parts.ask_for_group(
        viewer=viewer, group_id=group_id, id=sent.id, what=sent.what, post_id=sent.post_id,
        due_on=sent.due_on, order=sent.order, now=timezone.now(),
    )  # fmt: skip
    return reply(task_shown(queries.get_task(viewer, task.pk)))


def _worker(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    if not viewer.works:
        raise Forbidden("matter_no_post")
    return viewer


def _shown(viewer: Viewer, group_id: UUID) -> HttpResponse:
    queries.get_group(viewer, group_id)
    return _told(group_id)


def _told(group_id: UUID) -> HttpResponse:
    return reply(_group(queries.counted(group_id)))


def _group(one: queries.GroupRow) -> dict[str, object]:
    group = one.group
    return {
        "id": group.pk,
        "name": group.name,
        "lead_id": group.lead_id,
        "place": group.lead.place.name,
        "made_at": group.made_at,
        "ended_at": group.ended_at,
        "matters": one.matters,
        "waiting": one.waiting,
    }


def _done(group_id: UUID, outcomes: Sequence[Outcome]) -> HttpResponse:
    told = [
        {
            "matter_id": one.matter_id,
            "reference": one.reference,
            "problem": one.problem,
            "earlier": one.earlier,
        }
        for one in outcomes
    ]
    return reply({"group_id": group_id, "outcomes": told})
