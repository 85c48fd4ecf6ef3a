"""Proposed changes, and whether an adopted one worked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.scope import below
from maplebridge.core.viewer import Viewer
from maplebridge.territory import public as territory

from .. import policy
from ..models import MonthlyReview, Proposal
from ..rules import figures as rules
from ..rules.figures import Month, Share

PAGE = 25


@dataclass(frozen=True, slots=True)
class Effect:
    """One share of the kind in the last whole month before a change and the first whole one after."""

    name: str
    before: Share
    after: Share


def proposals_for(viewer: Viewer, *, after: str = "") -> tuple[list[Proposal], str]:
    """Those of the viewer's places and of the places above: whom a rule concerns reads it."""
    if not policy.reads_any(viewer):
        raise Forbidden("review_no_post")
    seen = Q()
    for post in viewer.posts:
        if post.role in policy.READERS:
            seen |= below("path", post.path) | Q(path__in=territory.lineage(post.path))
    found = Proposal.objects.filter(seen).select_related("place")
    if after:
        last = proposal_for(viewer, _key(after))
        found = found.filter(Q(made_at__lt=last.made_at) | Q(made_at=last.made_at, id__lt=last.pk))
    rows = list(found.order_by("-made_at", "-id")[: PAGE + 1])
    return rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""


def _key(after: str) -> UUID:
    try:
        return UUID(after)
    except ValueError:
        raise Missing("proposal_missing") from None


def proposal_for(viewer: Viewer, proposal_id: UUID) -> Proposal:
    if not policy.reads_any(viewer):
        raise Forbidden("review_no_post")
    found = Proposal.objects.select_related("place", "made_by__place").filter(pk=proposal_id)
    proposal = found.first()
    if proposal is None:
        raise Missing("proposal_missing")
    above = any(proposal.path == p for post in viewer.posts for p in territory.lineage(post.path))
    if not above and not policy.reads(viewer, proposal.path):
        raise Missing("proposal_missing")
    return proposal


def effect_of(proposal: Proposal) -> list[tuple[str, list[Effect]]]:
    """Before and after by kind, from frozen reviews of its place; nothing until both months are
    reviewed. Of a split both parts are compared with the one kind that they were; "" is all kinds."""
    if proposal.in_force_from is None:
        return []
    began = rules.month_of(proposal.in_force_from)
    after = rules.month_after(began)
    if proposal.in_force_from == began:
        after = began
    before = rules.month_before(began)
    found = {
        one.month: one.figures
        for one in MonthlyReview.objects.filter(place=proposal.place_id, month__in=[before, after])
    }
    if len(found) < 2:
        return []
    kind = proposal.change.get("category", "")
    was = _month_of(found[before], kind)
    codes = [part["code"] for part in proposal.change.get("parts", ())] or [kind]
    return [(code, _compared(was, _month_of(found[after], code))) for code in codes]


def _month_of(figures: dict[str, Any], kind: str) -> Month:
    return rules.unpacked(figures["kinds"].get(kind, {}) if kind else figures["total"])


def _compared(before: Month, after: Month) -> list[Effect]:
    return [
        Effect(name, rules.share(before, name), rules.share(after, name)) for name in rules.SHARES
    ]
