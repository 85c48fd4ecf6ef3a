"""What every view of the public side needs of a request."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from maplebridge.core import calendar
from maplebridge.core.errors import RuleBroken
from maplebridge.core.views import signed_in as signed_in
from maplebridge.core.views import viewer_of as viewer_of
from maplebridge.matters import public as matters
from maplebridge.territory import public as territory

from ..queries import PublicRow, Wanted

View = Callable[..., HttpResponseBase]


def signed_in_or_receipt(view: View) -> View:
    """Who showed a matter's receipt in this browser is let in to it; others sign in."""

    @never_cache
    @wraps(view)
    def guarded(
        request: HttpRequest, public_id: UUID, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        known = viewer_of(request).signed_in or matters.receipt_of(request, public_id)
        if not known:
            return redirect_to_login(request.get_full_path())
        return view(request, public_id, *args, **kwargs)

    return guarded


def wanted_of(query: QueryDict) -> Wanted:
    """The filter in an address. Raises RuleBroken, naming the part that cannot be read."""
    state = query.get("state", "")
    if state not in {"", "open", "finished", *matters.ClosingCode}:
        raise RuleBroken("square_filter_unreadable", name="state")
    return Wanted(
        kind=query.get("kind", "")[:20],
        place=_place(query.get("place", "")),
        state=state,
        since=_day(query.get("since", ""), "since"),
        until=_day(query.get("until", ""), "until"),
    )


def _place(typed: str) -> territory.Place | None:
    if not typed:
        return None
    try:
        return territory.place_by_id(UUID(typed))
    except ValueError:
        raise RuleBroken("square_filter_unreadable", name="place") from None


def _day(typed: str, name: str) -> date | None:
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise RuleBroken("square_filter_unreadable", name=name) from None
    if not 2000 <= day.year <= 2100:
        raise RuleBroken("square_filter_unreadable", name=name)
    return day


def kinds() -> list[tuple[str, str]]:
    """The kinds of the catalogue in force, by code and name."""
    language = get_language() or "en"
    found = matters.catalogue(calendar.today(timezone.now())).categories
    return [(kind.code, kind.name(language)) for kind in found]


def kind_name(code: str, names: dict[str, str] | None = None) -> str:
    return (names if names is not None else dict(kinds())).get(code, code)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a list as the portal's list_row draws it."""

    address: str
    title: str
    category: str
    place: str
    reference: str
    reported_at: datetime
    state: str
    tone: str
    icon: str
    due_at: None = None
    late: bool = False
    decides: str = ""
    wrote: str = ""
    unassigned: bool = False


def lines(rows: Iterable[PublicRow]) -> list[Line]:
    names = dict(kinds())
    return [_line(row, kind_name(row.category, names)) for row in rows]


def _line(row: PublicRow, kind: str) -> Line:
    words, tone, icon = matters.look_of(row.state, row.closing_code)
    return Line(
        address=reverse("square:show", args=[row.id]),
        title=row.title,
        category=kind,
        place=row.place,
        reference=row.reference,
        reported_at=row.reported_at,
        state=str(words),
        tone=tone,
        icon=icon,
    )


def keyset_links(request: HttpRequest, after: str) -> dict[str, str]:
    """Addresses for portal/_pagination.html: a later page leads back to the first one."""
    query = request.GET.copy()
    query.pop("after", None)
    first = f"?{query.urlencode()}" if query else request.path
    links = {"newer": first if request.GET.get("after") else "", "older": ""}
    if after:
        query["after"] = after
        links["older"] = f"?{query.urlencode()}"
    return links
