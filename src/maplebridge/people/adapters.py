"""Between people and the sign-in package: phones, codes by SMS, and which steps a sign-in has."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.forms import Field
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maplebridge.core.errors import RuleBroken

from . import actions, queries
from .models import Account

FRESH_SECONDS = 600
"""Who signed in this recently need not prove it again before changing how they sign in."""

SENTENCES = {
    "sms_not_set_up": gettext_lazy(
        "No SMS gateway is set up here, so no code can be sent. Sign in with a password or a "
        "passkey, or ask your street office."
    ),
    "sms_not_sent": gettext_lazy(
        "The SMS could not be sent. Wait a minute and try again, or sign in with a password or "
        "a passkey."
    ),
    "name_unusable": gettext_lazy("Write a name of 1 to %(most)s characters."),
    "phone_unusable": gettext_lazy(
        "This is not a mobile number of mainland China: eleven digits, such as 138 0000 0000."
    ),
    "phone_of_somebody_else": gettext_lazy(
        "Somebody already has this number, and a number belongs to one person. Leave it empty, "
        "or write down a mandate for the person who answers this phone."
    ),
    "lives_elsewhere": gettext_lazy(
        "Somebody with this phone number already lives in another home. They can move in "
        "themselves under “My household”."
    ),
    "home_is_lived_in": gettext_lazy(
        "Somebody already lives in this home. Ask your grid worker to add you to the household."
    ),
    "already_lives_here": gettext_lazy("This person already lives in this home."),
    "reason_unusable": gettext_lazy("Write a reason of %(least)s to %(most)s characters."),
    "staff_minutes": gettext_lazy("Staff mode lasts 1 to %(most)s minutes."),
    "staff_not_allowed": gettext_lazy(
        "This account may not use staff mode. The head of the jurisdiction decides who may."
    ),
    "leave_dates": gettext_lazy(
        "A leave begins today or later, ends no earlier than it begins, and lasts one year at most."
    ),
    "leave_overlaps": gettext_lazy("You already entered a leave for some of these days."),
    "leave_unknown": gettext_lazy("There is no such leave of yours that has not ended yet."),
    "deputy_unsuitable": gettext_lazy(
        "The deputy must be another person who holds a post in this place or next to it."
    ),
    "mandate_dates": gettext_lazy(
        "A mandate begins today or later, ends no earlier than it begins, and lasts one year at "
        "most."
    ),
    "mandate_agent": gettext_lazy(
        "Choose a member of your household or somebody who works for your place. For anybody "
        "else, your grid worker can write the mandate down."
    ),
    "mandate_exists": gettext_lazy("This person may already act for you. Take that back first."),
    "purpose_unknown": gettext_lazy("There is no such purpose to agree to."),
    "text_changed": gettext_lazy(
        "The text has changed since you opened the page. Read it again before you agree."
    ),
    "term_dates": gettext_lazy("A term ends no earlier than it begins."),
    "close_in_office": gettext_lazy(
        "You hold a post. Your street office ends it first; then you can close your account."
    ),
    "not_allowed_here": gettext_lazy("Your post does not allow this at this place."),
    "no_such_person": gettext_lazy("There is no such person in your place."),
    "no_such_thing": gettext_lazy("There is no such thing, or it is no longer there."),
}


class AccountBackend(AuthenticationBackend):
    """Fetches the signed-in account with person, home and staff mode in one statement."""

    def get_user(self, user_id: UUID) -> Account | None:
        found = queries.accounts_with_home(timezone.now()).filter(pk=user_id).first()
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
        actions.prove_phone(account=user, phone=phone, now=timezone.now())

    def get_user_by_phone(self, phone: str) -> Account | None:
        return queries.account_by_phone(phone)

    # Codes

    @property
    def can_send_codes(self) -> bool:
        return bool(settings.DEMO or settings.SMS_GATEWAY_URL)

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
        self._send(phone, text % {"code": code})

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

    def _send(self, phone: str, text: str) -> None:
        if not self.can_send_codes:
            raise RuleBroken("sms_not_set_up")
        try:
            import_string(settings.SMS_SENDER)(phone, text)
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
        return super().get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:me")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures count per phone; the package would count all phones as one."""
        return f"{request.get_host()}:{credentials.get('phone', '')}"

    def is_safe_url(self, url: str) -> bool:
        """Only pages of this house: a path, never a host, not even our own."""
        return url.startswith("/") and not url.startswith("//") and super().is_safe_url(url)


def signed_in_freshly(request: HttpRequest, *, method: str | None = None) -> bool:
    """Whether this session proved itself (by `method`, when named) in the last ten minutes."""
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    times = [r["at"] for r in records if method is None or r["method"] == method]
    return bool(times) and time.time() - max(times) < FRESH_SECONDS
