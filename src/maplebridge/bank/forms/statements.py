"""A bank statement and the headings of its columns."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ..rules.statements import Columns


class StatementForm(forms.Form):
    file = forms.FileField(
        label=_("Statement of the bank account"), help_text=_("A .csv or .xlsx file.")
    )
    day = forms.CharField(label=_("Heading of the day"), max_length=60)
    words = forms.CharField(label=_("Heading of the words"), max_length=60, required=False)
    amount = forms.CharField(
        label=_("Heading of the amount"),
        help_text=_("One column with a minus for what went out. Leave it empty for two columns."),
        max_length=60,
        required=False,
    )
    income = forms.CharField(label=_("Heading of what came in"), max_length=60, required=False)
    outgo = forms.CharField(label=_("Heading of what went out"), max_length=60, required=False)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if not cleaned.get("amount") and not (cleaned.get("income") and cleaned.get("outgo")):
            self.add_error("amount", _("Write one heading here, or both headings below."))
        return cleaned

    @property
    def columns(self) -> Columns:
        sent = {name: str(self.cleaned_data[name]).strip() for name in Columns.__slots__}
        if sent["amount"]:
            sent |= {"income": "", "outgo": ""}
        return Columns(**sent)
