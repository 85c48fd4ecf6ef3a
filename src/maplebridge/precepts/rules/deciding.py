"""How a village decided on its rules, as typed facts, and what is odd about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Way(StrEnum):
    """Who decided: all villagers, one of each household, or representatives whom the villagers
    empowered."""

    VILLAGERS = "villagers"
    HOUSEHOLDS = "households"
    REPRESENTATIVES = "representatives"


COUNT_MAX = 1_000_000
RECORD_MAX = 200


@dataclass(frozen=True, slots=True)
class Decision:
    """What the minutes of the meeting say. `record` tells where they are kept."""

    way: Way
    met_on: date
    entitled: int
    present: int
    votes_for: int
    against: int
    abstaining: int
    record: str


def refused(decision: Decision, *, today: date) -> str:
    """Why these facts cannot be a decision: a code, "" when they can."""
    counts = (decision.entitled, decision.present, decision.votes_for, decision.against,
              decision.abstaining)  # fmt: skip
    if any(not 0 <= count <= COUNT_MAX for count in counts):
        return "precepts_counts"
    if decision.met_on > today:
        return "precepts_meeting_ahead"
    if decision.present > decision.entitled:
        return "precepts_more_present"
    if decision.votes_for + decision.against + decision.abstaining > decision.present:
        return "precepts_more_votes"
    if decision.votes_for <= decision.against:
        return "precepts_not_carried"
    return ""


def doubts(decision: Decision) -> Iterator[str]:
    """What to check before adopting: codes of warnings. They never stand in the way."""
    if decision.way is Way.HOUSEHOLDS:
        if 3 * decision.present < 2 * decision.entitled:
            yield "few_households"
    elif 2 * decision.present <= decision.entitled:
        yield "few_present"
    if 2 * decision.votes_for <= decision.present:
        yield "no_majority"
