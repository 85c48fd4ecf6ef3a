"""One matter for one viewer: with its timeline, its photos and those who worked on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.crypto import salted_hmac

from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Role, Viewer
from maplebridge.people import public as people
from maplebridge.territory.public import Place, lineage

from .. import policy
from ..models import Helper, Matter, MatterEvent, MatterPhoto, PhotoUpload, Rating
from ..policy import Bond, Standing, standing_of
from ..rules.states import Verb


def get_matter(viewer: Viewer, matter_id: UUID, receipt_hash: str = "") -> Matter:
    """One matter with its places and handling post. Raises Missing outside the viewer's reach."""
    matter = (
        Matter.objects.select_related("place", "grid", "community", "handler__place")
        .filter(pk=matter_id)
        .first()
    )
    if matter is None:
        raise Missing("matter_missing")
    matter.bond = bond_of(viewer, matter, timezone.now())
    if standing_of(viewer, matter, receipt_hash) is Standing.OUTSIDER:
        raise Missing("matter_missing")
    return matter


def bond_of(viewer: Viewer, matter: Matter, now: datetime) -> Bond:
    """What lets somebody who reported for another follow it now. Asks only when that decides."""
    if not policy.needs_bond(viewer, matter) or matter.reporter_id is None:
        return Bond.NONE
    if people.may_act_for(viewer, matter.reporter_id, now):
        return Bond.MANDATE
    home = people.home_grid(matter.reporter_id) if viewer.works else None
    return Bond.POST if home is not None and policy.serves(viewer, home.path) else Bond.NONE


def is_received(matter_id: UUID) -> bool:
    """Whether a report with this id came in already: sending it again is then no second one."""
    return Matter.objects.filter(pk=matter_id).exists()


def is_begun(upload_id: UUID) -> bool:
    """Whether a photo with this id is on its way: going on with it is then no new one."""
    return PhotoUpload.objects.filter(pk=upload_id).exists()


def owner_of(viewer: Viewer) -> str:
    """A mark of whoever keeps reports on a device: says nothing, and "" for a visitor."""
    if not viewer.signed_in:
        return ""
    account = str(viewer.account_id)
    return salted_hmac("maplebridge.matters.outbox", account, algorithm="sha256").hexdigest()[:32]


def get_by_receipt(code_hash: str) -> Matter:
    matter = Matter.objects.filter(receipt_hash=code_hash).order_by("id").first()
    if matter is None or not code_hash:
        raise Missing("matter_receipt_unknown")
    return matter


def get_photo(
    viewer: Viewer, matter_id: UUID, photo_id: UUID, receipt_hash: str = ""
) -> MatterPhoto:
    """A photo of a matter that the viewer works on or reported; neighbours see none."""
    matter = get_matter(viewer, matter_id, receipt_hash)
    photo = (
        MatterPhoto.objects.select_related("file")
        .filter(pk=photo_id, event__matter_id=matter.pk)
        .first()
    )
    if photo is None or not policy.may_see_photos(standing_of(viewer, matter, receipt_hash)):
        raise Missing("matter_missing")
    return photo


def events_of(matter: Matter) -> list[MatterEvent]:
    """The timeline with its photos, oldest first. Two queries; at most 500 lines."""
    rows = matter.events.select_related("to_post__place").prefetch_related("photos")
    return list(rows.order_by("at", "id")[:500])


def place_names(events: Sequence[MatterEvent]) -> dict[UUID, str]:
    """The names of the places that somebody put the matter at. No query where nobody did."""
    ids = {pk for e in events for pk in (e.place_id, e.earlier_place_id) if pk is not None}
    return dict(Place.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def names_of_workers(events: Sequence[MatterEvent]) -> dict[UUID, str]:
    """Full names of those who acted in a post, holders and deputies: they answer by name."""
    acted = [e for e in events if not e.by_reporter and e.verb != Verb.TAKE_PART]
    ids = {pk for e in acted for pk in (e.actor_id, e.deputy_for_id) if pk is not None}
    return dict(people.Person.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def offices_of(matter: Matter, events: Sequence[MatterEvent]) -> dict[UUID, people.Post]:
    """In which post each worker acted, by person: the one it was handed to, else the nearest."""
    acted = [e for e in events if not e.by_reporter and e.verb != Verb.TAKE_PART]
    holders = {e.deputy_for_id or e.actor_id for e in acted} - {None}
    if not holders:
        return {}
    posts = people.Post.objects.filter(
        person__in=holders, path__in=lineage(matter.path), role__in=policy.ANSWERING
    )
    found = {post.person_id: post for post in posts.select_related("place").order_by("path", "id")}
    handed = [post for post in (matter.handler, *(e.to_post for e in events)) if post is not None]
    teams = [post for post in handed if post.role == Role.SERVICE_TEAM]
    named = {post.person_id: post for post in handed if post.role != Role.SERVICE_TEAM}
    members = people.were_in_teams(teams, [pk for pk in holders if pk]) if teams else {}
    return found | members | named


def helpers_of(matter: Matter) -> list[Helper]:
    return list(matter.helpers.order_by("said_at", "id")[:50])


def ratings_of(matter: Matter) -> list[Rating]:
    return list(matter.ratings.order_by("closing")[:50])
