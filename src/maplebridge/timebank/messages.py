"""What the time bank says: one sentence a broken rule, and the names of states, reasons and wishes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .rules.matching import Why
from .rules.stages import Asked, Stage

SENTENCES = {
    "timebank_rules_need_head": _(
        "Only the head of the whole jurisdiction may enter rules of the time bank that were decided."
    ),
    "timebank_rules_unreadable": _(
        "These rules cannot be read: look at “%(field)s” and enter the version again."
    ),
    "timebank_rules_in_the_past": _(
        "A version begins today or later, and after the one before it. Choose a later day; minutes that were given stay as they are."
    ),
    "timebank_no_rules": _("There are no rules of the time bank for %(day)s."),
    "timebank_sign_in": _(
        "Please sign in first, or ask your grid worker to write it down for you."
    ),
    "timebank_no_home": _(
        "We do not know a home here. Enter it under “My page”, or ask your grid worker; then try again."
    ),
    "timebank_kind_unknown": _(
        "One of the choices is not on the list any more. Open the page again and choose anew."
    ),
    "timebank_minutes": _("A visit takes from %(least)s to %(most)s minutes."),
    "timebank_windows": _(
        "Give one to %(most)s times from today on, at most %(days)s days ahead, each long enough for the visit."
    ),
    "timebank_words": _(
        "Please write at most %(most)s characters, without signs that cannot be shown."
    ),
    "timebank_offer_empty": _("Please choose what you would do and at least one time of the week."),
    "timebank_hours_unsound": _(
        "Each time begins before it ends, and there are at most 28 of them."
    ),
    "timebank_no_offer": _("You offer nothing at the moment."),
    "timebank_missing": _("There is no such thing in the time bank, or it is not yours to see."),
    "timebank_no_post": _("This page is for those who work for the place."),
    "timebank_coordinators_only": _(
        "This is for the coordinator of the place, and never about one’s own minutes."
    ),
    "timebank_not_for_them": _(
        "You may ask for yourself, for who named you as agent, and, at work, for residents of your place."
    ),
    "timebank_moved_on": _(
        "%(reference)s has moved on in the meantime. Please look at the page again."
    ),
    "timebank_visit_moved_on": _(
        "This visit has moved on in the meantime. Please look at the page again."
    ),
    "timebank_elder_agrees": _("Whoever asked for help says whether it suits, or their agent."),
    "timebank_helper_is_there": _(
        "%(reference)s: a helper is or was there already. Say on the page how it was."
    ),
    "timebank_nobody_asked": _("Choose one to %(most)s helpers who were not asked for it yet."),
    "timebank_same_household": _(
        "Who lives with the elder helps as family, and their time is not counted. Choose another helper."
    ),
    "timebank_two_homes": _(
        "One helper cannot be in two homes at one time, and another visit covers part of this one. "
        "Leave there first, or put the times right."
    ),
    "timebank_own_request": _("Nobody helps themselves: choose another helper."),
    "timebank_outside_windows": _(
        "%(reference)s: choose a time within those that were asked for, not over yet, and the same for all who are asked."
    ),
    "timebank_pair_needed": _(
        "Nobody goes alone to a home for the first time: ask a second helper for the same time."
    ),
    "timebank_not_insured": _(
        "No accident insurance is noted for %(name)s. Take one out, enter its number under “Helpers”, then ask again."
    ),
    "timebank_insurance_ends": _(
        "The accident insurance of %(name)s ends on %(until)s, before the visit on %(day)s. Enter the new one under “Helpers”, then ask again."
    ),
    "timebank_elsewhere": _(
        "%(name)s goes somewhere else at that time on %(day)s. Choose another time or helper."
    ),
    "timebank_seats_taken": _(
        "Others said yes to %(reference)s before you. Thank you all the same."
    ),
    "timebank_not_agreed": _(
        "%(reference)s is not agreed: whoever asked for help says first that it suits."
    ),
    "timebank_not_agreed_yet": _(
        "%(reference)s: name and door are shown once the visit is agreed, until it is over."
    ),
    "timebank_other_day": _(
        "%(reference)s is for another day. A card on paper can be typed in by the coordinator."
    ),
    "timebank_wrong_code": _(
        "This is not the number on the screen. It changes every %(minutes)s minutes: look again and type it anew."
    ),
    "timebank_too_many_tries": _(
        "Too many wrong numbers for this visit. Sign the paper card; the coordinator types it in."
    ),
    "timebank_card_times": _(
        "%(reference)s: both times lie on the day of the visit, the second after the first, and not ahead of now."
    ),
    "timebank_card_too_late": _("A card can be typed in for %(days)s days after the visit."),
    "timebank_not_yours_to_confirm": _(
        "The one who was helped, their agent or the coordinator says so."
    ),
    "timebank_say_what": _("Please say what was otherwise."),
    "timebank_answer_missing": _("Please write an answer that both can read."),
    "timebank_too_many_minutes": _(
        "Choose from 0 to %(most)s minutes: not more than were counted."
    ),
    "timebank_policy_number": _("Please enter the number of the insurance policy."),
    "timebank_insurance_over": _("This insurance is over already. Enter the one that is in force."),
    "timebank_relation_not_allowed": _(
        "The rules in force let nobody give minutes to this relative. They may be given to the pool."
    ),
    "timebank_age_not_shown": _(
        "Please confirm that you saw on paper that the relative is %(years)s or older."
    ),
    "timebank_own_household": _(
        "Nobody gives minutes of the pool to their own household. Ask another coordinator."
    ),
    "timebank_granted_enough": _(
        "One person gets at most %(most)s minutes from the pool in a month: %(left)s are left for this one. Give fewer, or wait for the next month."
    ),
    "timebank_gave_enough": _(
        "One coordinator gives at most %(most)s minutes from the pool in a month: %(left)s are left for you. Give fewer, or ask another coordinator."
    ),
    "timebank_above_cap": _(
        "Nobody keeps more than %(hours)s hours. Choose fewer minutes, or give them to the pool."
    ),
    "timebank_no_minutes": _("Choose a whole number of minutes from 1 on."),
}

ASKED: dict[Asked, tuple[Any, str, str]] = {
    Asked.OPEN: (_("A helper is being looked for"), "waiting", "search"),
    Asked.PROPOSED: (_("Helpers are asked"), "waiting", "speak"),
    Asked.FILLED: (_("Found: does it suit?"), "waiting", "people"),
    Asked.AGREED: (_("Agreed"), "active", "check"),
    Asked.DONE: (_("Visit done"), "done", "check"),
    Asked.WITHDRAWN: (_("Withdrawn"), "plain", "back"),
    Asked.LAPSED: (_("Nobody could come"), "plain", "info"),
}
"""State of a request → words, tone, icon."""

STAGES: dict[Stage, tuple[Any, str, str]] = {
    Stage.PROPOSED: (_("Asked: would you go?"), "waiting", "speak"),
    Stage.ACCEPTED: (_("Accepted"), "active", "check"),
    Stage.STARTED: (_("There now"), "active", "home"),
    Stage.ENDED: (_("Minutes wait to be confirmed"), "waiting", "clock"),
    Stage.DISPUTED: (_("The coordinator looks into it"), "waiting", "speak"),
    Stage.CONFIRMED: (_("Minutes confirmed"), "done", "check"),
    Stage.VOIDED: (_("No minutes"), "plain", "info"),
    Stage.DECLINED: (_("Does not fit"), "plain", "back"),
    Stage.RELEASED: (_("Not needed any more"), "plain", "info"),
}

WHY: dict[str, Any] = {
    Why.SKILL: _("offers this kind of help"),
    Why.FREE: _("is free at that time each week"),
    Why.WAS_THERE: _("was at this home before"),
    Why.FIRST_TIME: _("comes for the first time"),
    Why.SAME_GRID: _("helps in this grid"),
    Why.SAME_COMMUNITY: _("helps in the same community"),
    Why.FURTHER: _("comes from further away"),
    Why.LANGUAGE: _("speaks the language that was asked for"),
    Why.GENDER: _("is of the gender that was asked for"),
    Why.FREE_LATELY: _("has no visit in these four weeks"),
}
LANGUAGE_NAMES = {
    "mandarin": _("Mandarin"),
    "gan": _("Gan, the language of the place"),
    "sign": _("Sign language"),
}
GENDERS = {"female": _("a woman"), "male": _("a man")}
THING_NAMES = {"pets": _("animals in the home"), "smoke": _("somebody smokes")}
CHANNELS = {
    "self": _("asked by themselves"),
    "agent": _("asked by their agent"),
    "phone": _("by phone, written down by a worker"),
    "desk": _("at the desk, written down by a worker"),
    "paper": _("on paper, typed in by a worker"),
}
RELATIONS = {
    "parent": _("parent"),
    "grandparent": _("grandparent"),
    "child": _("child"),
    "grandchild": _("grandchild"),
    "spouse_parent": _("parent of the spouse"),
}
LABELS = {"hours": _("Hours for each other"), "bank": _("Time bank")}
CODES = {
    "spend": _("A visit to you"),
    "grant": _("From the pool"),
    "serve": _("A visit that you made"),
    "gift": _("Given between relatives"),
    "donate": _("To the pool"),
    "reverse": _("Taken back by the ledger"),
}

TOLD: dict[str, Any] = {
    "helper_proposed": _(
        "%(reference)s: a neighbour asks for help. Would you go? No is a good answer, too."
    ),
    "helper_agreed": _("%(reference)s is agreed. The page shows when and, before you go, where."),
    "helper_released": _("%(reference)s: you are not needed any more. Thank you."),
    "helper_confirmed": _("%(reference)s: your minutes were confirmed. Thank you."),
    "helper_voided": _("%(reference)s was looked into. The page has the answer."),
    "elder_filled": _("%(reference)s: helpers were found. Please say whether they suit."),
    "elder_left": _("%(reference)s: the helper has left. Please confirm the time."),
    "elder_answered": _("%(reference)s was looked into. The page has the answer."),
    "coordinator_seat_free": _("%(reference)s: a helper cannot go. A place is free again."),
    "coordinator_disputed": _(
        "%(reference)s: somebody says that it was otherwise. Please look into it."
    ),
    "coordinator_overdue": _("%(reference)s: the helper has not said that they left. Please call."),
    "coordinator_lapsed": _("%(reference)s: nobody went, and the time is over."),
}
"""What happened and who reads it → the sentence, with the number and no name."""

SHIPPED_SOURCES = {
    "Shipped with Maplebridge: kinds and figures after published city schemes; a place adopts its own": _(
        "Shipped with Maplebridge: kinds and figures after published city schemes; a place adopts its own"
    ),
}
"""Where rules come from that nobody here wrote; what a place writes stands as it was written."""


def source_of(source: str) -> Any:
    """The source of a version in the reader's language, where it is one that came with the program."""
    return SHIPPED_SOURCES.get(source, source)
