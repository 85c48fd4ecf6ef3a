"""Between people and the sign-in package: phones, codes by SMS, and which steps a sign-in has."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import (
    get_authentication_records,
    perform_login,
    record_authentication,
)
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.forms import Field
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maplebridge.core import calendar
from maplebridge.core.errors import RuleBroken

from . import actions, queries
from .models import Account

FRESH_SECONDS = 600
"""Who signed in this recently need not prove it again before changing how they sign in."""


class AccountBackend(AuthenticationBackend):
    """Fetches the signed-in account with person, home and staff mode in one statement."""

    def get_user(self, user_id: UUID) -> Account | None:
        found = queries.account_with_home(user_id, now=timezone.now())
        return found if found is not None and self.user_can_authenticate(found) else None


class AccountAdapter(DefaultAccountAdapter):
    """Phones live on our Account; a proved code finds or makes the person."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "phone_password_mismatch": gettext_lazy(
            "Phone number and password do not go together. Sign in with a code if you are not sure."
        ),
        "too_many_login_attempts": gettext_lazy(
            "Too many attempts. Wait a few minutes, then ask for a new code."
        ),
        "incorrect_code": gettext_lazy("This is not the code that was sent. Look again."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "phone_taken": gettext_lazy("This number cannot be used."),
        "same_as_current": gettext_lazy("This is your number already."),
        "rate_limited": gettext_lazy("Wait half a minute before you ask for another code."),
    }

    def phone_form_field(self, **kwargs: Any) -> Field:
        from .forms import PhoneField

        return PhoneField(**kwargs)

    # Phones

    def get_phone(self, user: Account) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: Account, phone: str, verified: bool) -> None:
        """A new number counts only when its code comes back; until then the proved one stays."""
        if verified:
            actions.prove_phone(account=user, phone=phone, now=timezone.now())

    def set_phone_verified(self, user: Account, phone: str) -> None:
        """At sign-in `pre_login` decides, because an old account asks for more than the code."""
        if not _proved_by_code(context.request, user):
            actions.take_number(account=user, phone=phone, now=timezone.now())

    def pre_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse | None:
        """After a code: the number may have gone to somebody else since the account was used."""
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        phone = _proved_by_code(request, user)
        if answer is not None or not phone:
            return answer
        now, onward = timezone.now(), kwargs.get("redirect_url")
        vouched = actions.open_vouched(phone=phone, now=now)
        if vouched is not None and vouched.pk != user.pk:
            return sign_in_by_code(request, vouched, phone, onward)
        fresh = Account.objects.get(pk=user.pk)
        if not queries.opens_by_code_alone(fresh, phone, calendar.today(now)):
            clear_login(request)
            about = {"account": str(user.pk), "phone": phone, "next": onward or ""}
            request.session["unsure"] = about | {"at": now.timestamp()}
            return redirect("people:still_you")
        actions.prove_phone(account=user, phone=phone, now=now)
        return None

    def get_user_by_phone(self, phone: str) -> Account | None:
        return queries.account_by_phone(phone)

    # Codes

    @property
    def can_send_codes(self) -> bool:
        return bool(settings.DEMO or settings.SMS_GATEWAY_URL or settings.SMS_PROVIDER)

    def send_verification_code_sms(
        self, user: Account, phone: str, code: str, **kwargs: Any
    ) -> None:
        if settings.DEMO:
            context.request.session["demo_code"] = code
            return
        text = _(
            "%(code)s is your code for Maplebridge, good for ten minutes. Nobody from an office "
            "will ever ask you for it."
        )
        self._send(phone, text % {"code": code}, code=code)

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Never reached from our forms, which open an account for any number; nothing to say."""

    def send_account_already_exists_sms(self, phone: str) -> None:
        """A number that somebody else proved was entered as a new number of one's own."""
        if not settings.DEMO:
            text = _(
                "Somebody tried to use your number for another Maplebridge account. You need not "
                "do anything."
            )
            self._send(phone, text)

    def _send(self, phone: str, text: str, code: str = "") -> None:
        """The code goes along by itself: some providers send registered sentences only."""
        if not self.can_send_codes:
            raise RuleBroken("sms_not_set_up")
        try:
            import_string(settings.SMS_SENDER)(phone, text, code=code)
        except RuleBroken:
            raise
        except Exception as problem:  # the gateway is somebody else's program: anything may come
            raise RuleBroken("sms_not_sent") from problem

    # Steps

    def get_login_stages(self) -> list[str]:
        """A passkey is another way in, not a second lock: who loses the phone can still come in."""
        return [
            "allauth.account.stages.LoginByCodeStage",
            "allauth.account.stages.PhoneVerificationStage",
        ]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Somebody who only ever signs in by code proves it by a new one; no flow of the package does."""
        request = self.request or context.request
        if signed_in_freshly(request):
            return False
        if request.user.is_authenticated and not self.get_reauthentication_methods(request.user):
            query = urlencode({"next": request.get_full_path()})
            raise ImmediateHttpResponse(redirect(f"{reverse('people:again')}?{query}"))
        return True

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        person = request.user.person if request.user.is_authenticated else None
        if person is not None and not person.name:
            return reverse("people:name")
        return str(super().get_login_redirect_url(request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:me")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures count per phone; the package would count all phones as one."""
        return f"{request.get_host()}:{credentials.get('phone', '')}"

    def is_safe_url(self, url: str) -> bool:
        """Only pages of this house: a path, never a host, not even our own."""
        return url.startswith("/") and not url.startswith("//") and super().is_safe_url(url)


def _proved_by_code(request: HttpRequest, user: Account) -> str:
    """The number whose code this visitor sent back just now, "" when they came in another way."""
    if request.user.is_authenticated:
        return ""
    records = get_authentication_records(request, user)
    last = records[-1] if records else {}
    return str(last.get("phone", "")) if last.get("method") == "code" else ""


def sign_in_by_code(
    request: HttpRequest, account: Account, phone: str, onward: str | None
) -> HttpResponse:
    """Go on with another account than the one that the code was sent for."""
    record_authentication(request, account, method="code", phone=phone)
    answer: HttpResponse = perform_login(request, Login(user=account, redirect_url=onward))
    return answer


def signed_in_freshly(request: HttpRequest, *, method: str | None = None) -> bool:
    """Whether this session proved itself (by `method`, when named) in the last ten minutes."""
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    times = [r["at"] for r in records if method is None or r["method"] == method]
    return bool(times) and time.time() - max(times) < FRESH_SECONDS
