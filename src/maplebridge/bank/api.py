"""The household's points as JSON. Mounted at /api/v1/bank/ by the portal; a signed-in person only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from maplebridge.core.viewer import Viewer

from . import queries

router = Router(tags=["bank"])


class PointsOut(Schema):
    """`points` is None for a person without a household."""

    points: int | None


class LineOut(Schema):
    at: datetime
    amount: int
    balance_after: int
    code: str
    part: str
    matter_id: UUID | None
    rulebook: str


class StatementOut(Schema):
    has_household: bool
    available: int
    held: int
    lines: list[LineOut]
    after: str | None


@router.get("/points", response=PointsOut, summary="What my household may redeem now")
def points(request: HttpRequest) -> PointsOut:
    return PointsOut(points=queries.my_points(_viewer(request)))


@router.get("/statement", response=StatementOut, summary="Where my household's points came from")
def statement(
    request: HttpRequest, after: str | None = None, limit: Annotated[int, Query(ge=1, le=200)] = 25
) -> queries.PointsPage:
    return queries.my_statement(_viewer(request), after=after, limit=limit)


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by people.middleware
    if not viewer.signed_in:
        raise HttpError(401, "sign in first")
    return viewer
