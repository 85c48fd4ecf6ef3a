"""What matters say: how states, steps and endings are called, and one sentence a broken rule."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ..rules.states import ClosingCode, Recourse, RestReason, ReturnReason, State, Verb
from .catalogue import CATALOGUE_SENTENCES
from .catalogue import FAULTS as FAULTS
from .catalogue import LEVELS as LEVELS
from .catalogue import kind_name as kind_name
from .reasons import REASON_SENTENCES
from .reasons import REASONS as REASONS

SENTENCES = {
    **CATALOGUE_SENTENCES,
    **REASON_SENTENCES,
    "matter_missing": _("There is no such matter here. Check the number, or ask your grid worker."),
    "matter_not_yours": _(
        "This step belongs to somebody else's post. You can still read the matter %(reference)s."
    ),
    "matter_no_post": _(
        "No post of yours answers matters today. What you reported is under My matters."
    ),
    "matter_state_forbids": _(
        "The matter %(reference)s has moved on in the meantime, so this step is not possible now. "
        "Please look at the page again."
    ),
    "console_number_unreadable": _(
        "No text message reaches this number. Type a mobile number of eleven digits, or take the tick away."
    ),
    "undelivered_not_yours": _("What did not arrive is for those who keep a place's inbox."),
    "matter_rated_too_late": _(
        "%(reference)s is closed and cannot be rated any more. If it is not solved, say so and it is opened again, or report it anew."
    ),
    "matter_answer_link_ended": _(
        "This link has ended: it was good for 30 days, or you ended it. Look the report up with its receipt code or on “My page”, or ask your grid worker."
    ),
    "matter_link_unknown": _(
        "This link is not one of ours, or the matter is no longer among what you joined."
    ),
    "matter_taken_on": _(
        "%(name)s was a moment faster and has taken %(reference)s on. You need do nothing; you can "
        "still read it and add words."
    ),
    "matter_words_missing": _("Please say in a few words what it is about."),
    "matter_words_too_long": _(
        "These words are too long: %(length)s characters, at most %(most)s are kept. "
        "Please shorten them."
    ),
    "matter_words_unreadable": _(
        "The words contain characters that cannot be shown. Please type them again."
    ),
    "matter_place_text_too_long": _("Please describe the place in at most %(most)s characters."),
    "matter_place_missing": _(
        "We do not know yet where it is. Choose a place from the list, or use your own place."
    ),
    "matter_place_outside": _(
        "This point lies outside %(name)s. Choose a place from the list, or ask the hotline there."
    ),
    "matter_place_same": _("%(reference)s lies there already. Choose where it really lies."),
    "matter_point_unreadable": _(
        "The position is not a pair of longitude and latitude. Choose a place from the list instead."
    ),
    "matter_category_unknown": _("There is no such kind of matter. Choose one from the list."),
    "matter_id_taken": _(
        "Something else was already sent under this number. Open an empty form and send it again."
    ),
    "matter_id_unusable": _("The number of this form cannot be used. Open an empty form."),
    "matter_too_many_photos": _(
        "At most %(most)s photos go with one message. Please leave some out."
    ),
    "matter_too_many_from_here": _(
        "Very many reports came from this connection within an hour. Your words stay on this page: "
        "send them again a little later, or tell your grid worker."
    ),
    "matter_enough_words_today": _(
        "%(most)s messages were added to %(reference)s today; that is as many as a day takes. "
        "Please add the rest tomorrow, or call your grid worker if it is urgent."
    ),
    "matter_too_many_lookups": _(
        "Very many receipt codes were tried from this connection within an hour. "
        "Try again a little later, or ask your grid worker."
    ),
    "matter_photo_expired": _("The kept photo is no longer there. Please choose it again."),
    "matter_public_by_reporter": _(
        "Only the person whose matter it is can let everybody read it, signed in, on its page."
    ),
    "matter_visibility_unknown": _("Please choose who may read it."),
    "matter_not_for_them": _(
        "You may report for somebody only with their mandate, or as the worker of their place."
    ),
    "matter_upload_missing": _("This photo is not here any more. It is sent again from the start."),
    "matter_upload_other": _("Another photo was sent under this number. Choose the photo again."),
    "matter_upload_unreadable": _("A part of the photo cannot be read. It is sent again."),
    "matter_upload_piece_small": _(
        "A photo comes in parts of at least %(least)s KiB; only its last part may be smaller."
    ),
    "matter_photos_enough_today": _(
        "%(most)s photos were sent from here within a day; that is as many as a day takes. "
        "Send the rest tomorrow, or without photos now."
    ),
    "matter_upload_torn": _("The photo did not arrive whole. It is sent again from the start."),
    "matter_upload_somebody_else": _(
        "Somebody else is signed in here now. It is sent when the person who wrote it signs in again."
    ),
    "matter_too_many_uploads": _(
        "%(most)s photos of yours are on their way already. The others follow when those are sent."
    ),
    "matter_sign_unknown": _(
        "No place here has the code %(code)s. Check each sign, or find the place by its name."
    ),
    "matter_sign_ended": _(
        "%(name)s is no more, so its sign is out of date. Find the place by its name."
    ),
    "matter_kiosk_code": _(
        "This is not the code of the place where the kiosk stands. It is printed on its sign."
    ),
    "matter_paper_number": _(
        "The number on a paper form has eight signs, such as 7KQM-3FXA. Check each sign, or leave it out."
    ),
    "matter_relay_elsewhere": _(
        "You hold no post at the place that was chosen. Choose a grid of yours."
    ),
    "matter_relay_nothing": _("Nothing is ticked. Tick the messages that need an answer."),
    "matter_call_words_missing": _(
        "Please write what they said: the matter is opened again with it."
    ),
    "matter_answer_missing": _("Please write the answer that the resident will read."),
    "matter_code_unknown": _("Please choose how the matter ended."),
    "matter_reason_missing": _("Please say why, in a few words. Everybody concerned can read it."),
    "matter_refer_nowhere": _("Nobody answers at the place that was chosen. Choose another one."),
    "matter_refer_same": _("The matter is already there. Choose another place."),
    "matter_passed_round": _(
        "That post was asked about %(reference)s already. Hand it back with your reason: those "
        "above both then decide where it belongs."
    ),
    "matter_was_decided": _(
        "Those above have decided that %(reference)s belongs here. Please take it on, and tell "
        "them what you need for it."
    ),
    "matter_return_reason_unknown": _("Please choose why it is handed back."),
    "matter_return_not_held": _("%(reference)s was not handed to your post, so it cannot go back."),
    "matter_others_decide": _("Where this matter belongs is decided at %(place)s."),
    "matter_category_same": _("%(reference)s is of this kind already. Choose another one."),
    "matter_recourse_unknown": _("Please choose which other way you have taken."),
    "matter_recourse_none": _("No petition, review or lawsuit is noted with %(reference)s."),
    "matter_rest_reason_unknown": _("Please choose what the matter waits for."),
    "matter_rest_day": _(
        "Choose a day after today, at most %(most)s days from now. Work goes on that morning."
    ),
    "matter_rest_again": _(
        "%(reference)s has rested once already. Only somebody above can let it rest again."
    ),
    "matter_stars_unknown": _("Please choose one of the five faces."),
    "matter_solved_unknown": _("Please say whether it is solved."),
    "matter_reopen_too_late": _(
        "This matter was closed more than %(days)s days ago. Please report it anew; "
        "mention the number %(reference)s."
    ),
    "matter_duplicate_unknown": _("There is no earlier matter with this number at this place."),
    "matter_duplicate_circle": _(
        "%(reference)s was itself closed as a repetition of this one. Look at both again."
    ),
    "matter_not_joined": _(
        "%(reference)s is not closed as a repetition, so nothing is taken apart."
    ),
    "matter_forgotten": _(
        "The words of %(reference)s have been forgotten after the time they are kept; it stays "
        "closed. Please report it anew."
    ),
    "matter_already_joined": _("You joined %(reference)s already; you hear of every step."),
    "matter_already_helping": _("Thank you, we know that you helped with %(reference)s."),
    "matter_receipt_unknown": _("No report belongs to this receipt code. Check each sign."),
    "matter_cursor_unreadable": _("The page mark is not one of ours. Start from the first page."),
    "matter_reason_for_contact": _("Please say why you need to see the contact details."),
    "sign_in_first": _("Please sign in first."),
    "examples_too_few": _(
        "Nothing was learned: at least two categories need %(least)s texts each. Add sorted texts."
    ),
    "examples_own_too_few": _(
        "Nothing was learned: %(found)s closed matters have a kind that people judged; at least "
        "%(least)s are needed. Until then the keywords suggest, or give a file."
    ),
    "examples_too_many": _("The file has more than %(most)s texts. Take the newest of them."),
    "sorted_file_not_opened": _("The file %(name)s cannot be opened: %(reason)s."),
    "sorted_file_has_no_column": _(
        "The file has no column “%(wanted)s”. Its columns are: %(names)s. Name one with --text or "
        "--category."
    ),
}

BESIDE = {
    "matter_words_missing": "words",
    "matter_words_too_long": "words",
    "matter_words_unreadable": "words",
    "matter_place_missing": "place",
    "matter_place_outside": "place",
    "matter_point_unreadable": "place",
    "matter_place_text_too_long": "place_text",
    "matter_too_many_photos": "photos",
    "matter_photo_expired": "photos",
    "matter_public_by_reporter": "everybody_sees",
}
"""Broken rule → the field of the report form that it is told beside; the others concern all of it."""

RECORD = _("Record of a matter")

STATES: dict[State, tuple[Any, str, str]] = {
    State.RECEIVED: (_("Received"), "waiting", "inbox"),
    State.TRIAGED: (_("Sorted"), "waiting", "list"),
    State.REFERRED: (_("Handed on"), "waiting", "route"),
    State.RETURNED: (_("Being decided"), "waiting", "undo"),
    State.ACCEPTED: (_("Taken on"), "active", "person"),
    State.WORKING: (_("Being worked on"), "active", "settings"),
    State.SUSPENDED: (_("Resting"), "plain", "clock"),
    State.ANSWERED: (_("Answered"), "active", "speak"),
    State.CLOSED: (_("Closed"), "done", "check"),
    State.REOPENED: (_("Opened again"), "late", "undo"),
}
"""State → words, tone, icon."""

STEPS: dict[Verb, tuple[Any, str, str]] = {
    Verb.REPORT: (_("Reported"), "waiting", "bell"),
    Verb.TRIAGE: (_("Sorted"), "plain", "list"),
    Verb.ACCEPT: (_("Taken on"), "active", "person"),
    Verb.REFER: (_("Handed on"), "waiting", "route"),
    Verb.RETURN: (_("Handed back"), "waiting", "undo"),
    Verb.ASSIGN: (_("Decided"), "waiting", "route"),
    Verb.START: (_("Work has begun"), "active", "settings"),
    Verb.SUSPEND: (_("Rests"), "plain", "clock"),
    Verb.RESUME: (_("Work goes on"), "active", "person"),
    Verb.ESCALATE: (_("Those above were asked"), "late", "bell"),
    Verb.ANSWER: (_("Answered"), "active", "speak"),
    Verb.ADD_WORDS: (_("Words added"), "plain", "edit"),
    Verb.TAKE_PART: (_("Somebody helped"), "done", "heart"),
    Verb.RATE: (_("Rated and closed"), "done", "check"),
    Verb.DISPUTE: (_("Not solved: opened again"), "late", "undo"),
    Verb.WITHDRAW: (_("Taken back"), "done", "check"),
    Verb.MARK_DUPLICATE: (_("Closed as reported before"), "done", "check"),
    Verb.CLOSE_UNDISPUTED: (_("Closed, nobody objected"), "done", "check"),
    Verb.JOIN: (_("Reported by one more resident"), "plain", "people"),
    Verb.SPLIT: (_("Taken apart: it is another matter"), "late", "undo"),
    Verb.ADD_TASK: (_("A part was asked for"), "waiting", "list"),
    Verb.TAKE_TASK: (_("A part was taken on"), "active", "person"),
    Verb.FINISH_TASK: (_("A part is done"), "active", "check"),
    Verb.DROP_TASK: (_("A part was dropped"), "plain", "back"),
    Verb.LEAVE_TASKS: (_("Parts stay open"), "plain", "clock"),
    Verb.GROUP: (_("Put into a group"), "plain", "people"),
    Verb.UNGROUP: (_("Taken out of its group"), "plain", "undo"),
    Verb.NAME_RECOURSE: (_("Another way was taken as well"), "plain", "paper"),
    Verb.END_RECOURSE: (_("The other way has come to its end"), "plain", "paper"),
    Verb.RECOUNT: (_("The deadlines were counted anew"), "plain", "clock"),
    Verb.PLACE: (_("Placed anew"), "plain", "pin"),
    Verb.PASS_ON: (_("The post ended; the matter went to whoever answers now"), "waiting", "route"),
    Verb.CALL_BACK: (_("Not solved, said when called back; left at that"), "plain", "phone"),
}

CODES: dict[ClosingCode, Any] = {
    ClosingCode.FIXED: _("Put right"),
    ClosingCode.ANSWERED: _("Explained"),
    ClosingCode.NOT_OURS: _("Not our duty; passed on"),
    ClosingCode.CANNOT_FIX: _("Cannot be put right"),
    ClosingCode.DUPLICATE: _("Reported before"),
    ClosingCode.WITHDRAWN: _("Taken back"),
    ClosingCode.NO_CONTACT: _("Reporter not reached"),
    ClosingCode.UNSOLVED: _("Not solved, left by the resident"),
}

RETURNS: dict[ReturnReason, Any] = {
    ReturnReason.OTHER_PLACE: _("It lies at another place"),
    ReturnReason.OTHER_DUTY: _("It is another office's duty"),
    ReturnReason.NEEDS_POWER: _("We have no power to do it"),
    ReturnReason.SEVERAL: _("Several offices are needed"),
}

RECOURSES: dict[Recourse, Any] = {
    Recourse.PETITION: _("A petition"),
    Recourse.REVIEW: _("An administrative review"),
    Recourse.LAWSUIT: _("A lawsuit"),
}

RESTS: dict[RestReason, Any] = {
    RestReason.PARTS: _("Parts or materials are on order"),
    RestReason.WEATHER: _("The weather"),
    RestReason.OTHERS: _("Somebody else's work comes first"),
    RestReason.RESIDENT: _("The resident's word"),
    RestReason.DECISION: _("A decision or a vote"),
    RestReason.COURT: _("A court or a petition is at work"),
}

# Green is for what was settled; a matter that ended otherwise is told plainly.
_ENDED_OTHERWISE = {
    ClosingCode.NOT_OURS: "route",
    ClosingCode.CANNOT_FIX: "info",
    ClosingCode.DUPLICATE: "list",
    ClosingCode.WITHDRAWN: "back",
    ClosingCode.NO_CONTACT: "phone",
    ClosingCode.UNSOLVED: "warn",
}

FACES = (
    ("1", _("Very poor")),
    ("2", _("Poor")),
    ("3", _("Fair")),
    ("4", _("Good")),
    ("5", _("Very good")),
)


def look_of(state: State, closing_code: str = "") -> tuple[Any, str, str]:
    """Words, tone and icon of a state; a closed matter says how it ended."""
    words, tone, icon = STATES[state]
    if not closing_code:
        return words, tone, icon
    code = ClosingCode(closing_code)
    if code in _ENDED_OTHERWISE:
        tone, icon = "plain", _ENDED_OTHERWISE[code]
    return CODES[code], tone, icon
