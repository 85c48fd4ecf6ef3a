"""My page: my name, who read my data, my copy of it, and leaving."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.internal.stagekit import clear_login
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import Form
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import check_for_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from maplebridge.core.errors import Missing
from maplebridge.core.policy import may_operate

from .. import actions, forms, policy, queries
from ..models import Person
from ..queries import OwnRows
from .pages import (
    done,
    key_from,
    page,
    read_or_send,
    said,
    signed_in,
    today_and_now,
    viewer_of,
)


@signed_in
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    today, _now = today_and_now()
    return page(
        request,
        "me",
        account=request.user,
        person=request.user.person,  # type: ignore[union-attr]  # signed in
        passkeys=queries.passkeys(viewer),
        operates=may_operate(viewer),
        leads=any(post.role in policy.LEADERS for post in viewer.posts),
        worker=queries.my_grid_worker(viewer, today),
        posts=[(p, queries.ROLE_NAMES[p.role]) for p in queries.own_posts(viewer, today)],
    )


@signed_in
@read_or_send
def name(request: HttpRequest) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    form = forms.NameForm(request.POST or None, initial={"name": viewer.name})
    if done(
        form,
        lambda: actions.correct_name(viewer=viewer, name=form.cleaned_data["name"], now=now),
    ):
        return said(request, gettext("Your name is saved."), "people:me")
    return page(request, "name", form, newcomer=not viewer.name)


@signed_in
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("language", "")
    if not check_for_language(chosen):
        raise Missing("no_such_thing")
    actions.choose_language(viewer=viewer_of(request), language=chosen, now=timezone.now())
    return redirect("people:me")


@signed_in
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """Who read my data, when and why."""
    found = queries.access_log(viewer_of(request), before=key_from(request, "before"))
    older = f"{reverse('people:log')}?before={found.after}" if found.after else ""
    rows = [(row, queries.READ.get(row.what, row.what)) for row in found.rows]
    return page(request, "log", rows=rows, older=older)


@signed_in
@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """One file in JSON, written out while it is read: a list may be long."""
    now = timezone.now()
    person, sections = actions.export_my_data(viewer=viewer_of(request), now=now)
    answer = StreamingHttpResponse(_copy(person, sections, now), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


def _copy(person: Person, sections: list[OwnRows], now: datetime) -> Iterator[str]:
    own = next(OwnRows("person", Person, Person.objects.filter(pk=person.pk)).plain())
    yield f'{{"exported_at": {_json(now)},\n"person": {_json(own)}'
    for section in sections:
        yield f',\n"{section.name}": ['
        between = "\n"
        for row in section.plain():
            yield between + _json(row)
            between = ",\n"
        yield "]"
    yield "}\n"


def _json(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


@signed_in
@read_or_send
def close(request: HttpRequest) -> HttpResponse:
    form = Form(request.POST if request.method == "POST" else None)
    viewer, now = viewer_of(request), timezone.now()
    if done(form, lambda: actions.close_account(viewer=viewer, now=now)):
        logout(request)
        return said(request, gettext("Your account is closed."), "account_login")
    return page(request, "close", form)


@never_cache
@read_or_send
def again(request: HttpRequest) -> HttpResponse:
    """Start signing in afresh: with another number, or once more before a change of sign-in."""
    onward = request.POST.get("next") or request.GET.get("next") or ""
    onward = onward if get_adapter(request).is_safe_url(onward) else ""
    if viewer_of(request).signed_in and request.method != "POST":
        return render(request, "people/again.html", {"next": onward})
    clear_login(request)
    logout(request)
    return redirect_to_login(onward or reverse("people:me"))
