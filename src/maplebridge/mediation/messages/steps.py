"""How a line of a file's record is called, whichever part of the file wrote it."""

from __future__ import annotations

from django.utils.functional import Promise

from .names import NOTES, VERBS
from .sittings import SITTING_NOTES


def step_words(verb: str) -> str | Promise:
    """The words of a step or note; its code for one that a later version wrote."""
    return VERBS.get(verb) or NOTES.get(verb) or SITTING_NOTES.get(verb) or verb
