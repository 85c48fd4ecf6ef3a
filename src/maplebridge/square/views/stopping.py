"""The page that a message leads to: the matter, and one tap after which no more of them come."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maplebridge.matters import public as matters

from .. import actions, queries


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def no_more(request: HttpRequest, stop_token: str) -> HttpResponse:
    """Without signing in: whoever has the message may stop them. Looking changes nothing."""
    _person, matter_id = actions.read_stop_token(stop_token)
    if request.method == "POST":
        actions.stop_messages(token=stop_token, now=timezone.now())
        messages.success(
            request, gettext("No more of these messages come. Your home page still tells you.")
        )
        return redirect("square:list")
    found = queries.find_published(matter_id)
    context = {"publication": found, "title": matters.title_of(found.words) if found else ""}
    return render(request, "square/no_more.html", context)
