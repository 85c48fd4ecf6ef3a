"""The catalogue of concerns: dated rulebook data with names, keywords and the promise of each kind.

Kinds stand in groups, say what else is asked, who answers first, and how one knows that it is done.
A suggestion is offered with its reasons; one that leaves no doubt is taken unless a person chooses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from . import by_text
from . import office_hours as opening
from .clocks import Promise
from .triage import Scored

OTHER = "other"
LANGUAGES = ("zh-hans", "zh-hant", "en")
SUGGESTIONS_MAX = 3
DOUBTFUL = 0.15
"""A model's guess below this chance is not shown: three of them would be noise."""
PLACE_LEVELS = ("grid", "community", "street")
CHIEF_LEVELS = ("unit", "building")
"""Who may be asked for a first look, from near to far: residents whom their neighbours elected. They
stand beside those who answer and never in their place."""
DUTY_LEVELS = (*CHIEF_LEVELS, "grid", "point", "community", "street")
"""Who can be asked, from near to far; those above them are always there to be asked. A "point" is the
team of the service point that serves the grid; a kind has it, or a chief, only where the catalogue
says so."""
SURE = 0.75
"""From this chance on a guess is taken for a matter whose sender chose no kind, and said so."""
SURE_WEIGHT = 6
"""The same without a model: keywords of one kind alone, of two Chinese characters at least."""
KEYWORDS_MOST = 0.9
"""No keyword is surer than this: one of ten that stands alone points to the wrong kind."""
RADIUS_M = 150
CALL_BACK_PERCENT, CALL_BACK_MOST = 5, 60
"""Of a catalogue that says nothing about call-backs: one in twenty, at most so many."""


class Datatype(StrEnum):
    """How an answer is written. The words are those of Open311's service definitions."""

    STRING = "string"
    NUMBER = "number"
    DATETIME = "datetime"
    TEXT = "text"
    ONE = "singlevaluelist"
    MANY = "multivaluelist"


LISTS = frozenset({Datatype.ONE, Datatype.MANY})


@dataclass(frozen=True, slots=True)
class Attribute:
    """A question that a kind asks. `values` are (key, names) of a list to choose from.

    Neighbours read the answer only with `neighbours_see`, and only where the matter is open to them.
    """

    code: str
    names: Mapping[str, str]
    datatype: Datatype = Datatype.STRING
    required: bool = False
    values: tuple[tuple[str, Mapping[str, str]], ...] = ()
    hint: Mapping[str, str] = field(default_factory=dict)
    neighbours_see: bool = False

    def name(self, language: str) -> str:
        return in_language(self.names, language)

    def hint_in(self, language: str) -> str:
        return in_language(self.hint, language)

    def value_name(self, key: str, language: str) -> str:
        """The name of a key of the list; what is no key of it is its own name."""
        names = dict(self.values).get(key)
        return in_language(names, language) if names else key


