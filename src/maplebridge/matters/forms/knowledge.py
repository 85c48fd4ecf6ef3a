"""What those who keep the knowledge may send: articles, and wordings for answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..messages import CODES
from ..rules.states import ANSWER_CODES

Choices = Sequence[tuple[str, str]]


class _AtAPlace(forms.Form):
    """Places are those of the viewer's posts; kinds those of the catalogue."""

    place = forms.ChoiceField(label=_("For which place"))
    kinds = forms.MultipleChoiceField(
        label=_("Kinds"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-look": "columns"}),
        help_text=_("None chosen: for all kinds."),
    )

    def __init__(self, *args: Any, places: Choices, kinds: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        place, kind = self.fields["place"], self.fields["kinds"]
        assert isinstance(place, forms.ChoiceField)
        assert isinstance(kind, forms.MultipleChoiceField)
        place.choices, kind.choices = list(places), list(kinds)
        if not places:
            del self.fields["place"]


class ArticleForm(_AtAPlace):
    question = forms.CharField(label=_("Question"), max_length=200)
    answer = forms.CharField(
        label=_("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8})
    )
    audience = forms.ChoiceField(
        label=_("Who reads it"),
        choices=[
            ("staff", _("Only those who work")),
            ("public", _("Also residents, while they report")),
        ],
        initial="staff",
        widget=forms.RadioSelect,
    )
    source = forms.CharField(
        label=_("Law or source"), max_length=300, required=False, help_text=_("With its date.")
    )
    valid_until = forms.DateField(
        label=_("Last day it holds"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    field_order = ["question", "answer", "kinds", "place", "audience", "source", "valid_until"]


class TemplateForm(_AtAPlace):
    title = forms.CharField(label=_("Name of the wording"), max_length=60)
    code = forms.ChoiceField(
        label=_("For answers that end"),
        choices=[(code.value, CODES[code]) for code in ANSWER_CODES],
        widget=forms.RadioSelect(attrs={"data-look": "columns"}),
    )
    text = forms.CharField(
        label=_("Wording"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("{reference}, {place} and {day} become those of the matter."),
    )
    field_order = ["title", "code", "text", "kinds", "place"]
