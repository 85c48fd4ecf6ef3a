"""The menu of the official account: looked up at WeChat, and published there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import RuleBroken, Unavailable
from maplebridge.core.viewer import Viewer

from ..adapters import wechat
from ..adapters.bus import NotDelivered
from ..adapters.http import NOT_SET_UP
from ..adapters.senders import Refused
from ..messages import MENU, MENU_REFUSALS
from ..models import WechatMenu
from ..queries import operators_only
from ..rules import menu as rules
from ..rules.menu import Entry


def first_menu() -> tuple[Entry, ...]:
    """What a new account begins with: report, how it stands, my page."""
    taps = [Entry(str(MENU[key]), key=key) for key in ("report", "progress")]
    return (*taps, Entry(str(MENU["me"]), url=f"{settings.SITE_URL.rstrip('/')}/people/"))


def standing_menu(viewer: Viewer) -> tuple[Entry, ...]:
    """The menu as WeChat shows it now, whoever made it; () when there is none.

    Called outside a transaction. Raises Forbidden, RuleBroken, Unavailable.
    """
    operators_only(viewer)
    try:
        return rules.from_buttons(wechat.standing_menu())
    except NotDelivered as problem:
        raise Unavailable("channels_wechat_away") from problem
    except Refused as refused:
        raise _refusal(refused) from refused


def publish_menu(*, viewer: Viewer, menu: Sequence[Entry], now: datetime) -> WechatMenu:
    """Give the menu to WeChat, and keep who did so when. Called outside a transaction.

    Raises Forbidden; RuleBroken when it or WeChat says no, Unavailable when WeChat is away: then
    the old one stands.
    """
    if not viewer.system:
        operators_only(viewer)
    faults = rules.faults(menu, settings.SITE_URL)
    if any(fault.why == "url_plain_ours" for fault in faults):
        raise RuleBroken("channels_menu_needs_tls", address=settings.SITE_URL)
    if faults:
        raise RuleBroken("channels_menu_wrong")
    buttons = rules.to_buttons(menu)
    try:
        wechat.make_menu(buttons)
    except NotDelivered as problem:
        raise Unavailable("channels_wechat_away") from problem
    except Refused as refused:
        raise _refusal(refused) from refused
    with transaction.atomic():
        kept = WechatMenu.objects.create(
            app_id=settings.WECHAT_APP_ID, buttons=buttons, published_at=now,
            published_by_id=viewer.person_id,
        )  # fmt: skip
        audit.record(viewer=viewer, verb="channels.publish_menu", thing=kept, now=now)
    return kept


def _refusal(refused: Refused) -> RuleBroken:
    if refused.code == NOT_SET_UP:
        return RuleBroken("channels_wechat_not_set_up")
    code = refused.code.removeprefix("wechat_")
    if code in MENU_REFUSALS:
        return RuleBroken("channels_menu_refused", why=str(MENU_REFUSALS[code]), code=code)
    return RuleBroken("channels_wechat_refused", code=code)
