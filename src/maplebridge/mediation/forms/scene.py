"""What is entered of a picture or paper from the scene."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from ..actions.scene import Found
from ..messages.reckonings import BLAMES
from ..messages.scene import SCENE_SENTENCES
from ..models import Party
from ..rules.damages.claim import Blame
from ..rules.scene import (
    BLAMING,
    NUMBER_MAX,
    OFFICE_MAX,
    SERVED,
    WORDS_MAX,
    Record,
    contradict,
)
from .intake import day, words
from .talks import others_said


class SceneForm(forms.Form):
    """Only the fields that this kind of paper has."""

    def __init__(
        self, *args: Any, kind: Record, parties: Sequence[Party], today: date, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.kind = kind
        self.drivers = [one for one in parties if not one.is_body] if kind in BLAMING else []
        for one in self.drivers:
            self.fields[f"blame_{one.pk}"] = forms.ChoiceField(
                label=_("%(name)s bears") % {"name": one.name}, required=False,
                choices=[("", _("it says nothing")), *BLAMES.items()],
            )  # fmt: skip
        if kind in SERVED:
            self.fields["number"] = forms.CharField(
                label=_("Number of this document"), max_length=NUMBER_MAX, required=False
            )
        if kind not in {Record.PICTURE, Record.SETTLED}:
            self.fields["office"] = forms.CharField(
                label=_("Which traffic police?"), max_length=OFFICE_MAX
            )
        label = _("When was it taken?") if kind is Record.PICTURE else _("Which day does it bear?")
        self.fields["made_on"] = day(label, initial=today)
        if kind in SERVED:
            self.fields["served_on"] = day(
                _("When was it served?"), required=False,
                help_text=_("From this day run the three working days for a review, and the days to ask the police to mediate."),
            )  # fmt: skip
        most = 3 if kind is Record.PICTURE else 6
        label = _("What does it show?") if kind is Record.PICTURE else _("What does it say?")
        self.fields["words"] = words(label, WORDS_MAX, most, required=False)
        self.fields["paper"] = forms.FileField(
            label=_("Picture") if kind is Record.PICTURE else _("Photo or PDF of the paper"),
            required=kind is Record.PICTURE,
            help_text=_("Where and when it was taken is removed from the picture file."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        made, served = data.get("made_on"), data.get("served_on")
        if made and served and served < made:
            self.add_error("served_on", SCENE_SENTENCES["scene_served_first"])
        if self.kind in BLAMING:
            if others_said(self, "blame_"):
                raise forms.ValidationError(SCENE_SENTENCES["scene_parties_changed"])
            said = self._blames(data)
            if not said:
                raise forms.ValidationError(SCENE_SENTENCES["scene_who_bears"])
            if contradict(said.values()):
                raise forms.ValidationError(SCENE_SENTENCES["scene_blames"])
        return data

    def _blames(self, data: dict[str, Any]) -> dict[UUID, Blame]:
        said = ((one.pk, data.get(f"blame_{one.pk}")) for one in self.drivers)
        return {key: Blame(code) for key, code in said if code}

    def found(self) -> Found:
        data = self.cleaned_data
        return Found(
            self.kind, data["made_on"], data.get("number", ""), data.get("office", ""),
            data.get("served_on"), data["words"], self._blames(data),
        )  # fmt: skip
