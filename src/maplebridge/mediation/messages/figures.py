"""What is said when published figures are entered and read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ..rules.damages.statistics import Status

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FIGURES_SENTENCES: dict[str, str | _StrPromise] = {
    "figure_unknown": _("There is no such figure here. Choose one from the list of a year."),
    "figure_operators_only": _(
        "Figures are entered by operators and heads of the whole jurisdiction. Tell them what you read and where."
    ),
    "figure_waits_already": _(
        "Somebody has entered this figure already; it waits for a second person. Open it anew."
    ),
    "figure_waits_no_more": _("Nothing waits here any more. Open the list of the year anew."),
    "figure_out_of_bounds": _(
        "A figure lies between 100 and ten million yuan a year. Look at the source once more."
    ),
    "figure_source_missing": _("Please write in one line where the figure was published."),
    "figure_ahead": _("This day or year is still to come. Choose an earlier one."),
    "figure_second_person": _(
        "You entered this figure yourself. Somebody else reads the source and checks it."
    ),
    "figure_differs": _(
        "This is not what the first person entered. Look at the source together: if the first was "
        "wrong, take the entry back and enter it anew."
    ),
}

STATUSES: dict[str, str | _StrPromise] = {
    Status.OFFICIAL_COPY.value: _("copy of an official text"),
    Status.SECONDARY.value: _("second-hand source"),
    Status.DERIVED.value: _("derived from published figures"),
}
