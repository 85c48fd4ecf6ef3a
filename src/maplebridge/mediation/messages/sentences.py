"""One sentence a broken rule: what happened, to which thing, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FILE_SENTENCES: dict[str, str | _StrPromise] = {
    "mediation_missing": _("There is no such mediation file here, or it is not open to you."),
    "mediation_not_yours": _("This step is for others in this file. Its page says who takes it."),
    "mediation_desk_only": _(
        "Mediators, operators and heads of the place take a quarrel in. You can apply for mediation "
        "yourself."
    ),
    "docket_courts_only": _(
        "Here a court reads what parties sent to it. Who acts for one finds it here."
    ),
    "mediation_sign_in": _("Please sign in to apply, or go to the mediation room."),
    "mediation_over": _("File %(reference)s is over; nothing is entered in it any more."),
    "mediation_not_now": _(
        "That is not the next step of file %(reference)s. Open its page again: somebody may have "
        "gone on in the meantime."
    ),
    "mediation_words": _("Please write at most %(most)s characters that can be shown."),
    "mediation_id": _("This page was changed on its way. Please load it again and send it."),
    "mediation_kind": _("Choose from the list what the quarrel is about."),
    "mediation_facts": _("Write in a few words what happened."),
    "mediation_future": _("The day on which it happened cannot lie ahead."),
    "mediation_place": _(
        "Choose the community in which the quarrel belongs. It is one of those that you look after, "
        "or the one where it happened."
    ),
    "mediation_other_side": _("Name at least one person or organisation on the other side."),
    "mediation_parties": _(
        "A file has at most %(most)s parties. Open a further file for the others."
    ),
    "mediation_name": _("Write the name."),
    "mediation_phone": _(
        "The number of %(name)s is no mobile number: eleven digits, as in 138 0000 0000. Leave it "
        "empty when there is none."
    ),
    "mediation_credit_code": _(
        "What is written as the credit code of %(name)s is none: it has eighteen signs, and the last one "
        "has to fit the others. Compare it with the licence, or leave it empty."
    ),
    "mediation_body_is_person": _(
        "%(name)s signs in here as a person and cannot become an organisation. Add the organisation as a "
        "party of its own."
    ),
    "mediation_birth_year": _(
        "The year of birth of %(name)s should lie between %(first)s and %(last)s, or stay empty."
    ),
    "mediation_until": _("Choose a day from today on, or none."),
    "mediation_speakers": _(
        "At most %(most)s people speak for one party. End another power first."
    ),
    "mediation_speaker_is_party": _(
        "%(name)s is a party of this quarrel and cannot speak for another one."
    ),
    "mediation_both_sides": _(
        "%(name)s already stands on the other side of this quarrel. Nobody speaks for both sides; end "
        "the other power first."
    ),
    "mediation_how": _(
        "Only the party itself says yes or no on this page. Choose how it was said to you."
    ),
    "mediation_no_yes": _("There is no yes that could be taken back."),
    "mediation_seat_left": _("This seat was given up."),
    "mediation_seat_title": _("Write who sits there, such as the court and the judge."),
    "mediation_seats": _("At most %(most)s sit with the parties. Give up another seat first."),
    "mediation_seat_unknown": _(
        "Nobody with this name signs in with this number. Leave the number empty: the seat can be "
        "taken without an account."
    ),
    "mediation_seat_is_party": _(
        "%(name)s is a party, speaks for one, or acts for one, and cannot sit in between."
    ),
    "mediation_may_not_accept": _(
        "It cannot be taken on yet: a question is open, something stands in the way, or a guardian "
        "is missing. The findings say what."
    ),
    "mediation_may_not_decline": _(
        "Nothing that was found stands in the way, so there is no reason to send the parties away."
    ),
    "mediation_no_other_side": _("The other side is missing. Add it first."),
    "mediation_no_consent": _("%(name)s has not agreed to mediation. Ask, and note the answer."),
    "mediation_no_guardian": _(
        "%(name)s cannot decide this alone. Add a guardian who speaks for them."
    ),
    "mediation_no_lead": _("Nobody leads yet. Choose a mediator first."),
    "mediation_reason": _("Choose the reason from the list."),
    "mediation_agreed_on": _("The day of the agreement lies between the first session and today."),
    "mediation_sits_already": _("%(name)s sits in this file already."),
    "mediation_left_already": _("This party left already."),
    "mediation_no_such_mediator": _(
        "Choose a mediator who holds a post for this place today. Whoever was on the list may have "
        "gone on leave."
    ),
    "mediation_mediator_is_party": _(
        "%(name)s is a party or speaks for one, and mediates nothing here."
    ),
    "mediation_mediator_refused": _(
        "A party of this file asked for another mediator than %(name)s. Choose somebody else."
    ),
    "mediation_leave_how": _("Write how %(name)s said that they leave."),
    "mediation_power_paper": _(
        "That %(name)s may settle is said by the party itself, or by its paper. Add a photo of the power of attorney, or let them attend only."
    ),
    "mediation_note_empty": _("Write what was said."),
    "mediation_no_notes_now": _(
        "Notes of what one side said alone are kept while there are talks only. In file "
        "%(reference)s there are none now."
    ),
    "mediation_notes": _("A file holds at most %(most)s such notes."),
    "mediation_why": _("Write in a few words why, in one line; the party reads it."),
    "mediation_held_already": _("This file is held already."),
    "mediation_not_held": _("This file is not held."),
}
