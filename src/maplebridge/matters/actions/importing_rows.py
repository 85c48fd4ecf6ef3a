"""The rows of an old hotline as matters of ours, written by the hundred."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from maplebridge.core import calendar, references
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import Level, Role
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from .. import queries
from ..models import ImportRun, LegacyReference, Matter, MatterEvent, MatterWords
from ..rules.clocks import due_from
from ..rules.legacy import Map, Old, Refused
from ..rules.states import State, Verb
from .duties import days_kept


class Ground:
    """Places, handlers and the calendar of one sitting, asked for once each."""

    def __init__(self, by: Map, places: dict[str, list[territory.Place]], now: datetime) -> None:
        self.columns = by.columns
        self.places = places
        self.now = now
        self.today = calendar.today(now)
        self.rulebook = queries.catalogue(self.today)
        self.forgotten_before = now - timedelta(days=days_kept("matters.Matter"))
        self._around: dict[str, dict[str, UUID]] = {}
        self._handlers: dict[str, UUID | None] = {}

    def place_of(self, old: Old) -> territory.Place:
        """The named place, or the one around the point. Raises Refused."""
        if not old.place:
            assert old.lon is not None
            assert old.lat is not None
            found = territory.locate(old.lon, old.lat)
            if found is None:
                raise Refused("place_outside", self.columns.get("lon", ""))
            return found
        return self.named(old.place)

    def named(self, name: str) -> territory.Place:
        """The one place of this name or code. Raises Refused."""
        named = self.places.get(name, [])
        if len(named) != 1:
            column = self.columns.get("place", "default_place")
            raise Refused("place_several" if named else "place_unknown", column)
        return named[0]

    def around(self, path: str) -> dict[str, UUID]:
        if path not in self._around:
            self._around[path] = {p.level: p.pk for p in territory.ancestors(path)}
        return self._around[path]

    def handler(self, path: str) -> UUID | None:
        if path not in self._handlers:
            found = people.who_answers(path, Role.GRID_WORKER, today=self.today)
            self._handlers[path] = found.post_id if found else None
        return self._handlers[path]


def write(*, run: ImportRun, by: Map, ground: Ground, rows: list[Old], now: datetime) -> None:
    """Five statements for all rows. Call it in the transaction that counts them."""
    if not rows:
        return
    numbers = references.next_references("M", now, len(rows))
    pairs = [
        (old, _matter(old, reference, ground)) for old, reference in zip(rows, numbers, strict=True)
    ]
    Matter.objects.bulk_create([matter for _, matter in pairs])
    MatterEvent.objects.bulk_create(
        [line for old, matter in pairs for line in _timeline(old, matter)]
    )
    MatterWords.objects.bulk_create(
        MatterWords(
            matter=matter,
            grams=queries.grams_of_all(
                [f"{matter.words}\n{old.number}\n{matter.place_text}", old.answer]
            ),
            whole=True,
        )
        for old, matter in pairs
        if matter.words
    )
    LegacyReference.objects.bulk_create(
        LegacyReference(source=by.source, number=old.number, matter=matter, run=run)
        for old, matter in pairs
    )


def _matter(old: Old, reference: str, ground: Ground) -> Matter:
    """What is open here gets the deadlines of a matter of today: nobody here promised earlier ones.

    What is older than we keep words for comes in as a figure: kind, place and times.
    """
    place = ground.place_of(old)
    around = ground.around(place.path)
    closed = old.state is State.CLOSED
    category = ground.rulebook.get(old.category)
    assert category is not None, "the map was checked against the catalogue"
    office = queries.office(ground.now, ground.rulebook)
    began = old.reported_at if closed else ground.now
    first, settle = due_from(began, category.promise, office)
    last = max(filter(None, [old.reported_at, old.answered_at, old.closed_at]))
    forgotten = closed and last < ground.forgotten_before
    accepted = old.state is State.ACCEPTED
    return Matter(
        id=uuid7(),
        reference=reference,
        words="" if forgotten else old.words,
        category=old.category,
        rulebook=ground.rulebook.version,
        lon=None if forgotten else old.lon,
        lat=None if forgotten else old.lat,
        place_text="" if forgotten else old.place_text,
        place=place,
        path=place.path,
        grid_id=around.get(Level.GRID),
        community_id=around.get(Level.COMMUNITY),
        street_id=around.get(Level.STREET),
        channel=old.channel,
        state=old.state.value,
        handler_id=None if closed else ground.handler(place.path),
        reported_at=old.reported_at,
        first_answer_due_at=first.at,
        settle_due_at=settle.at,
        due_at=None if closed else settle.at if accepted else first.at,
        due_certain=first.certain and settle.certain,
        first_answered_at=old.answered_at or (ground.now if accepted else None),
        answered_at=old.answered_at if closed else None,
        closed_at=old.closed_at,
        proposed_code=old.code,
        closing_code=old.code,
        closing=1 if closed else 0,
        last_activity_at=last if closed else ground.now,
    )


def _timeline(old: Old, matter: Matter) -> list[MatterEvent]:
    """What was said and what was answered. Who did it stays with the old hotline."""
    lines = [
        MatterEvent(
            id=uuid7(),
            matter=matter,
            verb=Verb.REPORT.value,
            by_reporter=True,
            to_post_id=matter.handler_id,
            text=matter.words,
            to_state=State.RECEIVED.value,
            at=old.reported_at,
        )
    ]
    if old.answer or old.state is State.CLOSED:
        closed = old.state is State.CLOSED
        lines.append(
            MatterEvent(
                id=uuid7(),
                matter=matter,
                verb=Verb.ANSWER.value if closed else Verb.ADD_WORDS.value,
                text=old.answer if matter.words else "",
                from_state=State.RECEIVED.value,
                to_state=matter.state,
                code=old.code,
                closing=matter.closing,
                at=old.answered_at or old.closed_at or matter.last_activity_at,
            )
        )
    return lines
