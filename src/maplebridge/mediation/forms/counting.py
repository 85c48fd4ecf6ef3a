"""A day that counts, and days that are added to the mediation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ..messages.counting import COUNTED
from ..models import Party
from ..rules.counting import MORE_DAYS_MAX, OWN, Counted
from .intake import day


class DayForm(forms.Form):
    """`kinds` are the days that the viewer may enter, `parties` those for whom they may do it."""

    kind = forms.ChoiceField(label=_("What happened on that day?"))
    party = forms.ChoiceField(
        label=_("Whose day is it?"), required=False,
        help_text=_("The time to sue, what was frozen and a complaint are one party’s own: the other side does not read them."),
    )  # fmt: skip
    day = day(_("Day"))

    def __init__(
        self, *args: Any, kinds: Iterable[Counted], parties: Sequence[Party], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        kind, party = self.fields["kind"], self.fields["party"]
        assert isinstance(kind, forms.ChoiceField), "declared above"
        assert isinstance(party, forms.ChoiceField), "declared above"
        kind.choices = [(one.value, COUNTED[one]) for one in kinds]
        party.choices = [("", "—"), *((str(one.pk), one.name) for one in parties)]

    def entered(self) -> dict[str, Any]:
        data = self.cleaned_data
        kind, party = Counted(data["kind"]), data["party"]
        own = kind in OWN and party
        return {"kind": kind, "day": data["day"], "party_id": UUID(party) if own else None}


class DoneForm(forms.Form):
    done_on = day(_("Done on"))


class MoreDaysForm(forms.Form):
    days = forms.IntegerField(
        label=_("How many days more?"), min_value=1, max_value=MORE_DAYS_MAX, initial=15,
        help_text=_("They count when every party said yes. A no ends the proposal and needs no reason."),
    )  # fmt: skip
