"""Matters that want helpers, as far as each viewer may see them, and who has taken them on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from maplebridge.core import calendar
from maplebridge.core.errors import Missing
from maplebridge.core.scope import below
from maplebridge.core.viewer import Level, Viewer
from maplebridge.matters import public as matters
from maplebridge.organisations import public as organisations
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from .. import policy
from ..models import Claim, HelpWanted
from ..rules.claims import LIVE
from .published import public, published_ids

PAGE = 25


@dataclass(frozen=True, slots=True)
class Help:
    """One matter on its helpers' page, for one viewer. `title` is what they may read of it.

    `organisation` is named to everybody who sees the page, `helper` to those who work on it.
    """

    matter: matters.Matter
    wanted: HelpWanted | None
    claim: Claim | None
    title: str
    place: str
    works: bool
    reports: bool
    mine: bool
    organisation: str
    helper: str


@dataclass(frozen=True, slots=True)
class HelpRow:
    matter_id: UUID
    words: str
    place: str
    category: str
    opened_at: datetime
    taken: bool


def _open() -> QuerySet[HelpWanted]:
    """What is still asked: over with the matter, even before the request was closed."""
    found = HelpWanted.objects.filter(closed_at__isnull=True)
    return found.exclude(matter__state=matters.State.CLOSED.value)


def get_help(viewer: Viewer, matter_id: UUID, now: datetime) -> HelpWanted:
    """What is asked of helpers. Raises Missing where the viewer may not see it, or nothing is asked."""
    wanted = _open().filter(matter=matter_id).first()
    if wanted is None or not sees_matter(viewer, matter_id):
        raise Missing("square_help_missing")
    return wanted


def sees_matter(viewer: Viewer, matter_id: UUID) -> bool:
    """Whether it is public, or open to the viewer; both as of now."""
    if matter_id in published_ids([matter_id]):
        return True
    return matter_id in matters.readable_ids(viewer, [matter_id])


def claimants_for(
    viewer: Viewer, matter: matters.Matter, now: datetime
) -> list[organisations.Organisation]:
    """In whose names the viewer may take the matter on, beside their own."""
    return organisations.organisations_for(viewer.person_id, matter.path, calendar.today(now))


def holds(viewer: Viewer, claim: Claim, now: datetime) -> bool:
    """Whether the claim is the viewer's own, or that of an organisation for which they act today."""
    if viewer.person_id is None:
        return False
    if claim.organisation_id is None:
        return claim.person_id == viewer.person_id
    today = calendar.today(now)
    return organisations.may_act_for(viewer.person_id, claim.organisation_id, today)


def help_on(viewer: Viewer, matter_id: UUID, now: datetime) -> Help:
    """For those inside also when nothing is asked yet; for others only while something is.

    `reports` is true of the reporter and of who acts for them by mandate.
    """
    wanted = _open().filter(matter=matter_id).first()
    matter = _matter(viewer, matter_id)
    works = policy.may_ask_for_help(viewer, matter)
    reports = matters.may_open(viewer, matter)
    if wanted is None and not (works or reports):
        raise Missing("square_help_missing")
    live = (
        wanted.claims.filter(stage__in=LIVE).select_related("organisation").first()
        if wanted
        else None
    )
    worded = public().filter(matter=matter_id).values_list("words", flat=True).first()
    words = matter.words if matter_id in matters.readable_ids(viewer, [matter_id]) else worded or ""
    around = matter.grid or matter.community
    return Help(
        matter=matter,
        wanted=wanted,
        claim=live,
        title=matters.title_of(words),
        place=around.name if around else "",
        works=works,
        reports=reports,
        mine=live is not None and holds(viewer, live, now),
        organisation=live.organisation.name if live and live.organisation else "",
        helper=people.names_for([live.person_id], viewer)[live.person_id] if live and works else "",
    )


def _matter(viewer: Viewer, matter_id: UUID) -> matters.Matter:
    """For those inside with what binds them to its reporter, as a mandate; else as everybody sees it."""
    try:
        return matters.get_summary(viewer, matter_id)
    except Missing:
        if matter_id not in published_ids([matter_id]):
            raise Missing("square_help_missing") from None
        found = matters.Matter.objects.select_related("place", "grid", "community")
        return found.get(pk=matter_id)


def help_wanted(viewer: Viewer, *, after: str = "", limit: int = PAGE) -> tuple[list[HelpRow], str]:
    """What wants helpers and may be seen: public, or open to the neighbours of the viewer's community."""
    seen = Q(matter__in=public().values("matter"))
    paths = [viewer.home_path, *(post.path for post in viewer.posts)]
    communities = {place.path for path in paths if path for place in territory.ancestors(path)
                   if place.level == Level.COMMUNITY}  # fmt: skip
    for path in sorted(communities)[:10]:
        seen |= Q(below("matter__path", path), matter__visibility__in=("neighbours", "public"))
    found = _open().filter(seen)
    if after:
        at, key = matters.read_cursor(after)
        found = found.filter(opened_at__lte=at)
        found = found.filter(Q(opened_at__lt=at) | Q(opened_at=at, id__lt=key))
    taken = Claim.objects.filter(stage__in=LIVE).values("help")
    rows = list(
        found.order_by("-opened_at", "-id").values_list(
            "id", "matter_id", "words", "matter__grid__name", "matter__community__name",
            "matter__category", "opened_at",
        )[: limit + 1]
    )  # fmt: skip
    shown = rows[:limit]
    busy = set(taken.filter(help__in=[row[0] for row in shown]).values_list("help", flat=True))
    lines = [
        HelpRow(matter_id, words, grid or community or "", category, at, key in busy)
        for key, matter_id, words, grid, community, category, at in shown
    ]
    return lines, matters.cursor(shown[-1][6], shown[-1][0]) if len(rows) > limit else ""
