"""A household reserves a piece with its points, follows it, and gives it back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from .. import actions
from ..queries import rewards as reading
from .replies import key_from, redemption_out, viewer_of
from .schemas import PROBLEMS, Limit, Mark, RedemptionOut, RedemptionsOut, Reserve

router = Router(tags=["bank"])


@router.get("/redemptions", response={200: RedemptionsOut, **PROBLEMS}, url_name="redemptions")
def list_redemptions(request: HttpRequest, after: Mark = "", limit: Limit = 25) -> RedemptionsOut:
    """What my household reserved and fetched, the latest first."""
    key_from(after)
    found = reading.my_redemptions(viewer_of(request), after=after, limit=limit)
    shown = found[:limit]
    return RedemptionsOut(
        redemptions=[redemption_out(one) for one in shown],
        next=str(shown[-1].pk) if len(found) > limit else None,
    )


@router.post(
    "/rewards/{uuid:reward_id}/reserve",
    response={201: RedemptionOut, 200: RedemptionOut, **PROBLEMS},
    url_name="reserve",
)
def reserve_reward(request: HttpRequest, reward_id: UUID, sent: Reserve) -> Status[RedemptionOut]:
    """Reserve one piece for my household. 201 the first time, 200 when the same arrives again, 409
    when the id already means something else."""
    viewer, now = viewer_of(request), timezone.now()
    made = actions.reserve(viewer=viewer, id=sent.id, reward_id=reward_id, now=now)
    found = reading.my_redemption(viewer, made.pk)
    return Status(201 if made.asked_at == now else 200, redemption_out(found))


@router.post("/redemptions/{uuid:redemption_id}/cancel", response={200: RedemptionOut, **PROBLEMS})
def cancel_redemption(request: HttpRequest, redemption_id: UUID) -> RedemptionOut:
    """Give a piece of my household back: the points are free again. Twice is once."""
    viewer = viewer_of(request)
    reading.my_redemption(viewer, redemption_id)
    actions.cancel_redemption(viewer=viewer, redemption_id=redemption_id, now=timezone.now())
    return redemption_out(reading.my_redemption(viewer, redemption_id))
