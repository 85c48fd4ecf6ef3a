"""The short forms of the quick lane: both sides, one check, two vehicles, what each lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..actions.express import Insurer
from ..messages import QUESTIONS
from ..messages.damages import WORDS
from ..messages.reckonings import BLAMES, VEHICLES
from ..models import Party
from ..rules import reckonings as rules
from ..rules.damages.claim import Blame, Head, Kind
from ..rules.parts import Lane, Source
from ..rules.reckonings import Document
from ..rules.screening import Answer
from .claims import filled, money
from .intake import TEL, TakeForm, words
from .talks import yuan

MARKS = ("a", "b")
OTHER = {
    Blame.FULL: Blame.NONE, Blame.MAIN: Blame.MINOR, Blame.EQUAL: Blame.EQUAL,
    Blame.MINOR: Blame.MAIN, Blame.NONE: Blame.FULL,
}  # fmt: skip
"""What the certificate says of the second, when it says this of the first."""
KINDS = (Kind.MOTOR, Kind.NONMOTOR, Kind.FOOT)
SUMS = (Head.REPAIR, Head.TOWING, Head.BELONGINGS, Head.MEDICAL)


class SceneForm(TakeForm):
    """The two who met at the scene. Kind and lane are settled: a road accident, in half an hour."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in (
            "kind", "lane", "requests", "a_address", "b_address", "a_capacity", "b_capacity",
            "a_representative", "b_representative", "a_credit_code", "b_credit_code", "a_body", "b_body",
        ):  # fmt: skip
            del self.fields[name]
        self.fields["source"].initial = Source.PARTY.value
        self.fields["source"].help_text = _(
            "Both asked for it here: a party asked. Sent by the police: only where the police handed the dispute over."
        )
        self.fields["happened_on"].required = True
        for mark in MARKS:
            self.fields[f"{mark}_agrees"].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return {**data, "kind": "traffic", "lane": Lane.EXPRESS.value, "requests": ""}


