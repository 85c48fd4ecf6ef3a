"""What a party said alone, for those who may read it; and who read the file, for its parties."""

from __future__ import annotations

from uuid import UUID

from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy
from ..models import CaucusNote, FileReading
from ..rules.parts import NOTES_MAX
from .access import Loaded

READINGS = 50


def notes_of(loaded: Loaded) -> list[CaucusNote]:
    """The notes that the viewer may read, the oldest first. Raises Missing where none can be."""
    if not policy.sees_notes(loaded.standing):
        raise Missing("mediation_missing")
    rows = CaucusNote.objects.filter(file=loaded.file).order_by("id")[:NOTES_MAX]
    return [one for one in rows if policy.sees_note(loaded.standing, one.party_id, one.shared)]


def readings_of(
    loaded: Loaded, viewer: Viewer, *, after: UUID | None = None, limit: int = READINGS
) -> tuple[list[tuple[FileReading, str]], UUID | None]:
    """Who read the file and opened numbers, the newest first, with the reader's name. Raises Missing."""
    if not policy.sees_readings(loaded.standing):
        raise Missing("mediation_missing")
    found = FileReading.objects.filter(file=loaded.file)
    if loaded.standing.left_at is not None:
        found = found.filter(at__lte=loaded.standing.left_at)
    if after is not None:
        found = found.filter(pk__lt=after)
    rows = list(found.order_by("-id")[: limit + 1])
    for one in rows:
        if not policy.sees_reason(loaded.standing, one.party_id):
            one.reason = ""
    names = people.names_for({one.reader_id for one in rows}, viewer)
    shown = [(one, names.get(one.reader_id, "")) for one in rows[:limit]]
    return shown, rows[limit - 1].pk if len(rows) > limit else None
