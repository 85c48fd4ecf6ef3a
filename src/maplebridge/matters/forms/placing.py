"""What is sent to say where a matter really lies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..rules.input import WORDS_MAX


class PlaceForm(forms.Form):
    """A place that was found, or a point of the map; a chosen place goes before a point."""

    place = forms.UUIDField(
        label=_("Where is it?"),
        required=False,
        widget=forms.TextInput(attrs={"id": "place_search"}),
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)
    text = forms.CharField(
        label=_("How do you know?"),
        help_text=_("The reporter reads it."),
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("place"):
            cleaned["lon"] = cleaned["lat"] = None
        return cleaned
