"""Signing in with a number that was quiet for long: is it still the same person?"""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from maplebridge.core.errors import RuleBroken

from .. import actions, forms, rules
from ..adapters import sign_in_by_code
from ..models import Account
from .pages import done, page, read_or_send


@never_cache
@read_or_send
def still_you(request: HttpRequest) -> HttpResponse:
    """Name and door open the old account; "I am new" opens another and keeps the old one."""
    unsure: dict[str, Any] = request.session.get("unsure") or {"at": 0}
    account = Account.objects.filter(pk=unsure["account"]).first() if "account" in unsure else None
    if account is None or timezone.now().timestamp() - unsure["at"] > rules.UNSURE_SECONDS:
        return redirect("account_login")
    phone, now = unsure["phone"], timezone.now()
    if request.POST.get("action") == "new":
        del request.session["unsure"]
        fresh = actions.begin_anew(account=account, phone=phone, now=now)
        return sign_in_by_code(request, fresh, phone, None)
    form = forms.StillYouForm(request.POST or None)

    def act() -> None:
        if not ratelimit.consume(request, action="still_you", key=phone):
            raise RuleBroken("still_you_often")
        name, door = form.cleaned_data["name"], form.cleaned_data["door"]
        actions.confirm_still_me(account=account, phone=phone, name=name, door=door, now=now)

    if done(form, act):
        del request.session["unsure"]
        return sign_in_by_code(request, account, phone, unsure["next"] or None)
    return page(request, "still_you", form)
