"""Receipts for a yes that concerns one thing: given and taken back where that thing is decided."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from maplebridge.core import audit
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Viewer

from .. import queries
from ..models import Consent


def record_consent(
    *, viewer: Viewer, person_id: UUID, purpose: str, about: UUID, text_version: str, now: datetime
) -> Consent:
    """Write the receipt in the caller's transaction; a second yes changes nothing.

    The caller has checked that the viewer is that person or acts for them; an agent is named in it.
    Raises RuleBroken when the wording on the page is no longer the one in force.
    """
    if queries.ABOUT[purpose].version != text_version:
        raise RuleBroken("text_changed")
    helped = viewer.person_id if viewer.person_id != person_id else None
    consent, made = Consent.objects.get_or_create(
        person_id=person_id,
        purpose=f"{purpose}:{about}",
        withdrawn_at=None,
        defaults={
            "text_version": text_version,
            "channel": "web",
            "helped_by_id": helped,
            "given_at": now,
        },
    )
    if made:
        audit.record(
            viewer=viewer, verb="give_consent", thing=consent, now=now, purpose=purpose, about=about
        )
    return consent


def end_consent(
    *, viewer: Viewer, person_id: UUID, purpose: str, about: UUID, now: datetime
) -> None:
    """The yes is taken back, in the caller's transaction; nothing to do when there is none."""
    consent = Consent.objects.filter(
        person=person_id, purpose=f"{purpose}:{about}", withdrawn_at__isnull=True
    ).first()
    if consent is None:
        return
    consent.withdrawn_at = now
    consent.save(update_fields=["withdrawn_at"])
    audit.record(
        viewer=viewer, verb="withdraw_consent", thing=consent, now=now, purpose=purpose, about=about
    )
