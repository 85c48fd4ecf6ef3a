"""What an operator types while somebody is on the phone."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.core.values import uuid7

from ..rules.input import PLACE_TEXT_MAX, WORDS_MAX


class CallForm(forms.Form):
    """`id` is the number of the call and of the matter that comes of it."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    began = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    caller = forms.CharField(
        label=_("Who is calling?"),
        required=False,
        max_length=100,
        help_text=_("Number, name or door, as the caller says it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    agrees = forms.BooleanField(
        label=_("The caller agrees that I look up what they reported before"), required=False
    )
    reporter = forms.UUIDField(required=False)
    words = forms.CharField(
        label=_("What do they say?"),
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please say in a few words what it is about.")},
    )
    place = forms.UUIDField(required=False)
    place_text = forms.CharField(
        label=_("More exactly"),
        required=False,
        max_length=PLACE_TEXT_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    category = forms.SlugField(required=False, max_length=20)
