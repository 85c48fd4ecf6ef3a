"""In a demo only: the messages that would have been sent, words and all, for everybody to read."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from .. import queries
from ..messages import CHANNEL_NAMES
from ..rules.messages import OutgoingState
from .operators import uuid_of


@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    rows, older_than = queries.demo_messages(before=uuid_of(request.GET.get("before")))
    now = timezone.now()
    context = {
        "rows": [
            (
                row,
                CHANNEL_NAMES.get(row.channel, row.channel),
                queries.why_it_waits(row.due_at, row.tries, now)
                if row.state == OutgoingState.WAITING
                else "",
            )
            for row in rows
        ],
        "newer": "",
        "older": f"?before={older_than}" if older_than else "",
    }
    return render(request, "channels/demo.html", context)
