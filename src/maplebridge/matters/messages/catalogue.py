"""What the catalogue says: sentences about kinds and their questions, and their names."""

from __future__ import annotations

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..rules.catalogue import Attribute, Category

CATALOGUE_SENTENCES = {
    "catalogue_needs_head": _(
        "The catalogue is adopted by the operators and heads of the whole jurisdiction."
    ),
    "catalogue_refused": _(
        "Nothing was adopted: %(number)s places of the catalogue need another look."
    ),
    "catalogue_why_missing": _(
        "Please say why it changes, in at most %(most)s characters; it stands with the version."
    ),
    "catalogue_day_too_early": _(
        "A version is in force tomorrow at the earliest, so that no promise changes on the day it "
        "was made; %(day)s is too early. Choose a later day."
    ),
    "catalogue_version_taken": _(
        "There is a version “%(version)s” already, and versions are never changed. Choose another "
        "name for this one."
    ),
    "catalogue_draft_expired": _(
        "This draft is older than twelve hours or was changed on the way. Propose it once more."
    ),
    "catalogue_version_missing": _("There is no version “%(version)s” of the catalogue."),
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
    "unit": _("a look by the unit chief"),
    "building": _("a look by the building chief"),
    "grid": _("the grid worker"),
    "point": _("the team of the service point"),
    "community": _("the community"),
    "street": _("the street or town"),
}
"""Who answers at a level of duty."""

CHANGES = {
    "added": _("new"),
    "removed": _("no longer there"),
    "order": _("order of the kinds"),
    "question": _("changed"),
    "question_order": _("order of the questions"),
    "close_days": _("Days until an answered matter closes by itself"),
    "reopen_days": _("Days in which a closed matter can be disputed"),
    "call_back_percent": _("Closed matters drawn by lot for a call-back (of a hundred)"),
    "call_back_most": _("Call-backs of a community in a month, at most"),
    "sms_steps": _("Told by text message to whom no other way leads"),
    "office_hours": _("Office hours"),
    "office_hours_on": _("Office hours of single weekdays"),
    "names": _("Name"),
    "group": _("Group"),
    "icon": _("Drawing"),
    "first_answer_hours": _("First answer within (hours)"),
    "settle_days": _("Settled within (working days)"),
    "round_the_clock": _("Counts day and night"),
    "duplicate_radius_m": _("Reports so near to each other may be the same (metres)"),
    "private": _("Private unless the reporter opens it to neighbours"),
    "public_spot": _("Its reporter may let everybody see the exact spot"),
    "anonymous": _("Can be reported without a name"),
    "urgent_advice": _("Its advice stands before everything else"),
    "duty": _("Who answers"),
    "closing_condition": _("It is settled when"),
    "advice": _("Advice"),
    "keywords": _("Keywords"),
}
"""What can differ between two versions of the catalogue."""

WRONG = {
    "version_unreadable": _(
        "The name of a version has 1 to 20 letters, digits, dots and dashes, such as 2027-01."
    ),
    "day_unreadable": _("Please give a day, such as 2027-01-01."),
    "hours_unreadable": _(
        "Office hours are pairs such as 08:30-12:00, 14:00-17:30, each opening before it closes and "
        "after the one before."
    ),
    "steps_unknown": _("Steps told by text are some of these, in this order: %(names)s."),
    "hours_day_unknown": _("Office hours of a day of its own are given for: %(names)s."),
    "number_out_of_range": _("Please give a whole number from %(least)s to %(most)s."),
    "flag_unreadable": _("Please write yes or no."),
    "name_missing": _("A name is missing here; names stand in all three languages."),
    "text_missing": _("Fill in this text in all three languages, or in none."),
    "text_too_long": _("This text is too long: at most %(most)s characters."),
    "text_unreadable": _("This text has blanks around it, too many lines, or unreadable signs."),
    "code_unreadable": _(
        "A code has 1 to %(most)s small letters, digits and underscores, and begins with a letter."
    ),
    "code_twice": _("The code “%(code)s” stands here twice."),
    "group_unknown": _("There is no group “%(code)s”."),
    "icon_unknown": _("There is no such drawing. Choose one of: %(names)s."),
    "advice_missing": _("Advice that stands before everything else has to be written."),
    "duty_chiefs_alone": _(
        "A unit or building chief is asked to look, beside somebody who answers. Name who answers, too."
    ),
    "duty_chief_danger": _(
        "No unit or building chief is asked to look at what is promised day and night: it may be a danger."
    ),
    "duty_unreadable": _("Who answers is one or more of %(names)s, in this order."),
    "keywords_unreadable": _("Keywords are words with “、” between them."),
    "keyword_unusable": _(
        "“%(word)s” cannot be a keyword: small letters, at most %(most)s characters, no separators."
    ),
    "keyword_twice": _("A keyword stands here twice."),
    "datatype_unknown": _("The datatype is one of: %(names)s."),
    "values_missing": _("A list needs at least two values to choose from."),
    "values_unasked": _("Only lists have values to choose from."),
    "too_many": _("These are too many; at most %(most)s are kept."),
    "rows_missing": _("This part of the catalogue is missing or cannot be read."),
    "other_missing": _("The kind “%(code)s” is missing; it takes what fits nowhere else."),
    "other_for_everybody": _(
        "The kind that takes everything else is open without a name and asks nothing that must be "
        "answered, so that nobody is turned away."
    ),
}
"""What is wrong with a place of a proposed catalogue."""

FILE_WRONG = {
    "sheet_missing": _("The sheet “%(name)s” is missing or empty. Keep all five sheets."),
    "column_missing": _("The column “%(name)s” is missing."),
    "column_unknown": _("The column “%(name)s” is none of the catalogue's, or stands twice."),
    "cell_without_heading": _("A cell stands where the column has no heading."),
    "figure_unknown": _("This is none of the figures, or stands twice. They are: %(names)s."),
    "kind_unknown": _("There is no kind “%(code)s” on the sheet “kinds”."),
    "question_missing": _("There is no question “%(code)s” on the sheet “questions”."),
}
"""What is wrong with the shape of its sheets."""


def _in_the_readers_language(named: Category | Attribute) -> str:
    return named.name(get_language() or "en")


kind_name = lazy(_in_the_readers_language, str)
"""The name of a kind or of a question, in the language in which the sentence is read."""
