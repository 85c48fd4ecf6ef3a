"""A published figure as it is typed: by the first person with its source, by the second without."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..actions.figures import SOURCE_MAX
from ..messages.figures import STATUSES
from ..rules.damages.shapes import NOTHING, Money
from ..rules.damages.statistics import Status
from .intake import day


class CheckForm(forms.Form):
    value = forms.CharField(
        label=_("Yuan a year"), max_length=14, help_text=_("As it is printed, such as 47514."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip

    def clean_value(self) -> int:
        """In fen."""
        typed = self.cleaned_data["value"].replace(",", "").replace("，", "").strip()
        fen = Money().read(typed, "value", [])
        if fen is NOTHING:
            raise forms.ValidationError(_("Please write a sum in yuan, such as 47514 or 9416.10."))
        return int(fen)


class FigureForm(CheckForm):
    source = forms.CharField(
        label=_("Where was it published?"), max_length=SOURCE_MAX,
        help_text=_("The notice or page, so that a second person finds it."),
    )  # fmt: skip
    read_on = day(_("Day on which it was read"))
    status = forms.ChoiceField(label=_("What kind of source?"), choices=list(STATUSES.items()))

    def entered(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "fen": data["value"], "source": data["source"], "read_on": data["read_on"],
            "status": Status(data["status"]),
        }  # fmt: skip
