"""How a community or street does: all its matters of the last 52 weeks, counted, nothing below five."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count, Exists, F, OuterRef, Q

from maplebridge.core import calendar
from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Level
from maplebridge.matters import public as matters
from maplebridge.territory import public as territory

from ..rules import figures as rules
from ..rules.figures import Share

KEPT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of the matters reported from `first` on and before `before`; None is one to four."""

    first: date
    before: date
    reported: int | None
    first_answers: Share | None
    settled: Share | None
    confirmed: Share | None
    endings: dict[str, int | None]

    @property
    def last(self) -> date:
        return self.before - timedelta(days=1)


def get_area(area_id: UUID) -> territory.Place:
    """A community or street in force. Raises Missing for any other place."""
    place = territory.place_by_id(area_id)
    if place.level not in {Level.COMMUNITY, Level.STREET} or place.valid_to is not None:
        raise Missing("square_missing")
    return place


def followable(place_id: UUID) -> territory.Place:
    """A grid, community or street in force: where one can follow. Raises Missing for any other."""
    place = territory.place_by_id(place_id)
    if place.level == Level.GRID and place.valid_to is None:
        return place
    return get_area(place_id)


def figures_of(place: territory.Place, now: datetime) -> Figures:
    """Counted at most once an hour; the weeks change on Monday."""
    first, before = rules.weeks_until(calendar.today(now))
    key = f"square:figures:{place.pk}:{before.isoformat()}"
    kept: Figures | None = cache.get(key)
    if kept is None:
        kept = _count(place, first, before)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _count(place: territory.Place, first: date, before: date) -> Figures:
    """One statement over the index of the place. A deadline counts once it has passed or was met."""
    end = calendar.start_of(before)
    found = matters.Matter.objects.filter(
        **{str(place.level): place.pk},
        reported_at__gte=calendar.start_of(first),
        reported_at__lt=end,
    )
    solved = matters.Rating.objects.filter(
        matter=OuterRef("pk"), closing=OuterRef("closing"), solved=True
    )
    closed = Q(state=matters.State.CLOSED.value)
    endings = {code.value: Count("pk", filter=Q(closing_code=code.value))
               for code in matters.ClosingCode}  # fmt: skip
    counts = found.annotate(solved=Exists(solved)).aggregate(
        reported=Count("pk"),
        first_due=Count("pk", filter=Q(first_answered_at__isnull=False)
                        | Q(first_answer_due_at__lt=end)),
        first_met=Count("pk", filter=Q(first_answered_at__lte=F("first_answer_due_at"))),
        settle_due=Count("pk", filter=Q(answered_at__isnull=False) | Q(settle_due_at__lt=end)),
        settle_met=Count("pk", filter=Q(answered_at__lte=F("settle_due_at"))),
        closed=Count("pk", filter=closed),
        confirmed=Count("pk", filter=closed & Q(solved=True)),
        **{f"ended_{code}": count for code, count in endings.items()},
    )  # fmt: skip
    return Figures(
        first=first,
        before=before,
        reported=rules.shown(counts["reported"]),
        first_answers=rules.share(counts["first_met"], counts["first_due"]),
        settled=rules.share(counts["settle_met"], counts["settle_due"]),
        confirmed=rules.share(counts["confirmed"], counts["closed"]),
        endings=rules.split({code: counts[f"ended_{code}"] for code in endings}),
    )
