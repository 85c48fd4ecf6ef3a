"""Sealing the timeline: what happened to matters is closed in batches, so that a change is found."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.audit import merkle
from maplebridge.core.viewer import SYSTEM

from ..models import MatterEvent, MatterRound, Rating, SealedLine, TimelineSeal
from ..queries import sealed as lines
from ..queries.sealed import Line
from ..rules.sealed import SALT_BYTES, VEILED, Kind

log = structlog.get_logger("maplebridge.matters")

BATCH = 5_000
RECENT = timedelta(days=2)
LOCK = "maplebridge.matters.timeline"


def seal_recent(*, now: datetime) -> None:
    """Seal the lines of the last two days that are not sealed yet; a duty of the clock."""
    _seal(now, since=now - RECENT)


def seal_all(*, now: datetime) -> None:
    """Seal every line that is not sealed yet, however old; every night, and by command."""
    _seal(now, since=None)
    while _seal_batch(now, _left()):
        pass


def forget_salts(matter_id: UUID) -> None:
    """The veils over the words of a matter cannot be tried out any more. In the erasure's transaction."""
    SealedLine.objects.filter(matter=matter_id, kind__in=VEILED).update(salt=b"")


def _seal(now: datetime, since: datetime | None) -> None:
    after: UUID | None = None
    while True:
        with transaction.atomic():
            audit.one_at_a_time(LOCK)
            found = lines.unsealed(MatterEvent.objects.all(), Kind.EVENT)
            if since is not None:
                found = found.filter(at__gte=since)
            if after is not None:
                found = found.filter(pk__gt=after)
            ids = list(found.order_by("id").values_list("id", flat=True)[:BATCH])
            if not ids:
                return
            _close(now, _with_figures(ids))
        after = ids[-1]


def _with_figures(ids: list[UUID]) -> list[Line]:
    """These lines, the endings that they made, and ratings and rounds of their matters."""
    rows = MatterEvent.objects.filter(pk__in=ids).order_by("id")
    found = list(lines.events(rows))
    matters = {UUID(line.matter) for line in found}
    rated = lines.unsealed(Rating.objects.filter(matter__in=matters), Kind.RATING)
    ended = lines.unsealed(MatterRound.objects.filter(matter__in=matters), Kind.ROUND)
    found += lines.closings(rows)
    found += lines.ratings(rated.order_by("id"))
    found += lines.rounds(ended.order_by("id"))
    return found


def _left() -> list[Line]:
    """Ratings and rounds that came without a line of the timeline, such as seeded ones."""
    rated = lines.unsealed(Rating.objects.all(), Kind.RATING).order_by("id")
    ended = lines.unsealed(MatterRound.objects.all(), Kind.ROUND).order_by("id")
    return [*lines.ratings(rated[:BATCH]), *lines.rounds(ended[:BATCH])]


def _seal_batch(now: datetime, found: list[Line]) -> int:
    if found:
        with transaction.atomic():
            audit.one_at_a_time(LOCK)
            known = set(
                SealedLine.objects.filter(thing__in=[line.thing for line in found]).values_list(
                    "kind", lines.Hex("thing")
                )
            )
            found = [line for line in found if (line.kind, line.thing) not in known]
            if found:
                _close(now, found)
    return len(found)


def _close(now: datetime, found: Iterable[Line]) -> None:
    """Write the seal, what it knows of each line, and the audit's entry of it."""
    rows = []
    for position, line in enumerate(found):
        salt = b"" if line.personal is None else secrets.token_bytes(SALT_BYTES)
        veiled = line.veil(salt)
        rows.append(
            SealedLine(
                position=position,
                kind=line.kind,
                thing=line.thing,
                matter=line.matter,
                salt=salt,
                veil=veiled,
                leaf=line.leaf(veiled),
            )
        )
    last = TimelineSeal.objects.order_by("-number").first()
    number, previous = (last.number + 1, last.chained) if last else (1, audit.START)
    root = merkle.root(bytes(row.leaf) for row in rows).hex()
    seal = TimelineSeal.objects.create(
        number=number,
        count=len(rows),
        root=root,
        previous=previous,
        chained=audit.chain(previous, root, number, len(rows)),
        sealed_at=now,
    )
    for row in rows:
        row.seal = seal
    SealedLine.objects.bulk_create(rows, batch_size=1_000)
    audit.record(
        viewer=SYSTEM, verb="timeline.seal", thing=seal, now=now,
        head=seal.chained, number=number, count=len(rows),
    )  # fmt: skip
    log.info("timeline sealed", seal=number, lines=len(rows), head=seal.chained)
