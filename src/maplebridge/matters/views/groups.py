"""Groups of matters: the list, one of them, and each step with all of its matters."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import policy, queries
from ..actions import BULK_MAX, Outcome, changing_groups, grouping
from ..forms.groups import AddMatterForm, ChangeGroupForm, GroupAnswerForm, GroupForm, NewsForm
from ..models import MatterGroup
from ..policy import GroupStanding
from ..rules.groups import GroupState, GroupVerb
from ..rules.input import title_of
from .inbox import workers_only
from .parts import line_of, post_name
from .wording import keyset_links, lines, signed_in, viewer_of


@signed_in
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Groups that my posts lead or stand above, and those with a matter of mine."""
    viewer = viewer_of(request)
    workers_only(viewer)
    ended = "ended" in request.GET
    page = queries.groups(viewer, ended=ended, after=request.GET.get("after", ""))
    context = {"ended": ended, "rows": page.rows, **keyset_links(request, page.after)}
    return render(request, "matters/groups.html", context)


@signed_in
@require_safe
def group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    return _page(request, group_id)


def _page(
    request: HttpRequest, group_id: UUID, verb: str = "", bound: Form | None = None
) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    found, standing = queries.get_group(viewer, group_id)
    page, others = queries.members(viewer, found, after=request.GET.get("after", ""))
    state = GroupState.ENDED if found.ended_at else GroupState.RUNNING
    today = calendar.today(now)
    forms: dict[str, Form] = {
        "add": AddMatterForm(prefix="add"),
        "news": NewsForm(prefix="news"),
        "answer": GroupAnswerForm(prefix="answer"),
    }
    if bound is not None:
        forms[verb] = bound
    context = {
        "group": found,
        "lead": post_name(found.lead),
        "lines": lines(page.rows, queries.catalogue(today), now),
        "others": others,
        "waiting": queries.count_open(found),
        "tasks": [
            line_of(one, today, place=one.asked.place.name, who=post_name(one.asked))
            for one in queries.group_tasks(found)
        ],
        "can": {v.value: policy.allows_group(standing, state, v) for v in GroupVerb},
        "keeps": standing is GroupStanding.KEEPER,
        "forms": forms,
        "opened": verb,
        **keyset_links(request, page.after),
    }
    return render(request, "matters/group.html", context, status=422 if bound else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def make_group(request: HttpRequest) -> HttpResponse:
    """The chosen matters, and into which group: one that runs, or a new one. From the inbox, from
    several at once, and from what is perhaps the same."""
    viewer, now = viewer_of(request), timezone.now()
    workers_only(viewer)
    sent = request.POST if request.method == "POST" else request.GET
    ids = _ids(sent.getlist("m"))
    saving = "save" in request.POST
    form = GroupForm(request.POST if saving else None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            group_id = data["group"]
            if group_id is None:
                group_id = grouping.make_group(
                    viewer=viewer, id=data["id"], name=data["name"], matter_ids=ids, now=now
                ).pk
            outcomes = grouping.add_several(
                viewer=viewer, group_id=group_id, matter_ids=ids, now=now
            )
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            return _done(request, outcomes, gettext("In the group."), group_id)
    chosen = queries.works_on(viewer, ids)
    context = {
        "form": form,
        "chosen": [(one.pk, one.reference, title_of(one.words)) for one in chosen],
        "groups": queries.groups_to_join(chosen),
        "picked": str(form["group"].value() or ""),
    }
    return render(request, "matters/make_group.html", context, status=422 if form.errors else 200)


def _ids(sent: list[str]) -> list[UUID]:
    found = []
    for text in sent[: BULK_MAX + 1]:
        with suppress(ValueError):
            found.append(UUID(text))
    return found


@require_POST
@signed_in
def add_to_group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Add a matter by its number."""
    viewer = viewer_of(request)
    queries.get_group(viewer, group_id)
    form = AddMatterForm(request.POST, prefix="add")
    if form.is_valid():
        found = queries.matter_by_number(viewer, form.cleaned_data["reference"])
        try:
            if found is None:
                raise RuleBroken("group_no_such_matter")
            grouping.add(viewer=viewer, group_id=group_id, matter_id=found, now=timezone.now())
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            messages.success(request, gettext("The matter is in the group."))
            return redirect("matters:group", group_id)
    return _page(request, group_id, "add", form)


@require_POST
@signed_in
def leave_group(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    """Take a matter out of the group in which it is."""
    viewer = viewer_of(request)
    matter = queries.get_matter(viewer, matter_id)
    found = queries.group_of(matter)
    try:
        if found is None:
            if policy.standing_of(viewer, matter) not in policy.WORKERS:
                raise policy.not_yours(matter)
            raise RuleBroken("group_not_in", reference=matter.reference)
        grouping.remove(viewer=viewer, group_id=found.pk, matter_id=matter_id, now=timezone.now())
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, str(broken.sentence))
    else:
        messages.success(request, gettext("Taken out of the group; it goes on by itself."))
    return redirect("matters:show", matter_id)


@require_POST
@signed_in
def tell_group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """One piece of news to every open matter of the group."""
    form = NewsForm(request.POST, prefix="news")
    return _tell(
        request, group_id, "news", form, gettext("The news was sent."),
        lambda viewer, data: grouping.tell_all(
            viewer=viewer, group_id=group_id, sending_id=data["id"], text=data["text"],
            now=timezone.now(),
        ),
    )  # fmt: skip


@require_POST
@signed_in
def answer_group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """One answer to every open matter of the group; each reporter rates their own."""
    form = GroupAnswerForm(request.POST, prefix="answer")
    return _tell(
        request, group_id, "answer", form, gettext("Answered."),
        lambda viewer, data: grouping.answer_all(
            viewer=viewer, group_id=group_id, sending_id=data["id"], text=data["text"],
            code=data["code"], left=data["left"], now=timezone.now(),
        ),
    )  # fmt: skip


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def change_group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Another name for the group, another post to lead it."""
    viewer, now = viewer_of(request), timezone.now()
    found, standing = queries.get_group(viewer, group_id)
    if standing not in policy.WITH_GROUPS[GroupVerb.CHANGE]:
        raise Forbidden("group_not_yours")
    posts = [
        (str(one.pk), f"{post_name(one)} · {one.place.name}")
        for one in queries.posts_to_lead(found, calendar.today(now))
    ]
    form = ChangeGroupForm(
        request.POST if request.method == "POST" else None,
        posts=posts, initial={"name": found.name, "lead": str(found.lead_id)},
    )  # fmt: skip
    if form.is_valid():
        data = form.cleaned_data
        try:
            changing_groups.change_group(
                viewer=viewer, group_id=group_id, name=data["name"], lead_id=data["lead"], now=now
            )
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            messages.success(request, gettext("The group was changed."))
            stays = queries.standing_in(viewer, MatterGroup.objects.get(pk=group_id))
            if stays is GroupStanding.OUTSIDER:
                return redirect("matters:groups")
            return redirect("matters:group", group_id)
    context = {"form": form, "group": found}
    return render(request, "matters/change_group.html", context, status=422 if form.errors else 200)


def _tell(
    request: HttpRequest, group_id: UUID, verb: str, form: Form, said: str, act: Any
) -> HttpResponse:
    viewer: Viewer = viewer_of(request)
    _, standing = queries.get_group(viewer, group_id)
    if standing not in policy.WITH_GROUPS[GroupVerb(verb)]:
        raise Forbidden("group_not_yours")
    if form.is_valid():
        try:
            outcomes = act(viewer, form.cleaned_data)
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            return _done(request, outcomes, said, group_id)
    return _page(request, group_id, verb, form)


@require_POST
@signed_in
def end_group(request: HttpRequest, group_id: UUID) -> HttpResponseBase:
    viewer = viewer_of(request)
    found: MatterGroup = queries.get_group(viewer, group_id)[0]
    try:
        grouping.end_group(viewer=viewer, group_id=found.pk, now=timezone.now())
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, str(broken.sentence))
    else:
        messages.success(request, gettext("The group has ended. Its matters go on by themselves."))
    return redirect("matters:group", group_id)


def _done(request: HttpRequest, outcomes: list[Outcome], said: str, group_id: UUID) -> HttpResponse:
    """What became of each matter."""
    context = {
        "outcomes": outcomes,
        "done": sum(not one.problem for one in outcomes),
        "refused": sum(bool(one.problem) for one in outcomes),
        "said": said,
        "group_id": group_id,
    }
    return render(request, "matters/bulk_done.html", context)
