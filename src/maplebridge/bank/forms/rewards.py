"""Forms of the catalogue, the shelf and the desk where rewards are fetched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..messages import REWARD_KINDS
from ..models import Reward
from ..rules.rewards import PIECES_MAX, POINTS_MAX


class RewardForm(forms.Form):
    name = forms.CharField(label=_("What is it?"), max_length=60)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=list(REWARD_KINDS.items()), widget=forms.RadioSelect
    )
    points = forms.IntegerField(label=_("Points"), min_value=1, max_value=POINTS_MAX)
    about = forms.CharField(
        label=_("More about it"),
        help_text=_("Such as size, when it takes place, or who does it."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PlacesForm(forms.Form):
    """`id` is kept for retries."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    pieces = forms.IntegerField(label=_("How many places?"), min_value=1, max_value=PIECES_MAX)


class WriteOffForm(forms.Form):
    """`id` is kept for retries."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    pieces = forms.IntegerField(label=_("How many pieces?"), min_value=1, max_value=PIECES_MAX)
    why = forms.CharField(
        label=_("For which reason?"),
        help_text=_("Everybody reads this in the fund’s book, and the auditor. Name nobody."),
        max_length=200,
    )


class UndoForm(forms.Form):
    why = forms.CharField(
        label=_("What was wrong?"),
        help_text=_("Such as: passbook 12 was typed, 21 had signed."),
        max_length=200,
    )


class PaperForm(forms.Form):
    """Somebody signed on paper. `id` is kept for retries."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    passbook = forms.IntegerField(label=_("Passbook number"), min_value=1, max_value=10**6)
    reward = forms.ChoiceField(label=_("What did they take?"))
    paper = forms.CharField(
        label=_("Where is the signed slip?"),
        help_text=_("The household signs, or sets a thumb, for this exchange."),
        max_length=120,
    )

    def __init__(self, *args: Any, rewards: Iterable[Reward], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["reward"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.pk), f"{one.name} · {one.points}") for one in rewards]
