"""The application of a resident, what a mediator writes down at the scene, and the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.core.values import uuid7

from ..actions import Sent, Someone
from ..messages import ANSWERS, BODIES, CAPACITIES, KINDS, LANES, QUESTIONS, SOURCES
from ..rules.parts import (
    ADDRESS_MAX,
    FACTS_MAX,
    NAME_MAX,
    PHONE_MAX,
    REQUESTS_MAX,
    Body,
    Capacity,
    Kinds,
    Lane,
    Side,
    Source,
)
from ..rules.screening import Answer

Choices = Sequence[tuple[str, Any]]
TEL = {"type": "tel", "inputmode": "tel", "autocomplete": "off"}


def day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def words(label: Any, most: int, rows: int = 3, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=widget, **more)


def _name(label: Any, **more: Any) -> forms.CharField:
    off = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=NAME_MAX, widget=off, **more)


def _phone(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=PHONE_MAX, required=False, widget=forms.TextInput(attrs=TEL)
    )


def _address(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=ADDRESS_MAX, required=False)


def representative() -> forms.CharField:
    return forms.CharField(
        label=_("Legal representative of the organisation"), max_length=NAME_MAX, required=False
    )


def credit_code() -> forms.CharField:
    return forms.CharField(
        label=_("Unified social credit code"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("May stay empty. With it, those who act for a registered organisation find the file."),
    )  # fmt: skip


def _body(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(BODIES.items()), required=False)


class QuarrelForm(forms.Form):
    """What the quarrel is about. `id` is made with the page, so that it is opened once."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What is it about?"), widget=forms.RadioSelect(attrs={"data-look": "columns"})
    )
    facts = words(
        _("What happened?"), FACTS_MAX, 5,
        help_text=_("Everybody in the file reads it. What you would say to the mediator alone can wait."),
    )  # fmt: skip
    happened_on = day(_("When did it happen?"), required=False)
    requests = words(_("What should come of it?"), REQUESTS_MAX, 3, required=False)

    def __init__(self, *args: Any, kinds: Kinds, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["id"].initial = uuid7
        _choices(self.fields["kind"], [(code, KINDS[code]) for code in kinds.kinds])
        _choices(self.fields["place"], places)

    def sent(self, matter_id: UUID | None = None) -> Sent:
        data = self.cleaned_data
        place = data.get("place")
        return Sent(
            id=data["id"], kind=data["kind"], facts=data["facts"], requests=data["requests"],
            happened_on=data["happened_on"], place_id=UUID(place) if place else None,
            source=Source(data.get("source") or Source.PARTY),
            lane=Lane(data.get("lane") or Lane.STAGED), matter_id=matter_id,
        )  # fmt: skip

    def someone(self, prefix: str, side: Side) -> Someone:
        """One of the two, from the fields that begin with its letter."""
        data: dict[str, Any] = {
            name: self.cleaned_data.get(f"{prefix}_{name}", "") or ""
            for name in (
                "name", "phone", "address", "job", "needs", "credit_code", "representative",
            )
        }  # fmt: skip
        capacity = Capacity(self.cleaned_data.get(f"{prefix}_capacity") or Capacity.FULL)
        body = Body(self.cleaned_data.get(f"{prefix}_body") or Body.PERSON)
        return Someone(side=side, capacity=capacity, body=body, **data)


def _choices(field: forms.Field, choices: Choices) -> None:
    assert isinstance(field, forms.ChoiceField), "declared as one"
    field.choices = choices


class ApplyForm(QuarrelForm):
    """The application of a resident, with the fields of the paper one that are needed here."""

    place = forms.ChoiceField(
        label=_("Which community should see to it?"), required=False,
        help_text=_("Left empty, it is the one where you live."),
    )  # fmt: skip
    a_name = _name(_("Your name"))
    a_phone = _phone(_("Your number"))
    a_address = _address(_("Your address"))
    a_job = forms.CharField(label=_("Your work"), max_length=NAME_MAX, required=False)
    a_needs = forms.CharField(
        label=_("What would you need to take part well?"), max_length=200, required=False,
        help_text=_("Such as a ramp, large print, another dialect, somebody who explains."),
    )  # fmt: skip
    b_name = _name(_("Name of the other side"), help_text=_("A person or an organisation."))
    b_phone = _phone(_("Their number"))
    b_address = _address(_("Their address"))
    a_for = forms.ChoiceField(label=_("For whom do you apply?"), required=False)
    a_representative = representative()
    b_body = _body(_("Person or organisation?"))
    b_representative = representative()
    b_credit_code = credit_code()
    freely = forms.BooleanField(
        label=_("I ask for it of my own free will. I know that nobody has to come, that I can leave at any time, and that court and arbitration stay open."),
    )  # fmt: skip

    def __init__(self, *args: Any, acting: Choices = (), **kwargs: Any) -> None:
        """`acting` are the organisations for which whoever applies may act."""
        super().__init__(*args, **kwargs)
        if acting:
            _choices(self.fields["a_for"], [("", _("for myself")), *acting])
        else:
            del self.fields["a_for"], self.fields["a_representative"]

    def me(self) -> Someone:
        chosen = self.cleaned_data.get("a_for")
        one = self.someone("a", Side.APPLICANT)
        return replace(one, organisation_id=UUID(chosen) if chosen else None)


class TakeForm(QuarrelForm):
    """What a mediator writes down of both sides, at the scene or at the desk."""

    place = forms.ChoiceField(label=_("Community"))
    source = forms.ChoiceField(label=_("How it came"), choices=list(SOURCES.items()))
    lane = forms.ChoiceField(
        label=_("How fast?"), choices=list(LANES.items()), initial=Lane.STAGED.value,
        widget=forms.RadioSelect(attrs={"data-look": "columns"}),
        help_text=_("On the spot is for damage to things and slight injuries."),
    )  # fmt: skip
    a_name = _name(_("One side: name"))
    a_phone = _phone(_("Their number"))
    a_address = _address(_("Their address"))
    a_capacity = forms.ChoiceField(label=_("Decides alone?"), choices=list(CAPACITIES.items()))
    a_agrees = forms.BooleanField(label=_("They agreed to mediation, in person"), required=False)
    b_name = _name(_("The other side: name"))
    b_phone = _phone(_("Their number"))
    b_address = _address(_("Their address"))
    b_capacity = forms.ChoiceField(label=_("Decides alone?"), choices=list(CAPACITIES.items()))
    a_body, b_body = _body(_("Person or organisation?")), _body(_("Person or organisation?"))
    a_representative, b_representative = representative(), representative()
    a_credit_code, b_credit_code = credit_code(), credit_code()
    b_agrees = forms.BooleanField(label=_("They agreed to mediation, in person"), required=False)


class Question(forms.ChoiceField):
    """A question that has to be answered in the end, and may stay open when answers are saved."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class ScreenForm(forms.Form):
    """The questions of the screen; those that matter most for the kind stand first."""

    use_required_attribute = False

    def __init__(self, *args: Any, first: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*first, *(one for one in QUESTIONS if one not in first)):
            self.fields[name] = Question(
                label=str(QUESTIONS[name]), choices=list(ANSWERS.items()),
                widget=forms.RadioSelect(attrs={"data-look": "columns"}),
            )  # fmt: skip

    @property
    def answers(self) -> dict[str, Answer]:
        return {name: Answer(one) for name, one in self.cleaned_data.items() if one}
