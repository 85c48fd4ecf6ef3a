"""Lists of files: of a place for those who work there, of one's own for everybody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden
from maplebridge.core.scope import below
from maplebridge.core.viewer import HeldPost, Level, Role, Viewer
from maplebridge.organisations import public as organisations
from maplebridge.people import public as people

from .. import policy
from ..models import MediationFile, OfficeSeat, Party, Representative
from ..rules.stages import State

PAGE = 25
FOUND_MAX = 200
"""So many files of one name or number are looked at."""


class Tab(StrEnum):
    MINE = "mine"
    WAITING = "waiting"
    OPEN = "open"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Row:
    """A file in a list; `names` of people are covered, as 王*. `left`: the viewer did, and it went on."""

    file: MediationFile
    names: tuple[str, ...]
    left: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    rows: list[Row]
    after: UUID | None


def places_of(viewer: Viewer) -> list[HeldPost]:
    """The posts by which somebody has files to look at, the widest first."""
    posts = [one for one in viewer.posts if one.role in policy.DESK]
    return sorted(posts, key=lambda one: (len(one.path), str(one.post_id)))


def tabs_of(viewer: Viewer, post: HeldPost) -> tuple[Tab, ...]:
    """A mediator sees what waits for one and their own; who keeps the books sees all."""
    own = (Tab.MINE,) if viewer.holds(Role.MEDIATOR) else ()
    if policy.keeps_books(viewer, post.path):
        return (*own, Tab.WAITING, Tab.OPEN, Tab.ALL)
    return (*own, Tab.WAITING)


def find(
    viewer: Viewer,
    post: HeldPost,
    *,
    tab: Tab,
    kind: str = "",
    text: str = "",
    after: UUID | None = None,
    limit: int = PAGE,
) -> Listed:
    """One page of the files of a post's place, the newest first. Three queries, whatever is asked.

    `text` is a reference, or the whole name or number of a party.
    """
    if tab not in tabs_of(viewer, post):
        raise Forbidden("mediation_not_yours")
    found = MediationFile.objects.exclude(state=State.DRAFT.value)
    if tab is Tab.MINE:
        found = found.filter(lead__in=[one.post_id for one in viewer.posts])
    else:
        found = at_place(found, post)
    if tab is Tab.WAITING:
        found = found.filter(ended_at__isnull=True, lead__isnull=True)
    elif tab is not Tab.ALL:
        found = found.filter(ended_at__isnull=True)
    if kind:
        found = found.filter(kind=kind)
    if text := text.strip():
        found = found.filter(_named(text))
    return _page(found, after, limit)


def at_place(found: QuerySet[MediationFile], post: HeldPost) -> QuerySet[MediationFile]:
    """Files of a place: by the column of its level, so that an index gives them in order."""
    if post.level is Level.COMMUNITY:
        return found.filter(community=post.place_id)
    if post.level is Level.STREET:
        return found.filter(street=post.place_id)
    return found.filter(below("path", post.path))


def _named(text: str) -> Q:
    reference = text.upper()
    if reference.startswith("T-"):
        return Q(reference=reference)
    phone = people.normalise_phone(text)
    named = Q(phone=phone) if phone else Q(name=text)
    files = Party.objects.filter(named).order_by("-file").values_list("file_id", flat=True)
    return Q(pk__in=list(files[:FOUND_MAX]))


def my_files(viewer: Viewer, now: datetime, *, after: UUID | None = None) -> Listed:
    """The files in which somebody is a party, speaks for one, or has a seat; their drafts too."""
    if viewer.person_id is None:
        return Listed([], None)
    today = calendar.today(now)
    acting = [one.organisation_id for one in organisations.acts_for(viewer.person_id, today)]
    this, me = OuterRef("pk"), viewer.person_id
    seat = (
        Q(person=me)
        | Q(organisation__in=acting)
        | Q(post__in=[one.post_id for one in viewer.posts])
    )
    speaks = Representative.objects.filter(party__file=this, person=me, ended_at__isnull=True)
    sits = OfficeSeat.objects.filter(seat, file=this)
    party = Party.objects.filter(Q(person=me) | Q(organisation__in=acting), file=this)
    mine = set(
        Party.objects.filter(Q(person=me) | Q(organisation__in=acting))
        .order_by("-file")
        .values_list("file_id", flat=True)[:FOUND_MAX]
    )
    mine |= set(
        Representative.objects.filter(person=me, ended_at__isnull=True).values_list(
            "party__file_id", flat=True
        )[:FOUND_MAX]
    )
    mine |= set(
        OfficeSeat.objects.filter(seat, left_at__isnull=True)
        .order_by("-id")
        .values_list("file_id", flat=True)[:FOUND_MAX]
    )
    found = MediationFile.objects.filter(pk__in=mine, emptied=False)
    found = found.filter(Exists(party) | Exists(speaks) | Exists(sits.filter(left_at=None)))
    found = found.annotate(gone=Exists(_left(me, acting)))
    drafts = Q(state=State.DRAFT.value) & ~Q(opened_by=me)
    return _page(found.exclude(drafts), after, PAGE)


def _left(me: UUID, acting: list[UUID]) -> QuerySet[Party]:
    """The viewer's parties that left a file, except by what ended it."""
    own = Q(person=me) | Q(organisation__in=acting)
    own |= Q(representatives__person=me, representatives__ended_at__isnull=True)
    gone = Party.objects.filter(own, file=OuterRef("pk"), left_at__isnull=False)
    return gone.exclude(left_at__gte=OuterRef("ended_at"), file__ended_at__isnull=False)


def _page(found: QuerySet[MediationFile], after: UUID | None, limit: int) -> Listed:
    if after is not None:
        found = found.filter(pk__lt=after)
    parties = Party.objects.only(
        "id", "file_id", "name", "position", "body", "organisation_id"
    ).order_by("position")
    found = found.select_related("place").defer("place__boundary", "facts", "requests")
    found = found.prefetch_related(Prefetch("parties", parties)).order_by("-id")
    rows = list(found[: limit + 1])
    more = len(rows) > limit
    shown = [
        Row(
            file, tuple(_covered(one) for one in file.parties.all() if one.name),
            getattr(file, "gone", False),
        )
        for file in rows[:limit]
    ]  # fmt: skip
    return Listed(shown, rows[limit - 1].pk if more else None)


def _covered(party: Party) -> str:
    """The name of a person is covered, that of an organisation is not."""
    return party.name if party.is_body else people.mask_name(party.name)
