"""Call-backs: what a community has to call, and how they ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.scope import below
from maplebridge.core.viewer import Viewer

from .. import policy
from ..models import CallBack, CallSample
from ..rules import sample as lots
from ..rules.figures import Share
from .closed import closed_in, took_part

PAGE = 50


@dataclass(frozen=True, slots=True)
class CallShown:
    """One call as its list shows it."""

    id: UUID
    reference: str
    community: str
    month: date
    outcome: str


def calls_of(viewer: Viewer, *, after: str = "") -> tuple[list[CallShown], str]:
    """What the viewer's own communities have to call, open ones and noted ones, newest first."""
    mine = [post.place_id for post in viewer.posts if post.role in policy.READERS]
    if not mine:
        raise Forbidden("review_no_post")
    found = CallBack.objects.filter(
        Q(caller__in=mine) | Q(caller_post__in=[post.post_id for post in viewer.posts])
    )
    if after:
        last = found.filter(pk=_key(after)).values_list("drawn_at", "id").first()
        if last is None:
            raise Missing("call_missing")
        found = found.filter(Q(drawn_at__lt=last[0]) | Q(drawn_at=last[0], id__gt=last[1]))
    rows = list(
        found.order_by("-drawn_at", "id").values_list(
            "id", "matter__reference", "community__name", "sample__month", "outcome"
        )[: PAGE + 1]
    )
    shown = [CallShown(*row) for row in rows[:PAGE]]
    return shown, str(shown[-1].id) if len(rows) > PAGE else ""


def _key(after: str) -> UUID:
    try:
        return UUID(after)
    except ValueError:
        raise Missing("call_missing") from None


def call_for(viewer: Viewer, call_id: UUID) -> CallBack:
    """One call with its matter. Raises Missing for whoever's community does not call."""
    if not policy.reads_any(viewer):
        raise Forbidden("review_no_post")
    found = CallBack.objects.select_related("matter", "community", "sample").filter(pk=call_id)
    call = found.first()
    if call is None or not policy.calls_for(
        viewer, call, took_part=took_part(call.matter, viewer.person_id)
    ):
        raise Missing("call_missing")
    return call


def outcome_shares(month: date, path: str) -> dict[str, Share]:
    """How the calls about the communities of a place ended: of those drawn, of those reached."""
    found = CallBack.objects.filter(below("community__path", path), sample__month=month)
    row = found.aggregate(
        drawn=Count("pk"),
        reached=Count("pk", filter=Q(outcome__in=["solved", "not_solved", "declined"])),
        said=Count("pk", filter=Q(outcome__in=["solved", "not_solved"])),
        solved=Count("pk", filter=Q(outcome="solved")),
    )
    return {
        "reached": Share(row["reached"], row["drawn"]),
        "solved": Share(row["solved"], row["said"]),
    }


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a month's lots were drawn: of `closed` matters `count`, by the rules of `rulebook`.

    For `nobody` of them there was nobody independent to call. `left_out` says why what else was
    closed is not among them, None where that was not counted.
    """

    seed: str
    rulebook: str
    percent: int
    most: int
    closed: int
    count: int
    nobody: int
    left_out: list[tuple[str, int]] | None


def draw_of(month: date) -> Drawn | None:
    """The lots of a month for all communities together. Three queries."""
    sample = CallSample.objects.filter(month=month).first()
    if sample is None:
        return None
    count = sample.calls.count()
    nobody = sample.calls.filter(caller__isnull=True, caller_post__isnull=True).count()
    left = sample.left_out
    return Drawn(
        sample.seed, sample.rulebook, sample.share_bp // 100, sample.most, sample.closed, count,
        nobody, [(why, left[why]) for why in lots.Left if why in left] if left is not None else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A draw done again: whether the list is still the same, and which matters differ."""

    same_list: bool
    missing: list[UUID]
    besides: list[UUID]


def redrawn(sample: CallSample) -> Redrawn:
    """Draw the lots of a month once more from its seed. What was opened again or forgotten since is
    not in the list any more: then `same_list` is False and matters may differ."""
    closed = closed_in(sample.month)
    again = lots.drawn(closed, sample.seed, sample.share_bp, sample.most)
    now = {key for keys in again.values() for key in keys}
    then = set(sample.calls.values_list("matter_id", flat=True))
    same = lots.digest(closed) == sample.keys_digest
    return Redrawn(same, sorted(now - then), sorted(then - now))
