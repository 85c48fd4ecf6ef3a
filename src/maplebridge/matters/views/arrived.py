"""Whether what we wrote to a reporter arrived: on the matter's page, and as a list of what did not."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from maplebridge.channels import public as channels
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.policy import may_operate

from .. import policy
from ..models import Matter
from ..queries.reach import of_posts
from .wording import signed_in, viewer_of


def arrived_page(matter: Matter, standing: policy.Standing) -> dict[str, Any]:
    """Way and state of the latest messages, for who works on it and for who reported it."""
    inside = standing in policy.WORKERS | {policy.Standing.REPORTER}
    found = channels.told_about(matter.pk) if inside else []
    return {"written": _shown(found, timezone.now())}


def _shown(rows: list[channels.ToldAbout], now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "way": channels.CHANNEL_NAMES[row.channel],
            "state": gettext("sent another way instead")
            if row.replaced
            else channels.MESSAGE_STATES[row.state],
            "why": "" if row.replaced else _why(row, now),
            "at": row.at,
        }
        for row in rows
    ]


def _why(row: channels.ToldAbout, now: datetime) -> str:
    wrong = str(channels.ERRORS.get(row.error, row.error))
    if row.state is not channels.OutgoingState.WAITING:
        return wrong
    return " ".join(filter(None, (wrong, channels.why_it_waits(row.due_at, row.tries, now))))


@signed_in
@require_safe
def undelivered(request: HttpRequest) -> HttpResponse:
    """For those who run a place: what did not arrive about its matters."""
    viewer = viewer_of(request)
    if viewer.holds(*policy.SUPERVISING) is None:
        raise Forbidden("undelivered_not_yours")
    before = _uuid(request.GET.get("before"))
    found = channels.undelivered_about(of_posts(viewer), before=before)
    rows = [
        (
            row, channels.CHANNEL_NAMES.get(row.channel, row.channel),
            channels.ERRORS.get(row.error, row.error),
        )
        for row in found[: channels.PAGE]
    ]  # fmt: skip
    more = len(found) > channels.PAGE
    older = f"?before={found[channels.PAGE - 1].pk}" if more else ""
    context = {"rows": rows, "newer": "", "older": older, "operates": may_operate(viewer)}
    return render(request, "matters/undelivered.html", context)


@require_POST
@signed_in
def send_another_way(request: HttpRequest, outgoing_id: UUID) -> HttpResponseBase:
    """The next way of the person; when there is none it is said, and somebody calls or goes there."""
    viewer, now = viewer_of(request), timezone.now()
    if viewer.holds(*policy.SUPERVISING) is None:
        raise Forbidden("undelivered_not_yours")
    message = channels.undelivered(outgoing_id)
    mine = of_posts(viewer)
    if message is None or message.about_id is None:
        raise Missing("channels_message_missing")
    if not mine.filter(pk=message.about_id).exists():
        raise Missing("channels_message_missing")
    try:
        way = channels.send_another_way(viewer=viewer, message=message, now=now)
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
    else:
        words = gettext("Sent another way: %(way)s.") % {"way": channels.CHANNEL_NAMES[way]}
        messages.success(request, words)
    return redirect("matters:undelivered")


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
