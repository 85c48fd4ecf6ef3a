"""Proposed changes, and whether an adopted one worked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
from ..rules.changes import Kind
from ..rules.figures import Month, Share

PAGE = 25
CHANGES_SHOWN = 20
LOOKED_AT = 3
"""So many whole months after a change its effect stands in the review."""
LOOKED_AT_BY = {
    Kind.LIMIT: ("first_kept", "settle_kept", "solved"),
    Kind.ROUTE: ("misrouted", "returned", "first_kept", "settle_kept", "solved"),
    Kind.KEYWORDS: ("sorted_anew", "misrouted", "solved"),
    Kind.SPLIT: ("settle_kept", "misrouted", "returned", "sorted_anew", "solved"),
    Kind.STAFFING: ("first_kept", "settle_kept", "solved"),
}
"""The figures that a change is meant to move, and what residents say."""


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


@dataclass(frozen=True, slots=True)
class Changed:
    """An adopted change in a review: its kinds before and after, nothing while it is too early or no
    month before was reviewed."""

    proposal: Proposal
    began: date
    effects: list[tuple[str, list[Effect]]]


def changes_in(review: MonthlyReview) -> list[Changed]:
    """What was changed lately and whether it worked, at the place of a review: the last whole month
    before each change beside the month of the review, in the first LOOKED_AT whole months after it.

    A change of the catalogue holds everywhere; more posts concern their place and those above it.
    Two queries. Counts of one kind at one place: others may have changed something else meanwhile.
    """
    oldest = review.month
    for _ in range(LOOKED_AT):
        oldest = rules.month_before(oldest)
    adopted = Proposal.objects.filter(
        decision="adopted",
        in_force_from__gt=oldest,
        in_force_from__lte=rules.last_day(review.month),
    ).select_related("place")
    mine = adopted.exclude(~below("path", review.path), kind=Kind.STAFFING.value)
    rows = list(mine.order_by("-in_force_from", "-id")[:CHANGES_SHOWN])
    months = {rules.month_before(_began(row)) for row in rows}
    found = MonthlyReview.objects.filter(place=review.place_id, month__in=months)
    earlier = dict(found.values_list("month", "figures"))
    return [Changed(row, _began(row), _seen(row, review, earlier)) for row in rows]


def _seen(
    proposal: Proposal, review: MonthlyReview, earlier: dict[date, dict[str, Any]]
) -> list[tuple[str, list[Effect]]]:
    began = _began(proposal)
    before = earlier.get(rules.month_before(began))
    first_whole = began if proposal.in_force_from == began else rules.month_after(began)
    if before is None or review.month < first_whole:
        return []
    looked = LOOKED_AT_BY[Kind(proposal.kind)]
    kind = proposal.change.get("category", "")
    codes = [part["code"] for part in proposal.change.get("parts", ())] or [kind]
    was = _month_of(before, kind)
    return [
        (code, [e for e in _compared(was, _month_of(review.figures, code)) if e.name in looked])
        for code in codes
    ]


def _began(proposal: Proposal) -> date:
    assert proposal.in_force_from is not None, "it is adopted"
    return rules.month_of(proposal.in_force_from)


def _month_of(figures: dict[str, Any], kind: str) -> Month:
    return rules.unpacked(figures["kinds"].get(kind, {}) if kind else figures["total"])


def _compared(before: Month, after: Month) -> list[Effect]:
    return [
        Effect(name, rules.share(before, name), rules.share(after, name)) for name in rules.SHARES
    ]
