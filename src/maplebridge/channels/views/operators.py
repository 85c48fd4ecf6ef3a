"""For the operator: messages that did not arrive, and sending them again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maplebridge.core.errors import Missing
from maplebridge.core.views import signed_in, viewer_of

from .. import actions, queries
from ..messages import CHANNEL_NAMES, ERRORS, STATES
from ..rules.messages import OutgoingState


@signed_in
@require_safe
def outgoing(request: HttpRequest) -> HttpResponse:
    state = _state(request.GET.get("state"))
    page = queries.outgoing(viewer_of(request), state, before=uuid_of(request.GET.get("before")))
    now = timezone.now()
    rows = [
        (row, CHANNEL_NAMES.get(row.channel, row.channel), why_of(row, now)) for row in page.rows
    ]
    older = f"?state={state.value}&before={page.older_than}" if page.older_than else ""
    tabs = [(key.value, label, key is state) for key, label in STATES.items()]
    context = {"rows": rows, "tabs": tabs, "state": state.value, "newer": "", "older": older}
    return render(request, "channels/outgoing.html", context)


@signed_in
@require_POST
def retry(request: HttpRequest, outgoing_id: UUID) -> HttpResponse:
    actions.retry(viewer=viewer_of(request), outgoing_id=outgoing_id, now=timezone.now())
    messages.success(request, _("It will be tried again in a moment."))
    state = _state(request.POST.get("state"))
    return redirect(f"{reverse('channels:outgoing')}?state={state.value}")


def why_of(row: queries.ShownMessage, now: datetime) -> str:
    """What went wrong, and of a message that waits what it waits for."""
    wrong = str(ERRORS.get(row.error, row.error))
    if row.state is not OutgoingState.WAITING:
        return wrong
    waits = queries.why_it_waits(row.due_at, row.tries, now)
    return " ".join(filter(None, (wrong, waits)))


def _state(text: str | None) -> OutgoingState:
    try:
        return OutgoingState(text or OutgoingState.FAILED.value)
    except ValueError:
        return OutgoingState.FAILED


def uuid_of(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Missing("channels_message_missing") from None
