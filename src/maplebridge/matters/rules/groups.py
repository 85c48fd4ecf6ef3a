"""Matters with one cause or one site: what may be done with a group of them. Pure."""

from __future__ import annotations

from enum import StrEnum

NAME_MAX = 60
MEMBERS_MAX = 100
"""Most matters of one group; what concerns more is an event of a whole quarter."""


class GroupState(StrEnum):
    """Whether a group is still worked with."""

    RUNNING = "running"
    ENDED = "ended"


class GroupVerb(StrEnum):
    """What is done with a group; answers and news are written to each reporter by themselves."""

    ADD = "add"
    REMOVE = "remove"
    NEWS = "news"
    ANSWER = "answer"
    ASK = "ask"
    CHANGE = "change"
    END = "end"


POSSIBLE: dict[GroupState, frozenset[GroupVerb]] = {
    GroupState.RUNNING: frozenset(GroupVerb),
    GroupState.ENDED: frozenset(),
}
"""An ended group stays to be read; a matter that comes again goes into a new one."""
