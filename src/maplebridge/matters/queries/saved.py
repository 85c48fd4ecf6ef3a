"""The views that somebody saved for themselves."""

from __future__ import annotations

from uuid import UUID

from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Viewer

from ..models import SavedView

VIEWS_MAX = 20


def saved_views(viewer: Viewer) -> list[SavedView]:
    if viewer.person_id is None:
        return []
    return list(SavedView.objects.filter(owner=viewer.person_id).order_by("name", "id")[:VIEWS_MAX])


def get_saved_view(viewer: Viewer, view_id: UUID) -> SavedView:
    """One's own; another's is as good as none. Raises Missing."""
    found = SavedView.objects.filter(pk=view_id, owner=viewer.person_id).first()
    if found is None:
        raise Missing("saved_view_missing")
    return found
