"""What a worker's browser may send about the parts of a matter."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.core.values import uuid7

from ..rules.input import WORDS_MAX
from ..rules.tasks import ORDER_MAX, WHAT_MAX


class TaskForm(forms.Form):
    """`id` is the number of the form: sent twice, its part is asked once."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    what = forms.CharField(
        label=_("What is to be done?"),
        max_length=WHAT_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("The post that is asked reads this and the place, not the resident's words."),
    )
    post = forms.UUIDField(
        label=_("Who does it?"),
        error_messages={"required": _("Choose the post that shall do it.")},
        widget=forms.HiddenInput,
    )
    due_on = forms.DateField(
        label=_("By which day?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    order = forms.IntegerField(
        label=_("Which comes first? A number, if it matters"),
        required=False,
        min_value=1,
        max_value=ORDER_MAX,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, days: tuple[date, date], **more: Any) -> None:
        """`days` are the first and the last day that the browser's calendar offers."""
        super().__init__(*args, **more)
        self.fields["due_on"].initial = days[1]
        first, last = (day.isoformat() for day in days)
        self.fields["due_on"].widget.attrs |= {"min": first, "max": last}


class TaskDoneForm(forms.Form):
    text = forms.CharField(
        label=_("What was done?"), max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )
    photo = forms.FileField(
        label=_("Photo of the result"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )


class TaskDropForm(forms.Form):
    text = forms.CharField(
        label=_("Why is it not done?"),
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
