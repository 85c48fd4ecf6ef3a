"""Which of many matters a viewer may open, for lists of other apps that link to them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from maplebridge.core.viewer import Viewer

from ..models import Matter
from ..policy import Standing, standing_of
from ..rules.input import title_of
from .one import bond_of


def readable_ids(viewer: Viewer, ids: Iterable[UUID]) -> set[UUID]:
    """Those of `ids` whose page opens for the viewer today.

    One query, whatever the number; more only for matters that the viewer brought for another.
    """
    wanted = set(ids)
    if not wanted:
        return set()
    now, readable = timezone.now(), set()
    for matter in Matter.objects.select_related("community").filter(pk__in=wanted):
        matter.bond = bond_of(viewer, matter, now)
        if standing_of(viewer, matter) is not Standing.OUTSIDER:
            readable.add(matter.pk)
    return readable


def titles_of(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Reference and title of those of `ids` that the viewer works on or may open."""
    readable = readable_ids(viewer, ids)
    rows = Matter.objects.filter(pk__in=readable).values_list("pk", "reference", "words")
    return {pk: (reference, title_of(words)) for pk, reference, words in rows}
