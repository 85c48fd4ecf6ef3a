"""The closing of a month."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CloseForm(forms.Form):
    sure = forms.BooleanField(
        label=_("We looked at these figures and know that closing cannot be undone"),
        error_messages={
            "required": _(
                "Look at the figures first, and say here that you did. Nothing was closed."
            )
        },
    )
