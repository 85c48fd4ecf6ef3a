"""A court's answers, what a party hands to a court, and the questions of legal aid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.organisations.public import Organisation

from ..messages.court import ANSWERED, OUTCOMES, SUIT_PAPERS, TRACKS
from ..messages.legal_aid import AID_ASKS
from ..rules.court import BY_COURT, Answer, Outcome, Paper, Track
from ..rules.legal_aid import Ask
from ..rules.parts import FACTS_MAX
from .intake import day, words


def court_choices(courts: Sequence[Organisation]) -> list[tuple[str, Any]]:
    return [*((str(one.pk), one.name) for one in courts), ("", _("another court"))]


class CourtChoice(forms.Form):
    """A court that takes part here, or the name of another one."""

    organisation = forms.ChoiceField(
        label=_("Which people’s court?"), required=False, widget=forms.RadioSelect
    )
    court = forms.CharField(
        label=_("Name of the other court"), max_length=80, required=False,
        help_text=_("Papers go there by hand; its answer is written down here by whoever leads."),
    )  # fmt: skip

    def __init__(self, *args: Any, courts: Sequence[Organisation], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField), "declared above"
        field.choices = court_choices(courts)
        if courts:
            field.initial = str(courts[0].pk)
        else:
            field.widget = forms.HiddenInput()
            self.fields["court"].label = _("Which people’s court?")

    @property
    def organisation_id(self) -> UUID | None:
        found = self.cleaned_data["organisation"]
        return UUID(found) if found else None


class AskCourtForm(CourtChoice):
    contact = forms.BooleanField(
        label=_(
            "Put my number and address on the application, so that the court’s papers reach me"
        ),
        required=False,
    )


class ApplicationForm(forms.Form):
    answer = forms.ChoiceField(label=_("What does the court say?"), widget=forms.RadioSelect)
    day = day(_("Day"))
    case_number = forms.CharField(label=_("Number of the case"), max_length=60, required=False)
    reason = words(
        _("Reason"), 600, 3, required=False,
        help_text=_("Needed when it is not taken on, or not confirmed. The parties read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, answers: Sequence[Answer] = BY_COURT, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["answer"]
        assert isinstance(field, forms.ChoiceField), "declared above"
        field.choices = [(one.value, ANSWERED[one]) for one in answers]

    def answered(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**data, "answer": Answer(data["answer"])}


class HandOverForm(CourtChoice):
    claim = words(
        _("What you ask the court for, and why"), FACTS_MAX, 6,
        help_text=_("In your own words. The other side does not read it here."),
    )  # fmt: skip
    papers = forms.MultipleChoiceField(
        label=_("What else may the court have?"), required=False,
        widget=forms.CheckboxSelectMultiple, choices=list(SUIT_PAPERS.items()),
    )  # fmt: skip
    freeze = forms.BooleanField(
        label=_("I also ask the court to freeze money or things in time"), required=False
    )

    field_order = ("organisation", "court", "claim", "papers", "freeze")

    def handed(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "organisation_id": self.organisation_id, "court": data["court"], "claim": data["claim"],
            "papers": [Paper(one) for one in data["papers"]], "freeze": data["freeze"],
        }  # fmt: skip


class SuitForm(forms.Form):
    """How far a case is; every field stands as it was."""

    filed_on = day(_("Registered on"), required=False)
    track = forms.ChoiceField(
        label=_("Which procedure?"), required=False, choices=[("", "—"), *TRACKS.items()]
    )
    case_number = forms.CharField(label=_("Number of the case"), max_length=60, required=False)
    frozen_on = day(_("Frozen on"), required=False)
    outcome = forms.ChoiceField(
        label=_("How did it end?"), required=False, choices=list(OUTCOMES.items())
    )
    outcome_on = day(_("Ended on"), required=False)

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            **data, "track": Track(data["track"]) if data["track"] else None,
            "outcome": Outcome(data["outcome"]),
        }  # fmt: skip


class AidForm(forms.Form):
    """Questions whose answers are used once and kept nowhere."""

    ticked = forms.MultipleChoiceField(
        label=_("What is true for you?"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=list(AID_ASKS.items()),
    )  # fmt: skip

    @property
    def asks(self) -> list[Ask]:
        return [Ask(one) for one in self.cleaned_data["ticked"]]


class AidDaysForm(forms.Form):
    asked_on = day(_("Handed in at the legal aid centre on"), required=False)
    granted_on = day(_("Granted on"), required=False)
    refused_on = day(_("Refused on"), required=False)
    named_on = day(_("A lawyer was named on"), required=False)
