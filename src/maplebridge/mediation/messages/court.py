"""What a court says, and what a party hands to it, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..rules.court import Answer, Outcome, Paper, Track

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Names = dict[str, str | Promise]

ANSWERED: Names = {
    Answer.TAKEN: _("It takes the application on"),
    Answer.LONGER: _("It needs ten days more"),
    Answer.REFUSED: _("It does not take it on"),
    Answer.CONFIRMED: _("It confirms the agreement"),
    Answer.REJECTED: _("It does not confirm it"),
    Answer.WITHDRAWN: _("The parties withdrew"),
}
COURT_NOTES: Names = {
    "asked": _("A party asked a court to confirm"),
    "applied": _("The application went to the court"),
    Answer.TAKEN: _("The court took the application on"),
    Answer.LONGER: _("The court needs ten days more"),
    Answer.REFUSED: _("The court did not take it on"),
    Answer.CONFIRMED: _("The court confirmed the agreement"),
    Answer.REJECTED: _("The court did not confirm it"),
    Answer.WITHDRAWN: _("The parties withdrew the application"),
}
"""Lines of the record."""
SUIT_PAPERS: Names = {
    Paper.ENDED: _("that mediation ended without an agreement, and on which day (not why)"),
    Paper.ITEMS: _("what I claim, item by item (nothing that anybody conceded)"),
    Paper.CONTACT: _("my number and address"),
}
TRACKS: Names = {
    Track.ORDINARY: _("Ordinary procedure"),
    Track.SUMMARY: _("Summary procedure"),
    Track.SMALL: _("Small claims"),
}
OUTCOMES: Names = {
    Outcome.OPEN: _("not ended yet"),
    Outcome.SETTLED: _("settled before the court"),
    Outcome.JUDGED: _("judged"),
    Outcome.WITHDRAWN: _("withdrawn by who sued"),
    Outcome.NOT_TAKEN: _("not registered"),
}
COURT_SENTENCES: dict[str, str | _StrPromise] = {
    "court_answered": _("This application has its answer already, or was withdrawn."),
    "court_taken_already": _("That the court takes it on stands there already."),
    "court_longer": _("Ten days more are added once, after the application was taken on."),
    "court_why": _("Write the reason: the parties read why, and what they can do."),
    "court_number": _("Write the number of the ruling."),
    "court_answers_itself": _(
        "“%(court)s” takes part here and answers by itself. Write down only what was withdrawn."
    ),
    "suit_not_now": _(
        "Papers are handed over after mediation ended without an agreement. Suing is open at any time, "
        "also without this page."
    ),
    "suit_claim": _("Write what you ask the court for, and why."),
    "suit_handed_already": _(
        "Your papers are at a court already. Take them back first, or wait for how it ends."
    ),
    "suit_filed": _("The court has registered the case; what was handed over stays there."),
    "suit_taken_back": _("These papers were taken back."),
    "suit_outcome_day": _("Write how it ended together with the day."),
    "suit_track": _("Choose the procedure: the court’s promise goes by it."),
    "aid_not_wanted": _("Nobody noted yet that legal aid is wanted for this party."),
    "aid_days": _(
        "Give days of the past in their order: handed in, then granted or refused, then a lawyer named."
    ),
}
