"""What a file still lacks before the next step, in the order in which it is needed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..models import Party
from ..rules.parts import About, Capacity, Side, Stands, needs_guardian
from ..rules.screening import Answer, Facts
from ..rules.stages import State
from .access import Loaded, agrees


class What(StrEnum):
    OTHER_SIDE = "other_side"
    CONSENT = "consent"
    GUARDIAN = "guardian"
    LEAD = "lead"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class Lacking:
    """Something that is missing, and of whom."""

    what: What
    party: Party | None = None


BEFORE_TALKS = frozenset({State.ACCEPTED, State.CHOOSING, State.NOTICED})


def lacking(loaded: Loaded) -> list[Lacking]:
    """What stands between the file and its talks; nothing once they began."""
    if loaded.file.stage not in BEFORE_TALKS:
        return []
    found = []
    sides = {one.side for one in loaded.present}
    if not {Side.APPLICANT, Side.RESPONDENT} <= sides:
        found.append(Lacking(What.OTHER_SIDE))
    for party in loaded.present:
        if not agrees(party, About.MEDIATION):
            found.append(Lacking(What.CONSENT, party))
        if without_guardian(party):
            found.append(Lacking(What.GUARDIAN, party))
    if loaded.file.lead_id is None:
        found.append(Lacking(What.LEAD))
    return found


def without_guardian(party: Party) -> bool:
    speakers = [Stands(one.stands) for one in party.representatives.all() if one.ended_at is None]
    return needs_guardian(Capacity(party.capacity), speakers)


def facts_of(loaded: Loaded) -> Facts:
    """The answers of the screen, with what the parties are and said."""
    answers = {name: Answer(value) for name, value in loaded.file.answers.items()}
    return Facts(
        **answers,
        refusing=sum(agrees(one, About.MEDIATION) is False for one in loaded.present),
        wards=sum(without_guardian(one) for one in loaded.present),
    )
