"""What all pages of people share: who looks, how a form is run, how a page is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.views import signed_in as signed_in
from maplebridge.core.views import viewer_of as viewer_of

View = Callable[..., HttpResponseBase]
read_or_send = require_http_methods(["GET", "HEAD", "POST"])


def done(form: Form, act: Callable[[], object]) -> bool:
    """Run `act` for a valid form; a broken rule becomes the form's error and keeps what was typed."""
    if not form.is_valid():
        return False
    try:
        act()
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        form.add_error(None, broken.sentence)
        return False
    return True


def page(request: HttpRequest, name: str, form: Form | None = None, **facts: Any) -> HttpResponse:
    """Render a page; 422 when the form on it was refused."""
    refused = form is not None and form.is_bound and not form.is_valid()
    context = {"form": form, **facts}
    return render(request, f"people/{name}.html", context, status=422 if refused else 200)


def said(request: HttpRequest, sentence: str, to: str, *args: Any) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(to, *args)


def today_and_now() -> tuple[date, datetime]:
    now = timezone.now()
    return calendar.today(now), now


def key_from(request: HttpRequest, name: str) -> UUID | None:
    """A key out of the address; anything that is none is answered as nothing there."""
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Missing("no_such_thing") from None


def posted_key(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Missing("no_such_thing") from None
