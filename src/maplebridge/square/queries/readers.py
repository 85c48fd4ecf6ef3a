"""For the reporter: who reads a matter now, and what became of the request to make it public."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from maplebridge.core.viewer import Viewer
from maplebridge.matters import public as matters

from ..models import Publication
from ..rules.stages import Stage
from .spots import spot_allowed


@dataclass(frozen=True, slots=True)
class Readers:
    matter: matters.Matter
    publication: Publication | None
    spot_allowed: bool


def readers_of(viewer: Viewer, matter_id: UUID, receipt_hash: str = "") -> Readers:
    """Raises Missing out of reach and Forbidden for anybody but the reporter, their agent and who
    holds the receipt."""
    matter = matters.get_summary(viewer, matter_id, receipt_hash)
    if not matters.may_open(viewer, matter, receipt_hash):
        raise matters.not_yours(matter)
    publication = Publication.objects.filter(matter=matter).first()
    return Readers(matter, publication, spot_allowed(matter))


def publicity(matter_id: UUID) -> matters.Publicity:
    """Since when everybody reads it, or why it was not released, for the matter's own page."""
    publication = Publication.objects.filter(matter=matter_id).only(
        "stage", "released_at", "reason"
    )
    found = publication.first()
    if found is None:
        return matters.Publicity()
    released, refused = found.stage == Stage.RELEASED, found.stage == Stage.REFUSED
    return matters.Publicity(
        since=found.released_at if released else None, refused=found.reason if refused else ""
    )
