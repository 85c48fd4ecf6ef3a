"""What is typed on the pages of the review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .actions.calling import TEXT_MAX
from .actions.drafting import WORDS_MAX
from .actions.proposing import WHY_MAX
from .messages import KINDS, LEVELS, OUTCOMES
from .rules import changes
from .rules.changes import Wanted


class ConcludeForm(forms.Form):
    text = forms.CharField(
        label=_("What follows from it?"),
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class CallForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("How did the call end?"), choices=list(OUTCOMES.items()), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What they said"),
        required=False,
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ProposalForm(forms.Form):
    """Only the fields of the chosen kind are read; the others may stay empty."""

    kind = forms.ChoiceField(
        label=_("What should change?"),
        choices=[(kind.value, name) for kind, name in KINDS.items()],
        widget=forms.RadioSelect,
    )
    place = forms.ChoiceField(label=_("Where?"))
    category = forms.ChoiceField(label=_("Which kind of matter?"), required=False)
    first_answer_hours = forms.IntegerField(
        label=_("First answer within so many working hours"),
        required=False,
        min_value=1,
        max_value=changes.HOURS_MAX,
    )
    settle_days = forms.IntegerField(
        label=_("Settled within so many working days"),
        required=False,
        min_value=1,
        max_value=changes.DAYS_MAX,
    )
    level = forms.ChoiceField(
        label=_("Who is asked first?"), required=False, choices=[("", "—"), *LEVELS.items()]
    )
    keywords = forms.CharField(
        label=_("New keywords"),
        required=False,
        max_length=400,
        help_text=_("With commas between them."),
    )
    posts = forms.IntegerField(
        label=_("How many posts more?"), required=False, min_value=1, max_value=99
    )
    why = forms.CharField(
        label=_("Why?"), max_length=WHY_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self,
        *args: Any,
        places: list[tuple[str, str]],
        categories: list[tuple[str, str]],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        for name, choices in (("place", places), ("category", [("", "—"), *categories])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        kind = changes.Kind(data["kind"])
        return Wanted(
            kind=kind,
            category="" if kind is changes.Kind.STAFFING else data["category"],
            first_answer_hours=data["first_answer_hours"] or 0,
            settle_days=data["settle_days"] or 0,
            level=data["level"],
            keywords=changes.words_of(data["keywords"]),
            posts=data["posts"] or 0,
        )
