"""Households and posts follow a building that came to stand in another grid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from maplebridge.core.scope import below
from maplebridge.core.viewer import Viewer
from maplebridge.territory.public import PathChange

from ..models import Household, Post


@transaction.atomic
def follow_buildings(*, viewer: Viewer, changes: Iterable[PathChange], now: datetime) -> None:
    """Write the new paths; who lives where and who holds which post stays. Twice is once.

    No audit entry: whoever drew the lines has one, and nobody's home or post changed.
    """
    assert viewer.system, "only the ground tells where a building stands"
    for change in changes:
        moved = Concat(Value(change.after), Substr("path", len(change.before) + 1))
        for table in (Household, Post):
            table.objects.filter(below("path", change.before)).update(path=moved)
