"""The codes that hang in the grids."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.viewer import Viewer
from maplebridge.territory import public as territory

from ..models import GridCode
from ..policy import may_keep_codes


def keepers_only(viewer: Viewer, place: territory.Place) -> None:
    """Raises Forbidden for who serves no place, Missing for who serves another."""
    if may_keep_codes(viewer, place.path):
        return
    if not viewer.works:
        raise Forbidden("channels_codes_not_yours")
    raise Missing("channels_place_missing")


def grid_code(viewer: Viewer, place_id: UUID) -> tuple[territory.Place, GridCode | None]:
    """A place and the code that was made for it, None when none was."""
    place = territory.place_by_id(place_id)
    keepers_only(viewer, place)
    return place, GridCode.objects.filter(place=place, app_id=settings.WECHAT_APP_ID).first()
