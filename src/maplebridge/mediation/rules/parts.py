"""The words in which a file speaks of itself: kinds, sides, sources, ways of saying yes, seats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

NAME_MAX = 60
ADDRESS_MAX = 160
PHONE_MAX = 40
FACTS_MAX = 4000
REQUESTS_MAX = 2000
NOTE_MAX = 2000
WORDS_MAX = 600
PARTIES_MAX = 20
REPRESENTATIVES_MAX = 2
"""For each party; with the party itself three people sit on a side."""
SEATS_MAX = 12
NOTES_MAX = 500
"""So many caucus notes a file."""


class Source(StrEnum):
    PARTY = "party"
    POLICE = "police"
    COURT = "court"
    INSURER = "insurer"
    GOVERNMENT = "government"
    OWN_MOTION = "own_motion"


class Side(StrEnum):
    APPLICANT = "applicant"
    RESPONDENT = "respondent"
    THIRD = "third"
    """Somebody whom the outcome touches, such as an owner or an insurer that pays."""


class Capacity(StrEnum):
    FULL = "full"
    MINOR = "minor"
    """Under eighteen."""
    LIMITED = "limited"
    """Grown up, and not able to decide this alone."""


class Body(StrEnum):
    """What kind of organisation a party is; a person is none."""

    PERSON = ""
    COMPANY = "company"
    INSURER = "insurer"
    OWNERS = "owners"
    """An owners' committee."""
    VILLAGE = "village"
    """A village or residents' committee."""
    OTHER = "other"


class Stands(StrEnum):
    """As what somebody speaks for a party."""

    GUARDIAN = "guardian"
    AGENT = "agent"
    LAWYER = "lawyer"
    LEGAL_AID = "legal_aid"
    STAFF = "staff"
    """Of an organisation that is a party."""


class Power(StrEnum):
    """How far somebody may speak for a party."""

    ATTEND = "attend"
    """Sit in, speak and receive papers."""
    SETTLE = "settle"
    """All of that, admit, give in and agree."""


class How(StrEnum):
    """How somebody said yes or no."""

    HERE = "here"
    """With their own account, on the page."""
    IN_PERSON = "in_person"
    PHONE = "phone"
    PAPER = "paper"


class About(StrEnum):
    """What a party agrees to."""

    MEDIATION = "mediation"
    SEAT = "seat"
    EXTRACT = "extract"
    """That the other side sees the needed extract of a medical record."""
    RECORDING = "recording"


class Chair(StrEnum):
    """What an organisation or an expert does at the table."""

    CO_MEDIATOR = "co_mediator"
    JUDGE = "judge"
    POLICE = "police"
    INSURER = "insurer"
    LAWYER = "lawyer"
    LEGAL_AID = "legal_aid"
    NOTARY = "notary"
    HEALTH = "health"
    NEIGHBOUR = "neighbour"
    """A relative, neighbour or elder whom the parties trust."""
    EXPERT = "expert"


class Lane(StrEnum):
    EXPRESS = "express"
    """Property or a slight injury, settled on the spot."""
    STAGED = "staged"


class Identity(StrEnum):
    """By which paper somebody was identified; its number is never kept."""

    NONE = ""
    CARD = "card"
    HUKOU = "hukou"
    LICENCE = "licence"
    PASSPORT = "passport"
    KNOWN = "known"
    """Known in person to the mediator."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of dispute, as the catalogue describes it.

    `asks` are the questions of the screen that matter most for it, shown open; `lanes` the first is
    the usual one; `moves` the sides it usually has; `clauses` what an agreement of it usually says;
    `elsewhere` which questions, answered yes, always lead elsewhere for it.
    """

    code: str
    icon: str
    lanes: tuple[Lane, ...]
    asks: tuple[str, ...]
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kinds:
    """One version of the catalogue of disputes."""

    version: str
    kinds: Mapping[str, Kind]


def read_kinds(body: Mapping[str, Any], questions: Iterable[str]) -> Kinds:
    """The catalogue out of its file. Raises ValueError with the kind and what is wrong with it."""
    known, found = set(questions), {}
    for row in body["kinds"]:
        code = row["code"]
        if code in found:
            raise ValueError(f"{code} stands twice")
        if not set(row["asks"]) <= known:
            raise ValueError(f"{code} asks what the screen does not: {set(row['asks']) - known}")
        found[code] = Kind(
            code, row["icon"], tuple(Lane(one) for one in row["lanes"]), tuple(row["asks"]),
            tuple(row["clauses"]),
        )  # fmt: skip
        if not found[code].lanes:
            raise ValueError(f"{code} has no lane")
    return Kinds(str(body["version"]), found)


def needs_guardian(capacity: Capacity, stands: Sequence[Stands]) -> bool:
    """Whether a party cannot speak for itself and nobody does it as guardian yet.

    Law: 民法典 art. 19, 20, 23 (in force 2021-01-01).
    """
    return capacity is not Capacity.FULL and Stands.GUARDIAN not in stands
