"""The addresses that a person proved, for that person alone."""

from __future__ import annotations

from maplebridge.core.viewer import Viewer

from ..models import Sender


def my_senders(viewer: Viewer) -> list[Sender]:
    """Newest first; more than twenty are nobody's."""
    if viewer.person_id is None:
        return []
    found = Sender.objects.filter(person=viewer.person_id)
    return list(found.order_by("-proved_at", "-id")[:20])
