"""What came from the scene: the rows of a file, and the blame that counts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Viewer
from maplebridge.organisations import public as organisations

from ..models import MediationFile, OfficeSeat, SceneRecord
from ..rules.damages.claim import Blame
from ..rules.parts import Chair
from ..rules.scene import BLAMING, RECORDS_MAX, Record
from .access import Loaded, seat_is_open


def records_of(file: MediationFile) -> list[SceneRecord]:
    """All of a file, the oldest first, the ended ones too. One query."""
    found = SceneRecord.objects.filter(file=file).select_related("paper")
    return list(found.order_by("id")[:RECORDS_MAX])


def record_of(file: MediationFile, record_id: UUID) -> SceneRecord:
    """Raises Missing for one of another file."""
    found = SceneRecord.objects.select_related("paper").filter(file=file, pk=record_id).first()
    if found is None:
        raise Missing("mediation_missing")
    return found


def blaming(records: list[SceneRecord]) -> SceneRecord | None:
    """Who bears what: the newest determination that counts, before what parties wrote themselves."""
    found = [one for one in records if one.kind in BLAMING and one.ended_at is None and one.blames]
    police = [one for one in found if one.kind == Record.CERTIFICATE]
    return max(police or found, key=lambda one: (one.made_on, one.pk), default=None)


def blames_of(record: SceneRecord) -> dict[str, Blame]:
    return {key: Blame(code) for key, code in record.blames.items()}


def seats_taken(viewer: Viewer, loaded: Loaded, chair: Chair, today: date) -> list[OfficeSeat]:
    """The open seats of this kind in which the viewer sits, in person or for an organisation."""
    seats = [
        one for one in loaded.seats if one.chair == chair and seat_is_open(one, loaded.parties)
    ]
    acting = set[UUID]()
    if any(one.organisation_id for one in seats):
        acting = {one.organisation_id for one in organisations.acts_for(viewer.person_id, today)}
    return [
        one for one in seats if one.person_id == viewer.person_id or one.organisation_id in acting
    ]
