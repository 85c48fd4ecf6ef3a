"""The figures of a month for the whole jurisdiction, in ten grouped statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from maplebridge.core import calendar
from maplebridge.matters.public import (
    Asked,
    ClosingCode,
    Matter,
    MatterEvent,
    MatterRound,
    Rating,
    RatingReason,
    State,
    Verb,
)

from ..rules import figures as rules
from ..rules.figures import Month

Key = tuple[UUID | None, UUID | None, str]
"""Community, grid, kind."""
_NOT_JUDGED = (ClosingCode.WITHDRAWN.value, ClosingCode.DUPLICATE.value)
_OF = ("community_id", "grid_id", "category")
_OF_MATTER = tuple(f"matter__{name}" for name in _OF)


@dataclass(slots=True)
class Figures:
    """All that happened, by community, grid and kind; which kinds were sorted into which, and
    which reasons ratings gave, by kind."""

    months: dict[Key, Month] = field(default_factory=dict)
    sorted: Counter[tuple[UUID | None, str, str]] = field(default_factory=Counter)
    reasons: Counter[tuple[UUID | None, str, str]] = field(default_factory=Counter)

    def at(self, key: Key) -> Month:
        return self.months.setdefault(key, Month())

    def stored(self, inside: Collection[UUID] | None, *, by_grid: bool = False) -> dict[str, Any]:
        """What is frozen of some communities, None for all: by community, or by grid. A matter of a
        place above all communities is in the figures of the whole and in no other."""
        mine = [(k, m) for k, m in self.months.items() if inside is None or k[0] in inside]
        kinds: dict[str, Month] = {}
        places: dict[str, Month] = {}
        for (of, grid, kind), month in mine:
            kinds.setdefault(kind, Month()).add(month)
            place = grid if by_grid else of
            places.setdefault(str(place) if place else "", Month()).add(month)
        return {
            "total": rules.packed(rules.summed(month for _, month in mine)),
            "kinds": {kind: rules.packed(month) for kind, month in sorted(kinds.items())},
            "places": {place: rules.packed(month) for place, month in sorted(places.items())},
            "sorted": _pairs(self.sorted, inside),
            "reasons": _pairs(self.reasons, inside),
        }


def _pairs(
    counted: Counter[tuple[UUID | None, str, str]], inside: Collection[UUID] | None
) -> list[list[str | int]]:
    summed: Counter[tuple[str, str]] = Counter()
    for (of, one, other), count in counted.items():
        if inside is None or of in inside:
            summed[one, other] += count
    return [[*pair, count] for pair, count in sorted(summed.items())]


def figures_of(month: date) -> Figures:
    """Ten statements, whatever the number of places. Withdrawn and repeated matters are reported
    ones and nothing else."""
    since, until = calendar.start_of(month), calendar.start_of(rules.month_after(month))
    found = Figures()
    _reported(found, since, until)
    _closed(found, since, until)
    _rated(found, since, until)
    _reasoned(found, since, until)
    _moved(found, since, until)
    _sorted_anew(found, since, until)
    _late(found, since, until)
    return found


def _key(row: dict[str, Any], of: tuple[str, ...] = _OF) -> Key:
    return row[of[0]], row[of[1]], row[of[2]]


def _reported(found: Figures, since: datetime, until: datetime) -> None:
    rows = Matter.objects.filter(reported_at__gte=since, reported_at__lt=until).order_by()
    for row in rows.values(*_OF).annotate(count=Count("pk")):
        found.at(_key(row)).reported += row["count"]


def _closed(found: Figures, since: datetime, until: datetime) -> None:
    rows = Matter.objects.filter(closed_at__gte=since, closed_at__lt=until).order_by()
    judged = rows.exclude(closing_code__in=_NOT_JUDGED)
    fixed = Count("pk", filter=Q(closing_code=ClosingCode.FIXED.value))
    for row in judged.values(*_OF).annotate(closed=Count("pk"), fixed=fixed):
        month = found.at(_key(row))
        month.closed += row["closed"]
        month.fixed += row["fixed"]
    _kept(found, judged, "pk", _OF)
    rounds = MatterRound.objects.filter(ended_at__gte=since, ended_at__lt=until).order_by()
    _kept(found, rounds, "matter_id", _OF_MATTER)


def _kept(found: Figures, rounds: QuerySet[Any], of: str, by: tuple[str, ...]) -> None:
    """How many promises of these rounds fell due, and how many were kept; every round counts.

    What fell due after the resident named a petition or a court is judged by nobody. What was late
    before then stays late.
    """
    named = _named(of).values("at")[:1]
    first, settle = F("first_answer_due_at"), F("settle_due_at")
    rows = rounds.annotate(named=Subquery(named))
    first_owed = Q(named__isnull=True) | Q(named__gt=first)
    settle_owed = Q(named__isnull=True) | Q(named__gt=settle)
    for row in rows.values(*by).annotate(
        first_of=Count("pk", filter=first_owed),
        settle_of=Count("pk", filter=settle_owed),
        first=Count("pk", filter=first_owed & Q(first_answered_at__lte=first)),
        settled=Count("pk", filter=settle_owed & Q(answered_at__lte=settle)),
    ):
        month = found.at(_key(row, by))
        month.first_owed += row["first_of"]
        month.settle_owed += row["settle_of"]
        month.first_kept += row["first"]
        month.settle_kept += row["settled"]


def _named(of: str) -> QuerySet[MatterEvent]:
    """The lines of a matter in which its reporter named a petition, a review or a lawsuit."""
    lines = MatterEvent.objects.filter(matter=OuterRef(of), verb=Verb.NAME_RECOURSE.value)
    return lines.order_by("at", "id")


def _ratings(since: datetime, until: datetime) -> QuerySet[Rating]:
    return Rating.objects.filter(
        matter__closed_at__gte=since, matter__closed_at__lt=until, closing=F("matter__closing")
    ).exclude(matter__closing_code__in=_NOT_JUDGED)


def _rated(found: Figures, since: datetime, until: datetime) -> None:
    rows = _ratings(since, until)
    for row in (
        rows.order_by()
        .values(*_OF_MATTER)
        .annotate(
            rated=Count("pk"),
            content=Count("pk", filter=Q(stars__gte=4)),
            done=Count("pk", filter=Q(solved=True)),
        )
    ):
        month = found.at(_key(row, _OF_MATTER))
        month.rated += row["rated"]
        month.content += row["content"]
        month.solved += row["done"]


def _reasoned(found: Figures, since: datetime, until: datetime) -> None:
    rows = RatingReason.objects.filter(rating__in=_ratings(since, until)).order_by()
    of = ("rating__matter__community_id", "rating__matter__category")
    for row in rows.values(*of, "reason").annotate(count=Count("pk")):
        found.reasons[row[of[0]], row[of[1]], row["reason"]] += row["count"]


def _lines(since: datetime, until: datetime, *verbs: Verb) -> QuerySet[MatterEvent]:
    """Without what came after the resident had named a petition or a court: it counts against nobody."""
    found = MatterEvent.objects.filter(at__gte=since, at__lt=until)
    found = found.filter(verb__in=[verb.value for verb in verbs])
    return found.exclude(Exists(_named("matter_id").filter(at__lte=OuterRef("at")))).order_by()


def _moved(found: Figures, since: datetime, until: datetime) -> None:
    """Handed back by a post, handed on by the one that was asked first, opened again: matters."""
    lines = _lines(since, until, Verb.RETURN, Verb.REFER, Verb.DISPUTE).filter(actor__isnull=False)
    disputed = _lines(since, until, Verb.DISPUTE).filter(actor__isnull=True)  # by a receipt
    into = {"return": "returned", "refer": "misrouted", "dispute": "reopened"}
    for rows in (lines, disputed):
        grouped = rows.values(*_OF_MATTER, "verb")
        for row in grouped.annotate(count=Count("matter_id", distinct=True)):
            month, name = found.at(_key(row, _OF_MATTER)), into[row["verb"]]
            setattr(month, name, getattr(month, name) + row["count"])


def _sorted_anew(found: Figures, since: datetime, until: datetime) -> None:
    """Counted for the kind that it was taken for: there the keywords or the route misled."""
    lines = _lines(since, until, Verb.TRIAGE).exclude(earlier_code=F("code"))
    of = (*_OF_MATTER[:2], "earlier_code")
    for row in lines.exclude(earlier_code="").values(*of, "code").annotate(count=Count("pk")):
        found.at(_key(row, of)).sorted_anew += row["count"]
        found.sorted[row[of[0]], row["earlier_code"], row["code"]] += row["count"]


def _late(found: Figures, since: datetime, until: datetime) -> None:
    """How many rungs a missed deadline went up, by matter; also while nobody had decided yet."""
    asked_to_decide = Q(from_state=State.RETURNED.value) & ~Q(code=Asked.OVERDUE.value)
    lines = _lines(since, until, Verb.ESCALATE).exclude(asked_to_decide)
    for row in _streamed(lines.values(*_OF_MATTER, "matter_id").annotate(rungs=Count("pk"))):
        month = found.at(_key(row, _OF_MATTER))
        month.late_one += row["rungs"] == 1
        month.late_two += row["rungs"] == 2
        month.late_three += row["rungs"] >= 3


def _streamed(rows: Any) -> Iterator[dict[str, Any]]:
    yield from rows.iterator(chunk_size=2000)
