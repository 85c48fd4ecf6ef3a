"""Whether a quarrel can be mediated here: findings with their article and the way that stays open.

A finding never says only "no": each names at least one other way. Nothing is scored, and nothing is
said about a person; the questions are about the quarrel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum


class Ground(StrEnum):
    """What stands in the way, or has to be seen to first."""

    REFUSED = "refused"
    STATUS = "status"
    OWNERSHIP = "ownership"
    IN_COURT = "in_court"
    CRIME = "crime"
    LAND_RIGHT = "land_right"
    GAMBLING_DEBT = "gambling_debt"
    LABOUR = "labour"
    WARD = "ward"
    MAJOR = "major"


class Effect(StrEnum):
    """What follows from a finding."""

    STOPS = "stops"
    """It is not mediated here."""
    PART = "part"
    """This part is not mediated here; the rest may be."""
    FIRST = "first"
    """It is mediated once something is put right."""
    WIDER = "wider"
    """It is mediated by a panel of several offices."""


class Route(StrEnum):
    """Where else somebody can go. Every way stays open whatever is decided here."""

    LAWSUIT = "lawsuit"
    THE_COURT = "the_court"
    """The court that has the case: it may invite a mediator itself."""
    LATER = "later"
    """Here again, whenever both sides want to."""
    POLICE = "police"
    LAND_OFFICE = "land_office"
    """The people's government of the town or county decides on rights to land."""
    REGISTRY = "registry"
    """The office that registers real estate."""
    CIVIL_AFFAIRS = "civil_affairs"
    LABOUR_BOARD = "labour_board"
    GUARDIAN = "guardian"
    PANEL = "panel"
    LEGAL_AID = "legal_aid"
    AROUND_IT = "around_it"
    """The quarrel around it is mediated here: words, damage, peace in the family."""


class Answer(StrEnum):
    """How a question of the screen was answered; without an answer it is still open."""

    YES = "yes"
    NO = "no"
    PARTLY = "partly"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the screen asks about the quarrel; None is not asked yet.

    `status` and `ownership` are whether it is to be decided here who is married, whose child
    somebody is, or who owns a thing or a right to land. PARTLY: it is one part of several.
    `in_court` is YES for a case that a court has taken; PARTLY when that court itself sent the
    parties here. `wards` counts parties under age or not able to decide for themselves for whom no
    guardian was named yet; `refusing` the parties who said that they do not want to.
    """

    status: Answer | None = None
    ownership: Answer | None = None
    in_court: Answer | None = None
    crime: Answer | None = None
    land_right: Answer | None = None
    gambling_debt: Answer | None = None
    labour: Answer | None = None
    major: Answer | None = None
    refusing: int = 0
    wards: int = 0

    @property
    def open_questions(self) -> tuple[str, ...]:
        """The questions that nobody answered yet."""
        return tuple(one.name for one in fields(self) if getattr(self, one.name) is None)


QUESTIONS = (
    "status",
    "ownership",
    "in_court",
    "crime",
    "land_right",
    "gambling_debt",
    "labour",
    "major",
)
"""In the order in which they are asked; each is the ground of the same name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason, the articles it rests on, and the ways that stay open. Never without a way."""

    ground: Ground
    effect: Effect
    articles: tuple[str, ...]
    routes: tuple[Route, ...]


_WHOLE: Mapping[Ground, Finding] = {
    found.ground: found
    for found in (
        Finding(
            Ground.REFUSED, Effect.STOPS, ("人民調解法 17",),
            (Route.LATER, Route.LAWSUIT, Route.LEGAL_AID),
        ),
        Finding(
            Ground.STATUS, Effect.STOPS, ("民事訴訟法司法解釋 355",),
            (Route.CIVIL_AFFAIRS, Route.LAWSUIT, Route.AROUND_IT),
        ),
        Finding(
            Ground.OWNERSHIP, Effect.STOPS, ("民事訴訟法司法解釋 355",),
            (Route.REGISTRY, Route.LAWSUIT, Route.AROUND_IT),
        ),
        Finding(
            Ground.IN_COURT, Effect.STOPS, ("人民調解法 18", "民事訴訟法 125"),
            (Route.THE_COURT, Route.LATER),
        ),
        Finding(
            Ground.CRIME, Effect.STOPS, ("人民調解法 25",),
            (Route.POLICE, Route.LAWSUIT, Route.LEGAL_AID),
        ),
        Finding(
            Ground.LAND_RIGHT, Effect.STOPS, ("土地管理法 14",),
            (Route.LAND_OFFICE, Route.LAWSUIT, Route.AROUND_IT),
        ),
        Finding(
            Ground.GAMBLING_DEBT, Effect.STOPS, ("民法典 153",),
            (Route.AROUND_IT, Route.POLICE, Route.LAWSUIT),
        ),
        Finding(
            Ground.LABOUR, Effect.STOPS, ("勞動爭議調解仲裁法 5",),
            (Route.LABOUR_BOARD, Route.LEGAL_AID, Route.LAWSUIT),
        ),
        Finding(
            Ground.WARD, Effect.FIRST, ("民法典 19", "民法典 20", "民法典 23"),
            (Route.GUARDIAN, Route.LEGAL_AID),
        ),
        Finding(
            Ground.MAJOR, Effect.WIDER, ("人民調解法 20",), (Route.PANEL, Route.LAWSUIT),
        ),
    )
}  # fmt: skip


def screen(facts: Facts) -> tuple[Finding, ...]:
    """The findings, in the order of the questions, and what the parties are at the end.

    A part that is not mediated here leaves the rest; a case that its own court sent here, and a
    quarrel of which only a part belongs to the police, go on.

    Law: 人民調解法 art. 3, 17, 18, 20, 25 (in force 2011-01-01).
    """
    found = []
    for question in QUESTIONS:
        answer, ground = getattr(facts, question), Ground(question)
        if answer is None or answer is Answer.NO:
            continue
        if ground is Ground.IN_COURT and answer is Answer.PARTLY:
            continue  # the court itself invites to mediate
        whole = _WHOLE[ground]
        part = answer is Answer.PARTLY and whole.effect is Effect.STOPS
        found.append(_part(whole) if part else whole)
    if facts.refusing:
        found.append(_WHOLE[Ground.REFUSED])
    if facts.wards:
        found.append(_WHOLE[Ground.WARD])
    return tuple(found)


def whole(ground: Ground) -> Finding:
    """What follows when all of a quarrel is of this ground."""
    return _WHOLE[ground]


def _part(whole: Finding) -> Finding:
    return Finding(whole.ground, Effect.PART, whole.articles, whole.routes)


def may_accept(facts: Facts) -> bool:
    """Whether it can be taken on: every question answered, and nothing that stops it or comes first."""
    blocked = {Effect.STOPS, Effect.FIRST}
    return not facts.open_questions and not any(one.effect in blocked for one in screen(facts))


def may_decline(facts: Facts) -> bool:
    """Only for a finding that stops it: nobody is sent away without a reason."""
    return any(one.effect is Effect.STOPS for one in screen(facts))


AFTER: tuple[Route, ...] = (Route.LAWSUIT, Route.LATER, Route.LEGAL_AID)
"""The ways of which the parties are told when talks end without an agreement (人民調解法 26)."""
