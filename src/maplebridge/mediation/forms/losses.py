"""The losses of one person: treatment and care, income and what lasts, things."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..messages.damages import WORDS
from ..rules import reckonings as rules
from ..rules.damages.claim import Head
from ..rules.damages.statistics import INDUSTRIES
from ..rules.reckonings import Document
from .claims import Page, ShareField, amount, filled, money, the_day
from .intake import day
from .talks import yuan

DEPENDANTS = 3
PARTIES = "parties"
_SUMS = (
    Head.FOLLOW_UP, Head.COSMETIC, Head.TRANSPORT, Head.LODGING, Head.REHABILITATION, Head.KIN_COSTS,
    Head.MENTAL, Head.REPAIR, Head.REPLACEMENT, Head.CARGO, Head.TOWING, Head.BELONGINGS,
    Head.LOST_OPERATION, Head.SUBSTITUTE_TRANSPORT, Head.APPRAISAL_FEE,
)  # fmt: skip
_BY_LAW = (Head.DISABILITY, Head.DEATH, Head.FUNERAL)
_WAYS = (
    ("", _("none")), ("daily", _("so much a day")), ("monthly", _("so much a month")),
    ("actual", _("what was really lost, as one sum")), ("industry", _("average wage of an industry")),
)  # fmt: skip


def _days(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=3650, required=False)


def _industry() -> forms.ChoiceField:
    names = [(one, WORDS[f"industry_{one}"]) for one in INDUSTRIES]
    return forms.ChoiceField(label=_("Industry"), required=False, choices=[("", _("none")), *names])


def _fields(head: Head) -> dict[str, forms.Field]:
    """The fields of a head by the keys that they fill."""
    name = WORDS[f"head_{head.value}"]
    if head in _SUMS:
        return {"amount": yuan(name, required=False)}
    if head in _BY_LAW:
        return {
            "agreed": yuan(_("%(head)s: agreed on, in yuan") % {"head": name}, required=False,
                           help_text=_("Empty: by the formula of the law."))
        }  # fmt: skip
    built: dict[Head, dict[str, forms.Field]] = {
        Head.MEDICAL: {
            "amount": yuan(_("Medical treatment: receipts together"), required=False),
            "outside_commercial": yuan(_("Of it, what the commercial cover does not pay"), least="0", required=False),
        },
        Head.HOSPITAL_MEALS: {
            "days": _days(_("Days in hospital")),
            "rate": yuan(_("Meals in hospital, yuan a day"), required=False, help_text=_("Empty: that of the local rules.")),
        },
        Head.NUTRITION: {
            "days": _days(_("Days of nutrition")),
            "rate": yuan(_("Nutrition, yuan a day"), required=False, help_text=_("Empty: that of the local rules.")),
        },
        Head.NURSING: {
            "way": forms.ChoiceField(label=_("Nursing by"), required=False, choices=_WAYS),
            "days": _days(_("Days of nursing")),
            "rate": yuan(_("Nursing, yuan a day or month"), required=False),
            "amount": yuan(_("Nursing, as one sum"), required=False),
            "industry": _industry(),
            "persons": forms.IntegerField(label=_("Persons who nurse"), min_value=1, max_value=5, required=False),
        },
        Head.LOST_INCOME: {
            "way": forms.ChoiceField(label=_("Lost income by"), required=False, choices=_WAYS),
            "days": _days(_("Days without work")),
            "rate": yuan(_("Income, yuan a day or month"), required=False),
            "amount": yuan(_("Lost income, as one sum"), required=False),
            "industry": _industry(),
            "paid_on": yuan(_("Wages paid on all the same"), least="0", required=False),
        },
        Head.LONG_CARE: {
            "years": forms.IntegerField(label=_("Care after the assessment: years"), min_value=1, max_value=20, required=False),
            "dependence": ShareField(label=_("Degree of dependence")),
            "annual": yuan(_("Cost of the care a year"), required=False),
        },
        Head.DEVICE: {
            "unit": yuan(_("Aid: price of one"), required=False),
            "term_years": forms.IntegerField(label=_("Aid: needed for years"), min_value=1, max_value=60, required=False),
            "cycle_years": forms.IntegerField(label=_("Aid: lasts years"), min_value=1, max_value=60, required=False),
            "upkeep": yuan(_("Aid: upkeep together"), least="0", required=False),
        },
    }  # fmt: skip
    return built[head]


class LossPage(Page):
    """The heads of one page. What the fields cannot say, such as two bills apart, stands untouched."""

    heads: tuple[Head, ...] = ()
    frozen: list[str]

    def _items(self, head: Head) -> list[Document]:
        row = rules.one_of(rules.claimants(self.document), self.whom)
        return [one for one in row.get("items", []) if one.get("head") == head.value]

    def _shown(self) -> tuple[Head, ...]:
        """The heads that fit what became of the person."""
        due = rules.BY_LAW[rules.outcome(rules.one_of(rules.claimants(self.document), self.whom))]
        return tuple(one for one in self.heads if one not in _BY_LAW or one in due)

    def build(self) -> None:
        self.frozen = []
        for head in self._shown():
            if head is Head.DEPENDANTS:
                self._dependants()
                continue
            fields, items = _fields(head), self._items(head)
            known = {"head", "by", *fields}
            if len(items) > 1 or any(set(one) - known or not _fits(one, fields) for one in items):
                self.frozen.append(head.value)
                continue
            for key, field in fields.items():
                field.initial = _initial(field, items[0].get(key)) if items else None
                self.fields[f"{head.value}_{key}"] = field

    def _dependants(self) -> None:
        items = self._items(Head.DEPENDANTS)
        persons = items[0].get("persons", []) if items else []
        row = rules.one_of(rules.claimants(self.document), self.whom)
        if rules.outcome(row) == "injured":
            return
        if len(persons) > DEPENDANTS or any("agreed" in one for one in items):
            self.frozen.append(Head.DEPENDANTS.value)
            return
        for at in range(DEPENDANTS):
            one: Document = persons[at] if at < len(persons) else {}
            self.fields[f"dependant_{at}_name"] = forms.CharField(
                label=_("Somebody who was kept by them: name"), max_length=60, required=False,
                initial=one.get("name", ""),
            )  # fmt: skip
            self.fields[f"dependant_{at}_born"] = day(
                _("Their day of birth"), required=False, initial=the_day(one.get("born"))
            )
            self.fields[f"dependant_{at}_supporters"] = forms.IntegerField(
                label=_("How many keep them by law, this person counted"), min_value=1, max_value=12,
                required=False, initial=one.get("supporters"),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for head in (Head.LOST_INCOME, Head.NURSING):
            self._earnings(head.value, data)
        for head, needed, key in (
            (Head.HOSPITAL_MEALS, "days", "rate"), (Head.NUTRITION, "days", "rate"),
            (Head.MEDICAL, "amount", "outside_commercial"), (Head.DEVICE, "unit", "upkeep"),
        ):  # fmt: skip
            if data.get(f"{head.value}_{key}") and not data.get(f"{head.value}_{needed}"):
                self.add_error(
                    f"{head.value}_{needed}", _("This is missing for what stands below.")
                )
        for head, keys in ((Head.DEVICE, ("unit", "term_years", "cycle_years")), (Head.LONG_CARE, ("years", "dependence", "annual"))):  # fmt: skip
            self._together(head.value, keys, data)
        for at in range(DEPENDANTS):
            self._together(f"dependant_{at}", ("name", "born", "supporters"), data)
        return data

    def _together(self, prefix: str, keys: tuple[str, ...], data: Mapping[str, Any]) -> None:
        given = [key for key in keys if data.get(f"{prefix}_{key}")]
        for key in keys:
            if given and key not in given and f"{prefix}_{key}" in self.fields:
                self.add_error(f"{prefix}_{key}", _("This belongs to what stands beside it."))

    def _earnings(self, head: str, data: Mapping[str, Any]) -> None:
        needs = {
            "daily": ("days", "rate"), "monthly": ("days", "rate"), "actual": ("amount",),
            "industry": ("days", "industry"),
        }  # fmt: skip
        way = data.get(f"{head}_way") or ""
        for key in needs.get(way, ()):
            if not data.get(f"{head}_{key}"):
                self.add_error(f"{head}_{key}", _("This way of showing it needs it."))
        if not way and any(data.get(f"{head}_{key}") for key in ("days", "rate", "amount")):
            self.add_error(f"{head}_way", _("Say by what it is shown."))

    def into(self, document: Document) -> Document:
        row = rules.one_of(rules.claimants(document), self.whom)
        mine = {one.value for one in self._shown()} - set(self.frozen)
        kept = [one for one in row.get("items", []) if one["head"] not in mine]
        row["items"] = [*kept, *(one for head in self._shown() if head.value in mine
                                 and (one := self._item(head)))]  # fmt: skip
        return rules.put(document, "claimants", row)

    def _item(self, head: Head) -> Document:
        if head is Head.DEPENDANTS:
            return self._persons()
        data = {key: self.cleaned_data.get(f"{head.value}_{key}") for key in _fields(head)}
        said = {
            key: value if isinstance(value, (int, str)) else money(value)
            for key, value in data.items()
            if value not in (None, "")
        }
        if head in _BY_LAW:
            stood = next(iter(self._items(head)), {})
            same = stood.get("agreed") == said.get("agreed")
            by = stood.get("by", PARTIES) if same else PARTIES  # who said it stays
            agreed = {"by": by, **said} if "agreed" in said else {}
            return {"head": head.value, **agreed}
        if "way" in data:
            said = _of_way(said)
        elif head in (Head.HOSPITAL_MEALS, Head.NUTRITION) and "days" not in said:
            said = {}
        return {"head": head.value, **said} if said else {}

    def _persons(self) -> Document:
        data, found = self.cleaned_data, []
        for at in range(DEPENDANTS):
            if data.get(f"dependant_{at}_name"):
                found.append({
                    "name": data[f"dependant_{at}_name"],
                    "born": data[f"dependant_{at}_born"].isoformat(),
                    "supporters": data[f"dependant_{at}_supporters"],
                })  # fmt: skip
        return {"head": Head.DEPENDANTS.value, "persons": found} if found else {}


def _of_way(said: Document) -> Document:
    """Only the keys that the chosen way takes."""
    takes = {
        "daily": {"days", "rate"}, "monthly": {"days", "rate"}, "actual": {"amount"},
        "industry": {"days", "industry"},
    }.get(str(said.get("way", "")), set())  # fmt: skip
    if not takes:
        return {}
    return filled(**{
        key: value for key, value in said.items() if key in takes | {"way", "persons", "paid_on"}
    })  # fmt: skip


def _fits(item: Document, fields: Mapping[str, forms.Field]) -> bool:
    """Whether the fields show all of an item."""
    if "way" in fields and item.get("way") == "three_years":
        return False
    whole = [key for key, one in fields.items() if type(one) is forms.IntegerField and key in item]
    return all(isinstance(item[key], int) for key in whole)


def _initial(field: forms.Field, value: Any) -> Any:
    return amount(value) if isinstance(field, forms.DecimalField) else value


class TreatmentPage(LossPage):
    heads = rules.TREATMENT


class IncomePage(LossPage):
    heads = rules.INCOME


class ThingsPage(LossPage):
    heads = rules.THINGS
