"""For the operator: messages that did not arrive, and sending them again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Viewer
from maplebridge.core.views import signed_in

from .. import actions, queries
from ..messages import CHANNEL_NAMES, ERRORS, STATES
from ..rules.messages import OutgoingState


@signed_in
@require_safe
def outgoing(request: HttpRequest) -> HttpResponse:
    state = _state(request.GET.get("state"))
    page = queries.outgoing(_viewer(request), state, before=uuid_of(request.GET.get("before")))
    rows = [
        (row, CHANNEL_NAMES.get(row.channel, row.channel), ERRORS.get(row.error, row.error))
        for row in page.rows
    ]
    older = f"?state={state.value}&before={page.older_than}" if page.older_than else ""
    tabs = [(key.value, label, key is state) for key, label in STATES.items()]
    context = {"rows": rows, "tabs": tabs, "state": state.value, "newer": "", "older": older}
    return render(request, "channels/outgoing.html", context)


@signed_in
@require_POST
def retry(request: HttpRequest, outgoing_id: UUID) -> HttpResponse:
    actions.retry(viewer=_viewer(request), outgoing_id=outgoing_id, now=timezone.now())
    messages.success(request, _("It will be tried again in a moment."))
    state = _state(request.POST.get("state"))
    return redirect(f"{reverse('channels:outgoing')}?state={state.value}")


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by the people middleware
    return viewer


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
