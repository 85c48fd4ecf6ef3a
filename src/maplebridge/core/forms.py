"""What the operator fills in."""

from __future__ import annotations

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

YEAR_FIRST, YEAR_LAST = 2004, 2100


class DayForm(forms.Form):
    """One day of the calendar: worked, off, or as the plain week has it."""

    date = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    kind = forms.ChoiceField(
        label=_("This day is"),
        choices=[
            ("off", _("a day off")),
            ("worked", _("a working day")),
            ("plain", _("as any week has it")),
        ],
    )
    name = forms.CharField(label=_("Holiday it belongs to"), max_length=60, required=False)
    source = forms.CharField(
        label=_("Notice it comes from"), max_length=200, help_text=_("For example its number.")
    )

    def clean_date(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["date"]
        if not YEAR_FIRST <= day.year <= YEAR_LAST:
            raise forms.ValidationError(
                _("Please give a day between %(first)s and %(last)s."),
                params={"first": YEAR_FIRST, "last": YEAR_LAST},
            )
        return day

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") != "plain" and not cleaned.get("name"):
            self.add_error("name", _("Please say which holiday this day belongs to."))
        return cleaned

    @property
    def workday(self) -> bool | None:
        kinds: dict[str, bool | None] = {"off": False, "worked": True, "plain": None}
        return kinds[self.cleaned_data["kind"]]


class YearForm(forms.Form):
    """The year that the calendar page shows."""

    year = forms.IntegerField(min_value=YEAR_FIRST, max_value=YEAR_LAST)


class CodeForm(forms.Form):
    """A verification code, as it is typed from paper."""

    code = forms.CharField(label=_("Verification code"), max_length=40)
