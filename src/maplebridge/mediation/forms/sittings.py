"""Sessions, choices and ties as a browser sends them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.core import calendar

from ..actions.sitting import Setting
from ..messages import KINDS
from ..messages.sittings import BONDS, SERVEDS, SITTINGS
from ..rules.parts import How
from ..rules.sittings import LINK_MAX, MINUTES_TEXT_MAX, WHERE_MAX, Served, SittingKind
from .intake import Choices, day, words

LENGTHS = (
    ("30", _("half an hour")), ("60", _("one hour")), ("90", _("an hour and a half")),
    ("120", _("two hours")), ("240", _("four hours")),
)  # fmt: skip


class SittingForm(forms.Form):
    kind = forms.ChoiceField(label=_("What kind of session?"), choices=list(SITTINGS.items()))
    party = forms.ChoiceField(label=_("Which side, when it is one alone?"), required=False)
    on = day(_("Day"))
    at = forms.TimeField(
        label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    length = forms.ChoiceField(label=_("For how long?"), choices=LENGTHS, initial="60")
    where = forms.CharField(label=_("Where?"), max_length=WHERE_MAX, required=False)
    link = forms.CharField(
        label=_("Address of the online session"), max_length=LINK_MAX, required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )  # fmt: skip
    early = forms.BooleanField(
        label=_("All parties agreed to be told less than three days before"), required=False
    )

    def __init__(self, *args: Any, parties: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["party"]
        assert isinstance(field, forms.ChoiceField), "declared above"
        field.choices = [("", _("all of them")), *parties]

    def setting(self) -> Setting:
        data = self.cleaned_data
        starts = datetime.combine(data["on"], data["at"], tzinfo=calendar.zone())
        return Setting(
            kind=SittingKind(data["kind"]), starts_at=starts, length=int(data["length"]),
            where=data["where"], link=data["link"], early=data["early"],
            party_id=UUID(data["party"]) if data["party"] else None,
        )  # fmt: skip


class ToldForm(forms.Form):
    how = forms.ChoiceField(
        label=_("How were they told?"), widget=forms.RadioSelect,
        choices=[row for row in SERVEDS.items() if row[0] != Served.HERE],
    )  # fmt: skip
    proof = forms.FileField(label=_("Photo or scan of the receipt"), required=False)

    @property
    def served(self) -> Served:
        return Served(self.cleaned_data["how"])


class MinutesForm(forms.Form):
    text = words(_("What was said, and what came of it"), MINUTES_TEXT_MAX, 12, required=False)
    read_back = forms.BooleanField(
        label=_("They were read back to all who were there, and stand"), required=False
    )


class SignForm(forms.Form):
    signed = forms.ChoiceField(
        label=_("The minutes"), widget=forms.RadioSelect(attrs={"data-look": "columns"}),
        choices=(("yes", _("are right: signed")), ("no", _("are not signed"))),
    )  # fmt: skip
    paper = forms.FileField(label=_("Photo or scan of the signed paper"), required=False)

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        if own:
            del self.fields["paper"]

    @property
    def how(self) -> How:
        return How.HERE if self.own else How.PAPER


class ChooseForm(forms.Form):
    first = forms.ChoiceField(label=_("First choice"))
    second = forms.ChoiceField(label=_("Second choice"), required=False)
    third = forms.ChoiceField(label=_("Third choice"), required=False)

    def __init__(self, *args: Any, mediators: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second", "third"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField), "declared above"
            field.choices = mediators if name == "first" else [("", _("nobody")), *mediators]

    @property
    def posts(self) -> list[UUID]:
        data = self.cleaned_data
        return [UUID(data[one]) for one in ("first", "second", "third") if data[one]]


class TieForm(forms.Form):
    bond = forms.ChoiceField(
        label=_("What ties you to a party?"), choices=list(BONDS.items()), widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("In a few words"), max_length=200, required=False)


class ProfileForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label=_("Quarrels you are at home in"), required=False, choices=list(KINDS.items()),
        widget=forms.CheckboxSelectMultiple(attrs={"data-look": "columns"}),
    )  # fmt: skip
    languages = forms.CharField(label=_("Languages and dialects"), max_length=120, required=False)
    about = forms.CharField(
        label=_("A sentence about you"), max_length=200, required=False,
        help_text=_("Everybody who signs in reads it."),
    )  # fmt: skip
