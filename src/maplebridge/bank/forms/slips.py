"""What somebody reads off a slip to have it checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ..messages import SLIP_FIGURES
from ..rules import slips

_A_FEW = 3
"""So many lines without an answer are named one by one."""


class SlipForm(forms.Form):
    """The figures of a slip, typed, or carried by its QR in `f`."""

    m = forms.RegexField(
        regex=r"^2[01][0-9]{2}-(0[1-9]|1[0-2])$",
        label=_("Month"),
        help_text=_("As on the slip, such as 2026-12."),
        error_messages={
            "invalid": _("Write the month as it stands on the slip, four digits and two: 2026-12.")
        },
    )
    n = forms.IntegerField(label=_("Number of the passbook"), min_value=1, max_value=10**8)
    c = forms.CharField(label=_("Code under the figures"), max_length=40)

    def __init__(self, sent: Mapping[str, Any] | None, **more: Any) -> None:
        super().__init__(_spread(sent) if sent is not None else None, **more)
        for name in slips.FIGURES:
            self.fields[name] = forms.IntegerField(
                label=SLIP_FIGURES[name], initial=0,
                min_value=-slips.FIGURE_MAX, max_value=slips.FIGURE_MAX,
            )  # fmt: skip
        self.order_fields(["m", "n", *slips.FIGURES, "c"])

    def clean(self) -> dict[str, Any]:
        """Fourteen lines that are all missing are said in one sentence."""
        empty = [
            name for name, wrong in self.errors.items() if wrong.as_data()[0].code == "required"
        ]
        if len(empty) > _A_FEW:
            for name in empty:
                del self.errors[name]
            raise forms.ValidationError(
                _("Fill in every line as it stands on the slip, a 0 as 0, or scan its QR.")
            )
        return self.cleaned_data

    def said(self, bank_id: UUID) -> slips.SlipFigures:
        data = self.cleaned_data
        return slips.SlipFigures(
            bank_id=bank_id, month=date.fromisoformat(f"{data['m']}-01"), number=data["n"],
            figures=tuple(data[name] for name in slips.FIGURES), code=slips.read_code(data["c"]),
        )  # fmt: skip


def _spread(sent: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: sent[name] for name in sent}
    figures = slips.read_figures(found.get("f", ""))
    return found | dict(zip(slips.FIGURES, figures, strict=True)) if figures else found
