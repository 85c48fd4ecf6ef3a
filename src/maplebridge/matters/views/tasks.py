"""Tasks: those asked of my posts, one of them, and each step with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core import calendar, files
from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import policy, queries
from ..actions import tasks as actions
from ..forms import ingest
from ..forms.tasks import TaskDoneForm, TaskDropForm, TaskForm
from ..models import MatterTask
from ..rules.groups import GroupVerb
from ..rules.tasks import RUNNING, TaskState, TaskVerb
from .parts import line_of, post_name, posts_shown
from .wording import category_name, keyset_links, signed_in, viewer_of


@signed_in
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """What my posts were asked: what they owe, or what ended. For posts of every kind."""
    viewer, today = viewer_of(request), calendar.today(timezone.now())
    if not viewer.posts:
        raise Forbidden("task_no_post")
    ended = "ended" in request.GET
    page = queries.my_tasks(viewer, ended=ended, after=request.GET.get("after", ""))
    context = {
        "ended": ended,
        "lines": [line_of(t, today, place=_around(t)) for t in page.tasks],
        "works": viewer.works,
        "covering": any(post.deputy_for for post in viewer.posts),
        **keyset_links(request, page.after),
    }
    return render(request, "matters/tasks.html", context)


def _around(task: MatterTask) -> str:
    """Where it is, as far as a list says it; of a group its name."""
    if task.matter is None:
        return task.group.name if task.group else ""
    place = task.matter.grid or task.matter.community
    return place.name if place else ""


@signed_in
@require_safe
def task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    return _page(request, task_id)


def _page(
    request: HttpRequest, task_id: UUID, verb: str = "", bound: Form | None = None
) -> HttpResponse:
    """One task: what and where, for whoever was asked; the matter itself for those who work on it."""
    viewer = viewer_of(request)
    found = queries.get_task(viewer, task_id)
    hands, state = policy.hands_of(viewer, found), TaskState(found.state)
    forms: dict[str, Form] = {
        "finish": TaskDoneForm(prefix="finish"),
        "drop": TaskDropForm(prefix="drop"),
    }
    if bound is not None:
        forms[verb] = bound
    matter = found.matter
    context = {
        "task": found,
        "line": line_of(
            found, calendar.today(timezone.now()), place=matter.place.name if matter else ""
        ),
        "asked": post_name(found.asked),
        "category": category_name(matter.rulebook, matter.category) if matter else "",
        "keeps": policy.Hand.KEEPER in hands,
        "can": {verb.value: policy.allows_task(hands, state, verb) for verb in TaskVerb},
        "forms": forms,
        "opened": verb,
        "refused": bound if bound is not None and state not in RUNNING else None,
    }
    return render(request, "matters/task.html", context, status=422 if bound else 200)


@signed_in
@require_safe
def task_photo(request: HttpRequest, task_id: UUID) -> HttpResponseBase:
    stored = queries.get_task_photo(viewer_of(request), task_id)
    return files.response(stored, request=request, thumb="thumb" in request.GET)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask_task(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    """Ask a post for a part of the matter: what, whom, by which day."""
    viewer, now = viewer_of(request), timezone.now()
    matter = queries.get_matter(viewer, matter_id)
    if policy.standing_of(viewer, matter) not in policy.WORKERS:
        raise policy.not_yours(matter)
    days = (calendar.today(now), actions.last_day_of(matter, now))
    posted = request.POST if request.method == "POST" else None
    form = TaskForm(posted, prefix="task", days=days)
    if form.is_valid() and _asked(
        form, lambda **sent: actions.ask(viewer=viewer, matter_id=matter_id, now=now, **sent)
    ):
        messages.success(request, gettext("The post was asked; it stands in its tasks."))
        return redirect(f"{reverse('matters:show', args=[matter_id])}#h-tasks")
    context = {"form": form, "matter": matter, **posts_shown(request, matter, now)}
    return render(request, "matters/ask_task.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask_group_task(request: HttpRequest, group_id: UUID) -> HttpResponseBase:
    """Ask a post for a part of what a whole group needs."""
    viewer, now = viewer_of(request), timezone.now()
    group, standing = queries.get_group(viewer, group_id)
    if standing not in policy.WITH_GROUPS[GroupVerb.ASK]:
        raise Forbidden("group_not_yours")
    posted = request.POST if request.method == "POST" else None
    days = (calendar.today(now), actions.last_day_of_group(group, now))
    form = TaskForm(posted, prefix="task", days=days)
    if form.is_valid() and _asked(
        form,
        lambda **sent: actions.ask_for_group(viewer=viewer, group_id=group_id, now=now, **sent),
    ):
        messages.success(request, gettext("The post was asked; it stands in its tasks."))
        return redirect("matters:group", group_id)
    context = {"form": form, "group": group, **posts_shown(request, group, now)}
    return render(request, "matters/ask_task.html", context, status=422 if form.errors else 200)


def _asked(form: TaskForm, act: Callable[..., object]) -> bool:
    """Whether the post was asked; a broken rule stands on the form."""
    data = form.cleaned_data
    try:
        act(
            id=data["id"], what=data["what"], post_id=data["post"], due_on=data["due_on"],
            order=data["order"] or 0,
        )  # fmt: skip
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        form.add_error(None, broken.sentence)
        return False
    return True


@require_POST
@signed_in
def take_task(request: HttpRequest, task_id: UUID) -> HttpResponseBase:
    return _take(
        request, task_id, "take", Form(request.POST),
        lambda _data: actions.take(**_common(request, task_id)),
        gettext("You took the task on."),
    )  # fmt: skip


@require_POST
@signed_in
def finish_task(request: HttpRequest, task_id: UUID) -> HttpResponseBase:
    form = TaskDoneForm(request.POST, request.FILES, prefix="finish")
    return _take(
        request, task_id, "finish", form,
        lambda data: actions.finish(
            **_common(request, task_id), text=data["text"], photo=_photo(request, task_id, data)
        ),
        gettext("Noted as done. Who answers for the matter is told."),
    )  # fmt: skip


@require_POST
@signed_in
def drop_task(request: HttpRequest, task_id: UUID) -> HttpResponseBase:
    form = TaskDropForm(request.POST, prefix="drop")
    return _take(
        request, task_id, "drop", form,
        lambda data: actions.drop(**_common(request, task_id), reason=data["text"]),
        gettext("The task was dropped, with your reason."),
    )  # fmt: skip


def _photo(request: HttpRequest, task_id: UUID, data: dict[str, Any]) -> UUID | None:
    """A picture is looked at only for a step that is allowed now; else the action says why not."""
    viewer = viewer_of(request)
    found = queries.get_task(viewer, task_id)
    hands = policy.hands_of(viewer, found)
    if not data["photo"] or not policy.allows_task(hands, TaskState(found.state), TaskVerb.FINISH):
        return None
    return ingest([data["photo"]], [], timezone.now())[0]


def _common(request: HttpRequest, task_id: UUID) -> dict[str, Any]:
    return {"viewer": viewer_of(request), "task_id": task_id, "now": timezone.now()}


def _take(
    request: HttpRequest,
    task_id: UUID,
    verb: str,
    form: Form,
    act: Callable[[dict[str, Any]], object],
    thanks: str,
) -> HttpResponse:
    """Run the action of a valid form; a broken rule shows the task again with all words kept."""
    queries.get_task(viewer_of(request), task_id)
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            messages.success(request, thanks)
            return redirect("matters:task", task_id)
    return _page(request, task_id, verb, form)
