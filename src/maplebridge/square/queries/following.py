"""What a person follows and has not seen yet; how many say "me too"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from maplebridge.core.scope import below
from maplebridge.core.viewer import Level, Viewer
from maplebridge.matters import public as matters
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from ..models import Alert, Following, Interest, Publication
from ..rules.figures import shown
from ..rules.why import Why
from .published import public

FOLLOWED_MAX = 50


@dataclass(frozen=True, slots=True)
class News:
    """One line for somebody who follows."""

    matter_id: UUID
    title: str
    place: str
    why: Why
    at: datetime


@dataclass(frozen=True, slots=True)
class Followed:
    """What is followed: a place with a kind ("" is all), or a matter by its public title.

    A grid has no page of its own: `area_id` and `community` are those of the community around it.
    """

    id: UUID
    place: str
    area_id: UUID | None
    community: str
    category: str
    matter_id: UUID | None
    title: str


@dataclass(frozen=True, slots=True)
class MeToo:
    """`count` is None for one to four; `said` is whether the viewer is one of them."""

    count: int | None
    said: bool


def my_news(viewer: Viewer, *, limit: int = 5) -> list[News]:
    """What is new and not seen, newest first; what was taken back is not in it. One query."""
    if viewer.person_id is None:
        return []
    found = Alert.objects.filter(
        person=viewer.person_id, seen_at__isnull=True, publication__in=public()
    )
    rows = found.order_by("-at", "-id").values_list(
        "publication__matter_id", "publication__words", "publication__community__name",
        "publication__street__name", "why", "at",
    )  # fmt: skip
    return [
        News(matter_id, matters.title_of(words), community or street or "", Why(why), at)
        for matter_id, words, community, street, why, at in rows[:limit]
    ]


def followed(viewer: Viewer) -> list[Followed]:
    """All that the viewer follows, newest first; nobody follows more than 50."""
    found = Following.objects.filter(
        Q(place__isnull=False) | Q(publication__in=public()), person=viewer.person_id
    )
    rows = found.order_by("-began_at", "-id").values_list(
        "id",
        "place__name",
        "place_id",
        "place__level",
        "place__parent__name",
        "place__parent_id",
        "category",
        "publication__matter_id",
        "publication__words",
    )
    return [
        Followed(
            pk, place or "", around_id if level == Level.GRID else area_id,
            around or "" if level == Level.GRID else "", category, matter_id,
            matters.title_of(words or ""),
        )
        for pk, place, area_id, level, around, around_id, category, matter_id, words
        in rows[:FOLLOWED_MAX]
    ]  # fmt: skip


def messages_on(viewer: Viewer) -> bool:
    """Whether the viewer agreed to be written to about what they follow."""
    if viewer.person_id is None:
        return False
    return bool(people.who_agreed([viewer.person_id], "alerts"))


def follows_area(viewer: Viewer, area: territory.Place) -> list[tuple[UUID, str, str]]:
    """Id, kind and place of what the viewer follows there, the grids of a community included."""
    if viewer.person_id is None:
        return []
    here = Q(place=area)
    if area.level == Level.COMMUNITY:
        here |= Q(place__level=Level.GRID) & below("place__path", area.path)
    found = Following.objects.filter(here, person=viewer.person_id)
    rows = found.order_by("place__path", "category", "id")
    return list(rows.values_list("id", "category", "place__name")[:FOLLOWED_MAX])


def follows_matter(viewer: Viewer, publication: Publication) -> UUID | None:
    if viewer.person_id is None:
        return None
    found = Following.objects.filter(person=viewer.person_id, publication=publication)
    return found.values_list("id", flat=True).first()


def me_too(viewer: Viewer, publication: Publication) -> MeToo:
    """At most two queries."""
    said = Interest.objects.filter(publication=publication)
    mine = viewer.person_id is not None and said.filter(person=viewer.person_id).exists()
    return MeToo(shown(said.count()), mine)
