"""What is typed on the pages of the review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.matters import public as matters

from .actions.calling import TEXT_MAX
from .actions.drafting import WORDS_MAX
from .actions.proposing import WHY_MAX
from .messages import LEVELS, OUTCOMES, SENTENCES, THEN
from .rules import changes
from .rules.changes import Kind, Wanted


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
    then = forms.ChoiceField(
        label=_("If it is not solved: what do they want?"),
        required=False,
        choices=list(THEN.items()),
        widget=forms.RadioSelect,
        help_text=_("The handler and the post above learn of either."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("outcome") == "not_solved":
            if not data.get("then"):
                self.add_error("then", SENTENCES["call_then_what"])
            elif data["then"] == "reopen" and not data.get("text", "").strip():
                self.add_error("text", SENTENCES["call_words_missing"])
        return data

    @property
    def reopen(self) -> bool | None:
        then = self.cleaned_data["then"]
        return then == "reopen" if then else None


_PART = ("name", "name_en", "keywords", "first_answer_hours", "settle_days")
_ENDINGS = ("_one", "_two")
NEEDED: dict[Kind, tuple[str, ...]] = {
    Kind.LIMIT: ("category", "first_answer_hours", "settle_days"),
    Kind.ROUTE: ("category", "level"),
    Kind.KEYWORDS: ("category", "keywords"),
    Kind.SPLIT: ("category", *(name + ending for ending in _ENDINGS for name in _PART)),
    Kind.STAFFING: ("posts",),
}
"""The fields of each change, beside where and why."""
_OPTIONAL = {"name_en_one", "name_en_two", "keywords_one"}


def _hours() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("First answer within so many working hours"),
        min_value=1,
        max_value=changes.HOURS_MAX,
    )


def _days() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Settled within so many working days"), min_value=1, max_value=changes.DAYS_MAX
    )


def _words(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=400, help_text=_("With commas between them."))


def _name(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=changes.NAME_MAX)


class ProposalForm(forms.Form):
    """One change of one kind, with the fields that this kind needs."""

    kind = forms.CharField(widget=forms.HiddenInput)
    place = forms.ChoiceField(label=_("Where is it tried?"))
    category = forms.ChoiceField(label=_("Which kind of matter?"))
    first_answer_hours = _hours()
    settle_days = _days()
    level = forms.ChoiceField(
        label=_("Who is asked first?"),
        choices=[("", "—"), *((one, LEVELS[one]) for one in changes.LEVELS)],
    )
    keywords = _words(_("New keywords"))
    posts = forms.IntegerField(label=_("How many posts more?"), min_value=1, max_value=99)
    name_one, name_two = _name(_("Name of the kind")), _name(_("Name of the kind"))
    name_en_one, name_en_two = _name(_("Name in English")), _name(_("Name in English"))
    keywords_one, keywords_two = _words(_("Keywords")), _words(_("Keywords"))
    first_answer_hours_one, first_answer_hours_two = _hours(), _hours()
    settle_days_one, settle_days_two = _days(), _days()
    why = forms.CharField(
        label=_("Why?"), max_length=WHY_MAX, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self,
        *args: Any,
        wants: Kind,
        places: list[tuple[str, str]],
        categories: list[tuple[str, str]],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.wants = wants
        kept = {"kind", "place", "why", *NEEDED[wants]}
        for name in set(self.fields) - kept:
            del self.fields[name]
        for name in _OPTIONAL & kept:
            self.fields[name].required = False
        if wants is Kind.STAFFING:
            self.fields["place"].label = _("Where?")
        for name, choices in (("place", places), ("category", [("", "—"), *categories])):
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        if len(places) == 1:
            self.fields["place"].initial = places[0][0]

    def plain(self) -> list[forms.BoundField]:
        """The fields that stand one below the other."""
        return [self[name] for name in NEEDED[self.wants] if not name.endswith(_ENDINGS)]

    def halves(self) -> list[list[forms.BoundField]]:
        """The fields of the two kinds of a split."""
        if self.wants is not Kind.SPLIT:
            return []
        return [[self[name + ending] for name in _PART] for ending in _ENDINGS]

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        parts = [self._part(ending) for ending in _ENDINGS] if self.wants is Kind.SPLIT else []
        return Wanted(
            kind=self.wants,
            category=data.get("category", ""),
            first_answer_hours=data.get("first_answer_hours", 0),
            settle_days=data.get("settle_days", 0),
            level=data.get("level", ""),
            keywords=changes.words_of(data.get("keywords", "")),
            posts=data.get("posts", 0),
            parts=tuple(parts),
        )

    def _part(self, ending: str) -> changes.Part:
        data = {name: self.cleaned_data[name + ending] for name in _PART}
        name = data["name"].strip()
        return changes.Part(
            name=name,
            name_hant=matters.traditional(name),
            name_en=data["name_en"].strip() or name,
            keywords=changes.words_of(data["keywords"]),
            first_answer_hours=data["first_answer_hours"],
            settle_days=data["settle_days"],
        )


def split_of(category: matters.Category, found: Sequence[str]) -> dict[str, Any]:
    """What the form of a split begins with: both parts as the kind is, `found` words for the second."""
    left = [word for word in category.keywords if not any(one in word for one in found)]
    first: dict[str, Any] = {
        "category": category.code,
        "name_one": category.name("zh-hans"),
        "name_en_one": category.name("en"),
        "keywords_one": ", ".join(left),
        "keywords_two": ", ".join(found),
    }
    for ending in _ENDINGS:
        first[f"first_answer_hours{ending}"] = category.promise.first_answer_hours
        first[f"settle_days{ending}"] = category.promise.settle_days
    return first
