"""The lines of the timeline as a seal covers them, and whether all seals still hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Exists, Func, OuterRef, QuerySet, Subquery
from django.db.models.sql.compiler import SQLCompiler

from maplebridge.core import audit
from maplebridge.core.audit import merkle
from maplebridge.core.models import AuditEntry

from ..models import (
    LegacyReference,
    Matter,
    MatterEvent,
    MatterPhoto,
    MatterRound,
    Rating,
    RatingReason,
    SealedLine,
    TimelineSeal,
)
from ..rules.sealed import Kind, leaf, names_a_resident, veil
from ..rules.states import State, Verb

M = TypeVar("M", MatterEvent, Rating, MatterRound)

FAULTS_MAX = 20
OTHERWISE = "otherwise"
"""Stands for an ending that is not what the resident's later line says, and so was changed."""
LATE = timedelta(days=1)
"""A line that is so much older than the seal before its own came in behind the program's back."""
_ENDED = (
    "category", "rulebook", "reported_at", "first_answer_due_at", "settle_due_at",
    "first_answered_at", "answered_at", "closed_at", "closing_code",
)  # fmt: skip


class Hex(Func):
    """A UUID as its 32 hexadecimal digits, as SQLite keeps it."""

    output_field = CharField()
    template = "%(expressions)s"

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> tuple[str, Any]:
        return self.as_sql(
            compiler, connection, template="replace(%(expressions)s::text, '-', '')", **more
        )


@dataclass(slots=True)
class Line:
    """One line as it stands now. `personal` is None for kinds that hold nothing personal. Ids are 32
    hexadecimal digits: what a seal covers, and no object is made of them for a million lines."""

    kind: str
    thing: str
    matter: str
    plain: tuple[Any, ...]
    personal: tuple[Any, ...] | None
    at: datetime
    saying: str
    """What it is, for a sentence, with {} for its instant."""
    bare: bool = True
    """Whether nothing personal stands there."""

    @property
    def said(self) -> str:
        return self.saying.format(f"{self.at:%Y-%m-%d %H:%M} UTC")

    def veil(self, salt: bytes) -> bytes:
        return b"" if self.personal is None else veil(salt, *self.personal)

    def leaf(self, veiled: bytes) -> bytes:
        return merkle.leaf(leaf(self.kind, self.plain, veiled))


@dataclass(slots=True)
class TimelineReport:
    """What verifying the timeline came to. `faults` are sentences for the person who verifies."""

    seals: int = 0
    lines: int = 0
    erased: int = 0
    unsealed: int = 0
    head: str = audit.START
    faults: list[str] = field(default_factory=list)
    erasures: list[str] = field(default_factory=list)
    """The first few lawful erasures, in a sentence each."""

    def blame(self, why: str) -> None:
        if len(self.faults) < FAULTS_MAX:
            self.faults.append(why)


def events(rows: QuerySet[MatterEvent]) -> Iterator[Line]:
    """Lines of the timeline with the hashes of their photos. Two statements."""
    photos: dict[str, list[str]] = defaultdict(list)
    shown = MatterPhoto.objects.filter(event__in=rows.values("pk")).order_by("event", "order")
    for event, order, sha in shown.values_list(Hex("event"), "order", "file__sha256"):
        photos[event].append(f"{order}:{sha}")
    for row in rows.values_list(
        Hex("id"), Hex("matter_id"), "verb", Hex("actor_id"), "by_reporter", Hex("deputy_for_id"),
        Hex("to_post_id"), "text", "from_state", "to_state", "code", "earlier_code", "until", "closing",
        "at", Hex("place_id"), Hex("earlier_place_id"),
    ):  # fmt: skip
        pk, matter, verb, actor, by_reporter, deputy, post, text, *rest, at, place, before = row
        hidden = names_a_resident(verb, by_reporter)
        seen = ",".join(photos.get(pk, ()))
        yield Line(
            kind=Kind.EVENT.value,
            thing=pk,
            matter=matter,
            plain=(
                pk, matter, verb, by_reporter, deputy, post, None if hidden else actor, *rest, at,
                *((place, before) if verb == Verb.PLACE else ()),  # all other lines keep the hash that they had
            ),
            personal=(text, actor if hidden else None, seen),
            at=at,
            saying=f"the line “{verb}” of {{}}",
            bare=not (text or seen or (hidden and actor)),
        )  # fmt: skip


