"""People follow what is public, say "me too", and hear of what is new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.matters import public as matters

from .. import queries
from ..models import Alert, Following, Interest, Publication
from ..rules.why import Why

BATCH = 500
FOLLOWED_MAX = 50


@transaction.atomic
def say_too(*, viewer: Viewer, matter_id: UUID, too: bool, now: datetime) -> None:
    """Count the viewer once, or no more. Raises Missing, and RuleBroken for one's own matter."""
    person_id = _person(viewer)
    publication = queries.get_published(matter_id)
    if publication.matter.reporter_id == person_id:
        raise RuleBroken("square_own_matter", reference=publication.matter.reference)
    if too:
        Interest.objects.get_or_create(
            publication=publication, person_id=person_id, defaults={"said_at": now}
        )
    else:
        Interest.objects.filter(publication=publication, person=person_id).delete()


@transaction.atomic
def follow_matter(*, viewer: Viewer, matter_id: UUID, now: datetime) -> Following:
    """Hear of each step of one public matter that is released. Twice is once."""
    person_id = _person(viewer)
    publication = queries.get_published(matter_id)
    _check_room(person_id)
    found, _ = Following.objects.get_or_create(
        person_id=person_id, publication=publication, defaults={"began_at": now}
    )
    return found


@transaction.atomic
def follow_area(*, viewer: Viewer, area_id: UUID, category: str, now: datetime) -> Following:
    """Hear of what becomes public in a grid, community or street, of one kind or of all. Twice is once."""
    person_id = _person(viewer)
    area = queries.followable(area_id)
    if category and matters.catalogue(calendar.today(now)).get(category) is None:
        raise RuleBroken("square_filter_unreadable", name=category)
    _check_room(person_id)
    found, _ = Following.objects.get_or_create(
        person_id=person_id, place=area, category=category, defaults={"began_at": now}
    )
    return found


def _check_room(person_id: UUID) -> None:
    if Following.objects.filter(person=person_id).count() >= FOLLOWED_MAX:
        raise RuleBroken("square_follows_enough", most=FOLLOWED_MAX)


@transaction.atomic
def stop_following(*, viewer: Viewer, following_id: UUID) -> None:
    """At once and without a question. Raises Missing for anybody else's."""
    gone, _ = Following.objects.filter(pk=following_id, person=_person(viewer)).delete()
    if not gone:
        raise Missing("square_following_missing")


@transaction.atomic
def see_alerts(*, viewer: Viewer, now: datetime) -> None:
    """All that stood there was seen."""
    unseen = Alert.objects.filter(person=_person(viewer), seen_at__isnull=True)
    unseen.update(seen_at=now)


def _person(viewer: Viewer) -> UUID:
    if viewer.person_id is None:
        raise Forbidden("sign_in_first")
    return viewer.person_id


@transaction.atomic
def alert_of_release(*, matter_id: UUID, now: datetime) -> None:
    """Tell those who follow the matter or its place, unless it was taken back in the meantime."""
    publication = _released(matter_id)
    if publication is None:
        return
    _alert(publication, Why.NEWS, _followers(publication), now, again=True)
    places = [publication.grid_id, publication.community_id, publication.street_id]
    here = Following.objects.filter(
        Q(category="") | Q(category=publication.category),
        place__in=[place for place in places if place is not None],
    )
    _alert(publication, Why.NEW, _persons(here), now, again=False)


@transaction.atomic
def alert_of_closing(*, matter_id: UUID, now: datetime) -> None:
    """Tell those who follow the matter how it ended."""
    publication = _released(matter_id)
    if publication is not None:
        _alert(publication, Why.CLOSED, _followers(publication), now, again=True)


@transaction.atomic
def forget_follower(*, person_id: UUID) -> None:
    """Who closed their account follows nothing and has no alerts."""
    Following.objects.filter(person=person_id).delete()
    Alert.objects.filter(person=person_id).delete()


def _released(matter_id: UUID) -> Publication | None:
    try:
        return queries.get_published(matter_id)
    except Missing:
        return None


def _followers(publication: Publication) -> Iterator[UUID]:
    return _persons(Following.objects.filter(publication=publication))


def _persons(found: QuerySet[Following]) -> Iterator[UUID]:
    return found.order_by("id").values_list("person_id", flat=True).iterator(BATCH)


def _alert(
    publication: Publication, why: Why, persons: Iterable[UUID], now: datetime, *, again: bool
) -> None:
    """A row a person; `again` makes an earlier one of this reason new, else it stays as it is."""
    persons = iter(persons)
    while some := list(dict.fromkeys(islice(persons, BATCH))):
        rows = [
            Alert(person_id=person, publication=publication, why=why.value, at=now)
            for person in some
        ]
        if again:
            Alert.objects.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["person", "publication", "why"],
                update_fields=["at", "seen_at", "waits"],
            )
        else:
            Alert.objects.bulk_create(rows, ignore_conflicts=True)