@dataclass(frozen=True, slots=True)
class Group:
    """The upper level of the tree: kinds that belong together."""

    code: str
    names: Mapping[str, str]

    def name(self, language: str) -> str:
        return in_language(self.names, language)


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of concern. `keywords` are simplified Chinese or lower-case English.

    `duty` are the levels that answer for it, the one that is asked first in front; the chiefs among
    them are asked to look and answer for nothing. `private` is what
    the report form proposes; the reporter decides. Without `anonymous` the reporter has to be known
    to the house. `closing_condition` says when it counts as settled, `advice` what to do meanwhile;
    with `urgent_advice` that is shown before anything else. Reports within `duplicate_radius_m` of
    each other may be about the same. With `public_spot` it is about things that stand outside for
    everybody, so its reporter may let everybody see the very spot.
    """

    code: str
    names: Mapping[str, str]
    icon: str
    keywords: tuple[str, ...]
    promise: Promise
    urgent_advice: bool = False
    group: str = ""
    attributes: tuple[Attribute, ...] = ()
    anonymous: bool = True
    duplicate_radius_m: int = RADIUS_M
    private: bool = True
    public_spot: bool = False
    closing_condition: Mapping[str, str] = field(default_factory=dict)
    advice: Mapping[str, str] = field(default_factory=dict)
    duty: tuple[str, ...] = PLACE_LEVELS

    def name(self, language: str) -> str:
        """The name in `language`; English when that language has none."""
        return in_language(self.names, language)

    @property
    def answering(self) -> tuple[str, ...]:
        """The levels of `duty` that owe the answer."""
        return tuple(level for level in self.duty if level not in CHIEF_LEVELS)

    @property
    def looking(self) -> tuple[str, ...]:
        """The chiefs who are asked for a first look, the nearest in front."""
        return tuple(level for level in CHIEF_LEVELS if level in self.duty)

    def attribute(self, code: str) -> Attribute | None:
        return next((a for a in self.attributes if a.code == code), None)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One dated version. Undisputed answers close after `close_days`; residents may dispute a
    closed matter for `reopen_days` (calendar days, both). `office_hours` are local time, of every day
    without a row of its own in `office_hours_on` (rules.office_hours).

    Of a community's closed matters of a month `call_back_percent` are drawn by lot for a call-back,
    one at least and `call_back_most` at most. `sms_steps` are told by text message to whom no way
    leads that costs nothing; whoever wrote by text hears of every step by text.
    """

    version: str
    valid_from: date
    close_days: int
    reopen_days: int
    office_hours: opening.Intervals
    categories: tuple[Category, ...]
    groups: tuple[Group, ...] = ()
    office_hours_on: Mapping[str, opening.Intervals] = field(default_factory=dict)
    call_back_percent: int = CALL_BACK_PERCENT
    call_back_most: int = CALL_BACK_MOST
    sms_steps: tuple[str, ...] = by_text.BY_TEXT

    def get(self, code: str) -> Category | None:
        return next((c for c in self.categories if c.code == code), None)

    def hours_on(self, day: date) -> opening.Intervals:
        """When the office is open on a day that is worked."""
        return opening.hours_on(day, self.office_hours, self.office_hours_on)

    def tree(self) -> list[tuple[Group | None, list[Category]]]:
        """The groups with their kinds, both in the catalogue's order; None holds the ungrouped."""
        inside = [(g, [c for c in self.categories if c.group == g.code]) for g in self.groups]
        found: list[tuple[Group | None, list[Category]]] = [
            (g, kinds) for g, kinds in inside if kinds
        ]
        alone = [c for c in self.categories if not c.group]
        return [*found, (None, alone)] if alone else found


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text in `language`, English when that language has none, "" when there is none at all."""
    return texts.get(language) or texts.get("en", "")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category that the words point to, and the very words that point there.

    `confidence` is the share, 0 to 1, of such suggestions that turn out right. A model's is the
    chance that it gives, brought into line with texts that it had not learned from (its report
    says how well that holds). Without a model it comes from the keywords found (keyword_share):
    right on average for made-up concerns, not measured on an office's own. None: keywords alone
    name it while a model is in use that says nothing about it.
    """

    category: Category
    reasons: tuple[str, ...]
    confidence: float | None = None


def parse(data: Mapping[str, Any]) -> Catalogue:
    """A checked catalogue. Raises ValueError naming the category that is wrong."""
    catalogue = Catalogue(
        version=data["version"],
        valid_from=date.fromisoformat(data["valid_from"]),
        close_days=int(data["close_days"]),
        reopen_days=int(data["reopen_days"]),
        office_hours=_hours(data["version"], data["office_hours"]),
        office_hours_on={
            row: _hours(data["version"], pairs)
            for row, pairs in data.get("office_hours_on", {}).items()
        },
        categories=tuple(_category(row) for row in data["categories"]),
        groups=tuple(
            Group(row["code"], _names(f"group {row['code']}", row))
            for row in data.get("groups", ())
        ),
        call_back_percent=int(data.get("call_back_percent", CALL_BACK_PERCENT)),
        call_back_most=int(data.get("call_back_most", CALL_BACK_MOST)),
        sms_steps=tuple(data.get("sms_steps", by_text.BY_TEXT)),
    )
    codes = [c.code for c in catalogue.categories]
    if len(set(codes)) != len(codes):
        raise ValueError(f"catalogue {catalogue.version}: a code appears twice")
    if OTHER not in codes:
        raise ValueError(f"catalogue {catalogue.version}: the category {OTHER!r} is missing")
    if set(catalogue.office_hours_on) - set(opening.ROWS):
        raise ValueError(f"catalogue {catalogue.version}: office hours name a day that is none")
    if min(catalogue.close_days, catalogue.reopen_days) < 1:
        raise ValueError(f"catalogue {catalogue.version}: days must be 1 or more")
    if not 1 <= catalogue.call_back_percent <= 100 or catalogue.call_back_most < 1:
        raise ValueError(
            f"catalogue {catalogue.version}: call-backs are 1 to 100 percent, 1 or more"
        )
    if not by_text.are_steps(list(catalogue.sms_steps)):
        raise ValueError(f"catalogue {catalogue.version}: told by text are steps, in their order")
    groups = {group.code for group in catalogue.groups}
    for category in catalogue.categories:
        if category.group and category.group not in groups:
            raise ValueError(f"category {category.code}: there is no group {category.group}")
    return catalogue


