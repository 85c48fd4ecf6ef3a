"""Menus of the official account that were published from here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from ..models import WechatMenu
from ..rules.menu import Entry, from_buttons
from .messages import operators_only

PAGE = 20


@dataclass(frozen=True, slots=True)
class ShownMenu:
    """A publication; `by` is "" for the console."""

    id: UUID
    at: datetime
    by: str
    menu: tuple[Entry, ...]


def published_menus(
    viewer: Viewer, *, before: UUID | None = None
) -> tuple[list[ShownMenu], UUID | None]:
    """Those of this account, newest first, a page at a time, and where the next page begins."""
    operators_only(viewer)
    found = WechatMenu.objects.filter(app_id=settings.WECHAT_APP_ID).order_by("-id")
    rows = list((found.filter(pk__lt=before) if before else found)[: PAGE + 1])
    rows, more = rows[:PAGE], len(rows) > PAGE
    names = people.names_for([one.published_by_id for one in rows if one.published_by_id], viewer)
    shown = [
        ShownMenu(
            one.pk,
            one.published_at,
            names.get(one.published_by_id, "") if one.published_by_id else "",
            from_buttons(one.buttons),
        )
        for one in rows
    ]
    return shown, rows[-1].pk if more else None


def last_published() -> tuple[Entry, ...]:
    last = WechatMenu.objects.filter(app_id=settings.WECHAT_APP_ID).order_by("-id").first()
    return from_buttons(last.buttons) if last else ()
