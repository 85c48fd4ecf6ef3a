"""Reads of the yearly honours: what everybody sees, what the council sees, what a household is asked."""

from __future__ import annotations

from uuid import UUID

from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from ..models import HonourCategory, Nomination

PAGE = 50


def get_honour(category_id: UUID) -> HonourCategory:
    """A category with its bank. Raises Missing `honour_missing`."""
    found = HonourCategory.objects.select_related("bank__place").filter(pk=category_id).first()
    if found is None:
        raise Missing("honour_missing")
    return found


def honours_of(bank_id: UUID) -> list[HonourCategory]:
    """The categories of a bank, latest year first."""
    return list(HonourCategory.objects.filter(bank=bank_id).order_by("-year", "id")[:PAGE])


def honoured(bank_id: UUID, *, after: UUID | None = None, limit: int = PAGE) -> list[Nomination]:
    """Who was chosen and still agrees, latest nomination first; one more when there are more. No other order."""
    found = Nomination.objects.filter(category__bank=bank_id, chosen_at__isnull=False)
    if after:
        found = found.filter(id__lt=after)
    return list(found.select_related("category").order_by("-id")[: limit + 1])


def waiting_nominations(bank_id: UUID) -> list[Nomination]:
    """For the council: whom to ask and whom to choose, the oldest first."""
    found = Nomination.objects.filter(
        category__bank=bank_id, chosen_at__isnull=True, declined_at__isnull=True
    ).exclude(words="")
    return list(found.select_related("category").order_by("id")[:PAGE])


def asked_of(viewer: Viewer, bank_id: UUID) -> list[Nomination]:
    """What the viewer's own household is asked, or agreed to, in this village."""
    own = people.household_of(viewer.person_id) if viewer.person_id else None
    if own is None:
        return []
    found = Nomination.objects.filter(
        household=own, category__bank=bank_id, declined_at__isnull=True
    ).exclude(words="")
    return list(found.select_related("category").order_by("-id")[:PAGE])


def certificate_for(nomination_id: UUID) -> Nomination:
    """A certificate of somebody who was chosen and agrees. Raises Missing `honour_missing`."""
    found = Nomination.objects.select_related("category__bank__place").filter(
        pk=nomination_id, chosen_at__isnull=False, agreed_at__isnull=False
    )
    if (one := found.first()) is None:
        raise Missing("honour_missing")
    return one
