"""The one thing that whoever opens a file does next, so that a page has one loud button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .stages import AGREEMENTS, PENDING, TALKS, State


class Next(StrEnum):
    """What to do next; each has its page."""

    SAY = "say"
    """A party says whether it wants to be mediated."""
    SCREEN = "screen"
    APPOINT = "appoint"
    BEGIN = "begin"
    ITEMS = "items"
    WRITE = "write"
    """The draft of the agreement is to be written, or written on."""
    SIGN = "sign"
    SEAL = "seal"
    RESUME = "resume"
    KEPT = "kept"
    GUIDE = "guide"


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody is to a file and how far it is.

    `lacks`: something still stands between the file and its talks. `agreement` is the state of its
    words, "" without any. `unsigned`: of the signatures that the viewer gives, one is missing;
    `complete`: all have signed.
    """

    state: State
    leads: bool = False
    keeps: bool = False
    party: bool = False
    unasked: bool = False
    lacks: bool = False
    led: bool = False
    items: bool = False
    agreement: str = ""
    unsigned: bool = False
    complete: bool = False


AFTER = AGREEMENTS | {State.PERFORMING, State.BREACHED, State.PERFORMED, State.REVISITED}
BEFORE: Mapping[State, Next] = {State.SUBMITTED: Next.SCREEN, State.SCREENING: Next.SCREEN}


def next_of(seen: Seen) -> Next | None:
    """None where somebody else is to act, or nothing is left to do. Who signs agrees by it and is not
    asked first."""
    if seen.party and seen.unasked and seen.state in PENDING and seen.agreement != "signing":
        return Next.SAY
    if seen.state in AFTER:
        return Next.KEPT if seen.agreement == "in_effect" else None
    if seen.state in TALKS:
        return _in_talks(seen)
    if seen.keeps and seen.state in BEFORE:
        return BEFORE[seen.state]
    if seen.state in {State.ACCEPTED, State.CHOOSING, State.NOTICED}:
        return _before_talks(seen)
    if seen.leads and seen.state is State.SUSPENDED:
        return Next.RESUME
    if (seen.leads or seen.keeps) and seen.state is State.TERMINATED:
        return Next.GUIDE
    return None


def _before_talks(seen: Seen) -> Next | None:
    if seen.keeps and not seen.led:
        return Next.APPOINT
    return Next.BEGIN if seen.leads and not seen.lacks else None


def _in_talks(seen: Seen) -> Next | None:
    if seen.agreement == "signing":
        if seen.unsigned:
            return Next.SIGN
        return Next.SEAL if seen.leads and seen.complete else None
    if not seen.leads:
        return Next.ITEMS if seen.party else None
    return Next.WRITE if seen.items or seen.agreement else Next.ITEMS
