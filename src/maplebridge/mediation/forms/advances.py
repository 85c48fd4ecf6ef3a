"""What is entered of an advance: who paid, for whom, how much, when, and the paper that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.core.values import Fen

from ..actions.advances import NAME_MAX, Advanced, Part
from ..messages.advances import ADVANCE_SENTENCES, RESCUE_FUND
from ..messages.scene import SCENE_SENTENCES
from ..models import Party
from ..rules.advances import PAPER_MAX, REASON_MAX, Kind
from ..rules.parts import Side
from .intake import day
from .talks import fen, named, others_said, yuan


class AdvanceForm(forms.Form):
    """One advance of a kind. `payers` are the parties whose money the viewer may note, `insurers` the
    names that may stand for one that is no party; none means: any, typed by hand."""

    def __init__(
        self, *args: Any, kind: Kind, parties: Sequence[Party], payers: Sequence[Party],
        insurers: Sequence[str], today: date, **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **more)
        self.kind, self.payers = kind, tuple(payers)
        payee = forms.ChoiceField(
            label=_("For whom was it paid?"), choices=named(parties), initial=_usual(parties, asks=True),
            help_text=_("Whose rescue, treatment or funeral it was, also when a hospital got the money."),
        )  # fmt: skip
        if kind is Kind.INSURER:
            self._insurer(parties, insurers)
        elif kind is Kind.FUND:
            self.fields["payer_name"] = forms.CharField(
                label=_("Which fund?"), max_length=NAME_MAX, initial=RESCUE_FUND
            )
        elif kind is Kind.PARTY:
            self.fields["payer"] = forms.ChoiceField(
                label=_("Paid by"), choices=named(payers), initial=_usual(payers)
            )
        self.fields["payee"] = payee
        if kind is Kind.JOINT:
            for one in payers:
                self.fields[f"part_{one.pk}"] = yuan(
                    _("Part of %(name)s, in yuan") % {"name": one.name}, required=False
                )
        else:
            self.fields["amount"] = yuan(_("Sum, in yuan"))
        self.fields["paid_on"] = day(_("When?"), initial=today)
        self.fields["paper"] = forms.CharField(
            label=_("Notice or receipt"), max_length=PAPER_MAX, required=False,
            help_text=_("Its number and day, such as that of the notice of the traffic police."),
        )  # fmt: skip
        self.fields["proof"] = forms.FileField(
            label=_("Photo of the receipt"), required=False,
            help_text=_("Read by who mediates, by whom it is about and by who paid."),
        )  # fmt: skip

    def _insurer(self, parties: Sequence[Party], insurers: Sequence[str]) -> None:
        if insurers:
            self.fields["payer_name"] = forms.ChoiceField(
                label=_("Insurer"), choices=[(one, one) for one in insurers]
            )
        else:
            self.fields["payer"] = forms.ChoiceField(
                label=_("Insurer"), required=False,
                choices=[*named([one for one in self.payers if one.is_body]), ("", _("another, by its name"))],
            )  # fmt: skip
            self.fields["payer_name"] = forms.CharField(
                label=_("Name of the insurer"), max_length=NAME_MAX, required=False,
                help_text=_("Only when it is none of the parties."),
            )  # fmt: skip
        self.fields["cover_of"] = forms.ChoiceField(
            label=_("Whose vehicle does it cover?"),
            choices=named([one for one in parties if not one.is_body] or parties),
            initial=_usual(parties),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.kind is Kind.INSURER and not (data.get("payer") or data.get("payer_name")):
            self.add_error("payer_name", ADVANCE_SENTENCES["advance_payer"])
        if self.kind is Kind.JOINT and others_said(self, "part_"):
            raise forms.ValidationError(SCENE_SENTENCES["scene_parties_changed"])
        if self.kind is Kind.JOINT and len(self._together(data)) < 2:
            raise forms.ValidationError(ADVANCE_SENTENCES["advance_together"])
        return data

    def _together(self, data: dict[str, Any]) -> list[Part]:
        sums = [(one, fen(data.get(f"part_{one.pk}"))) for one in self.payers]
        return [Part(paid, one.pk) for one, paid in sums if paid]

    def advanced(self) -> Advanced:
        data = self.cleaned_data
        if self.kind is Kind.JOINT:
            parts = self._together(data)
        else:
            payer = UUID(data["payer"]) if data.get("payer") else None
            name = "" if payer else data.get("payer_name", "")
            parts = [Part(fen(data["amount"]) or Fen(0), payer, name)]
        cover = data.get("cover_of")
        return Advanced(
            self.kind, UUID(data["payee"]), parts, data["paid_on"],
            UUID(cover) if cover else None, data["paper"],
        )  # fmt: skip


def _usual(parties: Sequence[Party], *, asks: bool = False) -> str:
    """Who is most often meant: who asks gets, who is asked pays."""
    found = [one for one in parties if (one.side == Side.APPLICANT) is asks and not one.is_body]
    return str(found[0].pk) if found else ""


class BackForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"), max_length=REASON_MAX,
        help_text=_("It stays on this page with your reason, and counts no more."),
    )  # fmt: skip
