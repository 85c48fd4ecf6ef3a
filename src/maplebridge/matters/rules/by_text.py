"""Which steps of a matter its reporter hears of, and which of them may cost a text message. Pure."""

from __future__ import annotations

import re
from typing import Any

from .states import Verb

HEARD_OF = tuple(
    verb.value
    for verb in (
        Verb.REPORT, Verb.TRIAGE, Verb.PLACE, Verb.REFER, Verb.ASSIGN, Verb.ACCEPT, Verb.ADD_WORDS,
        Verb.SUSPEND, Verb.RECOUNT, Verb.ANSWER, Verb.DISPUTE, Verb.RATE, Verb.WITHDRAW,
        Verb.CLOSE_UNDISPUTED, Verb.CALL_BACK, Verb.MARK_DUPLICATE, Verb.SPLIT,
    )
)  # fmt: skip
"""Every step that is written to the reporter by some way, in the order in which they come."""
BY_TEXT = (Verb.ADD_WORDS.value, Verb.ANSWER.value)
"""Of a catalogue that says nothing about it: questions and answers."""


def read(words: str) -> list[str]:
    """The steps that a cell of a workbook names, none when it is empty."""
    return [word for word in re.split(r"[,、，;；\s]+", words.strip().lower()) if word]


def are_steps(named: Any) -> bool:
    """Whether these are steps, each once, in their order."""
    return isinstance(named, list) and named == [step for step in HEARD_OF if step in named]
