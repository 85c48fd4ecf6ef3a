"""What the catalogue says: sentences about kinds and their questions, and their names."""

from __future__ import annotations

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..rules.catalogue import Attribute, Category

CATALOGUE_SENTENCES = {
    "matter_kind_needs_a_name": _(
        "“%(kind)s” needs somebody whom we can reach: please sign in and send it again, or tell "
        "your grid worker. Any other kind can be reported without a name."
    ),
    "matter_question_unknown": _("This kind of matter does not ask for “%(question)s”."),
    "matter_answer_needed": _("“%(question)s”: please answer this question."),
    "matter_answer_not_listed": _("“%(question)s”: please choose from the list."),
    "matter_answer_only_one": _("“%(question)s”: please give one answer only."),
    "matter_answer_no_number": _("“%(question)s”: please give a number, such as 3 or 2.5."),
    "matter_answer_no_moment": _(
        "“%(question)s”: please give a day, such as 2026-11-23, or a day and a time, such as "
        "2026-11-23T08:30."
    ),
    "matter_answer_too_long": _("“%(question)s”: please answer in at most %(most)s characters."),
    "matter_answer_unreadable": _(
        "“%(question)s”: the answer contains characters that cannot be shown. Please type it again."
    ),
}

FAULTS = {
    "answer_needed": _("Please answer this question."),
    "answer_not_listed": _("Please choose from the list."),
    "answer_only_one": _("Please give one answer only."),
    "answer_no_number": _("Please give a number, such as 3 or 2.5."),
    "answer_no_moment": _(
        "Please give a day, such as 2026-11-23, or a day and a time, such as 2026-11-23T08:30."
    ),
    "answer_too_long": _("Please answer in at most %(most)s characters."),
    "answer_unreadable": _(
        "The answer contains characters that cannot be shown. Please type it again."
    ),
}
"""What is wrong with an answer, said beside its question."""

LEVELS = {
    "grid": _("the grid worker"),
    "community": _("the community"),
    "street": _("the street or town"),
}
"""Who answers at a level of duty."""


def _in_the_readers_language(named: Category | Attribute) -> str:
    return named.name(get_language() or "en")


kind_name = lazy(_in_the_readers_language, str)
"""The name of a kind or of a question, in the language in which the sentence is read."""
