"""Forms of the fund: gifts, purposes, spendings."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ..messages import GIFTS, SOURCES, WAYS_OF_MONEY
from ..models import FundPurpose, Reward
from ..rules.rewards import PIECES_MAX

WAYS = [("", "—"), *WAYS_OF_MONEY.items()]
KEPT = [("", "—"), ("account", _("on the bank account")), ("cash", _("in cash, in the drawer"))]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _yuan(label: Any, hint: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=hint, min_value=Decimal("0.01"), max_digits=12, decimal_places=2
    )


class _OfAFund(forms.Form):
    """`id` is kept for retries. Purposes and goods are those of the bank."""

    id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, purposes: Iterable[FundPurpose], rewards: Iterable[Reward], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        named = [(str(one.pk), one.name) for one in purposes if one.name]
        purpose, reward = self.fields["purpose"], self.fields["reward"]
        assert isinstance(purpose, forms.ChoiceField)
        assert isinstance(reward, forms.ChoiceField)
        purpose.choices = [("", _("Whatever the rewards need")), *named]
        goods = [(str(one.pk), one.name) for one in rewards if one.kind == "goods"]
        reward.choices = [("", "—"), *goods]

    @property
    def fen(self) -> int:
        amount: Decimal = self.cleaned_data["yuan"]
        return int(amount * 100)

    def key(self, name: str) -> UUID | None:
        """What was chosen in `purpose` or `reward`."""
        return UUID(self.cleaned_data[name]) if self.cleaned_data[name] else None


class DonationForm(_OfAFund):
    source = forms.ChoiceField(
        label=_("Who gives?"), choices=list(SOURCES.items()), widget=forms.RadioSelect
    )
    gift = forms.ChoiceField(
        label=_("What is given?"), choices=list(GIFTS.items()), widget=forms.RadioSelect
    )
    yuan = _yuan(_("Amount in yuan"), _("For goods: what they are worth."))
    way = forms.ChoiceField(label=_("Money came"), choices=WAYS, required=False)
    reward = forms.ChoiceField(label=_("For goods: which?"), required=False)
    pieces = forms.IntegerField(
        label=_("For goods: how many?"), min_value=1, max_value=PIECES_MAX, required=False
    )
    purpose = forms.ChoiceField(label=_("For what?"), required=False)
    given_on = _day(_("Given on"))
    about = forms.CharField(
        label=_("Note"), help_text=_("Everybody reads this. Name nobody."), max_length=200,
        required=False,
    )  # fmt: skip
    donor_name = forms.CharField(
        label=_("Name on the receipt"), help_text=_("Left empty: a giver who is not named."),
        max_length=80, required=False,
    )  # fmt: skip
    named = forms.BooleanField(
        label=_("The giver agrees that everybody may read the name"), required=False
    )


class AssetForm(_OfAFund):
    """Money or goods from before the bank."""

    gift = forms.ChoiceField(
        label=_("What is it?"), choices=list(GIFTS.items()), widget=forms.RadioSelect
    )
    yuan = _yuan(_("Amount in yuan"), _("For goods: what they cost."))
    way = forms.ChoiceField(label=_("Where is the money?"), choices=KEPT, required=False)
    reward = forms.ChoiceField(label=_("For goods: which?"), required=False)
    pieces = forms.IntegerField(
        label=_("For goods: how many?"), min_value=1, max_value=PIECES_MAX, required=False
    )
    purpose = forms.ChoiceField(label=_("For what?"), required=False)
    why = forms.CharField(
        label=_("Where does the figure come from?"),
        help_text=_(
            "Such as: the drawer was counted by two of the council on 1 December. Everybody reads this. "
            "Name nobody."
        ),
        max_length=200,
    )


class SpendingForm(_OfAFund):
    what = forms.CharField(
        label=_("What is paid?"),
        help_text=_("As it stands on the voucher. Everybody reads this. Name nobody."),
        max_length=200,
    )
    yuan = _yuan(_("Amount in yuan"))
    way = forms.ChoiceField(label=_("Money goes"), choices=list(WAYS_OF_MONEY.items()))
    payee = forms.CharField(
        label=_("To whom?"), help_text=_("A shop or an office."), max_length=80, required=False
    )
    purpose = forms.ChoiceField(label=_("From which purpose?"), required=False)
    reward = forms.ChoiceField(label=_("Does it buy rewards? Which?"), required=False)
    pieces = forms.IntegerField(
        label=_("How many pieces?"), min_value=1, max_value=PIECES_MAX, required=False
    )
    paid_on = _day(_("Day on the voucher"))


class PurposeForm(forms.Form):
    name = forms.CharField(label=_("What is the money for?"), max_length=60)
    covers_points = forms.BooleanField(
        label=_("It pays for rewards, so it counts as cover for points"), required=False
    )


class TakeBackForm(forms.Form):
    why = forms.CharField(label=_("For which reason?"), max_length=200)
