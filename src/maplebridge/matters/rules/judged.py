"""Which closed matters teach: those whose kind is the judgement of a person (decision 0097)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .catalogue import OTHER
from .states import ClosingCode, Verb

SPOKEN_FOR = {
    ClosingCode.FIXED,
    ClosingCode.ANSWERED,
    ClosingCode.CANNOT_FIX,
    ClosingCode.NO_CONTACT,
    ClosingCode.UNSOLVED,
}
"""Endings for which somebody worked on the matter as what it is. Not so what was taken back, sent
elsewhere or was somebody's report once more."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a timeline, as far as it says something about the kind. `code` as in MatterEvent."""

    verb: str
    person: bool
    by_reporter: bool
    code: str


def judged(kind: str, ending: str, lines: Sequence[Line], *, old_hotline: bool = False) -> bool:
    """Is `kind`, under which the matter closed, what a person found?

    Yes, when somebody here sorted it so. Yes, when a person chose it (the reporter, who brought it
    for them, a program's sender) and another person answered under it and left it. Yes, when the
    operator of an old hotline chose it, who was not the caller.
    Never a kind that was read from the words and that nobody named, or a model would learn from
    its own guesses; never "other" that nobody chose.
    """
    named = [one for one in lines if one.verb == Verb.TRIAGE and one.person]
    if named and not named[-1].by_reporter:
        return named[-1].code == kind
    if kind == OTHER or ending not in SPOKEN_FOR:
        return False
    read = any(one.verb == Verb.REPORT and one.code for one in lines)
    chosen = named[-1].code == kind if named else not read
    answered = any(one.verb == Verb.ANSWER and one.person and not one.by_reporter for one in lines)
    return chosen and (answered or old_hotline)
