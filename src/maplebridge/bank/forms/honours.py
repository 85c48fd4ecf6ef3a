"""Forms of the yearly honours."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class HonourForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    name = forms.CharField(
        label=_("What is honoured?"), help_text=_("Such as: good neighbours."), max_length=60
    )


class NominationForm(forms.Form):
    passbook = forms.IntegerField(label=_("Passbook number"), min_value=1, max_value=10**6)
    shown_name = forms.CharField(
        label=_("Name on the certificate"),
        help_text=_("Shown only when the household agrees."),
        max_length=60,
    )
    words = forms.CharField(
        label=_("What for?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
