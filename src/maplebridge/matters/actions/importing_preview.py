"""A look at the first rows of an old hotline's workbook as they would come in; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from maplebridge.core import calendar

from ..messages import look_of
from ..messages.work import REFUSALS
from ..models import ImportDraft
from ..queries.importing import places_by_name
from ..rules import legacy
from ..rules.legacy import Map, Old, Refused
from ..rules.legacy_survey import Survey
from .importing import map_of
from .importing_rows import Ground


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that stands in the way: its column in the file, what it says, and why not."""

    column: str
    text: str
    why: Any


@dataclass(frozen=True, slots=True)
class Looked:
    """A row as it would come in. Where `faults` are, it would be refused; the rest is its cells."""

    row: int
    number: str
    words: str
    reported_at: datetime | None
    closed_at: datetime | None
    kind: str
    place: str
    place_text: str
    answer: str
    state: Any
    tone: str
    icon: str
    faults: tuple[Fault, ...]


def preview(draft: ImportDraft, survey: Survey, *, now: datetime, language: str) -> list[Looked]:
    """The first twenty rows by the map as it is. Raises RuleBroken when the map cannot be used."""
    by = map_of(draft.content, now)
    ground = Ground(by, places_by_name(), now)
    return [
        _looked(number, row, by, ground, survey.since_1904, language)
        for number, row in survey.records()
    ]


def _looked(
    number: int, row: dict[str, str], by: Map, ground: Ground, since_1904: bool, language: str
) -> Looked:
    zone = calendar.zone()
    found = legacy.faults(
        row, by, known_place=ground.named, now=ground.now, zone=zone, since_1904=since_1904
    )
    if found:
        return _refused(number, row, by, found)
    old = legacy.read_row(row, by, now=ground.now, zone=zone, since_1904=since_1904)
    try:
        place = ground.place_of(old).name
    except Refused as problem:
        return _refused(number, row, by, [problem])
    return _taken(number, old, place, ground, language)


def _taken(number: int, old: Old, place: str, ground: Ground, language: str) -> Looked:
    kind = ground.rulebook.get(old.category)
    assert kind is not None, "the map was checked against the catalogue"
    words, tone, icon = look_of(old.state, old.code)
    return Looked(
        row=number, number=old.number, words=old.words, reported_at=old.reported_at,
        closed_at=old.closed_at, kind=kind.name(language), place=place,
        place_text=old.place_text, answer=old.answer, state=words, tone=tone, icon=icon, faults=(),
    )  # fmt: skip


def _refused(number: int, row: dict[str, str], by: Map, found: list[Refused]) -> Looked:
    def cell(ours: str) -> str:
        return row.get(by.columns.get(ours, ""), "").strip()

    return Looked(
        row=number, number=cell("number"), words=cell("words"), reported_at=None, closed_at=None,
        kind=cell("category"), place=cell("place"), place_text=cell("place_text"), answer="",
        state="", tone="late", icon="warn",
        faults=tuple(
            Fault(problem.column, row.get(problem.column, "").strip()[:60],
                  REFUSALS.get(problem.reason, problem.reason))
            for problem in found
        ),
    )  # fmt: skip
