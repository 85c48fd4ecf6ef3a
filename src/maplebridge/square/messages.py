"""What the public side says: one sentence a broken rule, and what a run of characters looks like."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .rules.claims import ClaimStage
from .rules.revealing import Kind
from .rules.stages import Stage
from .rules.why import Why

SENTENCES = {
    "square_photos_undecided": _(
        "Photos without a decision: %(number)s. Decide on each, or tick that they stay private. Nothing was released."
    ),
    "square_missing": _("There is no such matter on the public pages, or it was taken back."),
    "square_not_yours": _(
        "What everybody reads of %(reference)s is decided by its handler, the community or those "
        "above."
    ),
    "square_no_post": _("No post of yours decides what everybody reads."),
    "square_taken_back": _(
        "The reporter has taken %(reference)s back in the meantime. Nothing of it is public."
    ),
    "square_withdrawn": _(
        "You withdrew %(reference)s, so nobody else reads it. Report it again if it is still so."
    ),
    "square_spot_not_public": _(
        "The exact spot can only be shown for things outside that belong to everybody. Leave that "
        "box empty; everybody then sees the middle of the grid."
    ),
    "square_words_missing": _("Please write the words that everybody will read."),
    "square_words_too_long": _(
        "These words are too long: %(length)s characters, at most %(most)s are kept. "
        "Please shorten them."
    ),
    "square_words_unreadable": _(
        "The words contain characters that cannot be shown. Please type them again."
    ),
    "square_gives_away": _(
        "These words would give somebody away. Write them otherwise: %(found)s."
    ),
    "square_reason_missing": _("Please say why. The reporter reads it."),
    "square_areas_unreadable": _(
        "What to cover could not be read. Draw it again, or tick the squares."
    ),
    "square_nothing_covered": _(
        "Nothing is covered. Cover what must not be seen, or say that there is nothing to cover."
    ),
    "square_own_matter": _(
        "%(reference)s is your own matter; the handler knows that it concerns you."
    ),
    "square_follows_enough": _(
        "Nobody follows more than %(most)s places and matters. Stop following one first."
    ),
    "square_link_unknown": _(
        "This link is not whole. Open it again from the message, or switch messages off on My page."
    ),
    "square_following_missing": _("You do not follow this."),
    "square_help_missing": _("There is no such request for helpers, or it is over."),
    "square_help_too_late": _("The matter %(reference)s wants no helpers any more."),
    "square_help_words": _("Please say in at most %(most)s characters what help is needed."),
    "square_not_for_you": _(
        "%(reference)s is your own work or your own report, so it is not yours to take on here."
    ),
    "square_organisation_not_yours": _(
        "You do not act for this organisation, or it is not active where the matter lies. Choose another "
        "one, or your own name."
    ),
    "square_claim_day": _("Choose a day from today on, at most %(most)s days from now."),
    "square_claimed_already": _(
        "Somebody else takes care of %(reference)s already. Look again when their day has passed."
    ),
    "square_claim_missing": _("There is no such claim."),
    "square_claim_moved_on": _("This has moved on in the meantime. Please look at the page again."),
    "square_not_yours_to_confirm": _("The handler or the reporter confirms %(reference)s."),
    "square_own_claim": _("Somebody else confirms what you did: the handler or the reporter."),
    "square_filter_unreadable": _(
        "This filter cannot be read: %(name)s. Choose again from the lists."
    ),
}

KINDS: dict[Kind, Any] = {
    Kind.PHONE: _("looks like a phone number"),
    Kind.IDENTITY: _("looks like an identity number"),
    Kind.PLATE: _("looks like a number plate"),
    Kind.MAIL: _("looks like an e-mail address"),
    Kind.NAME: _("is the name of somebody concerned"),
}

STAGES: dict[Stage, tuple[Any, str, str]] = {
    Stage.ASKED: (_("Waits to be checked"), "waiting", "clock"),
    Stage.RELEASED: (_("On the public pages"), "done", "check"),
    Stage.REFUSED: (_("Not released"), "plain", "info"),
    Stage.TAKEN_BACK: (_("Taken back"), "plain", "back"),
}
"""Stage → words, tone, icon."""

WHY: dict[Why, Any] = {
    Why.NEW: _("became public"),
    Why.NEWS: _("has something new"),
    Why.CLOSED: _("was closed"),
}

MESSAGES: dict[str, Any] = {
    Why.NEW: _("Became public in %(place)s: %(title)s"),
    Why.NEWS: _("There is something new about %(reference)s: %(title)s"),
    Why.CLOSED: _("%(reference)s was closed: %(title)s"),
    "device": _("Something new that you follow: %(reference)s"),
}
NO_MORE = _("No more of these messages: %(url)s")

CLAIMS: dict[ClaimStage, tuple[Any, str, str]] = {
    ClaimStage.HELD: (_("Taken on"), "active", "person"),
    ClaimStage.DONE: (_("Said to be done"), "waiting", "speak"),
    ClaimStage.CONFIRMED: (_("Confirmed"), "done", "check"),
    ClaimStage.GIVEN_UP: (_("Given up"), "plain", "back"),
    ClaimStage.LAPSED: (_("The day has passed"), "plain", "clock"),
    ClaimStage.ENDED: (_("Ended"), "plain", "info"),
}

_FREE = _("%(reference)s: the helper who had taken it on has left it; others may take it on.")
_WANTED = _("%(reference)s wants helpers again.")
ASKED_TO_ACT = _("You were asked to act for an organisation. Say yes or no on your page.")
"""What somebody is written whom an organisation's keeper named."""

HELPED: dict[str, Any] = {
    "claimed_reporter": _("%(reference)s: a helper takes care of it until %(day)s."),
    "done_reporter": _(
        "%(reference)s: a helper says that it is done. Please see whether it is put right, and confirm it."
    ),
    "sent_back_helper": _("%(reference)s is not done yet. It stays yours until %(day)s."),
    "confirmed_helper": _("What you did for %(reference)s was confirmed. Thank you."),
    "free_reporter": _FREE,
    "lapsed_reporter": _FREE,
    "free_volunteer": _WANTED,
    "lapsed_volunteer": _WANTED,
    "lapsed_helper": _(
        "%(reference)s: the day that you had named has passed, so it is free again. You may take it on anew."
    ),
}
"""What happened and who reads it → the sentence, with the number and no name."""
