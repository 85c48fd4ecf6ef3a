"""A matter cut into parts: ask a post for one, take it on, do it, drop it with a reason."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation

from maplebridge import events as facts
from maplebridge.channels import public as channels
from maplebridge.core import audit, calendar, outbox
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.models import StoredFile
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import SYSTEM, Role, Viewer
from maplebridge.people import public as people

from .. import policy
from ..messages.tasks import POST_ENDED
from ..models import GroupMember, Matter, MatterGroup, MatterTask
from ..rules.groups import GroupVerb
from ..rules.input import storable, tidy
from ..rules.states import ClosingCode, State, Verb
from ..rules.tasks import (
    ORDER_MAX,
    TASKS_MAX,
    WHAT_MAX,
    TaskState,
    TaskVerb,
    last_day,
    next_task_state,
)
from .grouping import lock_group
from .steps import check, check_words, fetch, step

BATCH = 200
_LINES = {
    TaskVerb.TAKE: Verb.TAKE_TASK,
    TaskVerb.FINISH: Verb.FINISH_TASK,
    TaskVerb.DROP: Verb.DROP_TASK,
}


def ask(
    *,
    viewer: Viewer,
    matter_id: UUID,
    what: str,
    post_id: UUID,
    due_on: date,
    order: int = 0,
    id: UUID | None = None,
    now: datetime,
) -> MatterTask:
    """Ask a post for one part of the matter. Who answers for the matter, and by when, stays.

    `id` is made by the client: the same part under the same id is asked once.
    """
    what = checked_what(what, order)
    with transaction.atomic():
        matter = fetch(matter_id)
        if (earlier := _asked_before(matter, id, what, post_id)) is not None:
            return earlier
        check(viewer, matter, Verb.ADD_TASK, now)
        if matter.tasks.count() >= TASKS_MAX:
            raise RuleBroken("task_enough", most=TASKS_MAX)
        post = whom_to_ask(post_id, matter.path, now)
        _check_day(last_day_of(matter, now), due_on, now)
        task = MatterTask(
            id=id or uuid7(), matter=matter, asked=post, what=what, due_on=due_on, order=order,
            asked_at=now,
        )  # fmt: skip
        task.save(force_insert=True)
        step(viewer, matter, Verb.ADD_TASK, now, text=what, to_post_id=post.pk)
        outbox.tell(facts.TaskAsked(task.pk, post.place_id), now=now)
        return task


def ask_for_group(
    *,
    viewer: Viewer,
    group_id: UUID,
    what: str,
    post_id: UUID,
    due_on: date,
    order: int = 0,
    id: UUID | None = None,
    now: datetime,
) -> MatterTask:
    """Ask a post for a part of what a whole group needs. It stands in the audit, in no timeline."""
    what = checked_what(what, order)
    with transaction.atomic():
        group = lock_group(viewer, group_id, GroupVerb.ASK)
        if (earlier := _asked_before(group, id, what, post_id)) is not None:
            return earlier
        if group.tasks.count() >= TASKS_MAX:
            raise RuleBroken("task_enough", most=TASKS_MAX)
        post = whom_to_ask(post_id, group.path, now)
        _check_day(last_day_of_group(group, now), due_on, now)
        task = MatterTask(
            id=id or uuid7(), group=group, asked=post, what=what, due_on=due_on, order=order,
            asked_at=now,
        )  # fmt: skip
        task.save(force_insert=True)
        audit.record(viewer=viewer, verb="group.add_task", thing=task, now=now)
        outbox.tell(facts.TaskAsked(task.pk, post.place_id), now=now)
        return task


def take(*, viewer: Viewer, task_id: UUID, now: datetime) -> MatterTask:
    """The post that was asked takes the part on."""
    with transaction.atomic():
        task = _lock(viewer, task_id, TaskVerb.TAKE)
        task.taken_at = now
        return _move(viewer, task, TaskVerb.TAKE, now)


def finish(
    *, viewer: Viewer, task_id: UUID, text: str, photo: UUID | None = None, now: datetime
) -> MatterTask:
    """The part is done: in words, and a photo of it. The keeper of the matter is told."""
    text = tidy(text)
    check_words(text, missing="task_words_missing")
    with transaction.atomic():
        task = _lock(viewer, task_id, TaskVerb.FINISH)
        task.said, task.ended_at = text, now
        if photo is not None:
            _keep(task, photo)
        return _move(viewer, task, TaskVerb.FINISH, now)


def drop(*, viewer: Viewer, task_id: UUID, reason: str, now: datetime) -> MatterTask:
    """The part is not done, and why: by whoever was asked, or by the keeper of the matter."""
    reason = tidy(reason)
    check_words(reason, missing="matter_reason_missing")
    with transaction.atomic():
        task = _lock(viewer, task_id, TaskVerb.DROP)
        task.said, task.ended_at = reason, now
        return _move(viewer, task, TaskVerb.DROP, now)


def drop_left(*, matter_id: UUID, now: datetime) -> None:
    """A concern that its reporter took back needs no more work: its open parts end without words."""
    with transaction.atomic():
        matter = fetch(matter_id)
        withdrawn = matter.closing_code == ClosingCode.WITHDRAWN.value
        if matter.state != State.CLOSED.value or not withdrawn:
            return
        left = matter.tasks.select_for_update(of=("self",), no_key=True).select_related("asked")
        for task in left.filter(ended_at__isnull=True).order_by("id"):
            task.matter, task.ended_at = matter, now
            _move(SYSTEM, task, TaskVerb.DROP, now)


def drop_of_ended(*, now: datetime) -> None:
    """Parts that were asked of a post whose last day is over end, at most BATCH a run; the keeper
    learns it and asks another post."""
    over = MatterTask.objects.filter(
        ended_at__isnull=True, asked__term_to__lt=calendar.today(now)
    ).order_by("id")
    for task_id in list(over.values_list("id", flat=True)[:BATCH]):
        with transaction.atomic():
            try:
                task = _lock(SYSTEM, task_id, TaskVerb.DROP)
            except RuleBroken:  # it ended, or moved to another matter, in this very moment
                continue
            with translation.override(settings.LANGUAGE_CODE):
                task.said = str(POST_ENDED)
            task.ended_at = now
            _move(SYSTEM, task, TaskVerb.DROP, now)


def nudge_asked(*, task_id: UUID, now: datetime) -> None:
    """Who acts in the post that was asked learns of it on their device, when they wished so."""
    task = MatterTask.objects.select_related("asked").filter(pk=task_id, ended_at=None).first()
    if task is not None:
        acting = [one.person.pk for one in _acting_in(task.asked, now)]
        channels.nudge_task(person_ids=acting, task_id=task.pk, asked=True, now=now)


def nudge_keeper(*, task_id: UUID, now: datetime) -> None:
    """Who answers for the matter, or leads the group, learns today that a part ended."""
    found = MatterTask.objects.select_related("matter__handler", "group__lead")
    task = found.filter(pk=task_id).first()
    keeper = task.matter.handler if task and task.matter else None
    keeper = task.group.lead if task and task.group else keeper
    if task is not None and keeper is not None:
        acting = [one.person.pk for one in _acting_in(keeper, now)]
        channels.nudge_task(person_ids=acting, task_id=task.pk, asked=False, now=now)


def _acting_in(post: people.Post, now: datetime) -> list[people.Acting]:
    """Who acts in a post today; of a team, each member."""
    today = calendar.today(now)
    if post.role == Role.SERVICE_TEAM:
        return people.acting_in_team(post.pk, today)
    found = people.acting_for(post.pk, today)
    return [found] if found else []


def checked_what(what: str, order: int) -> str:
    """What is to be done, in one line. Raises RuleBroken."""
    what = " ".join(tidy(what).split())
    if not what or len(what) > WHAT_MAX or not storable(what):
        raise RuleBroken("task_what", most=WHAT_MAX)
    if not 0 <= order <= ORDER_MAX:
        raise RuleBroken("task_order", most=ORDER_MAX)
    return what


def whom_to_ask(post_id: UUID, path: str, now: datetime) -> people.Post:
    """The post, when it may be asked there and somebody acts in it today. Raises RuleBroken."""
    post = people.Post.objects.select_related("place").filter(pk=post_id).first()
    if post is None or not _acting_in(post, now):
        raise RuleBroken("task_post_vacant")
    if not policy.may_be_asked(post.role, post.path, path):
        raise RuleBroken("task_post_elsewhere", place=post.place.name)
    return post


def last_day_of(matter: Matter, now: datetime) -> date:
    """The latest day that a part of the matter may be due."""
    ends = matter.settle_due_at.astimezone(calendar.zone()) - timedelta(seconds=1)
    rests = matter.state == State.SUSPENDED.value
    return last_day(ends.date(), calendar.today(now), rests=rests)


def last_day_of_group(group: MatterGroup, now: datetime) -> date:
    """The last day of those of its open matters that have most time; today when none is open."""
    inside = GroupMember.objects.filter(group=group, removed_at=None).values("matter")
    found = Matter.objects.filter(pk__in=inside, closed_at=None).only("settle_due_at", "state")
    days = [last_day_of(matter, now) for matter in found]
    return max(days, default=calendar.today(now))


def _check_day(last: date, due_on: date, now: datetime) -> None:
    if due_on < calendar.today(now):
        raise RuleBroken("task_day_past")
    if due_on > last:
        raise RuleBroken("task_day_late", day=last.isoformat())


def _asked_before(
    thing: Matter | MatterGroup, id: UUID | None, what: str, post_id: UUID
) -> MatterTask | None:
    earlier = MatterTask.objects.filter(pk=id).first() if id is not None else None
    if earlier is None:
        return None
    of = earlier.matter_id or earlier.group_id
    if (of, earlier.what, earlier.asked_id) != (thing.pk, what, post_id):
        raise RuleBroken("matter_id_taken")
    return earlier


def _lock(viewer: Viewer, task_id: UUID, verb: TaskVerb) -> MatterTask:
    """A matter is locked first, then its task: the order in which every step takes them."""
    seen = MatterTask.objects.filter(pk=task_id).first()
    if seen is None:
        raise Missing("task_missing")
    matter = fetch(seen.matter_id) if seen.matter_id else None
    found = MatterTask.objects.select_for_update(of=("self",), no_key=True)
    task = found.select_related("asked__place", "group").get(pk=task_id)
    if task.matter_id != seen.matter_id:
        raise RuleBroken("task_ended")  # it went on with an earlier matter in this very moment
    task.matter = matter
    if not policy.hands_of(viewer, task):
        raise Missing("task_missing")
    if not policy.may_task(viewer, task, verb):
        raise Forbidden("task_not_yours")
    if next_task_state(TaskState(task.state), verb) is None:
        raise RuleBroken("task_ended")
    return task


def _move(viewer: Viewer, task: MatterTask, verb: TaskVerb, now: datetime) -> MatterTask:
    after = next_task_state(TaskState(task.state), verb)
    assert after is not None
    task.state = after.value
    task.save(update_fields=["state", "said", "photo", "taken_at", "ended_at"])
    post = policy.asked_post(viewer, task)
    deputy_for = post.deputy_for if post else None
    if task.matter is None:
        audit.record(
            viewer=viewer, verb=f"group.{_LINES[verb].value}", thing=task, now=now,
            deputy_for=deputy_for,
        )  # fmt: skip
    else:
        step(
            viewer, task.matter, _LINES[verb], now, text=f"{task.what}\n{task.said}".strip(),
            to_post_id=task.asked_id, deputy_for=deputy_for,
        )  # fmt: skip
    if after is not TaskState.TAKEN:
        outbox.tell(facts.TaskEnded(task.pk), now=now)
    return task


def _keep(task: MatterTask, photo: UUID) -> None:
    """The row is locked, so that the sweep of unused files comes before (then RuleBroken) or after."""
    kept = StoredFile.objects.select_for_update(no_key=True).filter(pk=photo)
    if not kept.values_list("pk", flat=True):
        raise RuleBroken("matter_photo_expired")
    task.photo_id = photo
