"""Which parts of a world are in the database: each is on the record, in its own transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from maplebridge.core import audit
from maplebridge.core.models import AuditEntry
from maplebridge.core.viewer import SYSTEM
from maplebridge.territory.public import Jurisdiction

BEGUN, PART, FINISHED = "world.begin", "world.part", "world.finish"


@dataclass(frozen=True, slots=True)
class Journal:
    """A world that was begun: which one, as of when, and the parts that are in."""

    world: str
    seed: int
    now: datetime
    jurisdiction_id: UUID
    parts: frozenset[int]
    finished: bool


def read() -> Journal | None:
    """The journal of the world in this database, None when none was begun here."""
    jurisdiction = Jurisdiction.objects.filter(demo=True).first()
    if jurisdiction is None:
        return None
    entries = AuditEntry.objects.filter(
        thing_id=jurisdiction.pk, verb__in=(BEGUN, PART, FINISHED)
    ).order_by("id")
    facts = {verb: [e.facts for e in entries if e.verb == verb] for verb in (BEGUN, PART, FINISHED)}
    if not facts[BEGUN]:
        return None
    began = facts[BEGUN][0]
    return Journal(
        world=began["world"],
        seed=began["seed"],
        now=datetime.fromisoformat(began["as_of"]),
        jurisdiction_id=jurisdiction.pk,
        parts=frozenset(fact["part"] for fact in facts[PART]),
        finished=bool(facts[FINISHED]),
    )


def begin(*, jurisdiction_id: UUID, world: str, seed: int, now: datetime) -> None:
    audit.record(
        viewer=SYSTEM, verb=BEGUN, thing=_thing(jurisdiction_id), now=now,
        world=world, seed=seed, as_of=now.isoformat(),
    )  # fmt: skip


def note_part(*, jurisdiction_id: UUID, part: int, now: datetime) -> None:
    audit.record(viewer=SYSTEM, verb=PART, thing=_thing(jurisdiction_id), now=now, part=part)


def finish(*, jurisdiction_id: UUID, now: datetime) -> None:
    audit.record(viewer=SYSTEM, verb=FINISHED, thing=_thing(jurisdiction_id), now=now)


def _thing(jurisdiction_id: UUID) -> tuple[str, UUID]:
    return "territory.jurisdiction", jurisdiction_id
