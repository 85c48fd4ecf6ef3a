"""What a browser may send to the bank. Content is judged by the actions; forms keep it typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.core.errors import RuleBroken
from maplebridge.core.values import uuid7

from ..messages import CHARTER, SEATS, WAYS
from ..rules import BOUNDS, Charter, DeedKind, Enters, papers
from ..rules.catalogue import TIMES_MAX
from ..rules.tariff import POINTS_MAX

Choices = Sequence[tuple[str, Any]]
_NUMBERS = {**BOUNDS, "collect_days": (1, 60)}


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **more: Any) -> None:
        super().__init__(format="%Y-%m-%d", **more)


class FoundForm(forms.Form):
    place = forms.ChoiceField(label=_("Village"))
    name = forms.CharField(
        label=_("What the villagers call it"),
        max_length=80,
        required=False,
        help_text=_("Empty: the name of the village and the usual word here."),
    )
    founded_on = forms.DateField(label=_("Founded on"), widget=DayInput)

    def __init__(self, *args: Any, places: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["place"].choices = places  # type: ignore[attr-defined]  # a ChoiceField


class SeatForm(forms.Form):
    person = forms.ChoiceField(label=_("Who"), widget=forms.RadioSelect)
    role = forms.ChoiceField(label=_("Seat"), choices=list(SEATS.items()), initial="member")
    way = forms.ChoiceField(label=_("How"), choices=list(WAYS.items()), initial="elected")
    term_from = forms.DateField(label=_("From"), widget=DayInput)
    term_to = forms.DateField(label=_("Until (empty: open)"), widget=DayInput, required=False)

    def __init__(self, *args: Any, people: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["person"].choices = people  # type: ignore[attr-defined]  # a ChoiceField


class CharterForm(forms.Form):
    """The numbers of a bank's rules, and when the next version begins."""

    entered_by = forms.MultipleChoiceField(
        label=_("Who enters deeds beside the council"),
        choices=[
            (Enters.VILLAGERS.value, _("Those who live in the village")),
            (Enters.WORKERS.value, _("Grid workers and operators of the place")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    redeem_months = forms.TypedMultipleChoiceField(
        label=_("Months in which points are exchanged (none chosen: always)"),
        choices=[(month, str(month)) for month in range(1, 13)],
        coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs={"data-look": "columns"}),
        required=False,
    )
    enterer_may_approve = forms.BooleanField(
        label=_("A council member may approve what they entered themselves"), required=False
    )
    valid_from = forms.DateField(label=_("In force from"), widget=DayInput)
    source = forms.CharField(
        label=_("Where it was decided"),
        max_length=200,
        help_text=_("For example: council meeting of 3 December, item 2."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        numbers = {
            name: forms.IntegerField(label=CHARTER[name], min_value=least, max_value=most)
            for name, (least, most) in _NUMBERS.items()
        }
        self.fields = numbers | self.fields

    @staticmethod
    def from_charter(charter: Charter) -> dict[str, Any]:
        found: dict[str, Any] = {name: getattr(charter, name) for name in _NUMBERS}
        found["redeem_months"] = sorted(charter.redeem_months)
        found["entered_by"] = [one.value for one in charter.entered_by]
        return found | {"enterer_may_approve": charter.enterer_may_approve}

    def body(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = (*_NUMBERS, "entered_by", "enterer_may_approve", "redeem_months")
        return {name: data[name] for name in names}


class KindForm(forms.Form):
    """One kind of deed, changed or new."""

    points = forms.IntegerField(label=_("Points"), min_value=1, max_value=POINTS_MAX)
    per_day = forms.IntegerField(
        label=_("At most a day (empty: no limit)"),
        min_value=1,
        max_value=TIMES_MAX,
        required=False,
    )
    per_month = forms.IntegerField(
        label=_("At most a month (empty: no limit)"),
        min_value=1,
        max_value=TIMES_MAX,
        required=False,
    )
    cites = forms.ChoiceField(label=_("Which of our village rules it serves"), required=False)
    valid_from = forms.DateField(label=_("In force from"), widget=DayInput)
    source = forms.CharField(label=_("Where it was decided"), max_length=200)
    ends = forms.BooleanField(label=_("This kind is no longer thanked for"), required=False)

    def __init__(
        self, *args: Any, fields: Choices = (), articles: Choices = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        if articles:
            self.fields["cites"].choices = [("", _("none")), *articles]  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["cites"]
        if fields:
            name = forms.CharField(label=_("What is done"), max_length=60)
            field = forms.ChoiceField(label=_("Field"), choices=list(fields))
            del self.fields["ends"]
            self.fields = {"name": name, "field": field} | self.fields

    @staticmethod
    def from_kind(kind: DeedKind) -> dict[str, Any]:
        cites = f"{kind.cites[0].hex}:{kind.cites[1]}" if kind.cites else ""
        figures = {"points": kind.points, "per_day": kind.per_day, "per_month": kind.per_month}
        return figures | {"cites": cites}


class DeedForm(forms.Form):
    """One deed: whose, what, when. `id` makes sending it twice harmless."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    household = forms.ChoiceField(
        label=_("Whose deed"), widget=forms.RadioSelect(attrs={"data-look": "cards"})
    )
    kind = forms.ChoiceField(
        label=_("What was done"), widget=forms.RadioSelect(attrs={"data-look": "few"})
    )
    done_on = forms.DateField(label=_("On"), widget=DayInput)
    saw_it = forms.BooleanField(label=_("I saw it myself"), required=False)
    witness = forms.ChoiceField(label=_("Who else saw it"), required=False)
    text = forms.CharField(label=_("Note"), max_length=200, required=False)
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "data-look": "line"}),
    )
    kept = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    paper = forms.CharField(
        label=_("Number of the paper form"),
        max_length=20,
        required=False,
        help_text=_("Only when you copy a paper form; it stands beside its QR."),
    )

    def __init__(
        self, *args: Any, homes: Choices, kinds: Choices, witnesses: Choices, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        for name, choices in (("household", homes), ("kind", kinds), ("witness", witnesses)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @staticmethod
    def fresh(today: date, household: UUID | None, paper: str = "") -> dict[str, Any]:
        return {"id": uuid7(), "done_on": today, "household": household, "paper": paper}

    def clean_paper(self) -> str:
        typed: str = self.cleaned_data["paper"]
        number = papers.read_number(typed) if typed else ""
        if number is None:
            raise forms.ValidationError(RuleBroken("deed_paper_unreadable").sentence)
        return number


class ManyForm(forms.Form):
    """One kind for many households at once."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What was done"))
    done_on = forms.DateField(label=_("On"), widget=DayInput)
    saw_it = forms.BooleanField(label=_("I saw them there myself"), required=False)
    text = forms.CharField(label=_("Note"), max_length=200, required=False)
    households = forms.MultipleChoiceField(
        label=_("Which households"),
        widget=forms.CheckboxSelectMultiple(attrs={"data-look": "columns"}),
    )

    def __init__(self, *args: Any, homes: Choices, kinds: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["households"].choices = homes  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # a ChoiceField


class ObjectForm(forms.Form):
    deed = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What is not right with this entry"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    on_paper = forms.BooleanField(label=_("It came on paper, or was said to me"), required=False)


class AnswerForm(forms.Form):
    upheld = forms.TypedChoiceField(
        label=_("Answer"),
        choices=[("no", _("The entry stands")), ("yes", _("The objection is right: take it out"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
