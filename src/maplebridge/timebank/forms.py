"""What a browser may send to the time bank. Content is judged by the actions; forms keep it typed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from .actions import LANGUAGES, THINGS, Asking, Offering
from .messages import GENDERS, LANGUAGE_NAMES, RELATIONS, THING_NAMES
from .rules.windows import Weekly, Window, minutes_of

Choices = Sequence[tuple[str, Any]]
DAYS: Choices = (
    ("0", _("Monday")), ("1", _("Tuesday")), ("2", _("Wednesday")), ("3", _("Thursday")),
    ("4", _("Friday")), ("5", _("Saturday")), ("6", _("Sunday")),
)  # fmt: skip
PARTS = {
    "morning": (8 * 60, 12 * 60), "noon": (11 * 60, 14 * 60), "afternoon": (14 * 60, 18 * 60),
    "evening": (18 * 60, 21 * 60),
}  # fmt: skip
PART_NAMES: Choices = (
    ("morning", _("Morning, 8 to 12")), ("noon", _("Noon, 11 to 14")),
    ("afternoon", _("Afternoon, 14 to 18")), ("evening", _("Evening, 18 to 21")),
)  # fmt: skip
LENGTHS: Choices = (
    ("30", _("half an hour")), ("60", _("one hour")), ("90", _("an hour and a half")),
    ("120", _("two hours")), ("180", _("three hours")), ("240", _("four hours")),
)  # fmt: skip
WINDOWS = (1, 2, 3)
ANY_LANGUAGE: Choices = (("", _("any")), *((one, LANGUAGE_NAMES[one]) for one in LANGUAGES))
ANY_GENDER: Choices = (("", _("does not matter")), *GENDERS.items())
THING_CHOICES: Choices = tuple((one, THING_NAMES[one]) for one in THINGS)


def _day(label: Any, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=required)


def _clock(label: Any, required: bool = True) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, required=required)


class AskForm(forms.Form):
    """`id` is made with the page, so that a form sent twice asks once."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What would help?"), widget=forms.RadioSelect(attrs={"data-look": "columns"})
    )
    minutes = forms.ChoiceField(label=_("For how long?"), choices=LENGTHS, initial="60")
    day_1, from_1, to_1 = _day(_("Day")), _clock(_("From")), _clock(_("Until"))
    day_2 = _day(_("Or on another day"), False)
    from_2, to_2 = _clock(_("From"), False), _clock(_("Until"), False)
    day_3 = _day(_("Or on a third day"), False)
    from_3, to_3 = _clock(_("From"), False), _clock(_("Until"), False)
    language = forms.ChoiceField(label=_("Language to speak"), choices=ANY_LANGUAGE, required=False)
    gender = forms.ChoiceField(label=_("Who should come?"), choices=ANY_GENDER, required=False)
    things = forms.MultipleChoiceField(
        label=_("Good to know before coming"), choices=THING_CHOICES, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    notes = forms.CharField(
        label=_("Anything else"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Helpers who are asked read this. No illness needs to be named."),
    )  # fmt: skip
    channel = forms.ChoiceField(
        label=_("How did the request come?"),
        choices=(("phone", _("by phone")), ("desk", _("at the desk")), ("paper", _("on paper"))),
        required=False,
    )

    def __init__(self, *args: Any, kinds: Choices, worker: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # a choice field
        self.fields["id"].initial = uuid4
        if not worker:
            del self.fields["channel"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in WINDOWS[1:]:
            parts = [cleaned.get(f"{name}_{number}") for name in ("day", "from", "to")]
            if any(parts) and not all(part is not None for part in parts):
                self.add_error(f"day_{number}", _("Give day, from and until, or none of them."))
        return cleaned

    @property
    def windows(self) -> list[tuple[Any, Any, Any]]:
        """The bound fields of each time, for the page."""
        return [(self[f"day_{n}"], self[f"from_{n}"], self[f"to_{n}"]) for n in WINDOWS]

    def asking(self) -> Asking:
        data = self.cleaned_data
        windows = tuple(
            Window(day, _minutes(data[f"from_{n}"]), _minutes(data[f"to_{n}"]))
            for n in WINDOWS
            if (day := data.get(f"day_{n}"))
        )
        return Asking(
            id=data["id"], kind=data["kind"], minutes=int(data["minutes"]), windows=windows,
            language=data["language"], gender=data["gender"], things=tuple(data["things"]),
            notes=data["notes"], channel=data.get("channel") or "phone",
        )  # fmt: skip


def _minutes(clock: datetime.time) -> int:
    return minutes_of(clock.hour, clock.minute)


class OfferForm(forms.Form):
    """Days and parts of the day are crossed: Monday and Friday, mornings."""

    skills = forms.MultipleChoiceField(
        label=_("What would you do?"),
        widget=forms.CheckboxSelectMultiple(attrs={"data-look": "columns"}),
    )
    days = forms.MultipleChoiceField(
        label=_("On which days?"),
        choices=DAYS,
        widget=forms.CheckboxSelectMultiple(attrs={"data-look": "columns"}),
    )
    parts = forms.MultipleChoiceField(
        label=_("At what time?"),
        choices=PART_NAMES,
        widget=forms.CheckboxSelectMultiple(attrs={"data-look": "columns"}),
    )
    wide = forms.BooleanField(
        label=_("I also go to the other grids of my community"), required=False
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages that I speak"), choices=ANY_LANGUAGE[1:], required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    gender = forms.ChoiceField(
        label=_("I am"), choices=(("", _("not said")), *GENDERS.items()), required=False,
        help_text=_("Some who ask for help wish for a woman or a man. You need not say."),
    )  # fmt: skip
    avoids = forms.MultipleChoiceField(
        label=_("I would rather not go where there are"), choices=THING_CHOICES, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    notes = forms.CharField(
        label=_("Anything the coordinator should know"), max_length=300, required=False
    )

    def __init__(self, *args: Any, kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skills"].choices = kinds  # type: ignore[attr-defined]  # a choice field

    def offering(self) -> Offering:
        data = self.cleaned_data
        weekly = tuple(
            Weekly(int(day), *PARTS[part]) for day in data["days"] for part in data["parts"]
        )
        return Offering(
            skills=tuple(data["skills"]), weekly=weekly, wide=data["wide"],
            languages=tuple(data["languages"]), gender=data["gender"],
            avoids=tuple(data["avoids"]), notes=data["notes"],
        )  # fmt: skip


class ProposeForm(forms.Form):
    """Who is asked and for when. `day`, `first` and `last` are of a window that was asked for."""

    members = forms.MultipleChoiceField(
        label=_("Who is asked?"), widget=forms.CheckboxSelectMultiple
    )
    day, first, last = _day(_("Day")), _clock(_("From")), _clock(_("Until"))

    def __init__(self, *args: Any, members: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = members  # type: ignore[attr-defined]  # a choice field

    def when(self) -> Window:
        data = self.cleaned_data
        return Window(data["day"], _minutes(data["first"]), _minutes(data["last"]))


class CodeForm(forms.Form):
    """The number on the elder's screen."""

    code = forms.CharField(
        label=_("Number on the screen"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class CardForm(forms.Form):
    """The two times of a signed paper card."""

    came, left = _clock(_("Came at")), _clock(_("Left at"))


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("What was otherwise?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class DecideForm(forms.Form):
    minutes = forms.IntegerField(
        label=_("Minutes that count"), min_value=0, help_text=_("0 when none do.")
    )
    answer = forms.CharField(
        label=_("Answer to both"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class RateForm(forms.Form):
    stars = forms.ChoiceField(
        label=_("How was it?"),
        choices=(("5", _("Very good")), ("4", _("Good")), ("3", _("All right")), ("2", _("Not good")), ("1", _("Bad"))),
        widget=forms.RadioSelect(attrs={"data-look": "rating"}),
    )  # fmt: skip
    words = forms.CharField(
        label=_("In words"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only the coordinator reads this, to arrange visits well."),
    )  # fmt: skip


class InsuranceForm(forms.Form):
    policy_number = forms.CharField(label=_("Number of the policy"), max_length=60)
    until = _day(_("Valid until"))


class GiveForm(forms.Form):
    """Minutes for somebody. `id` is made with the page, so that a form sent twice gives once."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=1_000_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["id"].initial = uuid4


class TieForm(forms.Form):
    relative = forms.UUIDField(widget=forms.HiddenInput)
    relation = forms.ChoiceField(label=_("The relative is their"), choices=tuple(RELATIONS.items()))
    age = forms.BooleanField(
        label=_("I saw a paper that shows the tie and the age."), required=False
    )


class FindForm(forms.Form):
    q = forms.CharField(label=_("Name, phone or door"), max_length=60, required=False)


class RulesForm(forms.Form):
    """The figures of the next version; kinds of help and relations are taken over from this one."""

    valid_from = _day(_("In force from"))
    source = forms.CharField(label=_("Decision it comes from"), max_length=200)
    label = forms.ChoiceField(
        label=_("What it is called"),
        choices=(("hours", _("Hours for each other")), ("bank", _("Time bank"))),
        help_text=_("Some authorities keep the word bank for banks. Then choose the other name."),
    )
    cap_minutes = forms.IntegerField(
        label=_("Most minutes that one person keeps"),
        help_text=_("0 is no limit. What is above goes to the pool."),
    )
    visit_minutes_max = forms.IntegerField(label=_("Most minutes of one visit"))
    code_minutes = forms.IntegerField(label=_("Minutes until the number at the door changes"))
    overdue_minutes = forms.IntegerField(
        label=_("Minutes after the end until the coordinator is told")
    )
    gift_age_min = forms.IntegerField(label=_("Age of relatives to whom minutes may be given"))
    paper_days = forms.IntegerField(label=_("Days in which a paper card may be typed in"))
    asks_ahead_days = forms.IntegerField(label=_("Days ahead for which help can be asked"))
    granted_minutes_month = forms.IntegerField(
        label=_("Most minutes from the pool for one person in a month")
    )
    grantor_minutes_month = forms.IntegerField(
        label=_("Most minutes that one coordinator gives from the pool in a month")
    )
    pair_first_visit = forms.BooleanField(
        label=_("Nobody goes alone to a home for the first time"), required=False
    )
    own_minutes_pay = forms.BooleanField(
        label=_("A visit uses the elder’s own minutes first"), required=False
    )
    pool_pays = forms.BooleanField(label=_("Then it uses the pool"), required=False)
