"""Sealing and verifying: batches of entries under Merkle roots, each chained to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import structlog
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from ..models import AuditEntry, AuditSeal
from . import merkle

log = structlog.get_logger("maplebridge.audit")

BATCH = 5_000
PROBLEMS_MAX = 100
START = "0" * 64
"""What the first seal is chained to."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A seal that does not hold, and why, for the person who verifies."""

    seal: int
    why: str


@dataclass(slots=True)
class Report:
    """What verifying came to. `head` is the chained hash to write down somewhere else."""

    seals: int = 0
    entries: int = 0
    unsealed: int = 0
    head: str = START
    anchored: bool | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.problems and self.anchored is not False

    def blame(self, seal: int, why: str) -> None:
        if len(self.problems) < PROBLEMS_MAX:
            self.problems.append(Problem(seal, why))


@dataclass(frozen=True, slots=True)
class Proof:
    """That one entry belongs to a seal, checkable without any other entry."""

    seal: int
    leaf: bytes
    position: int
    count: int
    path: tuple[bytes, ...]
    root: str

    @property
    def holds(self) -> bool:
        found = merkle.root_from(self.leaf, self.position, self.count, self.path)
        return found is not None and found.hex() == self.root


def seal(*, now: datetime) -> None:
    """Close all committed entries under seals of at most BATCH; a duty of the clock.

    One sealer at a time: the second waits, then finds nothing left.
    """
    while _seal_batch(now):
        pass


def verify(*, root: str = "") -> Report:
    """Recompute every seal from its entries, a seal at a time. `root` is an anchored chained hash.

    What was sealed and then changed, removed or added is found. Cutting off the newest seals with
    their entries is found only by an anchor: pass the hash that was written down elsewhere.
    """
    report = Report(anchored=False if root else None)
    for expected, found in enumerate(_seals(), start=1):
        _verify_seal(report, expected, found)
        if found.chained == root.lower():
            report.anchored = True
    last = AuditSeal.objects.order_by("-number").values_list("number", flat=True).first() or 0
    if AuditEntry.objects.filter(seal__gt=last).exists():
        report.blame(last + 1, "its entries are there, the seal is gone")
    report.unsealed = AuditEntry.objects.filter(seal__isnull=True).count()
    return report


def prove(entry_id: UUID) -> Proof | None:
    """The inclusion proof of a sealed entry; None while it is not sealed."""
    entry = AuditEntry.objects.select_related("seal").filter(pk=entry_id).first()
    if entry is None or entry.seal is None or entry.position is None:
        return None
    leaves = [_leaf(row) for row in AuditEntry.objects.filter(seal=entry.seal).order_by("position")]
    proof = merkle.path(leaves, entry.position)
    return Proof(
        seal=entry.seal.number,
        leaf=_leaf(entry),
        position=entry.position,
        count=len(leaves),
        path=tuple(proof),
        root=entry.seal.root,
    )


def _seal_batch(now: datetime) -> int:
    if not AuditEntry.objects.filter(seal__isnull=True).exists():
        return 0
    with transaction.atomic():
        one_at_a_time("maplebridge.core.audit.seal")
        entries = list(AuditEntry.objects.filter(seal__isnull=True).order_by("id")[:BATCH])
        if not entries:
            return 0
        last = AuditSeal.objects.order_by("-number").first()
        number, previous = (last.number + 1, last.chained) if last else (1, START)
        root = merkle.root(_leaf(entry) for entry in entries).hex()
        made = AuditSeal.objects.create(
            number=number,
            count=len(entries),
            root=root,
            previous=previous,
            chained=chain(previous, root, number, len(entries)),
            sealed_at=now,
        )
        _mark(entries, number)
    log.info("audit sealed", seal=number, entries=len(entries), head=made.chained)
    return len(entries)


def one_at_a_time(name: str) -> None:
    """Wait for whoever else does `name`. SQLite transactions are immediate: one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])


def _mark(entries: list[AuditEntry], number: int) -> None:
    adapt = AuditEntry._meta.pk.get_db_prep_value
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE core_auditentry SET seal_id = %s, position = %s WHERE id = %s",
            [(number, at, adapt(entry.pk, connection)) for at, entry in enumerate(entries)],
        )


def _seals() -> Iterator[AuditSeal]:
    """All seals in order, a hundred at a time."""
    after = 0
    while page := list(AuditSeal.objects.filter(number__gt=after).order_by("number")[:100]):
        yield from page
        after = page[-1].number


def _verify_seal(report: Report, expected: int, found: AuditSeal) -> None:
    if found.number != report.seals + 1 or found.number != expected:
        report.blame(found.number, "a seal before it is missing")
    if found.previous != report.head:
        report.blame(found.number, "it is not chained to the seal before it")
    if found.chained != chain(found.previous, found.root, found.number, found.count):
        report.blame(found.number, "the seal itself was changed")
    try:
        entries = list(AuditEntry.objects.filter(seal=found).order_by("position"))
        root = merkle.root(_leaf(entry) for entry in entries).hex()
    except (ValueError, TypeError, AttributeError, ValidationError, DatabaseError):
        report.blame(found.number, "an entry cannot be read any more")
    else:
        if [entry.position for entry in entries] != list(range(found.count)):
            report.blame(
                found.number, f"{found.count} entries were sealed, {len(entries)} are left"
            )
        elif root != found.root:
            report.blame(found.number, "an entry was changed after it was sealed")
        report.entries += len(entries)
    report.seals += 1
    report.head = found.chained


def chain(previous: str, root: str, number: int, count: int) -> str:
    """The hash that binds a seal to the one before it."""
    content = bytes.fromhex(previous) + bytes.fromhex(root)
    return hashlib.sha256(content + f"{number}:{count}".encode()).hexdigest()


def _leaf(entry: AuditEntry) -> bytes:
    """The entry as canonical JSON: keys sorted, no spaces, instants in UTC to the microsecond."""
    ids = (entry.actor_id, entry.on_behalf_of, entry.deputy_for)
    content = {
        "id": str(entry.pk),
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [entry.actor_kind, *(str(one) if one else None for one in ids)],
        "verb": entry.verb,
        "thing": [entry.thing_kind, str(entry.thing_id)],
        "facts": entry.facts,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return merkle.leaf(text.encode())
