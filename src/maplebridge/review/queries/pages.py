"""Reviews as their readers see them: a month beside the month and the year before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.scope import below
from maplebridge.core.viewer import Viewer
from maplebridge.matters import public as matters

from .. import policy
from ..models import MonthlyReview
from ..rules import figures as rules
from ..rules.figures import Month, Share

PAGE = 25
STUCK_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Compared:
    """One share of this month, of the month before, of the same month a year ago (None: no review)."""

    name: str
    now: Share
    before: Share | None
    year_ago: Share | None


def reviews_for(viewer: Viewer, *, after: str = "") -> tuple[list[MonthlyReview], str]:
    """Those of the viewer's places, newest month first; `after` is the mark of the page before."""
    if not viewer.system and not policy.reads_any(viewer):
        raise Forbidden("review_no_post")
    seen = Q()
    for post in viewer.posts:
        if post.role in policy.READERS:
            seen |= below("path", post.path)
    found = MonthlyReview.objects.filter(seen).select_related("place")
    if after:
        month, path = _mark(after)
        found = found.filter(Q(month__lt=month) | Q(month=month, path__gt=path))
    rows = list(found.order_by("-month", "path")[: PAGE + 1])
    more = f"{rows[PAGE - 1].month:%Y-%m}.{rows[PAGE - 1].path}" if len(rows) > PAGE else ""
    return rows[:PAGE], more


def _mark(after: str) -> tuple[date, str]:
    month, _, path = after.partition(".")
    try:
        return date.fromisoformat(f"{month}-01"), path[:64]
    except ValueError:
        raise Missing("review_missing") from None


def review_at(viewer: Viewer, review_id: UUID) -> MonthlyReview:
    """One review. Raises Missing outside the viewer's places, Forbidden without a post."""
    if not viewer.system and not policy.reads_any(viewer):
        raise Forbidden("review_no_post")
    found = MonthlyReview.objects.select_related("place", "concluded_by__place")
    review = found.filter(pk=review_id).first()
    if review is None or not policy.reads(viewer, review.path):
        raise Missing("review_missing")
    return review


def compared(review: MonthlyReview) -> list[Compared]:
    """Every share beside those of the frozen reviews before it. One query."""
    wanted = {rules.month_before(review.month), rules.year_before(review.month)}
    earlier = {
        one.month: rules.unpacked(one.figures["total"])
        for one in MonthlyReview.objects.filter(place=review.place_id, month__in=wanted)
    }
    now = rules.unpacked(review.figures["total"])
    before = earlier.get(rules.month_before(review.month))
    year_ago = earlier.get(rules.year_before(review.month))
    return [
        Compared(name, rules.share(now, name), _of(before, name), _of(year_ago, name))
        for name in rules.SHARES
    ]


def stuck_of(review: MonthlyReview) -> tuple[list[matters.Row], int]:
    """The first of the matters that were at the end of the ladder when it was drafted, as they stand
    today, and how many there were. One query."""
    listed = review.figures.get("stuck", [])
    found = matters.Matter.objects.filter(pk__in=listed[:STUCK_SHOWN]).order_by("reported_at", "id")
    return matters.rows_of(found), len(listed)


def _of(month: Month | None, name: str) -> Share | None:
    return rules.share(month, name) if month else None
