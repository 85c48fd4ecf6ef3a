"""The same step for several matters: one transaction each, and what happened to each is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import queries
from ..models import Matter, MatterEvent
from ..rules.input import tidy
from ..rules.states import Verb
from .handing import refer
from .steps import check_words
from .working import accept, triage

BULK_MAX = 100


class BulkVerb(StrEnum):
    """What can be done to several matters at once. Answers are written one by one."""

    ACCEPT = "accept"
    REFER = "refer"
    TRIAGE = "triage"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one matter. `problem` is the sentence that says why nothing was done;
    `earlier` that the same sending had done it before. `reference` is "" for what is not seen."""

    matter_id: UUID
    reference: str
    title: str
    problem: str = ""
    earlier: bool = False


def several(
    *,
    viewer: Viewer,
    sending_id: UUID,
    matter_ids: Sequence[UUID],
    verb: BulkVerb,
    place_id: UUID | None = None,
    category: str = "",
    text: str = "",
    now: datetime,
) -> list[Outcome]:
    """Do `verb` to each matter by itself, in the order given. Nothing is undone by a later refusal.

    The same `sending_id` does nothing twice: each line of a timeline that it wrote has an id made
    of it and of the matter. Raises RuleBroken when nothing, or more than BULK_MAX, is chosen, or
    when what the verb needs is missing.
    """
    chosen = list(dict.fromkeys(matter_ids))
    if not chosen:
        raise RuleBroken("bulk_nothing_chosen")
    if len(chosen) > BULK_MAX:
        raise RuleBroken("bulk_too_many", most=BULK_MAX)
    if verb is BulkVerb.REFER and place_id is None:
        raise RuleBroken("bulk_place_missing")
    if verb is BulkVerb.REFER:
        check_words(tidy(text), missing="matter_reason_missing")
    if verb is BulkVerb.TRIAGE and not category:
        raise RuleBroken("matter_category_unknown")

    def act(matter_id: UUID, event_id: UUID) -> Matter:
        if verb is BulkVerb.ACCEPT:
            return accept(viewer=viewer, matter_id=matter_id, text=text, event_id=event_id, now=now)
        if verb is BulkVerb.REFER:
            assert place_id is not None
            return refer(
                viewer=viewer, matter_id=matter_id, place_id=place_id, reason=text,
                event_id=event_id, now=now,
            )  # fmt: skip
        return triage(
            viewer=viewer, matter_id=matter_id, category=category, text=text,
            event_id=event_id, now=now,
        )  # fmt: skip

    titles = queries.titles_of(viewer, chosen)
    return [_one(viewer, pk, uuid5(sending_id, str(pk)), verb, act, titles) for pk in chosen]


def _one(
    viewer: Viewer,
    matter_id: UUID,
    event_id: UUID,
    verb: BulkVerb,
    act: Callable[[UUID, UUID], Matter],
    titles: dict[UUID, tuple[str, str]],
) -> Outcome:
    reference, title = titles.get(matter_id, ("", ""))
    if done_before(viewer, matter_id, event_id, Verb(verb.value)):
        return Outcome(matter_id, reference, title, earlier=True)
    try:
        act(matter_id, event_id)
    except Missing as missing:
        return Outcome(matter_id, "", "", problem=missing.sentence)
    except RuleBroken as broken:
        return Outcome(matter_id, reference, title, problem=broken.sentence)
    return Outcome(matter_id, reference, title)


def done_before(viewer: Viewer, matter_id: UUID, event_id: UUID, verb: Verb) -> bool:
    line = MatterEvent.objects.filter(
        pk=event_id, matter=matter_id, verb=verb.value, actor=viewer.person_id
    )
    return line.exists()
