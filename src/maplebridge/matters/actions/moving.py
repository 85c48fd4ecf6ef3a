"""Matters follow a building that came to stand in another grid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from maplebridge.core.scope import below
from maplebridge.core.viewer import Viewer
from maplebridge.territory.public import PathChange

from ..models import Matter
from ..rules.states import State


@transaction.atomic
def follow_buildings(*, viewer: Viewer, changes: Iterable[PathChange], now: datetime) -> None:
    """Write the new paths, so that those who look after the building now see its matters.

    What is open counts for the new grid; what was closed stays a figure of the grid of its time.
    Whoever handles a matter keeps it. Twice is once.
    """
    assert viewer.system, "only the ground tells where a building stands"
    for change in changes:
        here = Matter.objects.filter(below("path", change.before))
        here.exclude(state=State.CLOSED.value).update(grid_id=change.grid_id)
        here.update(path=Concat(Value(change.after), Substr("path", len(change.before) + 1)))
