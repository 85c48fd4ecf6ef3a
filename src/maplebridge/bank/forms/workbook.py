"""A workbook that is brought to a bank."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ..messages import IMPORT_WHATS


class WorkbookForm(forms.Form):
    what = forms.ChoiceField(
        label=_("What it holds"),
        choices=list(IMPORT_WHATS.items()),
        widget=forms.RadioSelect,
        initial="deeds",
    )
    file = forms.FileField(
        label=_("Workbook"), help_text=_("An .xlsx or .csv file with the headings of the bank.")
    )
    why = forms.CharField(
        label=_("Where opening points come from"),
        help_text=_(
            "For opening points alone: the paper book, and the meeting that agreed to them."
        ),
        max_length=200,
        required=False,
    )
