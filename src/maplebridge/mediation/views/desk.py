"""Where one starts: a resident's own files, and the desk of those who take quarrels in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from maplebridge.core.errors import Forbidden
from maplebridge.core.viewer import HeldPost, Viewer
from maplebridge.territory import public as territory

from .. import policy, queries
from ..messages import KINDS, STATES
from ..queries import court
from ..queries.lists import Listed, Tab, tabs_of
from .pages import key_of, signed_in, viewer_of

TEXT_MAX = 60
LEFT = (gettext_lazy("You left"), "plain", "back")


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """What mediation is, how to ask for it, and the files one is part of."""
    viewer, after = viewer_of(request), request.GET.get("after")
    found = queries.my_files(viewer, timezone.now(), after=key_of(after) if after else None)
    context = {
        "rows": _rows(found), "at_desk": policy.at_the_desk(viewer),
        "at_court": bool(court.courts_of(viewer, timezone.now())), **_links(request, found),
    }  # fmt: skip
    return render(request, "mediation/home.html", context)


@require_safe
@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """The files of one of the viewer's places, by tab, kind and name."""
    viewer = viewer_of(request)
    posts = queries.places_of(viewer)
    if not posts:
        raise Forbidden("mediation_desk_only")
    post = _post(posts, request.GET.get("place", ""))
    tabs = tabs_of(viewer, post)
    tab = next((one for one in tabs if one == request.GET.get("tab")), tabs[0])
    kind = request.GET.get("kind", "")
    kind = kind if kind in queries.kinds().kinds else ""
    text, after = request.GET.get("q", "")[:TEXT_MAX], request.GET.get("after")
    found = queries.find(
        viewer, post, tab=tab, kind=kind, text=text, after=key_of(after) if after else None
    )
    context = {
        "rows": _rows(found), "tabs": _tabs(tabs), "tab": tab, "kind": kind, "text": text,
        "kinds": [(code, KINDS[code]) for code in queries.kinds().kinds], "post": post,
        "places": _places(posts), **_links(request, found),
    }  # fmt: skip
    return render(request, "mediation/desk.html", context)


def _post(posts: list[HeldPost], wanted: str) -> HeldPost:
    return next((one for one in posts if str(one.place_id) == wanted), posts[0])


def _places(posts: list[HeldPost]) -> list[tuple[Any, str]]:
    """The places to choose among, when there are several."""
    ids = list(dict.fromkeys(one.place_id for one in posts))
    if len(ids) < 2:
        return []
    return [(one, territory.place_by_id(one).name) for one in ids[:20]]


def _tabs(tabs: tuple[Tab, ...]) -> list[tuple[str, Any]]:
    from django.utils.translation import gettext

    names = {
        Tab.MINE: gettext("Those I lead"), Tab.WAITING: gettext("Waiting for a mediator"),
        Tab.OPEN: gettext("Files not closed"), Tab.ALL: gettext("All"),
    }  # fmt: skip
    return [(tab.value, names[tab]) for tab in tabs]


def _rows(found: Listed) -> list[dict[str, Any]]:
    return [
        {
            "file": row.file, "kind": KINDS[row.file.kind], "names": row.names,
            "look": LEFT if row.left else STATES[row.file.state],
        }
        for row in found.rows
    ]  # fmt: skip


def _links(request: HttpRequest, found: Listed) -> dict[str, str]:
    query = request.GET.copy()
    later = query.pop("after", None)
    first = f"?{query.urlencode()}" if query else request.path
    links = {"newer": first if later else "", "older": ""}
    if found.after is not None:
        query["after"] = str(found.after)
        links["older"] = f"?{query.urlencode()}"
    return links


def place_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """The communities in which somebody takes quarrels in."""
    found: dict[str, str] = {}
    for post in queries.places_of(viewer):
        for place in communities_in(post.path):
            found.setdefault(str(place.pk), place.name)
    return list(found.items())


def communities_in(path: str) -> list[territory.Place]:
    """The communities inside a place, or the one around it."""
    from maplebridge.core.viewer import Level

    inside = territory.places_below(path, Level.COMMUNITY, limit=500)
    if inside:
        return inside
    return [one for one in territory.ancestors(path) if one.level == Level.COMMUNITY]