def _hours(version: str, pairs: Any) -> opening.Intervals:
    try:
        return opening.read(pairs)
    except ValueError as broken:
        raise ValueError(f"catalogue {version}: {broken}") from None


def _category(row: Mapping[str, Any]) -> Category:
    about = f"category {row['code']}"
    promise = Promise(
        int(row["first_answer_hours"]),
        int(row["settle_days"]),
        bool(row.get("round_the_clock", False)),
    )
    if promise.first_answer_hours < 1 or promise.settle_days < 1:
        raise ValueError(f"{about}: a promise is at least one hour and one day")
    category = Category(
        code=row["code"],
        names=_names(about, row),
        icon=row["icon"],
        keywords=tuple(row["keywords"]),
        promise=promise,
        urgent_advice=bool(row.get("urgent_advice", False)),
        group=row.get("group", ""),
        attributes=tuple(_attribute(about, one) for one in row.get("attributes", ())),
        anonymous=bool(row.get("anonymous", True)),
        duplicate_radius_m=int(row.get("duplicate_radius_m", RADIUS_M)),
        private=bool(row.get("private", True)),
        public_spot=bool(row.get("public_spot", False)),
        closing_condition=dict(row.get("closing_condition", {})),
        advice=dict(row.get("advice", {})),
        duty=tuple(row.get("duty", PLACE_LEVELS)),
    )
    if not category.duty or list(category.duty) != [d for d in DUTY_LEVELS if d in category.duty]:
        raise ValueError(f"{about}: duty names some of {', '.join(DUTY_LEVELS)}, in this order")
    if not category.answering:
        raise ValueError(f"{about}: a chief is asked beside somebody who answers")
    if category.looking and category.promise.round_the_clock:
        raise ValueError(f"{about}: no chief is asked to look at a danger")
    if category.duplicate_radius_m < 0:
        raise ValueError(f"{about}: a radius is 0 m or more")
    codes = [a.code for a in category.attributes]
    if len(set(codes)) != len(codes):
        raise ValueError(f"{about}: a question appears twice")
    return category


def _attribute(about: str, row: Mapping[str, Any]) -> Attribute:
    about = f"{about}, question {row['code']}"
    attribute = Attribute(
        code=row["code"],
        names=_names(about, row),
        datatype=Datatype(row.get("datatype", Datatype.STRING.value)),
        required=bool(row.get("required", False)),
        values=tuple(
            (one["key"], _names(f"{about}, value {one['key']}", one))
            for one in row.get("values", ())
        ),
        hint=dict(row.get("hint", {})),
        neighbours_see=bool(row.get("neighbours_see", False)),
    )
    if (attribute.datatype in LISTS) != bool(attribute.values):
        raise ValueError(f"{about}: a list has values to choose from, and nothing else has")
    if len({key for key, _ in attribute.values}) != len(attribute.values):
        raise ValueError(f"{about}: a value appears twice")
    return attribute


def _names(about: str, row: Mapping[str, Any]) -> dict[str, str]:
    missing = [language for language in LANGUAGES if not row["names"].get(language)]
    if missing:
        raise ValueError(f"{about}: no name in {', '.join(missing)}")
    return dict(row["names"])


def dump(catalogue: Catalogue) -> dict[str, Any]:
    """The catalogue as plain data, every key written out: `parse` reads it back alike."""
    return {
        "version": catalogue.version,
        "valid_from": catalogue.valid_from.isoformat(),
        "close_days": catalogue.close_days,
        "reopen_days": catalogue.reopen_days,
        "call_back_percent": catalogue.call_back_percent,
        "call_back_most": catalogue.call_back_most,
        "sms_steps": list(catalogue.sms_steps),
        "office_hours": opening.written(catalogue.office_hours),
        "office_hours_on": {
            row: opening.written(catalogue.office_hours_on[row])
            for row in opening.ROWS
            if row in catalogue.office_hours_on
        },
        "groups": [{"code": group.code, "names": dict(group.names)} for group in catalogue.groups],
        "categories": [_dumped(category) for category in catalogue.categories],
    }


