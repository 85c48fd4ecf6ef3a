"""Somebody who lost something: where they were, and what became of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..messages.reckonings import OUTCOMES, POSITIONS
from ..rules import reckonings as rules
from ..rules.reckonings import Document
from .claims import Page, ShareField, filled, side_words, the_day
from .intake import day


class PersonPage(Page):
    """Somebody who lost something: where they were, and what became of them."""

    party = forms.ChoiceField(label=_("Who?"))
    side = forms.ChoiceField(label=_("Belongs to"))
    position = forms.ChoiceField(label=_("As"), choices=list(POSITIONS.items()))
    outcome = forms.ChoiceField(
        label=_("What became of them?"), choices=list(OUTCOMES.items()), initial="injured",
        widget=forms.RadioSelect(attrs={"data-look": "columns"}),
    )  # fmt: skip
    born = day(
        _("Day of birth"),
        required=False,
        help_text=_("Needed after a death or a disability: the years depend on the age."),
    )
    assessed_on = day(_("Disability: day of the assessment"), required=False)
    levels = forms.CharField(
        label=_("Disability: level, or levels"), max_length=30, required=False,
        help_text=_("From 1, the worst, to 10; several with a comma between."),
    )  # fmt: skip
    died_on = day(_("Death: day"), required=False)
    mental_first = forms.ChoiceField(
        label=_("Shall compulsory cover pay mental distress first?"), required=False,
        choices=[("", _("not asked yet")), ("yes", _("yes")), ("no", _("no"))],
        help_text=_("The person chooses. Commercial cover usually does not pay it."),
    )  # fmt: skip
    reduction = ShareField(
        label=_("Less by"),
        help_text=_("A free ride, or no belt or helmet: what the others owe less."),
    )
    reduced_for = forms.ChoiceField(
        label=_("Less for whom?"), required=False,
        choices=[("own_side", _("the side that gave the ride")), ("all_sides", _("every side"))],
    )  # fmt: skip

    def kept(self) -> dict[str, Any]:
        row = rules.one_of(rules.claimants(self.document), self.whom)
        if not row:
            return {}
        first = row.get("mental_first")
        less, hurt = row.get("reduction", {}), row.get("disability", {})
        return {
            "party": self.whom if self.whom in self.names else f"={self.whom}",
            "side": row.get("side"), "position": row.get("position", "driver"),
            "outcome": rules.outcome(row), "born": the_day(row.get("born")),
            "assessed_on": the_day(hurt.get("assessed_on")),
            "levels": ", ".join(str(one) for one in hurt.get("levels", [])),
            "died_on": the_day(row.get("died_on")),
            "mental_first": "" if first is None else ("yes" if first else "no"),
            "reduction": less.get("share", ""), "reduced_for": less.get("of", "own_side"),
        }  # fmt: skip

    def build(self) -> None:
        row = rules.one_of(rules.claimants(self.document), self.whom)
        foreign = (
            []
            if not row or self.whom in self.names
            else [(f"={self.whom}", row.get("name") or self.whom)]
        )
        self.choose("party", [*foreign, *self.names.items()])
        sides = [(one["id"], side_words(one)) for one in rules.sides(self.document)]
        self.choose("side", sides)

    def clean_levels(self) -> list[int]:
        parts = [
            one for one in self.cleaned_data["levels"].replace("，", ",").split(",") if one.strip()
        ]
        try:
            found = [int(one) for one in parts]
        except ValueError:
            found = [0]
        if any(not 1 <= one <= 10 for one in found) or len(found) > 10:
            raise forms.ValidationError(_("Levels are numbers from 1 to 10."))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") == "disabled" and not (
            data.get("levels") and data.get("assessed_on")
        ):
            self.add_error(
                "levels", _("A disability needs its level and the day of the assessment.")
            )
        if data.get("outcome") == "died" and not data.get("died_on"):
            self.add_error("died_on", _("Please give the day of death."))
        taken = {one["id"] for one in rules.claimants(self.document)} - {self.whom}
        if str(data.get("party", "")).removeprefix("=") in taken:
            self.add_error("party", _("This person stands in the reckoning already."))
        return data

    def goes(self) -> str:
        return str(self.cleaned_data["party"]).removeprefix("=")

    def into(self, document: Document) -> Document:
        data, row = self.cleaned_data, rules.one_of(rules.claimants(document), self.whom)
        less = row.get("reduction")
        for name in ("born", "died_on", "disability", "mental_first", "reduction"):
            row.pop(name, None)
        outcome = data["outcome"]
        row |= {"id": self.goes(), "side": data["side"], "position": data["position"]}
        row |= filled(born=data["born"] and data["born"].isoformat())
        if outcome == "died":
            row["died_on"] = data["died_on"].isoformat()
        elif outcome == "disabled":
            row["disability"] = {
                "assessed_on": data["assessed_on"].isoformat(), "levels": data["levels"],
            }  # fmt: skip
        if data["mental_first"]:
            row["mental_first"] = data["mental_first"] == "yes"
        if data["reduction"]:
            told = {"share": data["reduction"], "of": data["reduced_for"] or "own_side"}
            kept = less is not None and told.items() <= less.items()
            row["reduction"] = less if kept else {**told, "by": "parties"}  # who said it stays
        row["items"] = _by_law(row.get("items", []), outcome)
        return rules.put(document, "claimants", row, before=self.whom)


def _by_law(items: list[Document], outcome: str) -> list[Document]:
    """The items with those that follow from what became of the person, and without the others."""
    every = {head.value for heads in rules.BY_LAW.values() for head in heads}
    due = [head.value for head in rules.BY_LAW[outcome]]
    kept = [one for one in items if one["head"] not in every or one["head"] in due]
    stand = {one["head"] for one in kept}
    return [*kept, *({"head": head} for head in due if head not in stand)]
