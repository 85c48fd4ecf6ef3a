"""Where a matter lies, put right: by who finds what came in words alone, or sees a wrong guess."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge import events as facts
from maplebridge.core import audit, calendar, outbox
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import Level, Viewer
from maplebridge.territory import public as territory

from .. import queries
from ..models import Matter, MatterBand
from ..rules.input import on_earth, tidy
from ..rules.states import Verb
from .looking import ask_for_a_look
from .steps import check_words, lock, step, told_place

_PLACED = ["place", "path", "grid", "community", "street", "lon", "lat"]


def place_anew(
    *,
    viewer: Viewer,
    matter_id: UUID,
    reason: str,
    place_id: UUID | None = None,
    lon: float | None = None,
    lat: float | None = None,
    now: datetime,
) -> Matter:
    """Say where the matter really lies: at a place, or at a point in WGS-84; with the reason.

    Whoever has it keeps it, and the deadlines run on: where it goes then is a step of its own, which
    the page proposes. What nobody had goes to who answers at the new place. The earlier point is
    dropped, as it was wrong.
    """
    reason = tidy(reason)
    check_words(reason, missing="matter_reason_missing")
    with transaction.atomic():
        matter = lock(viewer, matter_id, Verb.PLACE, now)
        place = _place_of(place_id, lon, lat)
        spot = (lon, lat) if place_id is None else (None, None)
        if (place.pk, *spot) == (matter.place_id, matter.lon, matter.lat):
            raise RuleBroken("matter_place_same", reference=matter.reference)
        earlier = matter.place_id
        _put(viewer, matter, place, spot, now)
        asked = queries.answers_first(matter, calendar.today(now))
        fresh = matter.handler_id is None and asked.post_id is not None
        if fresh:
            matter.handler_id = asked.post_id
        step(
            viewer, matter, Verb.PLACE, now, text=reason, place_id=place.pk,
            earlier_place_id=earlier, to_post_id=matter.handler_id if fresh else None,
        )  # fmt: skip
        ask_for_a_look(matter, now)
        MatterBand.objects.filter(matter=matter).delete()
        outbox.tell(facts.MatterPlaced(matter.pk, told_place(matter)), now=now)
        if fresh:
            outbox.tell(facts.MatterHandedOn(matter.pk, told_place(matter)), now=now)
        return matter


def _place_of(place_id: UUID | None, lon: float | None, lat: float | None) -> territory.Place:
    """The chosen place while it is in force, else the one that holds the point. Raises RuleBroken."""
    if place_id is not None:
        try:
            place = territory.place_by_id(place_id)
        except Missing:
            raise RuleBroken("matter_place_missing") from None
        if place.valid_to is not None:
            raise RuleBroken("matter_place_missing")
        return place
    if lon is None or lat is None:
        raise RuleBroken("matter_place_missing")
    if not on_earth(lon, lat):
        raise RuleBroken("matter_point_unreadable")
    found = territory.locate(lon, lat)
    if found is None:
        raise RuleBroken("matter_place_outside", name=territory.root().name)
    return found


def place_it(viewer: Viewer, matter: Matter, place_id: UUID, now: datetime) -> None:
    """Let a locked matter of nowhere lie at a place, and in whatever is around that place.

    A service point is no place: handed to its team the matter stays as it is.
    """
    try:
        place = territory.place_by_id(place_id)
    except Missing:
        return
    _put(viewer, matter, place, (matter.lon, matter.lat), now)


def _put(
    viewer: Viewer,
    matter: Matter,
    place: territory.Place,
    spot: tuple[float | None, float | None],
    now: datetime,
) -> None:
    around = {one.level: one.pk for one in territory.ancestors(place.path)}
    matter.place, matter.path = place, place.path
    matter.grid_id = around.get(Level.GRID)
    matter.community_id = around.get(Level.COMMUNITY)
    matter.street_id = around.get(Level.STREET)
    matter.lon, matter.lat = spot
    matter.save(update_fields=_PLACED)
    audit.record(viewer=viewer, verb="matter.place", thing=matter, now=now, place=place.pk)
