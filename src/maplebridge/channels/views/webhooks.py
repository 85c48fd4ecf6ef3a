"""For the operator of the whole place: programs that are told, and what was told to each."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.values import uuid7
from maplebridge.core.views import signed_in, viewer_of

from .. import actions, queries
from ..forms import WebhookForm
from ..messages import HOOK_PROBLEMS, HOOK_STATES, HOOK_TYPES, TOLD_STATES
from ..models import Webhook
from ..rules.webhooks import DeliveryState, HookState, HookType

read_or_send = require_http_methods(["GET", "HEAD", "POST"])
_again = reauthentication_required(app="allauth.account")


def proved(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """For the operator of the whole place alone, who must have proved lately who they are."""
    asked = _again(view)

    @never_cache
    @signed_in
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        queries.operators_only(viewer_of(request))
        answer: HttpResponse = asked(request, *args, **kwargs)
        return answer

    return guarded


@signed_in
@require_safe
def webhooks(request: HttpRequest) -> HttpResponse:
    rows = [
        (hook, HOOK_STATES[HookState(hook.state)], urlsplit(hook.url).netloc)
        for hook in queries.list_webhooks(viewer_of(request))
    ]
    return render(request, "channels/webhooks.html", {"rows": rows})


@proved
@read_or_send
def add_webhook(request: HttpRequest) -> HttpResponse:
    """The answer to the form shows the secret; a later look needs a new one."""
    viewer = viewer_of(request)
    form = WebhookForm(request.POST or None, initial={"id": uuid7()})
    made: list[Webhook] = []
    if _done(
        form,
        lambda: made.append(
            actions.add_webhook(viewer=viewer, now=timezone.now(), **form.cleaned_data)
        ),
    ):
        return _secret(request, made[0], queries.secret_of(made[0]))
    return _form(request, form, None)


@proved
@read_or_send
def edit_webhook(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    hook = queries.get_webhook(viewer, webhook_id)
    known = {"id": hook.pk, "name": hook.name, "url": hook.url, "types": _types(hook)}
    form = WebhookForm(request.POST or None, initial=known)

    def act() -> None:
        typed = {key: value for key, value in form.cleaned_data.items() if key != "id"}
        actions.change_webhook(viewer=viewer, webhook_id=webhook_id, now=timezone.now(), **typed)

    if _done(form, act):
        messages.success(request, _("The program was changed."))
        return redirect("channels:webhook", webhook_id)
    return _form(request, form, hook)


@signed_in
@require_safe
def webhook(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    hook = queries.get_webhook(viewer_of(request), webhook_id)
    found = queries.deliveries_of(hook, _uuid(request.GET.get("after")))
    rows = [
        (
            row,
            HOOK_TYPES[HookType(row.kind)],
            TOLD_STATES[DeliveryState(row.state)],
            HOOK_PROBLEMS.get(row.problem, ""),
        )
        for row in found.rows
    ]
    context = {
        "hook": hook,
        "is_on": hook.state == HookState.ON.value,
        "state": HOOK_STATES[HookState(hook.state)],
        "types": [HOOK_TYPES[HookType(kind)] for kind in _types(hook)],
        "rows": rows,
        "now": timezone.now(),
        "newer": "",
        "older": f"?after={found.after}" if found.after else "",
    }
    return render(request, "channels/webhook.html", context)


@signed_in
@require_POST
def test_webhook(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    def act() -> None:
        actions.test_webhook(viewer=viewer_of(request), webhook_id=webhook_id, now=timezone.now())

    said = _("A test message is on its way. Look again in a moment.")
    return _acted(request, act, said, "channels:webhook", webhook_id)


@proved
@read_or_send
def rotate_webhook(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    if request.method != "POST":
        hook = queries.get_webhook(viewer, webhook_id)
        return render(request, "channels/webhook_rotate.html", {"hook": hook})
    secret = actions.rotate_secret(viewer=viewer, webhook_id=webhook_id, now=timezone.now())
    return _secret(request, queries.get_webhook(viewer, webhook_id), secret, rotated=True)


@signed_in
@require_POST
def switch_webhook(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    on = request.POST.get("on") == "1"
    actions.switch_webhook(
        viewer=viewer_of(request), webhook_id=webhook_id, on=on, now=timezone.now()
    )
    said = _("The program is told again.") if on else _("The program is told nothing any more.")
    messages.success(request, said)
    return redirect("channels:webhook", webhook_id)


@signed_in
@require_POST
def remove_webhook(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    actions.remove_webhook(viewer=viewer_of(request), webhook_id=webhook_id, now=timezone.now())
    messages.success(request, _("The program is forgotten."))
    return redirect("channels:webhooks")


@signed_in
@require_POST
def retry_webhook(request: HttpRequest, told_id: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    hook = queries.webhook_told(viewer, told_id)

    def act() -> None:
        actions.retry_webhook(viewer=viewer, delivery_id=told_id, now=timezone.now())

    return _acted(
        request, act, _("It will be tried again in a moment."), "channels:webhook", hook.pk
    )


def _acted(
    request: HttpRequest, act: Callable[[], object], said: str, to: str, thing_id: UUID
) -> HttpResponse:
    """Do it and say so, or say on the same page which rule stands in the way."""
    try:
        act()
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
    else:
        messages.success(request, said)
    return redirect(to, thing_id)


def _done(form: WebhookForm, act: Callable[[], object]) -> bool:
    """Run `act` for a valid form; a broken rule becomes the form's error and keeps what was typed."""
    if not form.is_valid():
        return False
    try:
        act()
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        field = "url" if broken.code == "webhook_address_unusable" else None
        form.add_error(field, broken.sentence)
        return False
    return True


def _form(request: HttpRequest, form: WebhookForm, hook: Webhook | None) -> HttpResponse:
    refused = form.is_bound and not form.is_valid()
    context = {"form": form, "hook": hook}
    return render(request, "channels/webhook_form.html", context, status=422 if refused else 200)


def _secret(
    request: HttpRequest, hook: Webhook, secret: str, *, rotated: bool = False
) -> HttpResponse:
    context = {"hook": hook, "secret": secret, "rotated": rotated}
    return render(request, "channels/webhook_secret.html", context)


def _types(hook: Webhook) -> list[str]:
    """In the order in which they are offered."""
    chosen = hook.types.split()
    return [kind.value for kind in HookType if kind.value in chosen]


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Missing("webhook_missing") from None