def ratings(rows: QuerySet[Rating]) -> Iterator[Line]:
    reasons: dict[str, list[str]] = defaultdict(list)
    given = RatingReason.objects.filter(rating__in=rows.values("pk"))
    for rating, reason in given.order_by("rating", "reason").values_list(Hex("rating"), "reason"):
        reasons[rating].append(reason)
    for pk, matter, closing, stars, solved, text, at in rows.values_list(
        Hex("id"), Hex("matter_id"), "closing", "stars", "solved", "text", "at"
    ):
        yield Line(
            kind=Kind.RATING.value,
            thing=pk,
            matter=matter,
            plain=(pk, matter, closing, stars, solved, ",".join(reasons.get(pk, ())), at),
            personal=(text,),
            at=at,
            saying="the rating of {}",
            bare=not text,
        )


def rounds(rows: QuerySet[MatterRound]) -> Iterator[Line]:
    for row in rows.values_list(
        Hex("id"), Hex("matter_id"), "first_answer_due_at", "settle_due_at", "first_answered_at",
        "answered_at", "ended_at",
    ):  # fmt: skip
        yield Line(
            Kind.ROUND.value, row[0], row[1], row, None, row[-1],
            "the deadlines of the round until {}",
        )  # fmt: skip


def closings(rows: QuerySet[MatterEvent]) -> Iterator[Line]:
    """How matters stand that these lines closed and nobody opened since. `thing` is the line."""
    ending = rows.filter(to_state=State.CLOSED.value, matter__state=State.CLOSED.value)
    ended = ending.exclude(from_state=State.CLOSED.value).annotate(said_later=_said_later())
    fields: list[str | Hex] = [
        Hex("id"),
        Hex("matter_id"),
        "closing",
        "at",
        "matter__closing",
        "code",
        "said_later",
    ]
    for row in ended.values_list(*fields, *(f"matter__{name}" for name in _ENDED)):
        pk, matter, closing, at, now_closing, code, later, *figures = row
        if later is not None:
            figures[-1] = code if figures[-1] == later else OTHERWISE
        if closing == now_closing:
            yield Line(
                Kind.CLOSING.value, pk, matter, (pk, matter, closing, *figures), None, at,
                "the ending or a deadline, as they stood when it was closed on {}",
            )  # fmt: skip


def _said_later() -> Subquery:
    """How a resident called the ending after it was closed: by a late rating, or called back."""
    after = MatterEvent.objects.filter(
        matter=OuterRef("matter"), from_state=State.CLOSED.value, to_state=State.CLOSED.value,
        closing=OuterRef("closing"), verb__in=[Verb.RATE.value, Verb.CALL_BACK.value],
    )  # fmt: skip
    return Subquery(after.order_by("-at", "-id").values("code")[:1])


def unsealed(rows: QuerySet[M], kind: Kind) -> QuerySet[M]:
    known = SealedLine.objects.filter(kind=kind.value, thing=OuterRef("pk"))
    return rows.filter(~Exists(known))


def verify_timeline(*, since: datetime | None = None) -> TimelineReport:
    """Recompute every seal from the rows, a seal at a time; lines sealed before `since` are left out.

    The chain of seals is always checked whole, and against the audit.
    """
    report = TimelineReport()
    earlier: datetime | None = None
    last: datetime | None = None
    for seal in _seals():
        if seal.sealed_at != last:
            earlier, last = last, seal.sealed_at
        _check_chain(report, seal)
        if since is None or seal.sealed_at >= since:
            _check_lines(report, seal, earlier)
    told = AuditEntry.objects.filter(verb="timeline.seal").count()
    if told != report.seals:
        report.blame(f"the audit knows {told} seals of the timeline, {report.seals} are there")
    _check_unsealed(report, last)
    return report


