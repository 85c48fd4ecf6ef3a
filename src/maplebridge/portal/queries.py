"""What every page shows around its content, and what the home page asks the floors below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from maplebridge.bank.public import my_points
from maplebridge.core import calendar
from maplebridge.core.viewer import ANONYMOUS, HeldPost, Level, Role, Viewer
from maplebridge.matters.public import (
    KIOSK_COOKIE,
    awaiting_word,
    count_tasks,
    figure,
    inbox_counts,
    may_adopt_catalogue,
    may_take_calls,
    my_matters,
)
from maplebridge.mediation.public import Waits, waits_for
from maplebridge.organisations.public import invitations
from maplebridge.people.public import my_grid_worker
from maplebridge.square.public import WHY, my_news
from maplebridge.territory.public import ancestors
from maplebridge.timebank.public import hours_label

THEME_COOKIE = "mb_theme"
SIZE_COOKIE = "mb_size"

LANGUAGE_TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
THEMES: Mapping[str, tuple[str, str | Promise]] = {
    "auto": ("settings", _("Like my device")),
    "light": ("sun", _("Light")),
    "dark": ("moon", _("Dark")),
}

_NAMED_IN_HEADER = {Level.JURISDICTION, Level.DISTRICT, Level.STREET, Level.COMMUNITY}


@dataclass(frozen=True, slots=True)
class Way:
    """A place that the navigation leads to, and for whom."""

    url_name: str
    icon: str
    label: str | Promise
    shown: Callable[[Viewer], bool]


def _visitor(viewer: Viewer) -> bool:
    return not viewer.signed_in


def _resident(viewer: Viewer) -> bool:
    return viewer.signed_in and not viewer.works


def _worker(viewer: Viewer) -> bool:
    return viewer.works


def _in_the_grid(viewer: Viewer) -> bool:
    return viewer.works and not may_take_calls(viewer)


def _everybody(viewer: Viewer) -> bool:
    return True


def _nobody(viewer: Viewer) -> bool:
    return False


# At most five for each kind of viewer: that is what a thumb reaches on a phone.
NAV = (
    Way("portal:home", "home", _("Home"), _everybody),
    Way("matters:inbox", "inbox", _("Inbox"), _worker),
    Way("matters:console", "phone", _("A call"), may_take_calls),
    Way("matters:board", "list", _("Board"), may_take_calls),
    Way("matters:report", "bell", _("Report"), lambda viewer: not may_take_calls(viewer)),
    Way("matters:list", "list", pgettext_lazy("navigation", "Mine"), _resident),
    Way("matters:map", "map", _("Map"), _in_the_grid),
    Way("bank:statement", "coin", _("Points"), _resident),
    Way("people:me", "person", _("Me"), lambda viewer: viewer.signed_in),
    Way("matters:receipt", "search", _("Look up"), _visitor),
    Way("square:list", "people", pgettext_lazy("navigation", "Public"), _visitor),
    Way("account_login", "login", _("Sign in"), _visitor),
    Way("matters:promise", "list", _("What we promise"), _nobody),  # not below a resident's own
)


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The context of base.html. No query of its own beyond finding out who is looking."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    language = get_language() or settings.LANGUAGE_CODE
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    kiosk = bool(request.COOKIES.get(KIOSK_COOKIE))
    return {
        "viewer": viewer,
        "kiosk": kiosk,
        "nav": [] if kiosk else _ways(viewer, request.path),
        "theme": theme if theme in THEMES else "auto",
        "themes": [
            {"code": code, "icon": icon, "label": label} for code, (icon, label) in THEMES.items()
        ],
        "elder": kiosk or large_type(request),
        "language_tag": LANGUAGE_TAGS.get(language, language),
        "languages": [
            {"code": code, "tag": LANGUAGE_TAGS[code], "name": name, "current": code == language}
            for code, name in settings.LANGUAGES
        ],
        "demo": settings.DEMO,
        "here": request.get_full_path() if request.method == "GET" else request.path,
        "place_name": place_name(viewer, timezone.now()),
    }


def place_name(viewer: Viewer, now: datetime) -> str:
    """The community that the viewer lives in or works for, else the wider place; "" for a visitor.

    Remembered for a minute, so that no page asks for it and a new name still shows soon.
    """
    if not (viewer.home_path or viewer.posts):
        return ""
    # The path of the whole jurisdiction is empty.
    path = viewer.home_path or viewer.posts[0].path
    return _community_on(path, int(now.timestamp()) // 60)


@lru_cache(maxsize=1024)
def _community_on(path: str, minute: int) -> str:
    above = [place for place in ancestors(path) if place.level in _NAMED_IN_HEADER]
    return above[-1].name if above else ""


def large_type(request: HttpRequest) -> bool:
    """Whether the visitor asked for large type: ?elder=1 on any address, else the cookie."""
    asked = request.GET.get("elder")
    if asked in {"0", "1"}:
        return asked == "1"
    return request.COOKIES.get(SIZE_COOKIE) == "large"


def _ways(viewer: Viewer, path: str) -> list[dict[str, Any]]:
    # The longest address that the page lies below is the current one: /matters/inbox/, not /. It
    # may be one that this viewer is not shown: /matters/public/ is not below a resident's own.
    urls = [_address(way.url_name) for way in NAV]
    below = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    current = max(below, key=len, default="")
    return [
        {"url": url, "icon": way.icon, "label": way.label, "current": url == current}
        for way, url in zip(NAV, urls, strict=True)
        if way.shown(viewer)
    ]


@lru_cache(maxsize=32)
def _address(url_name: str) -> str:
    """The same on every page and in every language, so it is looked up once."""
    return reverse(url_name)


def resident_home(viewer: Viewer, now: datetime) -> dict[str, Any]:
    """A resident's own concerns, points and the person to call."""
    return {
        "awaiting": awaiting_word(viewer),
        "mediation": waits_in_mediation(viewer, now),
        "invited": invitations(viewer.person_id, now),
        "matters": my_matters(viewer, limit=5),
        "hours_label": hours_label(calendar.today(now)),
        "points": my_points(viewer),
        "worker": my_grid_worker(viewer, calendar.today(now)),
        "asked": figure(count_tasks(viewer)) if viewer.posts else "",
        "news": [(one, WHY[one.why]) for one in my_news(viewer)],
    }


