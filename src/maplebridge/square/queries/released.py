"""What everybody reads of many matters at once, in the form in which Open311 tells it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from maplebridge.matters import public as matters

from ..models import Publication, PublicLine, PublicPicture
from .published import public


def released(ids: Collection[UUID]) -> dict[UUID, matters.Released]:
    """Those of some matters that everybody can read now. Three statements, whatever their number.

    The point is the one that everybody sees: the spot only where the reporter allowed it.
    """
    found = public().filter(matter__in=ids).select_related("grid", "community")
    rows = {row.pk: row for row in found}
    if not rows:
        return {}
    photos, lines = _photos(rows.keys()), _lines(rows.keys())
    return {
        row.matter_id: matters.Released(
            words=row.words,
            address=" · ".join(place.name for place in (row.community, row.grid) if place) or None,
            lon=row.lon,
            lat=row.lat,
            photos=tuple(
                reverse("square:picture", args=[row.matter_id, pk]) for pk in photos.get(row.pk, ())
            ),
            lines=tuple(lines.get(row.pk, ())),
        )
        for row in rows.values()
    }


def with_photo() -> QuerySet[Publication, UUID]:
    """The matters of which everybody can see a photo. A subquery: nothing is asked yet."""
    shown = PublicPicture.objects.filter(file__isnull=False).values("publication")
    return public().filter(pk__in=shown).values_list("matter_id", flat=True)


def with_words(typed: str) -> QuerySet[Publication, UUID]:
    """The matters in whose public wording every word typed stands; what is not public is not
    searched. A subquery."""
    rows = matters.holding("square_publicwords", "publication_id", typed)
    found = public() if rows is not None else public().none()
    if rows is not None:
        found = found.filter(Q(pk__in=rows))
    return found.values_list("matter_id", flat=True)


def _photos(publications: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The copies of each, in the order of the photos."""
    copies: dict[UUID, list[UUID]] = {}
    shown = PublicPicture.objects.filter(publication__in=publications, file__isnull=False)
    ordered = shown.order_by("photo__event__at", "photo__event_id", "photo__order", "id")
    for key, picture in ordered.values_list("publication_id", "id"):
        copies.setdefault(key, []).append(picture)
    return copies


def _lines(publications: Collection[UUID]) -> dict[UUID, list[matters.Note]]:
    """The released wordings of answers, oldest first."""
    notes: dict[UUID, list[matters.Note]] = {}
    worded = PublicLine.objects.filter(publication__in=publications).exclude(words="")
    ordered = worded.order_by("event__at", "event_id")
    for key, at, words, verb in ordered.values_list(
        "publication_id", "event__at", "words", "event__verb"
    ):
        notes.setdefault(key, []).append(matters.Note(at, words, verb))
    return notes