def _seals() -> Iterator[TimelineSeal]:
    after = 0
    while page := list(TimelineSeal.objects.filter(number__gt=after).order_by("number")[:100]):
        yield from page
        after = page[-1].number


def _check_chain(report: TimelineReport, seal: TimelineSeal) -> None:
    where = f"seal {seal.number} of the timeline"
    if seal.number != report.seals + 1:
        report.blame(f"{where}: a seal before it is missing")
    if seal.previous != report.head:
        report.blame(f"{where}: it is not chained to the seal before it")
    if seal.chained != audit.chain(seal.previous, seal.root, seal.number, seal.count):
        report.blame(f"{where}: the seal itself was changed")
    entry = AuditEntry.objects.filter(thing_id=seal.pk, verb="timeline.seal").first()
    if entry is None or entry.facts.get("head") != seal.chained:
        report.blame(f"{where}: the audit does not know it as it stands")
    report.seals = seal.number
    report.head = seal.chained


def _check_lines(report: TimelineReport, seal: TimelineSeal, earlier: datetime | None) -> None:
    """Twice when something is wrong: an erasure may have come between two readings."""
    found, erased, faults = _faults(seal, earlier)
    if faults:
        found, erased, faults = _faults(seal, earlier)
    report.lines += found
    report.erased += len(erased)
    if erased and len(report.erasures) < FAULTS_MAX:
        for matter, at in _purged({one for one, _, _ in erased}).items():
            said = f"{_name(matter)}: words erased lawfully on {at[0]:%Y-%m-%d}"
            if said not in report.erasures and len(report.erasures) < FAULTS_MAX and not faults:
                report.erasures.append(said)
    for fault in faults:
        report.blame(fault)


Erased = list[tuple[str, datetime, str]]
"""Matter, instant of the line, and what says something there all the same."""


def _faults(seal: TimelineSeal, earlier: datetime | None) -> tuple[int, Erased, list[str]]:
    kept = list(
        SealedLine.objects.filter(seal=seal)
        .order_by("position")
        .values_list("position", "kind", Hex("thing"), Hex("matter"), "salt", "veil", "leaf")
    )
    faults = []
    if [row[0] for row in kept] != list(range(seal.count)):
        faults.append(
            f"seal {seal.number} of the timeline: {seal.count} lines were sealed, "
            f"{len(kept)} of them are known"
        )
    elif merkle.root(bytes(row[6]) for row in kept).hex() != seal.root:
        faults.append(f"seal {seal.number} of the timeline: what it knows of a line was changed")
    lines = _of(seal)
    erased: Erased = []
    late: list[Line] = []
    for _, kind, thing, matter, salt, veiled, known in kept:
        line = lines.get((kind, thing))
        if line is None:
            if kind != Kind.CLOSING or not _reopened(thing, matter):
                faults.append(f"{_name(matter)}: {_lost(kind, thing)}")
            continue
        if line.leaf(bytes(veiled)) != bytes(known):
            faults.append(f"{_name(matter)}: {line.said} was changed after it was sealed")
        elif line.personal is not None and not salt:
            erased.append((matter, line.at, "" if line.bare else line.said))
        elif line.veil(bytes(salt)) != bytes(veiled):
            faults.append(
                f"{_name(matter)}: the words, a photo or the writer of {line.said} was changed "
                "after it was sealed"
            )
        if earlier is not None and line.at < earlier - LATE and kind != Kind.CLOSING:
            late.append(line)
    faults += _unlawful(erased)
    faults += _added(late)
    return len(kept), erased, faults


