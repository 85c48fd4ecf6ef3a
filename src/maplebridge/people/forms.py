"""What people type about themselves and each other."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    ChangePasswordForm,
    ChangePhoneForm,
    ConfirmLoginCodeForm,
    LoginForm,
    VerifyPhoneForm,
)
from allauth.core import context
from allauth.core.internal.httpkit import headed_redirect_response
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maplebridge.core import calendar
from maplebridge.core.errors import RuleBroken

from . import actions, queries, rules
from .adapters import signed_in_freshly
from .messages import SENTENCES
from .models import Account, Person


def refusal(code: str) -> forms.ValidationError:
    return forms.ValidationError(str(SENTENCES[code]), code=code)


class PhoneField(forms.CharField):
    """A mobile number as people type it; cleaned to eleven digits, or "" when not required."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Mobile number"))
        kwargs.setdefault("max_length", rules.PHONE_INPUT_MAX)
        attrs = {"type": "tel", "inputmode": "tel", "autocomplete": "tel"}
        super().__init__(**{"widget": forms.TextInput(attrs=attrs), **kwargs})

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        phone = rules.normalise_phone(text)
        if phone is None:
            raise refusal("phone_unusable")
        return phone


class SignInForm(LoginForm):
    """One form for newcomers and old hands: a number, and a password for those who have one.

    Without a password a code is sent; an unknown number gets a new account, so that nobody can
    learn from the answer who is known here.
    """

    user: Account | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Mobile number")
        password = self.fields["password"]
        password.required = False
        password.help_text = ""
        password.max_length = 128
        password.widget.attrs.pop("placeholder", None)
        password.label = _("Password")

    def _setup_password_field(self) -> None:
        """Kept, though nobody needs a password to join."""

    def clean_login(self) -> str:
        return str(self.cleaned_data["login"])

    def clean_password(self) -> str:
        password = str(self.cleaned_data.get("password") or "")
        if len(password) > 128:
            raise forms.ValidationError(get_adapter().error_messages["phone_password_mismatch"])
        return password

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not cleaned.get("password") and not get_adapter().can_send_codes:
            raise refusal("sms_not_set_up")
        return cleaned

    def _login_by_code(
        self, request: HttpRequest, redirect_url: str | None, credentials: dict[str, Any]
    ) -> HttpResponse:
        if self.user is None:
            self.user = actions.account_for_phone(phone=credentials["phone"], now=timezone.now())
        try:
            answer: HttpResponse = super()._login_by_code(request, redirect_url, credentials)
        except RuleBroken as broken:
            messages.error(request, broken.sentence)
            answer = headed_redirect_response("account_login")
        return answer


class _CodeField:
    """Six digits, offered by the phone's keyboard; longer input was never a code."""

    def _make_code_field(self, fields: dict[str, forms.Field]) -> None:
        field = fields["code"]
        field.label = _("Code of six digits")
        field.max_length = 20  # type: ignore[attr-defined]  # a CharField
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs.update(
            inputmode="numeric", autocomplete="one-time-code", maxlength="20", autofocus=True
        )


