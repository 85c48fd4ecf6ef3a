"""What people have to say or have paid: shares, advances, local rules for one file."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Sequence, Set
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.core.errors import RuleBroken

from ..messages.damages import WORDS
from ..rules import reckonings as rules
from ..rules.advances import pair_of
from ..rules.damages.rulebook import KEYS
from ..rules.damages.shapes import Choice, Money
from ..rules.damages.sheet import PARTIES
from ..rules.reckonings import Document
from .claims import Page, ShareField, amount, filled, money, side_words
from .talks import yuan

ROWS_MORE = 2
"""Empty rows at the end of a list."""


class _Whole(Page):
    """A page that writes a list as a whole, row by row as its form was drawn: when somebody else
    changed what it was drawn from, it writes nothing."""

    parts: Sequence[str]
    """The parts of the document that the form was drawn from."""

    def build(self) -> None:
        self.fields["seen"] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=self._digest(self.document)
        )

    def into(self, document: Document) -> Document:
        """Raises RuleBroken: reckoning_changed."""
        made, seen = self.written(document), self.cleaned_data.get("seen")
        if seen and seen != self._digest(document) and made != document:
            raise RuleBroken("reckoning_changed")
        return made

    def written(self, document: Document) -> Document:
        raise NotImplementedError

    def _digest(self, document: Document) -> str:
        told = [document.get(one) for one in self.parts]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


class _Agreed(_Whole):
    """A page of what somebody has to say: the parties together, or a mediator by name."""

    def __init__(self, *args: Any, speaker: str, **more: Any) -> None:
        self.speaker = speaker
        super().__init__(*args, **more)

    def who_says(self, stood: Sequence[Document]) -> forms.ChoiceField:
        """Ticked as it stands; open where rows were said by several, or by another mediator."""
        said = {one["by"] for one in stood} or {PARTIES}
        self.alike = len(said) == 1 and said <= {PARTIES, self.speaker}
        return forms.ChoiceField(
            label=_("Who says so?"), widget=forms.RadioSelect(attrs={"data-look": "columns"}),
            choices=[(PARTIES, _("The parties agreed on it")), (self.speaker, self.speaker)],
            initial=next(iter(said)) if self.alike else None,
        )  # fmt: skip

    def said(
        self, rows: Sequence[Document], stood: Sequence[Document], key: str, value: str
    ) -> list[Document]:
        """The rows with who says them. What did not change was said by whom it was said; only a page
        on which nothing but the answer changed tells of every row."""
        before = {one[key]: (_plain(one[value]), one["by"]) for one in stood}
        now = {one[key]: _plain(one[value]) for one in rows}
        every = self.alike and now == {name: one for name, (one, _by) in before.items()}
        made = []
        for one in rows:
            was, by = before.get(one[key], (None, ""))
            keeps = not every and was == now[one[key]]
            made.append(one | {"by": by if keeps else self.cleaned_data["by"]})
        return made


def _plain(value: Any) -> Any:
    """A value, or parts whatever their order."""
    if isinstance(value, list):
        return {one["side"]: one["share"] for one in value}
    return value


class SharesPage(_Agreed):
    """Who bears how much of what compulsory cover leaves, person by person."""

    parts = ("sides", "claimants", "shares")

    def build(self) -> None:
        super().build()
        said = {one["claimant"]: one for one in self.document.get("shares", [])}
        self.pairs: dict[str, tuple[str, str]] = {}
        for at, who in enumerate(rules.claimants(self.document)):
            parts = {one["side"]: one["share"] for one in said.get(who["id"], {}).get("parts", [])}
            for number, side in enumerate(rules.sides(self.document)):
                if side["id"] == who.get("side") and who.get("position", "driver") != "passenger":
                    continue
                name = f"share_{at}_{number}"
                self.pairs[name] = (who["id"], side["id"])
                whose = self.names.get(who["id"]) or who.get("name") or who["id"]
                self.fields[name] = ShareField(label=_("%(side)s, of the loss of %(who)s") % {
                    "side": side_words(side), "who": whose,
                }, initial=parts.get(side["id"], ""))  # fmt: skip
        self.fields["by"] = self.who_says(list(said.values()))

    def written(self, document: Document) -> Document:
        parts: dict[str, list[Document]] = {}
        for name, (who, side) in self.pairs.items():
            if share := self.cleaned_data.get(name):
                parts.setdefault(who, []).append({"side": side, "share": share})
        made = copy.deepcopy(document)
        rows = [{"claimant": who, "parts": borne} for who, borne in parts.items()]
        made["shares"] = self.said(rows, document.get("shares", []), "claimant", "parts")
        return {name: value for name, value in made.items() if name != "shares" or value}


class AdvancesPage(_Whole):
    """What was paid before: by people, by an insurer, by the rescue fund. `noted` are the pairs of
    whom the file has rows: those count by themselves and are not typed here."""

    parts = ("sides", "claimants", "advances")

    def __init__(self, *args: Any, noted: Set[tuple[str, str, str]], **more: Any) -> None:
        self.noted = noted
        super().__init__(*args, **more)

    def build(self) -> None:
        super().build()
        typed = self.document.get("advances", [])
        kept = [one for one in typed if pair_of(one) not in self.noted]
        givers: list[tuple[str, Any]] = [("fund", _("The rescue fund"))]
        for side in rules.sides(self.document):
            words = side_words(side)
            givers.append((f"side:{side['id']}", words))
            if insurer := side.get("compulsory", {}).get("insurer"):
                givers.append((f"insurer:{side['id']}", f"{insurer} · {words}"))
        takers = [
            (one["id"], self.names.get(one["id"]) or one.get("name", one["id"]))
            for one in rules.claimants(self.document)
        ]
        self.rows = len(kept) + ROWS_MORE
        for at in range(self.rows):
            row: Document = kept[at] if at < len(kept) else {}
            giver = ":".join(one for one in (row.get("by", ""), row.get("side", "")) if one)
            self.fields[f"by_{at}"] = forms.ChoiceField(
                label=_("Paid by"), required=False, choices=[("", _("nobody")), *givers],
                initial=giver,
            )  # fmt: skip
            self.fields[f"to_{at}"] = forms.ChoiceField(
                label=_("Paid to"), required=False, choices=takers, initial=row.get("to", "")
            )
            self.fields[f"sum_{at}"] = yuan(
                _("Sum, in yuan"), required=False, initial=amount(row.get("amount"))
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for at in range(self.rows):
            if bool(data.get(f"by_{at}")) != bool(data.get(f"sum_{at}")):
                self.add_error(f"sum_{at}", _("An advance needs who paid it and how much."))
            by, _colon, side = (data.get(f"by_{at}") or "").partition(":")
            if (by, side, data.get(f"to_{at}")) in self.noted:
                said = _("This stands under “Paid in advance” in the file and counts from there.")
                self.add_error(f"by_{at}", said)
        return data

    def written(self, document: Document) -> Document:
        data = self.cleaned_data
        # What a row of the file covers is not drawn; struck out, the row leaves it to count again.
        rows = [one for one in document.get("advances", []) if pair_of(one) in self.noted]
        for at in range(self.rows):
            if not data.get(f"by_{at}"):
                continue
            by, _colon, side = data[f"by_{at}"].partition(":")
            rows.append({
                "by": by, "to": data[f"to_{at}"], "amount": money(data[f"sum_{at}"]),
                **filled(side=side),
            })  # fmt: skip
        rest = {name: value for name, value in document.items() if name != "advances"}
        return rest | filled(advances=rows)


class RulesPage(_Agreed):
    """Local rules that nobody published, agreed for this file alone."""

    parts = ("agreed",)

    def __init__(self, *args: Any, missing: Sequence[str], **more: Any) -> None:
        self.missing = missing
        super().__init__(*args, **more)

    def build(self) -> None:
        said = {one["key"]: one["value"] for one in self.document.get("agreed", [])}
        self.keys = [one for one in KEYS if one in said or one in self.missing]
        for key in self.keys:
            shape, label = KEYS[key], str(WORDS[f"key_{key}"]) % {}
            if isinstance(shape, Choice):
                choices = [
                    (one, str(WORDS.get(f"value_{one}", WORDS.get(f"series_{one}", one))) % {})
                    for one in shape.values
                ]
                self.fields[key] = forms.ChoiceField(
                    label=label, required=False, choices=[("", _("open")), *choices],
                    initial=said.get(key, ""),
                )  # fmt: skip
            elif isinstance(shape, Money):
                self.fields[key] = yuan(label, required=False, initial=amount(said.get(key)))
            else:
                self.fields[key] = ShareField(label=label, initial=said.get(key, ""))
        if self.keys:
            super().build()
            self.fields["by"] = self.who_says(self.document.get("agreed", []))

    def written(self, document: Document) -> Document:
        rows = []
        for key in self.keys:
            value = self.cleaned_data.get(key)
            written = money(value) if isinstance(value, Decimal) else value
            if written:
                rows.append({"key": key, "value": written})
        rows = self.said(rows, document.get("agreed", []), "key", "value") if rows else rows
        rest = {name: value for name, value in document.items() if name != "agreed"}
        return rest | filled(agreed=rows)
