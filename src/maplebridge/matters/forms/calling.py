"""What an operator types while somebody is on the phone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.core.values import uuid7

from ..rules.input import PLACE_TEXT_MAX, WORDS_MAX

SMS_WORDS = _(
    "Read out: “We send you a text message when there is an answer or a question. It names the number of the matter and a link, nothing else. Your number is kept for this matter alone and deleted with it. Do you agree?”"
)
"""Its version stands in actions.calling.AGREED; who changes the words raises it."""


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
    texts = forms.BooleanField(
        label=_("The caller agrees to a text message about the answer"),
        required=False,
        help_text=SMS_WORDS,
    )
    number = forms.CharField(
        label=_("To this number"),
        required=False,
        max_length=30,
        help_text=_("Say it back to the caller. Empty takes what stands under “Who is calling?”."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    reporter = forms.UUIDField(required=False)
    words = forms.CharField(
        label=_("What do they say?"),
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please say in a few words what it is about.")},
    )
    place = forms.UUIDField(required=False)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)
    place_text = forms.CharField(
        label=_("More exactly"),
        required=False,
        max_length=PLACE_TEXT_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    category = forms.SlugField(required=False, max_length=20)

    def clean(self) -> dict[str, Any]:
        """A chosen place goes before a point that was looked at earlier in the call."""
        cleaned = super().clean() or {}
        if cleaned.get("place"):
            cleaned["lon"] = cleaned["lat"] = None
        return cleaned
