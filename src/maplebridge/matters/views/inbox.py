"""The worker's inbox: tabs, filters, saved views, and ticking several."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.territory import public as territory

from .. import actions, queries
from ..forms.work import SavedViewForm
from ..messages import STATES
from ..messages.work import CHANNEL_NAMES, DUES, TABS
from ..models import CHANNELS
from ..rules import filters as rules
from ..rules.filters import Filters
from .waiting import decided_by
from .wording import keyset_links, lines, signed_in, viewer_of


def workers_only(viewer: Viewer) -> None:
    if not viewer.works:
        raise Forbidden("matter_no_post")


@signed_in
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for my posts, the most urgent first; each tab says how much it holds."""
    viewer, now = viewer_of(request), timezone.now()
    workers_only(viewer)
    filters = rules.read(request.GET.dict())
    tab = queries.Tab(filters.tab) if filters.tab in set(queries.Tab) else queries.Tab.DUE
    page = queries.inbox(viewer, tab, now=now, filters=filters, after=request.GET.get("after", ""))
    rulebook = queries.catalogue(calendar.today(now))
    places = queries.places_to_choose(viewer, filters)
    context = {
        **_head(viewer, filters, tab, now),
        **_choices(viewer, filters, places),
        "lines": decided_by(page.rows, lines(page.rows, rulebook, now), now),
        "chosen_by_place": next((p.name for p in places if p.pk == filters.place), ""),
        "tasks_owed": queries.count_tasks(viewer),
        "choosing": "choose" in request.GET,
        "choose_url": f"?{urlencode(rules.written(filters) | {'choose': '1'})}",
        "plain_url": f"?{urlencode(rules.written(filters))}",
        "covering": any(post.deputy_for for post in viewer.posts),
        **keyset_links(request, page.after),
    }
    return render(request, "matters/inbox.html", context)


def _head(viewer: Viewer, filters: Filters, tab: queries.Tab, now: datetime) -> dict[str, Any]:
    """The tabs and the saved views; each keeps what else is set."""
    kept = rules.written(rules.without_tab(filters))
    shown = rules.written(filters)
    views = [
        (view.name, f"?{urlencode(view.filters)}", view.filters == shown)
        for view in queries.saved_views(viewer)
    ]
    return {
        "tab": tab.value,
        "tabs": _tabs(viewer, tab, kept, now),
        "views": views,
        "on_a_view": any(current for *_, current in views),
        "filters": filters,
        "narrowed": bool(kept),
        "no_filters_url": f"?tab={tab.value}",
        "save_url": f"{reverse('matters:views')}?{urlencode(shown or {'tab': tab.value})}",
    }


ALWAYS = frozenset({queries.Tab.DUE, queries.Tab.NEW, queries.Tab.ANSWERED, queries.Tab.ALL})
"""Tabs that are there when they are empty too; the others would only be in the way."""


def _tabs(
    viewer: Viewer, tab: queries.Tab, kept: dict[str, str], now: datetime
) -> list[tuple[str, Any, str, bool]]:
    """Address, words, figure, whether it is this one. Filters hide the figures: they count all."""
    held: dict[str, int] = {}
    if not kept:
        shown = (*queries.OPEN_TABS, *queries.OTHER_TABS)
        held = {one.value: n for one, n in queries.tab_counts(viewer, shown, now=now).items()}
    return [
        (
            f"?{urlencode({'tab': one.value} | kept)}",
            words,
            queries.figure(held[one]) if one in held else "",
            one is tab,
        )
        for one, words in TABS.items()
        if one in ALWAYS or one is tab or kept or held.get(one)
    ]


def _choices(viewer: Viewer, filters: Filters, places: list[territory.Place]) -> dict[str, Any]:
    rulebook = queries.catalogue(calendar.today(timezone.now()))
    language = get_language() or "en"
    return {
        "categories": [(c.code, c.name(language)) for c in rulebook.categories],
        "states": [
            ("open", gettext("Not settled yet")),
            *((s.value, w[0]) for s, w in STATES.items()),
        ],
        "dues": [(due.value, words) for due, words in DUES.items()],
        "channels": [(code, CHANNEL_NAMES[code]) for code in CHANNELS if code in CHANNEL_NAMES],
        "places": [(place.pk, place.name) for place in places],
    }


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def views(request: HttpRequest) -> HttpResponseBase:
    """My saved views; and the name for the one that the inbox shows now."""
    viewer, now = viewer_of(request), timezone.now()
    workers_only(viewer)
    sent = request.POST if request.method == "POST" else request.GET
    kept = rules.written(rules.read(sent.dict()))
    form = SavedViewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            name = form.cleaned_data["name"]
            view = actions.save_view(viewer=viewer, name=name, filters=kept, now=now)
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error("name", ValidationError(broken.sentence, broken.code))
        else:
            messages.success(request, gettext("The view was saved. It stands above your inbox."))
            return redirect(f"{reverse('matters:inbox')}?{urlencode(view.filters)}")
    context = {
        "form": form,
        "kept": list(kept.items()),
        "views": [
            (view.pk, view.name, f"{reverse('matters:inbox')}?{urlencode(view.filters)}")
            for view in queries.saved_views(viewer)
        ],
    }
    return render(request, "matters/views.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def forget_view(request: HttpRequest, view_id: UUID) -> HttpResponseBase:
    actions.forget_view(viewer=viewer_of(request), view_id=view_id, now=timezone.now())
    messages.success(request, gettext("The view was deleted."))
    return redirect("matters:views")
