"""Sessions of a file, one's own sessions for a calendar, and who may be chosen to lead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from maplebridge.core import calendar
from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Role, Viewer
from maplebridge.people import public as people

from .. import policy
from ..models import (
    CalendarFeed,
    LeadChoice,
    MediationFile,
    MediatorProfile,
    MinutesSign,
    Sitting,
    SittingNotice,
    Step,
    Tie,
)
from ..rules.terms import ALERT
from .access import Loaded, may_have

SHOWN = 50
FEED_MAX = 200
OF_ONE_PARTY = Q(verb=ALERT, code__contains=".")
"""Reminders of a clock that is one party's alone: their key bears a mark, their line the party."""
FEED_BACK = timedelta(days=30)


def sittings_of(loaded: Loaded) -> list[Sitting]:
    """The sessions that the viewer may see, in the order of their time. One query."""
    found = Sitting.objects.filter(file=loaded.file)
    if loaded.standing.left_at is not None:
        found = found.filter(set_at__lte=loaded.standing.left_at)
    rows = found.order_by("-starts_at", "-id")[:SHOWN]
    seen = [one for one in rows if policy.sees_sitting(loaded.standing, one.party_id)]
    return seen[::-1]


def hidden_from(loaded: Loaded) -> QuerySet[Sitting]:
    """The sessions with one side alone that the viewer does not see."""
    alone = Sitting.objects.filter(file=loaded.file, party__isnull=False)
    if policy.mediates(loaded.standing):
        return alone.none()
    return alone.exclude(party__in=loaded.standing.own)


def steps_of(loaded: Loaded) -> QuerySet[Step]:
    """The record, the newest first, without lines of sessions that the viewer does not see and
    reminders of another party's own days, and up to the moment when they left."""
    hidden = hidden_from(loaded)
    rows = Step.objects.filter(file=loaded.file).exclude(thing_id__in=hidden.values("pk"))
    rows = rows.exclude(pk__in=_by_party_name(loaded, hidden).values("pk"))
    if not policy.may_write(loaded.standing):
        rows = rows.exclude(OF_ONE_PARTY & ~Q(thing_id__in=loaded.standing.own))
    if loaded.standing.left_at is not None:
        rows = rows.filter(at__lte=loaded.standing.left_at)
    return rows.select_related("words").order_by("-id")


def _by_party_name(loaded: Loaded, hidden: QuerySet[Sitting]) -> QuerySet[Step]:
    """Lines that name a party where they may be about its session alone: written while one was set,
    and no notice of a joint session says the same moment. Older lines do not name the session."""
    alone = hidden.filter(
        party=OuterRef("thing_id"), set_at__lte=OuterRef("at"), starts_at__gte=OuterRef("at")
    )
    joint = SittingNotice.objects.filter(
        Q(served_at=OuterRef("at")) | Q(answered_at=OuterRef("at")), party=OuterRef("thing_id"),
        sitting__party__isnull=True,
    )  # fmt: skip
    named = Step.objects.filter(file=loaded.file, verb__in=["tell", "answer_notice"])
    return named.filter(Exists(alone), ~Exists(joint))


def get_sitting(loaded: Loaded, sitting_id: UUID) -> Sitting:
    found = Sitting.objects.filter(pk=sitting_id, file=loaded.file).first()
    if found is None or not policy.sees_sitting(loaded.standing, found.party_id):
        raise Missing("mediation_missing")
    left = loaded.standing.left_at
    if left is not None and found.set_at > left:
        raise Missing("mediation_missing")
    if left is not None and (found.read_back_at is None or found.read_back_at > left):
        found.minutes = ""  # written, or still to be changed, after they went
    return found


def notices_of(sitting: Sitting) -> dict[UUID, SittingNotice]:
    return {one.party_id: one for one in SittingNotice.objects.filter(sitting=sitting)}


def signs_of(sitting: Sitting) -> dict[UUID, MinutesSign]:
    return {one.party_id: one for one in MinutesSign.objects.filter(sitting=sitting)}


def feed_of(viewer: Viewer) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(person=viewer.person_id).first()


def sessions_for(secret: str, now: datetime) -> list[Sitting]:
    """The sessions of whoever this address belongs to: as a party, who speaks for one, or who leads;
    of the last month and to come. Raises Missing for an address that is none."""
    feed = CalendarFeed.objects.filter(secret=secret).select_related("person").first()
    if feed is None:
        raise Missing("mediation_missing")
    viewer = people.viewer_of(feed.person, now=now)
    mine = Q(file__parties__person=feed.person_id, file__parties__left_at__isnull=True)
    until = "file__parties__representatives__until"
    mine |= Q(
        Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gte": calendar.today(now)}),
        file__parties__representatives__person=feed.person_id,
        file__parties__representatives__ended_at__isnull=True,
    )
    lead = Q(file__lead__in=[one.post_id for one in viewer.posts if one.role is Role.MEDIATOR])
    alone = Q(party__isnull=True) | Q(party__person=feed.person_id) | lead
    rows = Sitting.objects.filter(mine | lead, starts_at__gte=now - FEED_BACK).filter(alone)
    rows = rows.select_related("file", "file__place").defer("file__place__boundary")
    return list(rows.distinct().order_by("starts_at", "id")[:FEED_MAX])


def open_tie(file: MediationFile) -> Tie | None:
    """What ties the one who leads now, if they declared it."""
    if file.lead_id is None or not may_have(file, "is_tied"):
        return None
    return Tie.objects.filter(file=file, post=file.lead_id).first()


def choices_of(loaded: Loaded) -> dict[UUID, list[UUID]]:
    """Whom each of the viewer's own parties ranked; never whom the other side did."""
    found: dict[UUID, list[UUID]] = {}
    rows = LeadChoice.objects.filter(party__in=loaded.standing.own).order_by("rank")
    for row in rows:
        found.setdefault(row.party_id, []).append(row.post_id)
    return found


def roster(path: str, now: datetime) -> list[tuple[people.Acting, MediatorProfile | None]]:
    """The mediators of a place and of those around it, the nearest first, in no other order."""
    acting = people.workers_for(path, Role.MEDIATOR, today=calendar.today(now))
    profiles = profiles_of(one.post.pk for one in acting)
    return [(one, profiles.get(one.post.pk)) for one in acting]


def profiles_of(posts: Iterable[UUID]) -> dict[UUID, MediatorProfile]:
    found = MediatorProfile.objects.filter(post__in=list(posts))
    return {one.post_id: one for one in found}
