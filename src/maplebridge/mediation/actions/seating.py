"""Organisations of the joint office, and people whom the parties trust, are asked to sit with them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Role, Viewer
from maplebridge.organisations import public as organisations
from maplebridge.people import public as people

from .. import policy
from ..models import OfficeSeat
from ..rules.parts import SEATS_MAX, Chair
from .moving import fetch, keep, note, tidy, writes
from .stepping import refused, tied

TITLE_MAX = 80


def ask_seat(
    *, viewer: Viewer, file_id: UUID, chair: Chair, title: str, name: str = "", phone: str = "",
    organisation_id: UUID | None = None, now: datetime,
) -> OfficeSeat:  # fmt: skip
    """Somebody is asked to sit in; they see nothing until every party agreed.

    `name` and `phone` find somebody who signs in here; for an organisation all who may act for it
    sit there. Raises RuleBroken for who is a party, or unknown under that number.

    Law: 人民調解法 art. 20 (in force 2011-01-01).
    """
    title = tidy(title, TITLE_MAX)
    if not title:
        raise RuleBroken("mediation_seat_title")
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        writes(loaded)
        live = [one for one in loaded.seats if one.left_at is None]
        if len(live) >= SEATS_MAX:
            raise RuleBroken("mediation_seats", most=SEATS_MAX)
        person_id = _sitter(name, phone, now)
        acting = (
            organisations.who_acts_for(organisation_id, calendar.today(now))
            if organisation_id
            else set()
        )
        if ({person_id} | acting) & tied(loaded, now):
            raise RuleBroken("mediation_seat_is_party", name=title)
        made = OfficeSeat.objects.create(
            file=loaded.file, chair=chair.value, organisation_id=organisation_id,
            person_id=person_id, title=title, asked_by_id=viewer.person_id, asked_at=now,
        )  # fmt: skip
        note(loaded, viewer, "ask_seat", now, code=chair.value, thing_id=made.pk)
        keep(loaded, now)
    return made


def _sitter(name: str, phone: str, now: datetime) -> UUID | None:
    if not phone.strip():
        return None
    number = people.normalise_phone(phone)
    found = people.person_by_number(number, now) if number else None
    if found is None or found.name != " ".join(name.split()):
        raise RuleBroken("mediation_seat_unknown")
    return found.pk


def call_in(*, viewer: Viewer, file_id: UUID, post_id: UUID, now: datetime) -> OfficeSeat:
    """A mediator of another place is called into this file's panel. They see nothing, and nobody can
    choose them, before every party agreed; and never any other file of the place.

    Raises RuleBroken for a post that nobody holds as mediator, who is a party or was refused, and a
    second seat of one post.

    Law: 人民調解法 art. 20 (in force 2011-01-01).
    """
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        writes(loaded)
        chosen = people.acting_for(post_id, calendar.today(now))
        if chosen is None or chosen.post.role != Role.MEDIATOR:
            raise RuleBroken("mediation_no_such_mediator")
        name = f"{chosen.person.name} · {chosen.post.place.name}"[:TITLE_MAX]
        if chosen.person.pk in tied(loaded, now):
            raise RuleBroken("mediation_mediator_is_party", name=chosen.person.name)
        if post_id in refused(loaded):
            raise RuleBroken("mediation_mediator_refused", name=chosen.person.name)
        live = [one for one in loaded.seats if one.left_at is None]
        if loaded.file.lead_id == post_id or any(one.post_id == post_id for one in live):
            raise RuleBroken("mediation_sits_already", name=chosen.person.name)
        if len(live) >= SEATS_MAX:
            raise RuleBroken("mediation_seats", most=SEATS_MAX)
        made = OfficeSeat.objects.create(
            file=loaded.file, chair=Chair.CO_MEDIATOR.value, post_id=post_id, title=name,
            asked_by_id=viewer.person_id, asked_at=now,
        )  # fmt: skip
        note(loaded, viewer, "ask_seat", now, code=made.chair, thing_id=made.pk)
        keep(loaded, now)
    return made


def leave_seat(*, viewer: Viewer, file_id: UUID, seat_id: UUID, now: datetime) -> None:
    """A seat is given up: by the desk, or by who sits in it."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        seat = loaded.seat(seat_id)
        own = seat.person_id is not None and seat.person_id == viewer.person_id
        own = own or any(one.post_id == seat.post_id for one in viewer.posts)
        if not own and not policy.may_write(loaded.standing):
            raise Forbidden("mediation_not_yours")
        if seat.left_at is not None:
            raise RuleBroken("mediation_seat_left")
        seat.left_at = now
        seat.save(update_fields=["left_at"])
        note(loaded, viewer, "leave_seat", now, code=seat.chair, thing_id=seat.pk)
        keep(loaded, now)
