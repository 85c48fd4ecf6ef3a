"""Which programs of others report into the places of a post, and how much."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from .. import queries
from .inbox import workers_only
from .wording import signed_in, viewer_of

DAYS = 90


@signed_in
@require_safe
def programs(request: HttpRequest) -> HttpResponse:
    """Programs of offices by name; those of residents as one line, because a name could tell whose."""
    viewer = viewer_of(request)
    workers_only(viewer)
    found = queries.senders(viewer, timezone.now() - timedelta(days=DAYS))
    return render(request, "matters/programs.html", {"senders": found, "days": DAYS})
