"""What a kind asks besides words, photo and place: checked and kept with the matter."""

from __future__ import annotations

from maplebridge.core import calendar
from maplebridge.core.errors import RuleBroken

from .. import queries
from ..messages import kind_name
from ..models import Matter, MatterAttribute
from ..rules import answers as rules
from ..rules.answers import Answer, Given
from ..rules.catalogue import Category

ASKED_NOTHING = frozenset({"sms", "chat", "mail"})
"""Channels on which a report comes as it is: nobody was asked, so nothing is missing."""


def checked(category: Category, given: Given, channel: str) -> tuple[Answer, ...]:
    """The answers as they are kept. Raises RuleBroken for the first that cannot be."""
    if not category.attributes and not given:
        return ()
    complete = channel not in ASKED_NOTHING
    answers, faults = rules.check(category, given, zone=calendar.zone(), complete=complete)
    if faults:
        first = faults[0]
        asked = category.attribute(first.code)
        question = kind_name(asked) if asked else first.code
        raise RuleBroken(f"matter_{first.why}", question=question, most=first.most)
    return answers


def keep(matter: Matter, answers: tuple[Answer, ...]) -> None:
    """One statement, and none when nothing was answered."""
    if answers:
        MatterAttribute.objects.bulk_create(
            MatterAttribute(
                matter=matter,
                category=matter.category,
                code=answer.code,
                value=answer.value,
                order=order,
            )
            for order, answer in enumerate(answers)
        )


def answered_before(matter: Matter, given: Given, channel: str) -> tuple[Answer, ...] | None:
    """What was kept with the matter when `given` says the same, None when it says something else.

    Asks the database only when there is a question.
    """
    category = queries.catalogue_version(matter.rulebook).get(matter.category)
    if category is None or not (category.attributes or given):
        return () if not given else None
    kept = tuple(
        Answer(code, value)
        for code, value in matter.attributes.order_by("order").values_list("code", "value")
    )
    try:
        return kept if checked(category, given, channel) == kept else None
    except RuleBroken:
        return None
