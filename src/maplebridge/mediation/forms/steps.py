"""What is entered in a file: parties, powers, answers, seats, reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ..actions import Someone, Spoken
from ..messages import (
    BODIES,
    CAPACITIES,
    CHAIRS,
    ENDINGS,
    HOWS,
    IDENTITIES,
    PAUSES,
    POWERS,
    SIDES,
    STANDS,
)
from ..rules.parts import (
    ADDRESS_MAX,
    NAME_MAX,
    NOTE_MAX,
    PHONE_MAX,
    WORDS_MAX,
    Body,
    Capacity,
    Chair,
    How,
    Identity,
    Power,
    Side,
    Stands,
)
from ..rules.stages import Ending, Verb
from .intake import TEL, Choices, credit_code, day, representative, words


class PartyForm(forms.Form):
    side = forms.ChoiceField(label=_("Side"), choices=list(SIDES.items()))
    name = forms.CharField(label=_("Name"), max_length=NAME_MAX)
    body = forms.ChoiceField(
        label=_("Person or organisation?"), choices=list(BODIES.items()), required=False
    )
    representative = representative()
    credit_code = credit_code()
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=PHONE_MAX,
        required=False,
        widget=forms.TextInput(attrs=TEL),
    )
    address = forms.CharField(label=_("Address"), max_length=ADDRESS_MAX, required=False)
    job = forms.CharField(label=_("Work"), max_length=NAME_MAX, required=False)
    birth_year = forms.IntegerField(label=_("Year of birth"), required=False)
    capacity = forms.ChoiceField(label=_("Decides alone?"), choices=list(CAPACITIES.items()))
    needs = forms.CharField(
        label=_("What would they need to take part well?"), max_length=200, required=False
    )

    def someone(self) -> Someone:
        data = {**self.cleaned_data}
        return Someone(
            side=Side(data.pop("side")), capacity=Capacity(data.pop("capacity")),
            body=Body(data.pop("body")), **data,
        )  # fmt: skip


class SpeakerForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=NAME_MAX)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=PHONE_MAX,
        required=False,
        widget=forms.TextInput(attrs=TEL),
    )
    stands = forms.ChoiceField(label=_("As what?"), choices=list(STANDS.items()))
    power = forms.ChoiceField(
        label=_("How far?"), choices=list(POWERS.items()), widget=forms.RadioSelect
    )
    until = day(_("Until which day?"), required=False)
    paper = forms.FileField(label=_("Photo or scan of the power of attorney"), required=False)

    def spoken(self) -> Spoken:
        data = self.cleaned_data
        return Spoken(
            name=data["name"], phone=data["phone"], stands=Stands(data["stands"]),
            power=Power(data["power"]), until=data["until"],
        )  # fmt: skip


class SayForm(forms.Form):
    """How a party answered; a party itself answers on its own page and sees no choice."""

    said = forms.ChoiceField(
        label=_("Answer"), choices=(("yes", _("Yes, agreed")), ("no", _("No, does not want to"))),
        widget=forms.RadioSelect(attrs={"data-look": "columns"}),
    )  # fmt: skip
    how = forms.ChoiceField(
        label=_("How was it said?"),
        choices=[(one, HOWS[one]) for one in (How.IN_PERSON.value, How.PHONE.value, How.PAPER.value)],
        widget=forms.RadioSelect(attrs={"data-look": "columns"}),
    )  # fmt: skip
    paper = forms.FileField(label=_("Photo or scan of the signed paper"), required=False)

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            del self.fields["how"], self.fields["paper"]

    @property
    def yes(self) -> bool:
        return bool(self.cleaned_data["said"] == "yes")

    @property
    def way(self) -> How:
        return How(self.cleaned_data.get("how") or How.HERE)


class SeatForm(forms.Form):
    chair = forms.ChoiceField(label=_("As what?"), choices=list(CHAIRS.items()))
    title = forms.CharField(
        label=_("Who is it?"), max_length=80,
        help_text=_("Such as “People’s Court, Judge Zhou”. The parties read it before they agree."),
    )  # fmt: skip
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    name = forms.CharField(
        label=_("Name, when they sign in here"), max_length=NAME_MAX, required=False
    )
    phone = forms.CharField(
        label=_("Number, when they sign in here"), max_length=PHONE_MAX, required=False,
        widget=forms.TextInput(attrs=TEL),
    )  # fmt: skip

    def __init__(self, *args: Any, organisations: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField), "declared above"
        field.choices = [("", _("none")), *organisations]

    def asked(self) -> dict[str, Any]:
        data = self.cleaned_data
        found = data["organisation"]
        return {
            "chair": Chair(data["chair"]), "title": data["title"], "name": data["name"],
            "phone": data["phone"], "organisation_id": UUID(found) if found else None,
        }  # fmt: skip


class AppointForm(forms.Form):
    post = forms.ChoiceField(label=_("Who leads?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, mediators: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["post"]
        assert isinstance(field, forms.ChoiceField), "declared above"
        field.choices = mediators
        if mediators:
            field.initial = mediators[0][0]


class IdentityForm(forms.Form):
    identity = forms.ChoiceField(
        label=_("By which paper?"), choices=list(IDENTITIES.items()),
        help_text=_("Look at it, do not copy it: its number is not kept."),
    )  # fmt: skip

    @property
    def by(self) -> Identity:
        return Identity(self.cleaned_data["identity"])


class WordsForm(forms.Form):
    words = words(
        _("Anything to say about it?"), WORDS_MAX, 3, required=False,
        help_text=_("Everybody in the file reads it."),
    )  # fmt: skip


class StepForm(WordsForm):
    """A step with the reason or day that it needs."""

    field_order = ("code", "day", "words")

    def __init__(self, *args: Any, verb: Verb, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if verb is Verb.SUSPEND:
            self._reason(list(PAUSES.items()))
            self.fields["day"] = day(
                _("On which day does it go on by itself?"), required=False,
                help_text=_("Empty: once a party or you enter that it is over. Advances can be noted meanwhile."),
            )  # fmt: skip
        elif verb is Verb.TERMINATE:
            kept = [row for row in ENDINGS.items() if row[0] != Ending.PARTY_LEFT]
            self._reason(kept)
        elif verb in {Verb.AGREE, Verb.AGREE_ORALLY}:
            self.fields["day"] = day(
                _("From which day does it hold?"),
                help_text=_("The day on which all signed, or on which it was agreed by word."),
            )
        self.order_fields(self.field_order)

    def _reason(self, choices: Choices) -> None:
        self.fields["code"] = forms.ChoiceField(
            label=_("Why?"), choices=choices, widget=forms.RadioSelect
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you need it?"), max_length=200,
        help_text=_("The person reads it in their log."),
    )  # fmt: skip


class HoldForm(forms.Form):
    reason = forms.CharField(label=_("Because of which lawsuit?"), max_length=200)


class NoteForm(forms.Form):
    party = forms.ChoiceField(label=_("Said by"))
    text = words(_("What was said"), NOTE_MAX, 5)

    def __init__(self, *args: Any, parties: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["party"]
        assert isinstance(field, forms.ChoiceField), "declared above"
        field.choices = parties
