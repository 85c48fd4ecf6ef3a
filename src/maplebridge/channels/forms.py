"""What operators fill in about channels."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .messages import HOOK_TYPES
from .rules.push import ENDPOINT_MAX
from .rules.ways import Wish
from .rules.webhooks import NAME_MAX, SUBSCRIBABLE, URL_MAX, HookType


class WebhookForm(forms.Form):
    """`id` makes the endpoint of this form once, however often it is sent."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name of the program"),
        max_length=NAME_MAX,
        help_text=_("So that those after you know whom this tells."),
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=URL_MAX,
        widget=forms.TextInput(
            attrs={"type": "url", "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}
        ),
        help_text=_("It starts with https:// and is reached over the open internet."),
    )
    types = forms.TypedMultipleChoiceField(
        label=_("What it is told of"),
        coerce=HookType,
        choices=[(kind.value, HOOK_TYPES[kind]) for kind in SUBSCRIBABLE],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that the program is told of.")},
    )


class PushForm(forms.Form):
    """What the browser's own script fills in; nobody types it."""

    version = forms.CharField(max_length=40)
    endpoint = forms.CharField(max_length=ENDPOINT_MAX)
    point = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=40)


class WayForm(forms.Form):
    """How a person wants to hear of their own matters; "" is as each came."""

    way = forms.ChoiceField(
        label=_("Where do you want to hear from us?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", _("As it came: where I wrote from, else WeChat, else a text for answers")),
            (Wish.WECHAT.value, _("By WeChat")),
            (Wish.SMS.value, _("By text message, for answers and questions only")),
            (Wish.MAIL.value, _("By e-mail")),
            (Wish.PAGE.value, _("Nowhere; I look at the page")),
        ],
        help_text=_(
            "At night we write only about what cannot wait. Your devices are told besides, as you switched them on."
        ),
    )
