"""A party wants to be sent to legal aid: that alone is kept, with the days of what follows."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import policy
from ..models import AidWish
from ..queries.access import Loaded
from .moving import fetch, set_clocks


def want_aid(*, viewer: Viewer, file_id: UUID, party_id: UUID, now: datetime) -> AidWish:
    """A party wants it; for somebody without an account whoever leads notes it. A second wish changes
    nothing."""
    with transaction.atomic():
        loaded = _for(viewer, file_id, party_id, now)
        made, _fresh = AidWish.objects.get_or_create(
            party=loaded.party(party_id),
            defaults={"file": loaded.file, "wanted_by_id": viewer.person_id, "wanted_at": now},
        )
        _kept(loaded, viewer, "want_aid", made, now)
    return made


def note_aid(
    *, viewer: Viewer, file_id: UUID, party_id: UUID, asked_on: date | None,
    granted_on: date | None, named_on: date | None, refused_on: date | None, now: datetime,
) -> None:  # fmt: skip
    """The days on which legal aid was asked for, granted or refused, and a lawyer named."""
    with transaction.atomic():
        loaded = _for(viewer, file_id, party_id, now)
        made = AidWish.objects.filter(party=party_id, file=loaded.file).first()
        if made is None:
            raise RuleBroken("aid_not_wanted")
        days = [one for one in (asked_on, granted_on or refused_on, named_on) if one is not None]
        if days != sorted(days) or any(one > calendar.today(now) for one in days):
            raise RuleBroken("aid_days")
        if (granted_on and refused_on) or (named_on and not granted_on) or (days and not asked_on):
            raise RuleBroken("aid_days")
        made.asked_on, made.granted_on = asked_on, granted_on
        made.named_on, made.refused_on = named_on, refused_on
        made.save(update_fields=["asked_on", "granted_on", "named_on", "refused_on"])
        _kept(loaded, viewer, "note_aid", made, now)


def _for(viewer: Viewer, file_id: UUID, party_id: UUID, now: datetime) -> Loaded:
    loaded = fetch(viewer, file_id, now, left_too=True)
    if not policy.may_act_alone(loaded.standing, loaded.party(party_id).pk):
        raise Forbidden("mediation_not_yours")
    if loaded.file.emptied:
        raise RuleBroken("mediation_over", reference=loaded.file.reference)
    return loaded


def _kept(loaded: Loaded, viewer: Viewer, verb: str, made: AidWish, now: datetime) -> None:
    """In the audit alone: the other side reads the record, and need not know who is short of money."""
    audit.record(viewer=viewer, verb=f"mediation.{verb}", thing=made, now=now)
    set_clocks(loaded.file, now)
    loaded.file.save(update_fields=["ring_at"])
