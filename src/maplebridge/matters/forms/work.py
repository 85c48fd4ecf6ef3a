"""What a worker's browser may send: filters, views, one step for several matters."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.core.values import uuid7

from ..rules.input import WORDS_MAX


class SavedViewForm(forms.Form):
    name = forms.CharField(
        label=_("Name of this view"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class BulkForm(forms.Form):
    """`id` is the number of the sending: sent twice, nothing is done twice."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    verb = forms.ChoiceField(
        label=_("What shall be done with them?"),
        choices=[
            ("accept", _("Take them on")),
            ("triage", _("Sort them as one kind")),
            ("refer", _("Hand them on")),
        ],
        widget=forms.RadioSelect,
    )
    category = forms.SlugField(required=False, max_length=20)
    place = forms.UUIDField(required=False)
    text = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to hand on. Everybody concerned can read it."),
    )
