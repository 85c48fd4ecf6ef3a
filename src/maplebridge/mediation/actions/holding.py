"""A file is kept beyond its days because of a lawsuit, and let go again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import policy
from .moving import fetch, note

REASON_MAX = 200


def hold(*, viewer: Viewer, file_id: UUID, reason: str, now: datetime) -> None:
    """Nothing of it is forgotten until it is let go. Caucus notes are gone all the same."""
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON_MAX or not reason.isprintable():
        raise RuleBroken("mediation_why")
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        if not policy.may_hold(loaded.standing):
            raise Forbidden("mediation_not_yours")
        file = loaded.file
        if file.held_at is not None:
            raise RuleBroken("mediation_held_already")
        file.held_at, file.held_by_id, file.hold_reason = now, viewer.person_id, reason
        file.save(update_fields=["held_at", "held_by", "hold_reason"])
        note(loaded, viewer, "hold", now)


def let_go(*, viewer: Viewer, file_id: UUID, now: datetime) -> None:
    """The usual days count again."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        if not policy.may_hold(loaded.standing):
            raise Forbidden("mediation_not_yours")
        file = loaded.file
        if file.held_at is None:
            raise RuleBroken("mediation_not_held")
        file.held_at, file.held_by_id, file.hold_reason = None, None, ""
        file.save(update_fields=["held_at", "held_by", "hold_reason"])
        note(loaded, viewer, "let_go", now)
