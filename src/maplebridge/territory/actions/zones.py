"""Overlay zones: a high-tech zone is run as one and is in no tree."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from maplebridge.core import audit
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Viewer

from .. import queries
from ..models import Place, Zone, ZoneMember
from .places import allow, check_day, clean_name, lock_place


@transaction.atomic
def add_zone(*, viewer: Viewer, name: str, source: str, now: datetime) -> Zone:
    """Name a zone and say who declared it. For those who run the whole jurisdiction."""
    allow(viewer, queries.root().path)
    try:
        with transaction.atomic():
            zone = Zone.objects.create(name=clean_name(name), source=source.strip()[:200])
    except IntegrityError:
        raise RuleBroken("zone_exists", name=name) from None
    audit.record(viewer=viewer, verb="zone.add", thing=zone, now=now)
    return zone


@transaction.atomic
def add_to_zone(
    *, viewer: Viewer, zone: Zone, place: Place, day: date, now: datetime
) -> ZoneMember:
    """Let a place, with all inside it, belong to the zone from `day` on. Twice is once."""
    allow(viewer, queries.root().path)
    place = lock_place(viewer, place)
    member = zone.members.filter(place=place, valid_to__isnull=True).first()
    if member is not None:
        return member
    if zone.members.filter(place=place, valid_to__gt=day).exists():
        raise RuleBroken("zone_left_later", name=place.name, zone=zone.name)
    member, _ = ZoneMember.objects.update_or_create(
        zone=zone, place=place, valid_from=day, defaults={"valid_to": None}
    )
    audit.record(viewer=viewer, verb="zone.join", thing=zone, now=now, place=place.pk)
    return member


@transaction.atomic
def remove_from_zone(
    *, viewer: Viewer, zone: Zone, place: Place, day: date, today: date, now: datetime
) -> None:
    """End a place's membership on `day`; its past stays."""
    allow(viewer, queries.root().path)
    member = (
        zone.members.select_for_update().filter(place_id=place.pk, valid_to__isnull=True).first()
    )
    if member is None:
        raise RuleBroken("zone_has_no_such_place", name=place.name, zone=zone.name)
    check_day(day, not_before=member.valid_from, today=today)
    member.valid_to = day
    member.save(update_fields=["valid_to"])
    audit.record(viewer=viewer, verb="zone.leave", thing=zone, now=now, place=place.pk)
