"""A door that tests hold: what was handed to it, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from maplebridge.channels.models import Outgoing

handed: list[Outgoing] = []
answers: list[Callable[[], str]] = []
"""What the door does next, in order; when none is left it takes the message."""


def door(message: Outgoing, *, now: datetime) -> str:
    handed.append(message)
    return answers.pop(0)() if answers else f"ref-{len(handed)}"


def refuse(problem: Exception) -> Callable[[], str]:
    def raising() -> str:
        raise problem

    return raising


def forget() -> None:
    handed.clear()
    answers.clear()
