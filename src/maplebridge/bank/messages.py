"""What the bank says: one sentence a broken rule, and the names of fields, seats and states."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .rules import Field

SENTENCES = {
    "bank_tariff_needs_head": _(
        "Only a head of the place may enter a tariff that the council decided."
    ),
    "bank_tariff_in_the_past": _(
        "A version begins today or later, and after the one before it. Choose a later day; points that "
        "were given stay as they are."
    ),
    "bank_tariff_unreadable": _(
        "These rules cannot be read: look at “%(field)s”. Points are whole numbers up to 100."
    ),
    "bank_no_tariff": _("There is no tariff for %(day)s. Enter one and try again."),
    "bank_missing": _("There is no such bank here. Choose one from the list of banks."),
    "bank_closed": _("%(bank)s is closed. What it gave stays as it is; nothing more is entered."),
    "bank_needs_head": _(
        "A bank and its council are entered by a head of the place. Ask the village committee."
    ),
    "bank_not_a_village": _(
        "%(place)s is no village: a bank belongs to a grid or a community. Choose one of them."
    ),
    "bank_name_missing": _("Please write what the bank is called, in at most 80 characters."),
    "bank_day_ahead": _("This day is still to come. Choose today or a day before."),
    "bank_stands_already": _(
        "%(bank)s already serves these households. A household belongs to one bank."
    ),
    "bank_not_yet": _("On %(day)s the bank had no rules yet. Choose a later day."),
    "bank_rules_need_chair": _(
        "Rules and kinds of deeds are entered by the chair of the council, or by a head of the place."
    ),
    "bank_source_missing": _(
        "Please write where this was decided, such as the meeting and its day, in at most 200 "
        "characters."
    ),
    "bank_seat_unknown": _("Please choose the seat, and whether it was an election."),
    "bank_seat_dates": _("The term ends before it begins. Choose a later last day."),
    "bank_seat_held": _("This person sits on the council in that time already."),
    "bank_seat_taken": _(
        "That seat is held in that time. End the other term first, or choose “member”."
    ),
    "bank_person_unknown": _("There is no such person here. Look for them by name or door."),
}

FIELDS: dict[Field, Any] = {
    Field.MORAL_CULTURE: _("Moral culture"),
    Field.RULE_OF_LAW: _("Rule of law"),
    Field.MEDIATION: _("Settling disputes"),
    Field.PUBLIC_SAFETY: _("Public safety"),
    Field.ENVIRONMENT: _("Environment"),
}

SEATS = {
    "chair": _("Chair"),
    "treasurer": _("Treasurer"),
    "member": _("Council member"),
}

WAYS = {"elected": _("elected by the villagers"), "appointed": _("appointed")}
