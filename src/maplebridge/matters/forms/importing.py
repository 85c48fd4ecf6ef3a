"""What is said about an old hotline's workbook: which column is what, and what its words mean."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..messages import CODES
from ..messages import STATES as STATE_LOOKS
from ..messages.work import CHANNEL_NAMES
from ..rules.legacy import COLUMNS, NEEDED, STATES
from ..rules.legacy_drafts import Part
from ..rules.legacy_survey import VALUES_MAX, Column, Survey
from ..rules.states import ClosingCode

Choices = Sequence[tuple[str, Any]]
EXAMPLE = 14
"""Signs of an example that stands beside a heading."""
PLACES_LIST = "known-places"

LABELS: Mapping[str, Any] = {
    "number": _("Old number"),
    "words": _("What was reported"),
    "reported_at": _("Reported at"),
    "state": _("State"),
    "closing": _("How it ended"),
    "answer": _("What was answered"),
    "answered_at": _("Answered at"),
    "closed_at": _("Closed at"),
    "category": _("Kind"),
    "place": _("Community, village or grid"),
    "place_text": _("Address in words"),
    "lon": _("Longitude (WGS-84)"),
    "lat": _("Latitude (WGS-84)"),
    "channel": _("How it came in"),
}
"""Our columns, as the page asks for them."""

GROUPS: Sequence[tuple[Any, tuple[str, ...]]] = (
    (_("What has to be there"), ("number", "words", "reported_at")),
    (
        _("How far it is"),
        ("state", "default_state", "closing", "default_closing", "answer", "answered_at",
         "closed_at"),
    ),
    (
        _("Kind and place"),
        ("category", "default_category", "place", "default_place", "place_text", "lon", "lat"),
    ),
    (_("Way"), ("channel",)),
)  # fmt: skip


class UploadForm(forms.Form):
    """`map` is for who has one already: then nothing is asked."""

    file = forms.FileField(
        label=_("Workbook of the old hotline"),
        help_text=_("An .xlsx or .csv file whose first row names the columns; 50 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv", "data-look": "line"}),
    )
    map = forms.FileField(
        label=_("What its columns mean"),
        required=False,
        help_text=_(
            "A JSON file as the command line takes it. With it the reading begins at once."
        ),
        widget=forms.FileInput(attrs={"accept": ".json", "data-look": "line"}),
    )
    trial = forms.BooleanField(
        label=_("Only try: tell what would come in, and write no matter"), required=False
    )


class ColumnsForm(forms.Form):
    """Which column of the file is what, and what holds where no column says it."""

    source = forms.CharField(
        label=_("Name of the old hotline"),
        max_length=40,
        help_text=_("An old number is taken over once for each name. Always use the same one."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self, survey: Survey, kinds: Choices, places: Collection[str], **more: Any
    ) -> None:
        super().__init__(**more)
        self.survey, self.places = survey, places
        offered: list[tuple[str, Any]] = [("", _("— not in this file —"))]
        offered += [(column.name, shown(column)) for column in survey.columns if column.filled]
        for ours in COLUMNS:
            self.fields[ours] = forms.ChoiceField(
                label=LABELS[ours], choices=offered, required=ours in NEEDED
            )
        none = [("", _("— refuse such rows —"))]
        self._default("state", _("State of rows without one"), none + state_choices())
        self._default("closing", _("Ending of closed rows without one"), none + code_choices())
        self._default("category", _("Kind of every other row"), [*none, *kinds])
        self.fields["default_state"].help_text = _("Needed when no column says the state.")
        self.fields["default_closing"].help_text = _(
            "Needed when no column says how closed rows ended."
        )
        self.fields["default_category"].help_text = _("Needed when no column says the kind.")
        self.fields["default_place"] = forms.CharField(
            label=_("Place of every other row"),
            required=False,
            max_length=80,
            help_text=_(
                "Needed when no column says where it is. Left empty, rows without a place that is "
                "known here are refused."
            ),
            widget=forms.TextInput(
                attrs={"list": PLACES_LIST, "autocomplete": "off", "data-optional": "no"}
            ),
        )

    def _default(self, ours: str, label: Any, choices: Choices) -> None:
        self.fields[f"default_{ours}"] = forms.ChoiceField(
            label=label, choices=choices, required=False,
            widget=forms.Select(attrs={"data-optional": "no"}),
        )  # fmt: skip

    def clean_default_place(self) -> str:
        name = str(self.cleaned_data["default_place"]).strip()
        if name and name not in self.places:
            raise forms.ValidationError(_unknown_place(name), "place_unknown")
        return name

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for ours in ("state", "closing", "category"):
            self._check_words(ours, said)
        if not said.get("state") and not said.get("default_state"):
            self.add_error(
                "default_state", _("No column says the state: say it here for all rows.")
            )
        if not said.get("closing") and not said.get("default_closing") and self._closes(said):
            self.add_error(
                "default_closing", _("No column says how closed rows ended: say it here for all.")
            )
        if not said.get("category") and not said.get("default_category"):
            self.add_error(
                "default_category", _("No column says the kind: choose one for all rows.")
            )
        if bool(said.get("lon")) != bool(said.get("lat")):
            self.add_error(
                "lat" if said.get("lon") else "lon",
                _("A point needs longitude and latitude. Choose both columns, or none."),
            )
        located = any(said.get(ours) for ours in ("place", "default_place", "lon"))
        if not located and "default_place" not in self.errors:
            self.add_error(
                "default_place", _("No column says where it is: name the place of all rows.")
            )
        return said

    def _check_words(self, ours: str, said: Mapping[str, Any]) -> None:
        column = self.survey.column(said.get(ours, ""))
        if column is not None and column.words is None:
            self.add_error(
                ours,
                forms.ValidationError(
                    _(
                        "This column holds long texts or more than %(most)s different words. "
                        "Choose one that holds words of a list."
                    ),
                    "no_list",
                    {"most": f"{VALUES_MAX:,}"},
                ),
            )

    @staticmethod
    def _closes(said: Mapping[str, Any]) -> bool:
        return bool(said.get("state")) or said.get("default_state") == "closed"

    def chosen(self) -> dict[str, Any]:
        """The parts of the map that this page decides."""
        said = self.cleaned_data
        defaults = ("default_state", "default_closing", "default_category", "default_place")
        return {
            "source": said["source"].strip(),
            "columns": {ours: said[ours] for ours in COLUMNS if said[ours]},
            **{name: said[name] for name in defaults},
        }

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(words, [self[name] for name in names]) for words, names in GROUPS]


class WordsForm(forms.Form):
    """What some words of one column mean here, a field a word."""

    def __init__(
        self,
        part: Part,
        words: Sequence[tuple[str, int]],
        choices: Choices,
        places: Collection[str],
        **more: Any,
    ) -> None:
        super().__init__(**more)
        self.part, self.words, self.places = part, words, places
        for word, _rows in words:
            self.fields[name_of(word)] = self._field(word, choices)

    def _field(self, word: str, choices: Choices) -> forms.Field:
        label = word or gettext("(empty)")
        if self.part is Part.PLACE:
            box = forms.TextInput(attrs={"list": PLACES_LIST, "autocomplete": "off"})
            return forms.CharField(label=label, required=False, max_length=80, widget=box)
        return forms.ChoiceField(label=label, choices=choices, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.part is Part.PLACE:
            for name, place in list(said.items()):
                if place and place not in self.places:
                    self.add_error(name, _unknown_place(place))
        return said

    def meant(self) -> dict[str, str]:
        return {word: self.cleaned_data[name_of(word)] for word, _rows in self.words}

    def rows(self) -> list[tuple[forms.BoundField, int]]:
        return [(self[name_of(word)], rows) for word, rows in self.words]


def name_of(word: str) -> str:
    """The name of a word's field: whatever the word, and the same if the list changes."""
    return f"w-{hashlib.sha256(word.encode()).hexdigest()[:16]}"


def shown(column: Column) -> str:
    """A heading with an example of what stands below it."""
    example = next(iter(column.words), "") if column.words else ""
    if len(example) > EXAMPLE:
        example = f"{example[: EXAMPLE - 1]}…"
    return f"{column.name}（{example}）" if example else column.name


def state_choices() -> list[tuple[str, Any]]:
    return [(state.value, STATE_LOOKS[state][0]) for state in STATES]


def code_choices() -> list[tuple[str, Any]]:
    return [(code.value, CODES[code]) for code in ClosingCode]


def channel_choices() -> list[tuple[str, Any]]:
    return list(CHANNEL_NAMES.items())


def _unknown_place(name: str) -> str:
    return gettext(
        "No place, or more than one, is called “%(name)s” here. Choose from the list."
    ) % {"name": name}
