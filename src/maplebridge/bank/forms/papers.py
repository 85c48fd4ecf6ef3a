"""How many paper forms somebody wants."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

COPIES_MAX = 60


class PapersForm(forms.Form):
    copies = forms.IntegerField(
        label=_("How many forms"),
        min_value=1,
        max_value=COPIES_MAX,
        initial=10,
        help_text=_("Two stand on a sheet of A4. Each has a number of its own; do not copy one."),
    )
