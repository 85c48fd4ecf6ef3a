"""What a browser may send to the village rules. The actions judge; forms read and keep what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from ..messages import WAYS
from ..rules.articles import ARTICLES_MAX, HEADING_MAX, TEXT_MAX, TITLE_MAX, Article, Typed
from ..rules.deciding import RECORD_MAX, Decision, Way
from ..rules.family import NAME_MAX
from ..rules.family import TEXT_MAX as FAMILY_MAX

Choices = Sequence[tuple[str, Any]]
NEW = 3
"""Empty articles that the page offers at its end; saving offers as many again."""
STEP = 10


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **more: Any) -> None:
        super().__init__(format="%Y-%m-%d", **more)


class BeginForm(forms.Form):
    place = forms.ChoiceField(label=_("For which place?"))
    title = forms.CharField(
        label=_("Title"), max_length=TITLE_MAX, help_text=_("Such as: Village rules of Anle.")
    )

    def __init__(self, *args: Any, places: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["place"].choices = places  # type: ignore[attr-defined]  # a ChoiceField


class DraftForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=TITLE_MAX)
    revision = forms.IntegerField(widget=forms.HiddenInput)


class ArticleForm(forms.Form):
    """One article. Lengths are judged by the action, which says what to do."""

    number = forms.IntegerField(required=False, widget=forms.HiddenInput)
    heading = forms.CharField(label=_("Heading"), required=False, max_length=HEADING_MAX)
    text = forms.CharField(
        label=_("What it says"), required=False, max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    place = forms.IntegerField(
        label=_("Place in the order"), required=False, min_value=0, max_value=100_000
    )

    def typed(self, order: int) -> Typed:
        """`order` is where an article without a place stands: at the end."""
        data = self.cleaned_data
        place = data.get("place")
        return Typed(
            number=data.get("number") or 0, place=order if place is None else place,
            heading=data.get("heading", ""), text=data.get("text", ""),
        )  # fmt: skip


Articles = formset_factory(ArticleForm, extra=NEW, max_num=ARTICLES_MAX, absolute_max=ARTICLES_MAX)


def articles_initial(articles: Sequence[Article]) -> list[dict[str, Any]]:
    return [
        {"number": one.number, "heading": one.heading, "text": one.text, "place": STEP * order}
        for order, one in enumerate(articles, start=1)
    ]


def typed(forms_: BaseFormSet[ArticleForm]) -> list[Typed]:
    last = STEP * (ARTICLES_MAX + 1)
    return [form.typed(last + order) for order, form in enumerate(forms_.forms)]


class CommentForm(forms.Form):
    article = forms.ChoiceField(label=_("About"))
    text = forms.CharField(
        label=_("What do you think?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, articles: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["article"].choices = articles  # type: ignore[attr-defined]  # a ChoiceField


class AnswerForm(forms.Form):
    shown = forms.TypedChoiceField(
        label=_("Show these words to the place?"),
        choices=[("yes", _("Show them, without a name")), ("no", _("Do not show them"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("What came of it, or why they are not shown"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AdoptForm(forms.Form):
    """What the minutes of the meeting say."""

    way = forms.ChoiceField(
        label=_("Who decided"),
        choices=[(way.value, words) for way, words in WAYS.items()],
        widget=forms.RadioSelect,
    )
    met_on = forms.DateField(label=_("Day of the meeting"), widget=DayInput)
    entitled = forms.IntegerField(label=_("How many had a say"), min_value=1)
    present = forms.IntegerField(label=_("How many took part"), min_value=1)
    votes_for = forms.IntegerField(label=_("For it"), min_value=0)
    against = forms.IntegerField(label=_("Against it"), min_value=0)
    abstaining = forms.IntegerField(label=_("Abstaining"), min_value=0)
    record = forms.CharField(
        label=_("Where the minutes are kept"), max_length=RECORD_MAX, required=False
    )
    valid_from = forms.DateField(label=_("In force from"), widget=DayInput)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def decision(self) -> Decision:
        data = self.cleaned_data
        return Decision(
            way=Way(data["way"]), met_on=data["met_on"], entitled=data["entitled"],
            present=data["present"], votes_for=data["votes_for"], against=data["against"],
            abstaining=data["abstaining"], record=data["record"],
        )  # fmt: skip

    @staticmethod
    def fresh(today: date, revision: int) -> dict[str, Any]:
        return {"met_on": today, "valid_from": today, "revision": revision}


class FilingForm(forms.Form):
    kind = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    day = forms.DateField(label=_("On"), widget=DayInput)
    words = forms.CharField(
        label=_("Words or number on file"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, kinds: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # a ChoiceField
        if len(kinds) == 1:
            self.initial.setdefault("kind", kinds[0][0])


class ReasonForm(forms.Form):
    """Why names are opened; each of those named reads it."""

    reason = forms.CharField(
        label=_("For which reason?"),
        help_text=_("Each of them reads it, such as: the family asked me to note its signatures."),
        max_length=200,
    )


class FamilyForm(forms.Form):
    text = forms.CharField(
        label=_("Our precept"),
        help_text=_("In your own words, such as what the grandparents say."),
        max_length=FAMILY_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    shown_name = forms.CharField(
        label=_("Signed"),
        help_text=_("What others read below it, such as: the Wangs. Empty: nothing."),
        max_length=NAME_MAX,
        required=False,
    )
    on_paper = forms.BooleanField(
        label=_("Some of us sign on paper; our grid worker may read this and note it"),
        help_text=_("Tick it for children too: the worker notes who is not grown up."),
        required=False,
    )