def _dumped(category: Category) -> dict[str, Any]:
    return {
        "code": category.code,
        "group": category.group,
        "names": dict(category.names),
        "icon": category.icon,
        "first_answer_hours": category.promise.first_answer_hours,
        "settle_days": category.promise.settle_days,
        "round_the_clock": category.promise.round_the_clock,
        "urgent_advice": category.urgent_advice,
        "anonymous": category.anonymous,
        "private": category.private,
        "public_spot": category.public_spot,
        "duplicate_radius_m": category.duplicate_radius_m,
        "duty": list(category.duty),
        "closing_condition": dict(category.closing_condition),
        "advice": dict(category.advice),
        "keywords": list(category.keywords),
        "attributes": [
            {
                "code": one.code,
                "names": dict(one.names),
                "datatype": one.datatype.value,
                "required": one.required,
                "neighbours_see": one.neighbours_see,
                "hint": dict(one.hint),
                "values": [{"key": key, "names": dict(names)} for key, names in one.values],
            }
            for one in category.attributes
        ],
    }


def in_force(
    shipped: Sequence[Catalogue], day: date, adopted: Sequence[Catalogue] = ()
) -> Catalogue:
    """The version that is valid on `day`; the oldest when `day` lies before them all.

    What the jurisdiction adopted itself goes before what comes with the program, so that an update
    of the program never changes a promise. Of two for the same day the later one in `adopted`
    counts: it was adopted before that day, so nothing was ever reported under the other.
    """
    for catalogues in (adopted, shipped):
        ordered = sorted(catalogues, key=lambda c: c.valid_from)
        valid = [c for c in ordered if c.valid_from <= day]
        if valid:
            return valid[-1]
    return min(shipped, key=lambda c: c.valid_from)


def suggest(folded_words: str, catalogue: Catalogue) -> tuple[Suggestion, ...]:
    """Up to three categories by keywords found, best first; the catalogue's order breaks ties.

    `folded_words` are simplified and in lower case. Longer keywords weigh more; one that is part
    of another hit of the same category counts once.
    """
    scored: list[tuple[int, int, Suggestion]] = []
    for rank, category in enumerate(catalogue.categories):
        hits = [k for k in category.keywords if k in folded_words]
        reasons = tuple(k for k in hits if not any(k != o and k in o for o in hits))
        if reasons:
            scored.append((-_weight(reasons), rank, Suggestion(category, reasons)))
    scored.sort(key=lambda item: item[:2])
    total = sum(-weight for weight, _, _ in scored)
    return tuple(
        replace(suggestion, confidence=keyword_share(-weight, total))
        for weight, _, suggestion in scored[:SUGGESTIONS_MAX]
    )


def keyword_share(weight: int, total: int) -> float:
    """How often a kind is right whose keywords weigh `weight` of `total` found.

    One more is added to the total for what no keyword names, and no share is above 0.9. Of the 53
    made-up concerns of the demo worlds the first suggestion is right in 39 of 48 (0.81); this says 0.76.
    """
    return min(KEYWORDS_MOST, weight / (total + 1))


def _weight(reasons: Sequence[str]) -> int:
    return sum(len(k) if k.isascii() else 3 * len(k) for k in reasons)


def certain(
    scored: Sequence[Scored], by_keywords: Sequence[Suggestion], catalogue: Catalogue
) -> Suggestion | None:
    """The kind that the words leave no doubt about, or None: then a person sorts it.

    `scored` is what a model says, () without one. Words that name a danger are never taken for
    anything else, however sure the model is.
    """
    if scored:
        best = max(scored, key=lambda one: one.confidence)
        category = catalogue.get(best.code)
        sure = category is not None and best.confidence >= SURE and bool(best.reasons)
        found = Suggestion(category, best.reasons, best.confidence) if sure and category else None
    else:
        alone = len(by_keywords) == 1 and _weight(by_keywords[0].reasons) >= SURE_WEIGHT
        found = by_keywords[0] if alone else None
    dangers = {one.category.code for one in by_keywords if one.category.urgent_advice}
    if found is None or dangers - {found.category.code}:
        return None
    return found


def joined(
    scored: Sequence[Scored], by_keywords: Sequence[Suggestion], catalogue: Catalogue
) -> tuple[Suggestion, ...]:
    """The model's suggestions first, then those of the keywords; at most three.

    A danger that the keywords name is never crowded out: its advice has to be read.
    """
    found: dict[str, Suggestion] = {}
    for one in scored:
        category = catalogue.get(one.code)
        if category is not None and one.confidence >= DOUBTFUL and one.reasons:
            found[one.code] = Suggestion(category, one.reasons, one.confidence)
    chances = {one.code: one.confidence for one in scored}
    for suggestion in by_keywords:
        code = suggestion.category.code
        found.setdefault(code, replace(suggestion, confidence=chances.get(code)))
    urgent = [s.category.code for s in by_keywords if s.category.urgent_advice][:SUGGESTIONS_MAX]
    others = [code for code in found if code not in urgent][: SUGGESTIONS_MAX - len(urgent)]
    return tuple(one for code, one in found.items() if code in urgent or code in others)
