"""The bank as JSON, below /api/v1/bank: the open book for everybody, one's own points, the council's desk."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from .. import queries
from .deeds import router as deeds
from .exchange import router as exchange
from .open_book import router as open_book
from .replies import viewer_of
from .schemas import PROBLEMS, PointsOut, StatementOut

router = Router(tags=["bank"])
router.add_router("", open_book)
router.add_router("", deeds)
router.add_router("", exchange)


@router.get("/points", response={200: PointsOut, **PROBLEMS})
def points(request: HttpRequest) -> PointsOut:
    """What my household may redeem now."""
    return PointsOut(points=queries.my_points(viewer_of(request)))


@router.get("/statement", response={200: StatementOut, **PROBLEMS})
def statement(
    request: HttpRequest, after: str | None = None, limit: Annotated[int, Query(ge=1, le=200)] = 25
) -> queries.PointsPage:
    """Where my household's points came from, the latest first."""
    return queries.my_statement(viewer_of(request), after=after, limit=limit)
