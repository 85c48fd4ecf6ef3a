"""The lists: one's own matters, the neighbourhood's, the worker's inbox, the map."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from maplebridge.core.viewer import Viewer

from .. import policy
from ..models import OPENED, Matter
from ..policy import standing_of
from ..rules.filters import Filters, Tab
from ..rules.states import State
from .narrowing import narrowed
from .ranges import Ranges
from .reach import community_at, in_state, of_posts
from .rows import PAGE, Page, Row, first_decided, most_urgent, newest, rows_of
from .search import matching
from .tabs import OWED, in_tab

MAP_MAX = 500


def mine(
    viewer: Viewer, *, after: str = "", limit: int = PAGE, state: str = "", typed: str = ""
) -> Page:
    """What the viewer reported and what others reported for them, newest first. Nothing for visitors.

    What the viewer reported for others is theirs, not the viewer's: it is in their list.
    """
    if viewer.person_id is None:
        return Page([], "")
    found = in_state(Matter.objects.filter(reporter=viewer.person_id), state)
    return newest(Ranges(matching(found, typed)), after, limit)


def around(viewer: Viewer, *, after: str = "", limit: int = PAGE, state: str = "") -> Page:
    """Matters in the viewer's community that their reporters opened to neighbours."""
    path = viewer.home_path or next((post.path for post in viewer.posts), "")
    community = community_at(path)
    if community is None:
        return Page([], "")
    found = Matter.objects.filter(community=community, visibility__in=OPENED)
    page = newest(Ranges(in_state(found, state)), after, limit)
    return replace(page, rows=_as_seen(viewer, page.rows))


def inbox(
    viewer: Viewer,
    tab: Tab,
    *,
    now: datetime,
    category: str = "",
    state: str = "",
    typed: str = "",
    filters: Filters | None = None,
    after: str = "",
    limit: int = PAGE,
) -> Page:
    """What waits for the viewer's posts: a worker's own, a supervisor's whole place.

    What is owed comes with the earliest deadline first, what waits for a decision with the earliest
    hour by which it is to be taken; the rest newest first.
    `filters` say more than kind, state and words; their tab is not looked at.
    """
    wanted = filters or Filters(category=category, state=state, words=typed)
    found = narrowed(in_tab(viewer, tab, now), wanted, viewer, now)
    if tab in OWED or tab is Tab.STUCK:
        return most_urgent(found, after, limit)
    if tab is Tab.DECIDE:
        return first_decided(found, after, limit)
    return newest(found, after, limit)


def on_map(viewer: Viewer, *, limit: int = MAP_MAX) -> list[Row]:
    """Open matters with a point that the viewer may see: of their posts, or their neighbourhood."""
    if viewer.works:
        found = of_posts(viewer)
    else:
        community = community_at(viewer.home_path)
        seen = Q(reporter=viewer.person_id) if viewer.person_id else Q(pk__in=[])
        if community is not None:
            seen |= Q(community=community, visibility__in=OPENED)
        found = Matter.objects.filter(seen)
    found = found.filter(lon__isnull=False).exclude(state=State.CLOSED)
    rows = rows_of(found.order_by("-reported_at", "-id")[:limit])
    return rows if viewer.works else _as_seen(viewer, rows)


def _as_seen(viewer: Viewer, rows: list[Row]) -> list[Row]:
    """The same rows; those that the viewer reads as a neighbour without the spot. One query."""
    if not rows:
        return rows
    found = Matter.objects.filter(pk__in=[row.id for row in rows])
    found = found.select_related("place", "grid", "community").only(
        *("id", "path", "visibility", "lon", "lat", "place_text", "reporter", "on_behalf_by"),
        *("handler", "first_asked", "receipt_hash"),
        *("place__name", "grid__name", "grid__lon", "grid__lat"),
        *("community__name", "community__path", "community__lon", "community__lat"),
    )
    matters = {matter.pk: matter for matter in found}
    seen = []
    for row in rows:
        standing = standing_of(viewer, matters[row.id])
        where = policy.whereabouts(matters[row.id], standing)
        coarse = replace(row, place=where.name, lon=where.lon, lat=where.lat)
        seen.append(row if policy.may_see_spot(standing) else coarse)
    return seen


def my_matters(viewer: Viewer, *, limit: int = 5) -> list[Row]:
    """The viewer's latest matters, for the home page."""
    return mine(viewer, limit=limit).rows
