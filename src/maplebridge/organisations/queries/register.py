"""The register: what is active where, found by name or code, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.scope import below
from maplebridge.core.viewer import Level, Viewer
from maplebridge.territory import public as territory

from .. import policy, rules
from ..models import Organisation, OrganisationPlace
from ..rules import OrganisationKind

PAGE = 25
WORDS_MAX = 4
PLACES_SHOWN = 3
CHOICES_MAX = 100
KEPT_LEVELS = (Level.JURISDICTION, Level.DISTRICT, Level.STREET, Level.COMMUNITY, Level.GRID)
"""At which levels an organisation is active: those that a matter is found in."""


@dataclass(frozen=True, slots=True)
class Line:
    """An organisation in the list, with the first places where it is active."""

    organisation: Organisation
    places: tuple[str, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """One page; `after` is the key of its last row when there are more."""

    lines: list[Line]
    after: UUID | None


def find(
    viewer: Viewer,
    *,
    text: str = "",
    here: bool = False,
    ended: bool = False,
    after: UUID | None = None,
    limit: int = PAGE,
) -> Listed:
    """Organisations by name, short name or credit code, the newest entry first.

    `here` are those active where the viewer lives or holds a post, around it or inside. Those that
    ended are found by who keeps the register alone.
    """
    over = ended and policy.keeps_some(viewer)
    found = Organisation.objects.filter(ended_on__isnull=not over)
    for word in text.split()[:WORDS_MAX]:
        found = found.filter(
            Q(name__icontains=word)
            | Q(short_name__icontains=word)
            | Q(credit_code__istartswith=word)
        )
    if here:
        found = found.filter(Exists(_near(viewer).filter(organisation=OuterRef("pk"))))
    if after is not None:
        found = found.filter(pk__lt=after)
    rows = list(found.order_by("-pk")[: limit + 1])
    shown = rows[:limit]
    return Listed(_lines(shown), shown[-1].pk if len(rows) > limit else None)


def _near(viewer: Viewer) -> QuerySet[OrganisationPlace]:
    """Where organisations are active around the viewer's home and posts, and inside the latter."""
    around = [viewer.home_path] if viewer.home_path else []
    inside = [post.path for post in viewer.posts][:10]
    paths = {path for one in (*around, *inside) for path in territory.lineage(one)}
    near = Q(place__path__in=paths)
    for path in inside:
        near |= below("place__path", path)
    return OrganisationPlace.objects.filter(near, ended_on__isnull=True)


def _lines(rows: list[Organisation]) -> list[Line]:
    names: dict[UUID, list[str]] = defaultdict(list)
    active = OrganisationPlace.objects.filter(organisation__in=rows, ended_on__isnull=True)
    for key, name in active.order_by("id").values_list("organisation_id", "place__name"):
        names[key].append(name)
    return [
        Line(one, tuple(names[one.pk][:PLACES_SHOWN]), len(names[one.pk]) > PLACES_SHOWN)
        for one in rows
    ]


def get_organisation(viewer: Viewer, organisation_id: UUID) -> Organisation:
    """For everybody who signed in; one that ended for who keeps the register. Raises Missing."""
    found = Organisation.objects.select_related("place").defer("place__boundary")
    organisation = found.filter(pk=organisation_id).first()
    if organisation is None or not (viewer.signed_in or viewer.system):
        raise Missing("organisation_missing")
    if organisation.ended_on is not None and not policy.keeps_some(viewer):
        raise Missing("organisation_missing")
    return organisation


def get_kept(viewer: Viewer, organisation_id: UUID) -> Organisation:
    """For who keeps its entry. Raises Forbidden for the wrong post, Missing for the wrong place."""
    if not policy.keeps_some(viewer):
        raise Forbidden("organisation_not_yours")
    organisation = get_organisation(viewer, organisation_id)
    if not policy.may_keep(viewer, organisation.place.path):
        raise Missing("organisation_missing")
    return organisation


def active_in(organisation: Organisation) -> list[OrganisationPlace]:
    """The places where it is active, in the order in which they were added."""
    rows = organisation.places.filter(ended_on__isnull=True).select_related("place")
    return list(rows.defer("place__boundary").order_by("id")[: rules.PLACES_MAX])


def active_at(path: str, limit: int = CHOICES_MAX) -> list[Organisation]:
    """Those active at a place or around it, the newest first, to choose among. One query."""
    here = OrganisationPlace.objects.filter(
        ended_on__isnull=True, place__path__in=territory.lineage(path)
    )
    found = Organisation.objects.filter(ended_on__isnull=True)
    found = found.filter(pk__in=here.values("organisation"))
    return list(found.order_by("-id")[:limit])


def by_credit_code(code: str, name: str) -> Organisation | None:
    """The organisation in force with this code that bears this name, in full or as people call it."""
    found = Organisation.objects.filter(credit_code=code, ended_on__isnull=True).exclude(
        credit_code=""
    )
    one = found.first()
    return one if one is not None and name in {one.name, one.short_name} else None


def of_kind(kind: OrganisationKind, limit: int = CHOICES_MAX) -> list[Organisation]:
    """The organisations of a kind in force, to choose from, by name."""
    found = Organisation.objects.filter(kind=kind.value, ended_on__isnull=True)
    return list(found.order_by("name", "id")[:limit])


def names_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The registered names, of those that ended too. One query."""
    found = Organisation.objects.filter(pk__in=list(ids))
    return dict(found.values_list("pk", "name"))


def kept_places(viewer: Viewer) -> list[territory.Place]:
    """What the viewer may choose from: the places that they lead, and those directly in them."""
    led = [post for post in viewer.posts if post.role in policy.LEADERS][:3]
    found: dict[UUID, territory.Place] = {}
    for post in led:
        place = territory.place_by_id(post.place_id)
        for one in (place, *territory.children(place, limit=CHOICES_MAX)):
            if one.level in KEPT_LEVELS and one.valid_to is None:
                found[one.pk] = one
    return list(found.values())
