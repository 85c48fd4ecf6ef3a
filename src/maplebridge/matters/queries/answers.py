"""What was answered to the questions of a kind, in words, for those who may read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language

from .. import policy
from ..models import Matter
from ..policy import Standing
from ..rules.answers import Answer, moment_of
from ..rules.catalogue import Attribute, Catalogue, Datatype
from .rulebook import catalogue_version


@dataclass(frozen=True, slots=True)
class Answered:
    """One question with its answers. `values` are as kept, `texts` the same in words.

    `at` is set where the answer is an instant, `on` where it is a day.
    """

    code: str
    question: str
    values: tuple[str, ...]
    texts: tuple[str, ...]
    at: datetime | None = None
    on: date | None = None

    def __str__(self) -> str:
        """The texts in a row."""
        chinese = (get_language() or "en").startswith("zh")
        return ("、" if chinese else ", ").join(self.texts)


def answers_of(matter: Matter, standing: Standing, language: str) -> list[Answered]:
    """The answers that came with a matter, in the order of the questions. One statement.

    Neighbours read those alone that the catalogue opens to them.
    """
    rows = matter.attributes.order_by("order").values_list("category", "code", "value")
    rulebook = catalogue_version(matter.rulebook)
    kept: dict[str, list[tuple[str, str]]] = {}
    for category, code, value in rows:
        kept.setdefault(category, []).append((code, value))
    return [
        shown
        for category, pairs in kept.items()
        for shown in answered(
            rulebook, category, [Answer(*pair) for pair in pairs], standing, language
        )
    ]


def answered(
    rulebook: Catalogue, category: str, answers: Iterable[Answer], standing: Standing, language: str
) -> list[Answered]:
    """Those of `answers` to the questions of a kind that `standing` may read, in words."""
    kind = rulebook.get(category)
    if kind is None:
        return []
    values: dict[str, list[str]] = {}
    for answer in answers:
        values.setdefault(answer.code, []).append(answer.value)
    asked = [one for one in kind.attributes if one.code in values]
    return [
        _shown(one, tuple(values[one.code]), language)
        for one in asked
        if policy.may_read_answer(standing, neighbours_see=one.neighbours_see)
    ]


def _shown(attribute: Attribute, values: tuple[str, ...], language: str) -> Answered:
    name = attribute.name(language)
    if attribute.datatype is Datatype.DATETIME:
        moment = moment_of(values[0])
        if isinstance(moment, datetime):
            return Answered(attribute.code, name, values, values, at=moment)
        return Answered(attribute.code, name, values, values, on=moment)
    texts = tuple(attribute.value_name(value, language) for value in values)
    return Answered(attribute.code, name, values, texts)
