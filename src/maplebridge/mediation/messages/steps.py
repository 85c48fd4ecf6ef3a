"""How a line of a file's record is called, whichever part of the file wrote it."""

from __future__ import annotations

from django.utils.functional import Promise

from .court import COURT_NOTES
from .names import NOTES, VERBS
from .sittings import SITTING_NOTES


def step_words(verb: str, code: str = "") -> str | Promise:
    """The words of a step or note; its code for one that a later version wrote. Of the confirmation by
    a court also what was done."""
    if verb == "court" and code in COURT_NOTES:
        return COURT_NOTES[code]
    return VERBS.get(verb) or NOTES.get(verb) or SITTING_NOTES.get(verb) or verb
