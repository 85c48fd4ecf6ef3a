"""What happened, to whom, with which vehicles and covers: the pages of a reckoning but its losses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..messages.reckonings import BLAMES, CONDUCTS, EXCLUSIONS, VEHICLES
from ..rules import reckonings as rules
from ..rules.damages import claim as c
from ..rules.damages.shapes import NOTHING, Money, Share
from ..rules.damages.values import Fault
from ..rules.reckonings import Document
from .intake import Choices, day
from .talks import yuan


class ShareField(forms.CharField):
    """A share as people write it: 70, 70% or 1/3; kept as the claim writes it."""

    def __init__(self, **more: Any) -> None:
        text = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"})
        super().__init__(max_length=12, required=False, widget=text, **more)

    def clean(self, value: Any) -> str:
        plain = str(super().clean(value) or "").replace("％", "%").replace(" ", "")
        if not plain:
            return ""
        written = plain if "%" in plain or "/" in plain else f"{plain}%"
        faults: list[Fault] = []
        if Share().read(written, "", faults) is NOTHING:
            raise forms.ValidationError(_("Write a share like 70, 70% or 1/3; at most the whole."))
        return written


def money(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def amount(written: Any) -> Decimal | None:
    """A sum of a document as a form shows it."""
    read = Money().read(written, "", [])
    return None if read is NOTHING else Decimal(read) / 100


def the_day(written: Any) -> date | None:
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        return None


def filled(**pairs: Any) -> Document:
    """The pairs that say something."""
    return {name: value for name, value in pairs.items() if value not in ("", None, [], {}, False)}


class Page(forms.Form):
    """A page of a reckoning. `names` are the parties by their keys, `whom` the row it is about."""

    use_required_attribute = False

    def __init__(
        self, sent: Any = None, *, document: Document, names: Mapping[str, str], whom: str = "",
    ) -> None:  # fmt: skip
        self.document, self.names, self.whom = document, names, whom
        super().__init__(sent, initial=self.kept())
        self.build()

    def kept(self) -> dict[str, Any]:
        """What stands in the document already."""
        return {}

    def build(self) -> None:
        """Fields that depend on the document."""

    def into(self, document: Document) -> Document:
        """The document with what was entered."""
        raise NotImplementedError

    def goes(self) -> str:
        """The key of the row after it was saved."""
        return self.whom

    def choose(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, (forms.ChoiceField, forms.MultipleChoiceField)), "declared as one"
        field.choices = list(choices)


class AccidentPage(Page):
    accident_on = day(_("Day of the accident"))
    settled_on = day(
        _("Day of the agreement"),
        help_text=_("The figures of the year before it count. Today, when you do not know yet."),
    )
    jurisdiction = forms.ChoiceField(label=_("By the local rules of"))
    statistics_year = forms.IntegerField(
        label=_("Figures of another year"), min_value=1990, max_value=2100, required=False,
        help_text=_("Only when the parties agree on it, such as while a year is not published."),
    )  # fmt: skip
    insured_first = forms.BooleanField(
        label=_("Insured vehicles are asked to pay before one that is not insured"), required=False
    )
    set_off = forms.BooleanField(
        label=_("Both sides agreed to set their claims against each other"), required=False
    )

    def __init__(self, *args: Any, places: Choices, usual: dict[str, Any], **more: Any) -> None:
        self.usual = usual
        super().__init__(*args, **more)
        self.choose("jurisdiction", places)

    def kept(self) -> dict[str, Any]:
        return self.usual | {
            name: self.document[name] for name in self.base_fields if name in self.document
        }

    def into(self, document: Document) -> Document:
        data = self.cleaned_data
        rest = {name: value for name, value in document.items() if name not in self.base_fields}
        days = {name: data[name].isoformat() for name in ("accident_on", "settled_on")}
        flags = {name: data[name] for name in ("insured_first", "set_off") if data[name]}
        year = filled(statistics_year=data["statistics_year"])
        return rest | days | flags | year | {"jurisdiction": data["jurisdiction"]}


class VehiclePage(Page):
    """A vehicle with whoever was in charge of it, or somebody on foot."""

    who = forms.ChoiceField(
        label=_("Who drove, rode or walked?"),
        help_text=_("A party of the file. Add whoever is missing to the file first."),
    )
    kind = forms.ChoiceField(label=_("With what?"), choices=list(VEHICLES.items()))
    blame = forms.ChoiceField(
        label=_("Blame by the certificate"),
        choices=list(BLAMES.items()),
        widget=forms.RadioSelect(attrs={"data-look": "columns"}),
    )
    conduct = forms.MultipleChoiceField(
        label=_("What the certificate also says"), required=False, choices=list(CONDUCTS.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    insurer = forms.ChoiceField(
        label=_("Insurer of the compulsory cover"), required=False,
        help_text=_("Only for a motor vehicle. An insurer that is to sign and pay is a party of the file."),
    )  # fmt: skip
    insurer_name = forms.CharField(
        label=_("Or another insurer, by name"), max_length=60, required=False
    )
    uninsured = forms.BooleanField(
        label=_("A motor vehicle without compulsory cover"), required=False
    )
    employer = forms.ChoiceField(label=_("Was at work for"), required=False)
    owner = forms.ChoiceField(label=_("Owner or lender who is at fault too"), required=False)
    owner_share = ShareField(label=_("Their share"))

    def kept(self) -> dict[str, Any]:
        row = rules.one_of(rules.sides(self.document), self.whom)
        if not row:
            return {}
        bearers = {one["kind"]: one for one in row.get("bearers", [])}
        cover = row.get("compulsory", {})
        owner = bearers.get("owner_at_fault", {})
        by_name = {name: key for key, name in self.names.items()}
        insurer = by_name.get(cover.get("insurer", ""), "")
        party = rules.party_of_side(row["id"])
        return {
            "who": party if party in self.names else f"={row['id']}", "kind": row.get("kind"),
            "blame": row.get("blame"), "conduct": row.get("conduct", []), "insurer": insurer,
            "insurer_name": "" if insurer else cover.get("insurer", ""),
            "uninsured": bool(cover.get("obligor")),
            "employer": by_name.get(bearers.get("employer", {}).get("name", ""), ""),
            "owner": by_name.get(owner.get("name", ""), ""), "owner_share": owner.get("share", ""),
        }  # fmt: skip

    def build(self) -> None:
        parties = list(self.names.items())
        row = rules.one_of(rules.sides(self.document), self.whom)
        unknown = (
            [] if row.get("unidentified") else [(rules.UNKNOWN, _("Nobody knows: it drove away"))]
        )
        if row and rules.party_of_side(self.whom) not in self.names:
            unknown.insert(
                0, (f"={self.whom}", row.get("name") or _("Nobody knows: it drove away"))
            )
        self.choose("who", [*parties, *unknown])
        for name in ("insurer", "employer", "owner"):
            self.choose(name, [("", _("none")), *parties])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        motor = data.get("kind") == c.Kind.MOTOR.value
        known = data.get("who") != rules.UNKNOWN
        insured = bool(data.get("insurer") or data.get("insurer_name"))
        if motor and known and insured == bool(data.get("uninsured")):
            self.add_error("insurer", _("Say who insured the motor vehicle, or that nobody did."))
        if not motor and (insured or data.get("uninsured")):
            self.add_error("insurer", _("Only a motor vehicle has compulsory cover."))
        if data.get("owner") and not data.get("owner_share"):
            self.add_error("owner_share", _("Say which share the owner bears."))
        taken = {one["id"] for one in rules.sides(self.document)} - {self.whom}
        if self.goes_to(str(data.get("who", ""))) in taken:
            self.add_error("who", _("This person is in charge of another vehicle already."))
        return data

    def goes_to(self, who: str) -> str:
        if who.startswith("="):
            return who[1:]
        return rules.side_key(f"{rules.UNKNOWN}-1" if who == rules.UNKNOWN else who)

    def goes(self) -> str:
        return self.goes_to(self.cleaned_data["who"])

    def into(self, document: Document) -> Document:
        data, key = self.cleaned_data, self.goes()
        row = rules.one_of(rules.sides(document), self.whom)
        for name in ("conduct", "unidentified", "bearers"):
            kept = row.pop(name, None)
            if name == "bearers":
                others = [
                    one for one in kept or [] if one["kind"] not in {"employer", "owner_at_fault"}
                ]
        row |= {"id": key, "kind": data["kind"], "blame": data["blame"]}
        row |= filled(
            conduct=data["conduct"], unidentified=data["who"] == rules.UNKNOWN,
            bearers=[*others, *self._bearers()], name=self.names.get(data["who"]),
        )  # fmt: skip
        used = row.pop("compulsory", {}).get("used")
        insurer = self.names.get(data["insurer"], "") or data["insurer_name"]
        if data["uninsured"]:
            row["compulsory"] = {"obligor": row.get("name") or key}
        elif insurer:
            row["compulsory"] = filled(insurer=insurer, used=used)
        if data["kind"] == c.Kind.FOOT.value or row.get("unidentified"):
            row.pop("commercial", None)
        return rules.put(document, "sides", row, before=self.whom)

    def _bearers(self) -> list[Document]:
        data, found = self.cleaned_data, []
        if data["employer"]:
            found.append({"kind": "employer", "name": self.names[data["employer"]]})
        if data["owner"]:
            found.append({
                "kind": "owner_at_fault", "name": self.names[data["owner"]],
                "share": data["owner_share"],
            })  # fmt: skip
        return found


class CoverPage(Page):
    """Commercial cover, and what an earlier settlement took out of the limits of the period."""

    insurer = forms.ChoiceField(label=_("Insurer of the commercial cover"), required=False)
    insurer_name = forms.CharField(
        label=_("Or another insurer, by name"), max_length=60, required=False
    )
    limit = yuan(_("Limit, in yuan"), required=False)
    used = yuan(_("Of it paid before"), least="0", required=False)
    deductible = yuan(_("Deductible, in yuan"), least="0", required=False)
    deductible_share = ShareField(label=_("Deductible, as a share"))
    usual = forms.BooleanField(
        label=_("The usual exclusions"), required=False,
        help_text=_("Nobody looked at the contract. The sheet says so."),
    )  # fmt: skip
    excludes = forms.MultipleChoiceField(
        label=_("What the contract does not pay"), required=False, choices=list(EXCLUSIONS.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    used_medical = yuan(_("Compulsory cover paid before: medical"), least="0", required=False)
    used_disability = yuan(
        _("Compulsory cover paid before: death and disability"), least="0", required=False
    )
    used_property = yuan(_("Compulsory cover paid before: things"), least="0", required=False)

    def _row(self) -> Document:
        return rules.one_of(rules.sides(self.document), self.whom)

    def kept(self) -> dict[str, Any]:
        row = self._row()
        policies = row.get("commercial", [])
        first = policies[0] if policies else {}
        used = row.get("compulsory", {}).get("used", {})
        by_name = {name: key for key, name in self.names.items()}
        key = by_name.get(first.get("insurer", ""), "")
        return {
            "insurer": key, "insurer_name": "" if key else first.get("insurer", ""),
            "usual": "excludes" not in first, "excludes": first.get("excludes", []),
            "deductible_share": first.get("deductible_share", ""),
            **{name: amount(first.get(name)) for name in ("limit", "used", "deductible")},
            **{f"used_{name}": amount(used.get(name)) for name in ("medical", "disability", "property")},
        }  # fmt: skip

    def build(self) -> None:
        self.choose("insurer", [("", _("none")), *self.names.items()])
        if "insurer" not in self._row().get("compulsory", {}):
            for name in ("used_medical", "used_disability", "used_property"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        insurer = data.get("insurer") or data.get("insurer_name")
        if bool(insurer) != bool(data.get("limit")):
            self.add_error("limit", _("A commercial cover needs its insurer and its limit."))
        return data

    def into(self, document: Document) -> Document:
        data, row = self.cleaned_data, rules.one_of(rules.sides(document), self.whom)
        others = row.pop("commercial", [])[1:]
        insurer = self.names.get(data["insurer"], "") or data["insurer_name"]
        mine: list[Document] = []
        if insurer:
            mine.append(filled(
                insurer=insurer, deductible_share=data["deductible_share"],
                **{name: money(data[name]) for name in ("limit", "used", "deductible")},
            ))  # fmt: skip
            if not data["usual"]:
                mine[0]["excludes"] = data["excludes"]
        row |= filled(commercial=[*mine, *others])
        used = filled(**{
            name: money(data.get(f"used_{name}")) for name in ("medical", "disability", "property")
        })  # fmt: skip
        if "compulsory" in row:
            row["compulsory"].pop("used", None)
            row["compulsory"] |= filled(used=used)
        return rules.put(document, "sides", row)


def side_words(side: Document) -> str:
    """A vehicle as a list shows it: what it is, and whose."""
    kind = str(VEHICLES.get(side.get("kind", ""), ""))
    return f"{kind} · {side['name']}" if side.get("name") else kind or side["id"]
