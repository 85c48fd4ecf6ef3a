"""What the public side says: one sentence a broken rule, and what a run of characters looks like."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .rules.revealing import Kind
from .rules.stages import Stage

SENTENCES = {
    "square_missing": _("There is no such matter on the public pages, or it was taken back."),
    "square_not_yours": _(
        "What everybody reads of %(reference)s is decided by its handler, the community or those "
        "above."
    ),
    "square_no_post": _("No post of yours decides what everybody reads."),
    "square_taken_back": _(
        "The reporter has taken %(reference)s back in the meantime. Nothing of it is public."
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
    "square_mark_unreadable": _("The page mark is not one of ours. Start from the first page."),
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