class CodeForm(_CodeField, ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._make_code_field(self.fields)

    def clean_code(self) -> str:
        self.cleaned_data["code"] = plain_digits(self.cleaned_data["code"])
        return str(super().clean_code())


class NewPhoneCodeForm(_CodeField, VerifyPhoneForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._make_code_field(self.fields)

    def clean_code(self) -> str:
        """Past the package's own check, which keeps a number for an account that nobody uses."""
        self.cleaned_data["code"] = plain_digits(self.cleaned_data["code"])
        code = str(super(VerifyPhoneForm, self).clean_code())
        today = calendar.today(timezone.now())
        if code and queries.who_keeps(self.phone, today, but=self.user) is not None:
            raise get_adapter().validation_error("phone_taken")
        return code


class NewPhoneForm(ChangePhoneForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not get_adapter().can_send_codes:
            raise refusal("sms_not_set_up")
        return cleaned


class NewPasswordForm(ChangePasswordForm):
    """The old password, unless a code proved the phone minutes ago: that is how one resets it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if signed_in_freshly(context.request, method="code"):
            del self.fields["oldpassword"]


def plain_digits(text: str) -> str:
    """Full-width digits and spaces are how some keyboards write a code."""
    return "".join(unicodedata.normalize("NFKC", text[:40]).split())


# Pages below /people/


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=rules.NAME_MAX,
        help_text=_("As people should address you. It need not be the name in your papers."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class StillYouForm(forms.Form):
    """Two things that the next holder of a number does not know."""

    name = forms.CharField(label=_("Name"), max_length=rules.NAME_MAX)
    door = forms.CharField(
        label=_("Number of your door"),
        max_length=rules.DOOR_INPUT_MAX,
        help_text=_("Only the last part of the address, such as 302."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class VouchForm(forms.Form):
    phone = PhoneField(
        label=_("Mobile number"), help_text=_("The one in their hand, where the code will arrive.")
    )


class RegisterForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=rules.NAME_MAX)
    phone = PhoneField(
        label=_("Mobile number"),
        required=False,
        help_text=_("Their own, never a relative's. Many people have none: leave it empty."),
    )


class MandateForm(forms.Form):
    agent = forms.ChoiceField(label=_("Who may act for me"), widget=forms.RadioSelect)
    valid_to = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day, one year from now at most. You can take it back at any time."),
    )

    def __init__(self, *args: Any, agents: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agent = self.fields["agent"]
        assert isinstance(agent, forms.ChoiceField)
        agent.choices = [(str(person.pk), person.name) for person in agents]


SCOPE_NAMES = {
    rules.Scope.READ_MATTERS: _("Read concerns and what became of them"),
    rules.Scope.REPORT_MATTERS: _("Report concerns, and add, rate or take back what was reported"),
    rules.Scope.WORK_ON_MATTERS: _("Work on concerns: accept, answer, hand on"),
    rules.Scope.READ_POINTS: _("Read the points of my household"),
    rules.Scope.SPEND_POINTS: _("Reserve rewards for my household, and give them back"),
    rules.Scope.ENTER_DEEDS: _(
        "Enter good deeds at a village bank, and take back what was entered"
    ),
    rules.Scope.DECIDE_DEEDS: _("Decide about entered deeds, by my seat on a council"),
    rules.Scope.READ_PLACES: _("Look up places and positions"),
    rules.Scope.REPORT_BY_OPEN311: _("Open311: report concerns of others, who are not named"),
    rules.Scope.UPDATE_BY_OPEN311: _("Open311: say how far concerns are that you work on or sent"),
}


class ProgramForm(forms.Form):
    """`id` makes the key of this form once, however often it is sent."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name of the program"),
        max_length=rules.TOKEN_NAME_MAX,
        help_text=_("So that you know later what the key is for."),
    )
    scopes = forms.TypedMultipleChoiceField(
        label=_("What it may do"),
        coerce=rules.Scope,
        choices=[(scope.value, name) for scope, name in SCOPE_NAMES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that the program may do.")},
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("One year from now at most. You can take the key back at any time."),
    )
    office = forms.BooleanField(
        label=_("It is a program of the office, such as a hotline or a kiosk"),
        required=False,
        help_text=_("It then acts by your post alone, and its key ends with your post."),
    )

    def __init__(self, *args: Any, leads: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not leads:
            del self.fields["office"]


class WitnessForm(forms.Form):
    agent_phone = PhoneField(
        label=_("Mobile number of who may act"),
        required=False,
        help_text=_("Leave it empty when it is you."),
    )
    valid_to = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class AppointForm(forms.Form):
    """Who gets which post at a place, from which day to which; no last day is an open term."""

    name = forms.CharField(label=_("Name"), max_length=rules.NAME_MAX)
    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("The person signs in with it and finds the post there."),
    )
    role = forms.ChoiceField(label=_("Post"))
    term_from = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    term_to = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, roles: Sequence[tuple[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(roles)


class EndTermForm(forms.Form):
    last_day = forms.DateField(
        label=_("Last day in this post"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class LeaveForm(forms.Form):
    first_day = forms.DateField(
        label=_("First day away"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last_day = forms.DateField(
        label=_("Last day away"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=rules.REASON_MAX,
        help_text=_("The person concerned reads it."),
    )


class StaffForm(ReasonForm):
    minutes = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        choices=[(15, _("15 minutes")), (30, _("30 minutes")), (60, _("60 minutes"))],
        widget=forms.RadioSelect,
        initial=15,
    )
