"""What the keepers of the catalogue type: single figures of a new version, and why it changes."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from maplebridge.core.errors import RuleBroken

from ..messages import STEPS
from ..rules.by_text import HEARD_OF
from ..rules.catalogue import Catalogue, Category, dump
from ..rules.catalogue_faults import RANGES
from ..rules.input import WORDS_MAX
from ..rules.states import Verb

DRAFT_SALT = "maplebridge.matters.catalogue"
DRAFT_SECONDS = 12 * 3600
KINDS_MAX = 32
"""A browser's form holds so many kinds with their figures; more are changed by a workbook."""

_LABELS = {
    "first_answer_hours": _("First answer within (hours)"),
    "settle_days": _("Settled within (working days)"),
    "duplicate_radius_m": _("Reports so near to each other may be the same (metres)"),
}
_WHOLE = {
    "call_back_percent": _("Closed matters drawn by lot for a call-back (of a hundred)"),
    "call_back_most": _("Call-backs of a community in a month, at most"),
}
"""Figures of the whole catalogue."""
_FLAGS = {
    "private": _("Private unless the reporter opens it to neighbours"),
    "public_spot": _("Its reporter may let everybody see the exact spot"),
    "anonymous": _("Can be reported without a name"),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """The fields of one kind, and its name and figures as they are."""

    kind: Category
    name: str
    fields: list[forms.BoundField]
    checks: list[forms.BoundField]
    wrong: bool


class FiguresForm(forms.Form):
    """A new version by changing figures of an earlier one; all else stays as it is there."""

    version = forms.CharField(
        label=_("Name of the new version"),
        max_length=20,
        help_text=_("Letters, digits, dots and dashes, such as 2027-01."),
    )
    valid_from = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Tomorrow at the earliest. What was reported before keeps its promise."),
    )

    sms_steps = forms.MultipleChoiceField(
        label=_("Told by text message to whom no other way leads"),
        help_text=_("Each text costs. Every step stands on the resident's page all the same."),
        choices=[(step, STEPS[Verb(step)][0]) for step in HEARD_OF],
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-look": "columns"}),
    )

    def __init__(self, book: Catalogue, *, data: Any = None, tomorrow: date) -> None:
        self.book = book
        first = {"version": f"{tomorrow:%Y-%m-%d}", "valid_from": tomorrow.isoformat()}
        super().__init__(data, initial=first | self._figures())
        for what, label in _WHOLE.items():
            least, most = RANGES[what]
            self.fields[what] = forms.IntegerField(label=label, min_value=least, max_value=most)
        for kind in book.categories:
            for what, label in _LABELS.items():
                least, most = RANGES[what]
                self.fields[f"{kind.code}-{what}"] = forms.IntegerField(
                    label=label, min_value=least, max_value=most
                )
            for what, label in _FLAGS.items():
                self.fields[f"{kind.code}-{what}"] = forms.BooleanField(label=label, required=False)

    def _figures(self) -> dict[str, Any]:
        data = dump(self.book)
        whole = {what: data[what] for what in (*_WHOLE, "sms_steps")}
        return whole | {
            f"{row['code']}-{what}": row[what]
            for row in data["categories"]
            for what in (*_LABELS, *_FLAGS)
        }

    def kinds(self) -> Iterator[tuple[str, list[Figures]]]:
        """Groups with their kinds and fields, for the page."""
        language = get_language() or "en"
        for group, kinds in self.book.tree():
            yield (
                group.name(language) if group else "",
                [self._of(kind, language) for kind in kinds],
            )

    def _of(self, kind: Category, language: str) -> Figures:
        fields = [self[f"{kind.code}-{what}"] for what in _LABELS]
        checks = [self[f"{kind.code}-{what}"] for what in _FLAGS]
        wrong = any(field.errors for field in [*fields, *checks])
        return Figures(kind, kind.name(language), fields, checks, wrong)

    def content(self) -> dict[str, Any]:
        """The proposed catalogue as plain data. Call it on a form that is valid."""
        content = copy.deepcopy(dump(self.book))
        content["version"] = self.cleaned_data["version"]
        content["valid_from"] = self.cleaned_data["valid_from"].isoformat()
        for what in _WHOLE:
            content[what] = self.cleaned_data[what]
        content["sms_steps"] = self.cleaned_data["sms_steps"]
        for row in content["categories"]:
            for what in (*_LABELS, *_FLAGS):
                row[what] = self.cleaned_data[f"{row['code']}-{what}"]
        return content


class AdoptForm(forms.Form):
    """The draft that was looked at, and why it is adopted."""

    draft = forms.CharField(widget=forms.HiddenInput, max_length=500_000)
    why = forms.CharField(
        label=_("Why it changes"),
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands with the version, for everybody who works here."),
        error_messages={"required": _("Please say why it changes.")},
    )
    also_open = forms.BooleanField(
        label=_("Count what is open on that day by it, too"),
        help_text=_(
            "Only where the resident hears and is served no later. Without this it counts for what is "
            "reported from its day on."
        ),
        required=False,
    )


class WorkbookForm(forms.Form):
    """A workbook of the catalogue, as this page gives it."""

    file = forms.FileField(
        label=_("Workbook (.xlsx) or table (.csv)"),
        help_text=_("At most 2 MB. Download a version, change it, and bring it back here."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv", "data-look": "line"}),
    )


def draft_of(content: dict[str, Any]) -> str:
    """A proposed catalogue, signed, to come back with the reason."""
    return signing.dumps(content, salt=DRAFT_SALT, compress=True)


def content_of(draft: str) -> dict[str, Any]:
    """The catalogue of a draft. Raises RuleBroken when it is not ours or older than twelve hours."""
    try:
        content = signing.loads(draft, salt=DRAFT_SALT, max_age=DRAFT_SECONDS)
    except (signing.BadSignature, ValueError):
        raise RuleBroken("catalogue_draft_expired") from None
    assert isinstance(content, dict)
    return content
