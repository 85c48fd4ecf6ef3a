"""What the pages of mediation share: who looks, how a form is run, and a page that is one form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import FileField, Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.views import signed_in as signed_in
from maplebridge.core.views import viewer_of as viewer_of

from .. import actions, queries
from ..queries.access import Loaded

View = Callable[..., HttpResponseBase]
read_or_send = require_http_methods(["GET", "HEAD", "POST"])


def loaded_for(request: HttpRequest, casefile_id: UUID, *, left_too: bool = False) -> Loaded:
    """The only door of the pages to a file; who passes it and is no party is listed for the parties.

    `left_too`: the page shows to a party that left what there was until then. All others end for it.
    """
    viewer, now = viewer_of(request), timezone.now()
    loaded = queries.get_file(viewer, casefile_id, now, hints=True)
    if loaded.standing.left_at is not None and not left_too:
        raise Missing("mediation_missing")
    actions.read_file(viewer=viewer, loaded=loaded, now=now)
    return loaded


def today() -> date:
    return calendar.today(timezone.now())


def key_of(text: str) -> UUID:
    """A key out of an address or a form; anything that is none is answered as nothing there."""
    try:
        return UUID(text)
    except ValueError:
        raise Missing("mediation_missing") from None


def bound(request: HttpRequest, form: type[Form], **more: Any) -> Any:
    """The form as it was sent, or empty."""
    if request.method == "POST":
        return form(request.POST, request.FILES, **more)
    return form(**more)


def done(form: Form, act: Callable[[], object]) -> bool:
    """Run `act` for a valid form; a broken rule becomes the form's error and keeps what was typed."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act()
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        form.add_error(None, broken.sentence)
        return False
    return True


def try_it(
    request: HttpRequest, back: HttpResponse, thanks: str, act: Callable[[], object]
) -> HttpResponse:
    """Something that one button does: `back` with thanks, or with the broken rule. Without thanks
    the page itself shows what was done."""
    try:
        act()
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
    else:
        if thanks:
            messages.success(request, thanks)
    return back


def said(request: HttpRequest, sentence: str, casefile_id: UUID) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("mediation:file", casefile_id)


def form_page(
    request: HttpRequest, loaded: Loaded, form: Form, *, title: str | Promise,
    button: str | Promise, lede: str | Promise = "", icon: str = "check", **more: Any,
) -> HttpResponse:  # fmt: skip
    """A page that is one form of a file."""
    upload = any(isinstance(one, FileField) for one in form.fields.values())
    context = {
        "file": loaded.file, "form": form, "title": title, "button": button, "lede": lede,
        "icon_name": icon, "upload": upload, **more,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "mediation/form.html", context, status=status)
