"""What is entered to reckon with: the other way, payers and their shares, things to divide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.core.values import Fen

from ..messages.talks import BARS
from ..rules.alternatives import Bar, Question, Wage
from ..rules.dividing import Thing
from ..rules.ranges import Payer, Spread
from .talks import fen, yuan

GIVEN = (
    Bar.STATUS_OR_OWNERSHIP, Bar.FOREIGN, Bar.APPRAISAL, Bar.MISSING_PARTY, Bar.COUNTERCLAIM,
    Bar.NOT_ONLY_MONEY,
)  # fmt: skip
"""What people say of a case; the rest follows from the sums."""
PAYERS_SHOWN, THINGS_SHOWN = 4, 8


class WaysForm(forms.Form):
    sum = yuan(_("Sum in dispute, in yuan"), least="0")
    injury = forms.BooleanField(label=_("Somebody was hurt"), required=False)
    simple = forms.BooleanField(
        label=_("Facts and duties are clear and hardly disputed"), required=False
    )
    bars = forms.MultipleChoiceField(
        label=_("What is true of it?"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(one.value, BARS[one]) for one in GIVEN],
    )  # fmt: skip
    wage = yuan(
        _("Average yearly wage of the province in the year before, in yuan"), required=False,
        help_text=_("Empty when you have no published figure; then no limit is shown."),
    )  # fmt: skip
    year = forms.IntegerField(
        label=_("For which year?"), min_value=2000, max_value=2100, required=False
    )
    source = forms.CharField(label=_("Where is it published?"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("wage") and not (data.get("year") and data.get("source")):
            self.add_error(
                "source", _("Please say for which year the wage is and where it is published.")
            )
        return data

    def question(self) -> Question:
        data = self.cleaned_data
        bars = frozenset(Bar(one) for one in data["bars"])
        return Question(fen(data["sum"]) or Fen(0), data["simple"], bars)

    def average(self) -> Wage | None:
        data, wage = self.cleaned_data, fen(self.cleaned_data["wage"])
        return None if wage is None else Wage(wage, data["year"], data["source"])


def _share(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100, required=False)


class PayerForm(forms.Form):
    name = forms.CharField(label=_("Payer"), max_length=60, required=False)
    first = forms.BooleanField(
        label=_("Pays first, up to its limit (compulsory cover)"), required=False
    )
    limit = yuan(_("Limit, in yuan"), required=False)
    low = _share(_("Share of the rest in a hundred, at least"))
    likely = _share(_("likely"))
    high = _share(_("at most"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("name"):
            return data
        if data.get("first"):
            if not data.get("limit"):
                self.add_error("limit", _("Whoever pays first needs a limit."))
        elif data.get("likely") is None:
            self.add_error("likely", _("Please give the share."))
        return data

    def payer(self) -> Payer | None:
        data = self.cleaned_data
        if not data.get("name"):
            return None
        if data["first"]:
            return Payer(data["name"], Spread(0, 0, 0), fen(data["limit"]), first=True)
        likely = data["likely"]
        low = likely if data["low"] is None else data["low"]
        high = likely if data["high"] is None else data["high"]
        return Payer(data["name"], Spread(low * 100, likely * 100, high * 100), fen(data["limit"]))


class ThingForm(forms.Form):
    name = forms.CharField(label=_("Thing to divide"), max_length=60, required=False)
    first = forms.IntegerField(
        label=_("Points of the first side"), min_value=0, max_value=100, required=False
    )
    second = forms.IntegerField(
        label=_("Points of the second side"), min_value=0, max_value=100, required=False
    )
    divisible = forms.BooleanField(label=_("Can be cut"), required=False)
    value = yuan(_("Worth in yuan, if both agree on it"), required=False)

    def thing(self) -> Thing | None:
        data = self.cleaned_data
        if not data.get("name"):
            return None
        first, second = data["first"] or 0, data["second"] or 0
        return Thing(data["name"], first, second, data["divisible"], fen(data["value"]))


PayersForm = forms.formset_factory(PayerForm, extra=PAYERS_SHOWN, max_num=PAYERS_SHOWN)
ThingsForm = forms.formset_factory(ThingForm, extra=THINGS_SHOWN, max_num=THINGS_SHOWN)