def _of(seal: TimelineSeal) -> dict[tuple[str, str], Line]:
    """The rows that a seal is about, as they are now."""

    def things(kind: Kind) -> QuerySet[SealedLine, UUID]:
        return SealedLine.objects.filter(seal=seal, kind=kind.value).values_list("thing", flat=True)

    found: dict[tuple[str, str], Line] = {}
    for lines in (
        events(MatterEvent.objects.filter(pk__in=things(Kind.EVENT)).order_by("id")),
        ratings(Rating.objects.filter(pk__in=things(Kind.RATING)).order_by("id")),
        rounds(MatterRound.objects.filter(pk__in=things(Kind.ROUND)).order_by("id")),
        closings(MatterEvent.objects.filter(pk__in=things(Kind.CLOSING)).order_by("id")),
    ):
        for line in lines:
            found[line.kind, line.thing] = line
    return found


def _reopened(closing_line: str, matter: str) -> bool:
    """Whether the matter went on lawfully after it was closed by this line: a later line says so."""
    after = MatterEvent.objects.filter(matter=UUID(matter), from_state=State.CLOSED.value)
    closed = MatterEvent.objects.filter(pk=closing_line).values_list("at", flat=True).first()
    return closed is not None and after.filter(
        to_state=State.REOPENED.value, at__gte=closed
    ).exclude(pk=closing_line).exists()  # fmt: skip


def _lost(kind: str, thing: str) -> str:
    said = {
        Kind.EVENT.value: "a line of the timeline",
        Kind.RATING.value: "a rating",
        Kind.ROUND.value: "the deadlines of a round",
        Kind.CLOSING.value: "the ending of the matter",
    }
    return f"{said.get(kind, kind)} that was sealed is missing ({UUID(thing)})"


def _name(matter: str) -> str:
    found = Matter.objects.filter(pk=matter).values_list("reference", flat=True).first()
    return found or f"matter {UUID(matter)}, which is gone"


def _unlawful(erased: Erased) -> list[str]:
    """Erased lines that no audit entry explains, were too young for it, or say something again."""
    when = _purged({matter for matter, _, _ in erased})
    faults = []
    for matter, at, standing in erased:
        if matter not in when:
            faults.append(f"{_name(matter)}: words were erased, but no erasure is in the audit")
            continue
        on, days = when[matter]
        if on < at + timedelta(days=days):
            faults.append(f"{_name(matter)}: words were erased before their days were over")
        elif standing:
            faults.append(
                f"{_name(matter)}: its words were erased lawfully on {on:%Y-%m-%d}, "
                f"but {standing} says something again"
            )
    return faults


def _purged(matters: Collection[str]) -> dict[str, tuple[datetime, int]]:
    """When the audit says that words went, and after how many days at the least."""
    if not matters:
        return {}
    entries = AuditEntry.objects.filter(verb="matter.purge", thing_id__in=matters).order_by("id")
    return {
        matter.hex: (at, int(facts.get("days", 0)))
        for matter, at, facts in entries.values_list("thing_id", "at", "facts")
    }


def _added(late: list[Line]) -> list[str]:
    """Lines that are older than the seal before theirs; rows of an old hotline rightly are."""
    brought = _brought({line.matter for line in late}) if late else set()
    return [
        f"{_name(line.matter)}: {line.said} was added after the lines of its time had been sealed"
        for line in late
        if line.matter not in brought
    ]


def _brought(matters: Collection[str]) -> set[str]:
    found = LegacyReference.objects.filter(matter__in=[UUID(one) for one in matters])
    return set(found.values_list(Hex("matter_id"), flat=True))


def _check_unsealed(report: TimelineReport, sealed_at: datetime | None) -> None:
    events_left = unsealed(MatterEvent.objects.all(), Kind.EVENT)
    report.unsealed = events_left.count()
    if sealed_at is not None and report.unsealed:
        old = events_left.filter(at__lt=sealed_at - LATE).order_by("at", "id")
        for fault in _added(list(events(old[:FAULTS_MAX]))):
            report.blame(fault)
