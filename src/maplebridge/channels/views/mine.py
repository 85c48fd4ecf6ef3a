"""WeChat and mail: joining them to my account by a code, and taking that back."""

from __future__ import annotations

from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.views import signed_in, viewer_of

from .. import actions, queries
from ..forms import WayForm
from ..messages import CHANNEL_NAMES
from ..rules.senders import VALID


@never_cache
@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    return _page(request)


@never_cache
@signed_in
@require_POST
def make_code(request: HttpRequest) -> HttpResponse:
    """The answer to the form shows the code, this once."""
    code = actions.make_code(viewer=viewer_of(request), now=timezone.now())
    return _page(request, code, actions.scene_address(code))


@signed_in
@require_POST
def unlink(request: HttpRequest, sender_id: UUID) -> HttpResponse:
    actions.unlink(viewer=viewer_of(request), sender_id=sender_id, now=timezone.now())
    messages.success(request, _("It is not joined to you any more."))
    return redirect("channels:mine")


@signed_in
@require_POST
def choose_way(request: HttpRequest) -> HttpResponse:
    form = WayForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form)
    try:
        actions.choose_way(
            viewer=viewer_of(request), way=form.cleaned_data["way"], now=timezone.now()
        )
    except Forbidden:
        raise
    except RuleBroken as broken:
        form.add_error("way", ValidationError(broken.sentence, broken.code))
        return _page(request, form=form)
    messages.success(request, _("From now on you hear of your matters this way."))
    return redirect("channels:mine")


def _page(
    request: HttpRequest, code: str = "", address: str = "", form: WayForm | None = None
) -> HttpResponse:
    status = 422 if form is not None else 200
    if form is None:
        form = WayForm(initial={"way": queries.chosen_way(viewer_of(request).person_id)})
    rows = [
        (sender, CHANNEL_NAMES[sender.channel]) for sender in queries.my_senders(viewer_of(request))
    ]
    context = {
        "rows": rows,
        "form": form,
        "code": code,
        "drawn": segno.make(address, error="m").svg_data_uri(scale=6, light="#fff")
        if address
        else "",
        "away": bool(code and settings.WECHAT_APP_ID and not address),
        "minutes": int(VALID.total_seconds() // 60),
        "account_name": settings.WECHAT_NAME,
        "mail_box": settings.MAIL_BOX if settings.MAIL_AUTHSERV else "",
        "ready": bool(settings.WECHAT_TOKEN),
    }
    return render(request, "channels/mine.html", context, status=status)