class FitForm(forms.Form):
    """What would lead elsewhere, ticked where it is so. That it was asked is ticked too."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["found"] = forms.MultipleChoiceField(
            label=_("Tick what is so"), required=False, choices=list(QUESTIONS.items()),
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        self.fields["asked"] = forms.BooleanField(
            label=_("I asked both sides; what is not ticked is not so.")
        )

    @property
    def answers(self) -> dict[str, Answer]:
        found = set(self.cleaned_data["found"])
        return {name: Answer.YES if name in found else Answer.NO for name in QUESTIONS}


class VehiclesForm(forms.Form):
    """Both vehicles on one screen, and who is to blame by the certificate."""

    jurisdiction = forms.ChoiceField(label=_("By the local rules of"))
    blame = forms.ChoiceField(widget=forms.RadioSelect(attrs={"data-look": "columns"}))

    def __init__(
        self, sent: Any, *, parties: Sequence[Party], places: Sequence[tuple[str, str]],
        kept: Document,
    ) -> None:  # fmt: skip
        self.parties = list(parties[:2])
        rows = {one["id"]: one for one in rules.sides(kept)}
        first = rows.get(rules.side_key(str(self.parties[0].pk)), {})
        super().__init__(sent, initial={
            "jurisdiction": kept.get("jurisdiction", places[0][0]), "blame": first.get("blame"),
        })  # fmt: skip
        self.fields["jurisdiction"].choices = list(places)  # type: ignore[attr-defined]  # a choice
        blame = self.fields["blame"]
        blame.label = _("%(name)s bears by the certificate") % {"name": self.parties[0].name}
        blame.choices = list(BLAMES.items())  # type: ignore[attr-defined]  # a choice
        for mark, party in zip(MARKS, self.parties, strict=False):
            row = rows.get(rules.side_key(str(party.pk)), {})
            cover = row.get("compulsory", {})
            self.fields[f"{mark}_kind"] = forms.ChoiceField(
                label=_("%(name)s came with") % {"name": party.name},
                choices=[(one.value, VEHICLES[one]) for one in KINDS], initial=row.get("kind", Kind.MOTOR.value),
                widget=forms.RadioSelect(attrs={"data-look": "columns"}),
            )  # fmt: skip
            self.fields[f"{mark}_insurer"] = forms.CharField(
                label=_("Insurer of the compulsory cover"), max_length=60, required=False,
                initial=cover.get("insurer", ""),
            )  # fmt: skip
            self.fields[f"{mark}_uninsured"] = forms.BooleanField(
                label=_("A motor vehicle without compulsory cover"), required=False,
                initial=bool(cover.get("obligor")),
            )  # fmt: skip
        self.order_fields(
            [
                "a_kind",
                "a_insurer",
                "a_uninsured",
                "b_kind",
                "b_insurer",
                "b_uninsured",
                "blame",
                "jurisdiction",
            ]
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for mark in MARKS:
            insured = bool(data.get(f"{mark}_insurer"))
            motor = data.get(f"{mark}_kind") == Kind.MOTOR.value
            if motor and insured == bool(data.get(f"{mark}_uninsured")):
                self.add_error(
                    f"{mark}_insurer", _("Say who insured the motor vehicle, or that nobody did.")
                )
            if not motor and (insured or data.get(f"{mark}_uninsured")):
                self.add_error(f"{mark}_insurer", _("Only a motor vehicle has compulsory cover."))
        return data

    def into(self, document: Document, happened: date, today: date) -> Document:
        data, made = self.cleaned_data, dict(document)
        first = Blame(data["blame"])
        made |= {
            "accident_on": happened.isoformat(), "settled_on": today.isoformat(),
            "jurisdiction": data["jurisdiction"],
        }  # fmt: skip
        for mark, party, blame in zip(MARKS, self.parties, (first, OTHER[first]), strict=False):
            key = rules.side_key(str(party.pk))
            row = rules.one_of(rules.sides(made), key)
            row.pop("compulsory", None)
            row |= {"id": key, "kind": data[f"{mark}_kind"], "blame": blame.value}
            if data[f"{mark}_uninsured"]:
                row["compulsory"] = {"obligor": party.name}
            elif data[f"{mark}_insurer"]:
                row["compulsory"] = {"insurer": data[f"{mark}_insurer"]}
            made = rules.put(made, "sides", row)
        return made


class LossesForm(forms.Form):
    """What each of the two lost: receipts, days without work, and what the other paid before."""

    def __init__(self, sent: Any, *, parties: Sequence[Party], kept: Document) -> None:
        self.parties = list(parties[:2])
        super().__init__(sent)
        for mark, party in zip(MARKS, self.parties, strict=False):
            row = rules.one_of(rules.claimants(kept), str(party.pk))
            items = {one["head"]: one for one in row.get("items", [])}
            for head in SUMS:
                self.fields[f"{mark}_{head.value}"] = yuan(
                    WORDS[f"head_{head.value}"], required=False,
                    initial=items.get(head.value, {}).get("amount"),
                )  # fmt: skip
            lost = items.get(Head.LOST_INCOME.value, {})
            self.fields[f"{mark}_days"] = forms.IntegerField(
                label=_("Days without work"), min_value=1, max_value=90, required=False,
                initial=lost.get("days"),
            )  # fmt: skip
            self.fields[f"{mark}_rate"] = yuan(
                _("Income, yuan a day"), required=False, initial=lost.get("rate")
            )
            paid = [
                one for one in kept.get("advances", [])
                if one["to"] == str(party.pk) and one["by"] == "side"
            ]  # fmt: skip
            self.fields[f"{mark}_paid"] = yuan(
                _("The other side paid before"), required=False,
                initial=paid[0]["amount"] if paid else None,
            )  # fmt: skip

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each of the two, under their name."""
        return [
            (party.name, [self[name] for name in self.fields if name.startswith(f"{mark}_")])
            for mark, party in zip(MARKS, self.parties, strict=False)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for mark in MARKS:
            if bool(data.get(f"{mark}_days")) != bool(data.get(f"{mark}_rate")):
                self.add_error(f"{mark}_rate", _("Days and a day’s income belong together."))
        if not any(
            data.get(f"{mark}_{head.value}") or data.get(f"{mark}_days")
            for mark in MARKS
            for head in SUMS
        ):
            raise forms.ValidationError(_("Nobody lost anything yet: enter at least one sum."))
        return data

    def into(self, document: Document) -> Document:
        made = {name: value for name, value in document.items() if name != "advances"}
        advances = []
        keys = [str(one.pk) for one in self.parties]
        for at, (mark, key) in enumerate(zip(MARKS, keys, strict=False)):
            items = self._items(mark)
            if not items:
                made = rules.without(made, "claimants", key)
                continue
            row = rules.one_of(rules.claimants(made), key)
            heads = {one["head"] for one in items} | {
                one.value for one in (*SUMS, Head.LOST_INCOME)
            }
            kept = [one for one in row.get("items", []) if one["head"] not in heads]
            row |= {
                "id": key,
                "side": rules.side_key(key),
                "position": "driver",
                "items": [*items, *kept],
            }
            made = rules.put(made, "claimants", row)
            if paid := self.cleaned_data.get(f"{mark}_paid"):
                advances.append({
                    "by": "side", "side": rules.side_key(keys[1 - at]), "to": key, "amount": money(paid),
                })  # fmt: skip
        there = {one["id"] for one in rules.claimants(made)}
        others = [  # what the fund or an insurer paid is not asked here, and stays
            one for one in document.get("advances", [])
            if one["to"] in there and (one["by"] != "side" or one["to"] not in keys)
        ]  # fmt: skip
        return made | filled(advances=[*advances, *others])

    def _items(self, mark: str) -> list[Document]:
        data: Mapping[str, Any] = self.cleaned_data
        items: list[Document] = [
            {"head": head.value, "amount": money(data[f"{mark}_{head.value}"])}
            for head in SUMS
            if data.get(f"{mark}_{head.value}")
        ]
        if data.get(f"{mark}_days"):
            items.append({
                "head": Head.LOST_INCOME.value, "way": "daily", "days": data[f"{mark}_days"],
                "rate": money(data[f"{mark}_rate"]),
            })  # fmt: skip
        return items


class PromisesForm(forms.Form):
    clauses = words(
        _("What is promised beside money"), 2_000, 3, required=False,
        help_text=_("One promise a line: who does what, by which day."),
    )  # fmt: skip

    def lines(self) -> list[str]:
        return [one.strip() for one in self.cleaned_data["clauses"].splitlines() if one.strip()]


class InsurerForm(forms.Form):
    """Who signs for an insurer that pays and is no party yet."""

    agent = forms.CharField(
        label=_("Who signs for it: name"), max_length=60, required=False,
        help_text=_("Left empty, who signs is added on the page of the file."),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Their number"), max_length=40, required=False, widget=forms.TextInput(attrs=TEL)
    )

    paper = forms.FileField(
        label=_("Photo of their power of attorney"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
    )

    def __init__(self, sent: Any, files: Any, *, insurer: str, number: int) -> None:
        self.insurer = insurer
        super().__init__(sent, files, prefix=f"insurer{number}")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("agent") and not data.get("phone"):
            self.add_error("phone", _("The code to sign with goes to this number."))
        if data.get("agent") and not data.get("paper"):
            self.add_error(
                "paper", _("Whoever agrees for an insurer shows their power of attorney.")
            )
        return data

    def one(self) -> Insurer:
        data = self.cleaned_data
        return Insurer(self.insurer, data["agent"], data["phone"], data["paper"])
