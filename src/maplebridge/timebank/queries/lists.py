"""Lists: one's own requests and visits, and the coordinator's board by what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden
from maplebridge.core.scope import scope_of
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy
from ..models import Offer, Request, Visit
from ..rules.stages import Asked, Stage

PAGE = 25
FEW = 50
TABS = ("waiting", "proposed", "agree", "today", "confirm", "disputed", "all")


def my_requests(viewer: Viewer, *, after: UUID | None = None) -> tuple[list[Request], UUID | None]:
    """Those for the viewer and those that they wrote down as an agent, newest first.

    Keys grow with time, so the key is the order.
    """
    mine = Q(elder=viewer.person_id) | Q(entered_by=viewer.person_id, channel="agent")
    return _page(Request.objects.filter(mine).select_related("rules"), after)


def my_visits(viewer: Viewer, *, after: UUID | None = None) -> tuple[list[Visit], UUID | None]:
    found = Visit.objects.filter(member__person=viewer.person_id)
    found = found.select_related("request__rules", "request__place")
    rows = found.filter(pk__lt=after) if after else found
    page = list(rows.order_by("-id")[: PAGE + 1])
    return page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None


def _page(rows: QuerySet[Request], after: UUID | None) -> tuple[list[Request], UUID | None]:
    rows = rows.filter(pk__lt=after) if after else rows
    page = list(rows.order_by("-id")[: PAGE + 1])
    return page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None


@dataclass(frozen=True, slots=True)
class Counts:
    """How much waits in each tab of the board."""

    waiting: int
    proposed: int
    agree: int
    today: int
    confirm: int
    disputed: int


def _in_scope(viewer: Viewer) -> QuerySet[Request]:
    if not any(post.role in policy.WRITERS for post in viewer.posts):
        raise Forbidden("timebank_no_post")
    return Request.objects.filter(scope_of(viewer, *policy.WRITERS).q("path"))


def _tab(viewer: Viewer, tab: str, now: datetime) -> QuerySet[Request]:
    rows, today = _in_scope(viewer), calendar.today(now)
    live = rows.filter(ended_at__isnull=True)
    stages = {
        "confirm": [Stage.ENDED.value],
        "disputed": [Stage.DISPUTED.value],
    }
    if tab in stages:
        found = Visit.objects.filter(stage__in=stages[tab]).values("request")
        return live.filter(pk__in=found)
    if tab == "today":
        running = Visit.objects.filter(stage=Stage.STARTED.value).values("request")
        return live.filter(Q(state=Asked.AGREED.value, day=today) | Q(pk__in=running))
    states = {"waiting": Asked.OPEN, "proposed": Asked.PROPOSED, "agree": Asked.FILLED}
    return live.filter(state=states[tab].value) if tab in states else rows


def board(
    viewer: Viewer, tab: str, now: datetime, *, after: UUID | None = None
) -> tuple[list[Request], UUID | None]:
    """The requests of one tab, the newest first. Raises Forbidden without a post."""
    rows = _tab(viewer, tab, now).select_related("rules", "place")
    return _page(rows.prefetch_related("visits__member"), after)


def counts(viewer: Viewer, now: datetime) -> Counts:
    return Counts(**{tab: _tab(viewer, tab, now).count() for tab in TABS if tab != "all"})


def overdue(viewer: Viewer, now: datetime) -> list[Visit]:
    """Helpers who came and did not say that they left, long after the end. Told by the clock, too."""
    found = Visit.objects.filter(stage=Stage.STARTED.value, overdue_at__isnull=False)
    found = found.filter(scope_of(viewer, *policy.WRITERS).q("request__path"))
    return list(found.select_related("request__rules", "member").order_by("overdue_at", "id")[:FEW])


def helpers(viewer: Viewer, *, after: UUID | None = None) -> tuple[list[Offer], UUID | None]:
    """Those who offer help in the coordinator's places, by key. Raises Forbidden without a post."""
    if not policy.coordinates(viewer):
        raise Forbidden("timebank_coordinators_only")
    rows = Offer.objects.filter(_around(viewer)).select_related("member__person", "place")
    rows = rows.filter(pk__gt=after) if after else rows
    page = list(rows.order_by("id")[: PAGE + 1])
    return page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None


def _around(viewer: Viewer) -> Q:
    """Offers below the coordinator's places, and those whose area holds them."""
    scope = scope_of(viewer, *policy.COORDINATORS)
    if "" in scope.paths:
        return Q()
    above = {path[:end] for path in scope.paths for end in range(0, len(path), 4)}
    return scope.q("path") | Q(path__in=above - {""})


def offers_around(viewer: Viewer) -> list[Offer]:
    """For matching: all who offer around the coordinator's places, at most 2,000."""
    rows = Offer.objects.filter(_around(viewer)).select_related("member")
    return list(rows.order_by("id")[:2_000])


def lately(member_ids: list[UUID], now: datetime) -> dict[UUID, int]:
    """Visits of the last four weeks and those ahead, to spread them: never shown, never kept."""
    since = now - timedelta(weeks=4)
    stages = [Stage.ACCEPTED.value, Stage.STARTED.value, Stage.ENDED.value, Stage.CONFIRMED.value]
    found = Visit.objects.filter(member__in=member_ids, stage__in=stages, proposed_at__gte=since)
    counted: dict[UUID, int] = {}
    for member_id in found.values_list("member_id", flat=True):
        counted[member_id] = counted.get(member_id, 0) + 1
    return counted


def names(rows: list[Request], viewer: Viewer) -> dict[UUID, str]:
    """The elders' and helpers' names of a page, as they may be printed."""
    ids = {row.elder_id for row in rows}
    for row in rows:
        ids |= {visit.member.person_id for visit in row.visits.all()}
    return people.names_for(ids, viewer)