def waits_in_mediation(viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    """What waits there in words, and where it is done."""
    rows = []
    for one in waits_for(viewer, now):
        page, query = _PAGES_OF_MEDIATION.get(one.kind.value, ("mediation:file", ""))
        url = reverse(page, args=[one.file_id] if one.file_id else [])
        rows.append({"url": url + query, "words": _waits(one), "one": one})
    return rows


_PAGES_OF_MEDIATION = {
    "to_lead": ("mediation:desk", "?tab=waiting"),
    "pays": ("mediation:kept", ""),
    "gets": ("mediation:kept", ""),
    "confirm": ("mediation:docket", ""),
    "register": ("mediation:docket", "?tab=suits"),
}


def _waits(one: Waits) -> str:
    said = {"count": one.count, "yuan": one.yuan}
    words = {
        "leads": gettext("You lead this file"),
        "to_lead": ngettext(
            "%(count)s file has no mediator yet", "%(count)s files have no mediator yet", one.count
        ),
        "say": gettext("Say whether you want to be mediated"),
        "sign": gettext("The agreement waits for your signature"),
        "pays": gettext("You pay %(yuan)s yuan"),
        "gets": gettext("You are to get %(yuan)s yuan"),
        "confirm": ngettext(
            "%(count)s joint application waits at your court",
            "%(count)s joint applications wait at your court",
            one.count,
        ),
        "register": ngettext(
            "%(count)s suit was handed to your court",
            "%(count)s suits were handed to your court",
            one.count,
        ),
    }
    return words[one.kind.value] % said


def _looks_after_a_town(post: HeldPost) -> bool:
    return post.role in {Role.OPERATOR, Role.HEAD} and post.level in _TOWNS


_TOWNS = {Level.STREET, Level.DISTRICT, Level.JURISDICTION}

TILES = (
    ("late", "warn", _("Overdue"), True),
    ("today", "clock", _("Due today"), True),
    ("new", "bell", _("New"), True),
    ("decide", "undo", _("Waiting for a decision"), False),
)
"""Tab of the inbox, icon, words, and whether it is shown when it is empty."""


def worker_home(viewer: Viewer, now: datetime) -> dict[str, Any]:
    """The figures of a worker's day; each leads to the tab of the inbox that it counts."""
    counts = inbox_counts(viewer, now=now)
    return {
        "awaiting": awaiting_word(viewer),
        "mediation": waits_in_mediation(viewer, now),
        "invited": invitations(viewer.person_id, now),
        "counts": counts,
        "hours_label": hours_label(calendar.today(now)),
        "takes_calls": may_take_calls(viewer),
        "keeps_catalogue": may_adopt_catalogue(viewer),
        "towns": any(_looks_after_a_town(post) for post in viewer.posts),
        "tiles": [
            {"tab": tab, "icon": icon, "label": label, "held": held, "figure": figure(held)}
            for tab, icon, label, always in TILES
            if (held := getattr(counts, tab)) or always
        ],
        "covering": [post for post in viewer.posts if post.deputy_for is not None],
    }
