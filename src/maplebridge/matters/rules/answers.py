"""What may be answered to the questions of a kind: read, checked and written in one form each."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal, InvalidOperation

from .catalogue import LISTS, Attribute, Category, Datatype
from .input import WORDS_MAX, storable, tidy

LINE_MAX = 200
"""Most characters of an answer in one line; a text takes as many as a report."""
DIGITS_MAX = 24
Given = Mapping[str, Sequence[str]]
"""What was typed, by the code of the question; a list of several gives several."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question. Of a list that takes several, each is an answer of its own."""

    code: str
    value: str


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer that cannot be kept, by the code of its sentence. `code` is the question's."""

    code: str
    why: str
    most: int = 0


def check(
    category: Category, given: Given, *, zone: tzinfo, complete: bool = True
) -> tuple[tuple[Answer, ...], tuple[Fault, ...]]:
    """The answers in the order of the questions, and everything that is wrong with them.

    A time without a zone is one of `zone`. Without `complete` a required answer may be missing:
    nobody asked for it. Lists are kept by their keys, in the order of the catalogue.
    """
    answers: list[Answer] = []
    faults = [Fault(code, "question_unknown") for code in given if not category.attribute(code)]
    for attribute in category.attributes:
        typed = [text for text in map(tidy, given.get(attribute.code, ())) if text]
        kept, fault = _read(attribute, typed, zone)
        if fault is None and attribute.required and complete and not kept:
            fault = Fault(attribute.code, "answer_needed")
        if fault is not None:
            faults.append(fault)
        answers += [Answer(attribute.code, value) for value in kept]
    return tuple(answers), tuple(faults)


def _read(
    attribute: Attribute, typed: Sequence[str], zone: tzinfo
) -> tuple[Sequence[str], Fault | None]:
    code = attribute.code
    if attribute.datatype in LISTS:
        keys = [key for key, _ in attribute.values if key in typed]
        if set(typed) - set(keys):
            return (), Fault(code, "answer_not_listed")
        if attribute.datatype is Datatype.ONE and len(keys) > 1:
            return (), Fault(code, "answer_only_one")
        return keys, None
    if len(typed) > 1:
        return (), Fault(code, "answer_only_one")
    if not typed:
        return (), None
    if not storable(typed[0]):
        return (), Fault(code, "answer_unreadable")
    return _read_one(attribute, typed[0], zone)


def _read_one(attribute: Attribute, text: str, zone: tzinfo) -> tuple[Sequence[str], Fault | None]:
    if attribute.datatype is Datatype.NUMBER:
        number = as_number(text)
        return ([number], None) if number else ((), Fault(attribute.code, "answer_no_number"))
    if attribute.datatype is Datatype.DATETIME:
        at = as_moment(text, zone)
        return ([at], None) if at else ((), Fault(attribute.code, "answer_no_moment"))
    most = WORDS_MAX if attribute.datatype is Datatype.TEXT else LINE_MAX
    if len(text) > most:
        return (), Fault(attribute.code, "answer_too_long", most)
    if attribute.datatype is Datatype.STRING and "\n" in text:
        return [" ".join(text.split())], None
    return [text], None


def as_number(text: str) -> str:
    """A decimal number in plain digits, "" when it is none. Full-width digits are read too."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if len(plain) > DIGITS_MAX or not plain.isascii():
        return ""
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return ""
    if not number.is_finite() or abs(number.adjusted()) > DIGITS_MAX:
        return ""
    return f"{number.normalize() + 0:f}"


def as_moment(text: str, zone: tzinfo) -> str:
    """A day as 2026-11-23, or an instant in UTC as 2026-11-23T04:00:00Z; "" when it is neither."""
    try:
        if len(text) == 10:
            return date.fromisoformat(text).isoformat()
        at = datetime.fromisoformat(text)
        at = at if at.tzinfo else at.replace(tzinfo=zone)
        return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at.year >= 1000 else ""
    except (ValueError, OverflowError):
        return ""


def moment_of(value: str) -> date | datetime:
    """What `as_moment` wrote, as a day or an instant."""
    if len(value) == 10:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value)
