"""For the operator of the whole place: the menu of the official account, and publishing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.core.views import signed_in

from .. import actions, queries
from ..forms import MenuForm
from ..messages import MENU_DOES
from ..rules.menu import Entry
from .operators import uuid_of

OUR_PAGES = ("", "matters/report/", "matters/", "people/", "territory/points/", "square/")
"""Pages of ours that a menu may well open; they are offered while an address is typed."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as the page shows it."""

    name: str
    does: Any
    url: str
    is_below: bool


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def menu(request: HttpRequest) -> HttpResponse:
    """What stands is asked from WeChat; what is typed is shown first and published then."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by the people middleware
    published, older = queries.published_menus(viewer, before=uuid_of(request.GET.get("before")))
    standing, away = _standing(viewer)
    form: MenuForm
    if request.method == "POST":
        publishes = request.POST.get("do") == "publish"
        form = MenuForm(
            settings.SITE_URL, standing=standing, publishes=publishes, data=request.POST
        )
        if form.is_valid() and publishes and _published(form, viewer):
            messages.success(request, _("The menu is published. Phones show it within a day."))
            return redirect("channels:menu")
    else:
        known = standing or queries.last_published() or actions.first_menu()
        form = MenuForm(settings.SITE_URL, standing=standing, menu=known)
    context = {
        "form": form,
        "away": "" if form.non_field_errors() else away,
        "standing": _lines(standing),
        "typed": _lines(form.menu) if form.is_bound and form.is_valid() else [],
        "published": [(one, _lines(one.menu)) for one in published],
        "newer": "",
        "older": f"?before={older}" if older else "",
        "our_pages": [f"{settings.SITE_URL.rstrip('/')}/{page}" for page in OUR_PAGES],
        "account_name": settings.WECHAT_NAME,
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "channels/menu.html", context, status=status)


def _standing(viewer: Viewer) -> tuple[tuple[Entry, ...], str]:
    """What WeChat shows now, and why that cannot be told."""
    try:
        return actions.standing_menu(viewer), ""
    except Forbidden:
        raise
    except RuleBroken as broken:
        return (), broken.sentence


def _published(form: MenuForm, viewer: Viewer) -> bool:
    """Publish it; what stands in the way becomes the form's error, and what was typed stays."""
    try:
        actions.publish_menu(viewer=viewer, menu=form.menu, now=timezone.now())
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        form.add_error(None, ValidationError(broken.sentence, broken.code))
        return False
    return True


def _lines(menu: tuple[Entry, ...]) -> list[Line]:
    found = []
    for button in menu:
        found.append(_line(button, is_below=False))
        found += [_line(entry, is_below=True) for entry in button.below]
    return found


def _line(entry: Entry, *, is_below: bool) -> Line:
    if entry.below:
        does = MENU_DOES["list"]
    elif entry.url:
        does = MENU_DOES["view"]
    else:
        does = MENU_DOES.get(entry.key) or _("Set up elsewhere: %(kind)s") % {
            "kind": entry.key or entry.other
        }
    return Line(entry.name, does, entry.url, is_below)
