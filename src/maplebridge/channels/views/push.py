"""News on my devices: which browsers are told, switching this one on, and any of them off."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.core.views import signed_in, viewer_of
from maplebridge.people import public as people

from .. import actions, queries
from ..forms import PushForm
from ..models import PushDevice
from ..rules.push import PURPOSE

MAKERS = {
    "googleapis.com": "Chrome / Android",
    "mozilla.com": "Firefox",
    "apple.com": "Safari",
    "windows.com": "Edge",
}


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def push(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    form = PushForm(request.POST or None)
    if _done(form, viewer):
        messages.success(request, _("This device is told of news from now on."))
        return redirect("channels:push")
    refused = form.is_bound
    context = {
        "form": form,
        "wording": people.PURPOSES[PURPOSE],
        "rows": [(device, _maker(device)) for device in queries.my_devices(viewer)],
        "is_on": queries.push_is_on(),
        "key": queries.server_point() if queries.push_is_on() else "",
    }
    return render(request, "channels/push.html", context, status=422 if refused else 200)


@signed_in
@require_POST
def push_off(request: HttpRequest, device_id: UUID) -> HttpResponse:
    actions.switch_off(viewer=viewer_of(request), device_id=device_id, now=timezone.now())
    messages.success(request, _("This device is told nothing any more."))
    return redirect("channels:push")


def _done(form: PushForm, viewer: Viewer) -> bool:
    if not form.is_valid():
        return False
    typed = form.cleaned_data
    try:
        actions.switch_on(
            viewer=viewer,
            endpoint=typed["endpoint"],
            point=typed["point"],
            auth=typed["auth"],
            text_version=typed["version"],
            now=timezone.now(),
        )
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        form.add_error(None, broken.sentence)
        return False
    return True


def _maker(device: PushDevice) -> str:
    """Told by the push service, for nothing else is known of the device."""
    host = urlsplit(device.endpoint).hostname or ""
    return next((maker for end, maker in MAKERS.items() if host.endswith(end)), host)
