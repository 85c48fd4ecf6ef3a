"""Net payments of a reckoning on their way into the agreement, and how far inputs may lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..actions.taking import Chosen
from ..messages.talks import MANNERS
from ..rules.damages.movers import Width
from ..rules.instalments import PARTS_MAX
from ..rules.lint import Manner
from ..rules.taking import Net
from .intake import day

INSURER_DAYS, OTHER_DAYS = 10, 15
"""When a payment is proposed to be due: insurers pay within ten days after an agreement."""


class NetForm(forms.Form):
    """One net payment; `take` leaves it out of the draft when it is unticked."""

    take = forms.BooleanField(label=_("Into the agreement"), required=False, initial=True)
    first_on = day(_("Due on, or the first part due on"))
    parts = forms.IntegerField(
        label=_("In how many monthly parts?"), min_value=1, max_value=PARTS_MAX, initial=1
    )
    manner = forms.ChoiceField(
        label=_("How?"), choices=[(one.value, words) for one, words in MANNERS.items()],
        initial=Manner.TRANSFER.value, widget=forms.RadioSelect(attrs={"data-look": "columns"}),
    )  # fmt: skip
    account = forms.CharField(label=_("Bank and account"), max_length=120, required=False)

    def __init__(self, sent: Any, *, net: Net, number: int, today: date) -> None:
        self.net = net
        days = INSURER_DAYS if net.insurer else OTHER_DAYS
        super().__init__(
            sent, prefix=f"pay{number}", initial={"first_on": today + timedelta(days=days)}
        )

    def clean_first_on(self) -> date:
        first: date = self.cleaned_data["first_on"]
        if not 2000 <= first.year <= 2100:
            raise forms.ValidationError(_("Please give a day of this century."))
        return first

    def chosen(self) -> Chosen | None:
        data = self.cleaned_data
        if not data["take"]:
            return None
        return Chosen(self.net, data["first_on"], data["parts"], data["manner"], data["account"])


def net_forms(sent: Any, rows: Sequence[Net], today: date) -> list[NetForm]:
    return [NetForm(sent, net=one, number=at, today=today) for at, one in enumerate(rows, start=1)]


class WidthForm(forms.Form):
    """How far shares, days and rates may lie from what was entered."""

    share = forms.IntegerField(
        label=_("Shares: points up and down"), min_value=0, max_value=50, initial=10
    )
    rest = forms.IntegerField(
        label=_("Days and rates: in a hundred up and down"), min_value=0, max_value=90, initial=20
    )

    def width(self) -> Width:
        if not self.is_bound or not self.is_valid():
            return Width()
        return Width(
            Fraction(self.cleaned_data["share"], 100), Fraction(self.cleaned_data["rest"], 100)
        )
