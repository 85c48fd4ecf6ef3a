"""How states, steps and endings are called and painted on the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.translation import get_language, gettext, pgettext
from django.views.decorators.cache import never_cache

from maplebridge.core import calendar
from maplebridge.core.errors import Missing
from maplebridge.core.views import signed_in as signed_in
from maplebridge.core.views import viewer_of as viewer_of

from ..actions.telling import deadline as deadline
from ..messages import STEPS, look_of
from ..queries import Row, catalogue, catalogue_version, kind_names
from ..rules import grams
from ..rules.catalogue import Catalogue
from ..rules.office_hours import MAKEUP, ROWS, WEEKDAYS, Intervals
from ..rules.states import Verb

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a list as the portal's list_row draws it.

    `decides` is the place that decides by `due_at` where the matter belongs, "" while nobody need.
    `wrote` says to a worker that the resident spoke last, "" otherwise.
    """

    id: UUID
    address: str
    title: str
    category: str
    place: str
    reference: str
    reported_at: datetime
    due_at: datetime | None
    late: bool
    unassigned: bool
    state: str
    tone: str
    icon: str
    decides: str = ""
    wrote: str = ""


def lines(rows: Iterable[Row], rulebook: Catalogue, now: datetime) -> list[Line]:
    language = get_language() or "en"
    names = kind_names(language) | {c.code: c.name(language) for c in rulebook.categories}
    # One look-up for the whole list: each costs as much as drawing half a line.
    nobody = UUID(int=0)
    before, after = reverse("matters:show", args=[nobody]).split(str(nobody))
    return [
        _line(row, f"{before}{row.id}{after}", names.get(row.category, row.category), now)
        for row in rows
    ]


def _line(row: Row, address: str, category: str, now: datetime) -> Line:
    words, tone, icon = look_of(row.state, row.closing_code)
    late = row.is_late(now)
    return Line(
        id=row.id,
        address=address,
        title=row.title or category,
        category=category,
        place=row.place,
        reference=row.reference,
        reported_at=row.reported_at,
        due_at=deadline(row.due_at) if row.due_at else None,
        late=late,
        unassigned=row.unassigned,
        state=str(words),
        tone="late" if late else tone,
        icon="clock" if late else icon,
    )


def listed(words: Iterable[str]) -> str:
    """Several words in a row, as the reader's language sets them apart."""
    return ("、" if (get_language() or "en").startswith("zh") else ", ").join(words)


def kind_choices() -> list[tuple[str, Any]]:
    """The kinds of today by their groups, as a list to choose from."""
    language, rulebook = get_language() or "en", catalogue(calendar.today(timezone.now()))
    found: list[tuple[str, Any]] = []
    for group, kinds in rulebook.tree():
        ours = [(kind.code, kind.name(language)) for kind in kinds]
        found += [(group.name(language), ours)] if group else ours
    return found


def category_name(version: str, code: str) -> str:
    category = catalogue_version(version).get(code)
    return category.name(get_language() or "en") if category else code


# What every view here needs of the request


def receipt_of(request: HttpRequest, matter_id: UUID) -> str:
    """The receipt hash that this browser showed for a matter, "" when it showed none."""
    kept = request.session.get("receipts", {})
    return str(kept.get(str(matter_id), "")) if isinstance(kept, dict) else ""


def remember_receipt(request: HttpRequest, matter_id: UUID, code_hash: str) -> None:
    kept = dict(request.session.get("receipts", {}))
    kept[str(matter_id)] = code_hash
    request.session["receipts"] = dict(list(kept.items())[-20:])


def signed_in_or_receipt(view: View) -> View:
    """Visitors see what their receipt opens; for anything else they are asked to sign in."""

    @never_cache
    @wraps(view)
    def guarded(
        request: HttpRequest, matter_id: UUID, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        try:
            return view(request, matter_id, *args, **kwargs)
        except Missing:
            if viewer_of(request).signed_in or receipt_of(request, matter_id):
                raise
            return redirect_to_login(_page_of(request, matter_id))

    return guarded


def _page_of(request: HttpRequest, matter_id: UUID) -> str:
    return request.get_full_path() if request.method == "GET" else f"/matters/{matter_id}/"


def typed_of(request: HttpRequest) -> str:
    """What was typed into the search box of a list; the part that is too long is not read."""
    return request.GET.get("q", "")[: grams.QUERY_MAX]


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


def hours_words(hours: Intervals) -> str:
    return listed(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in hours)


def steps_words(steps: Sequence[str]) -> str:
    """Steps of a matter by their titles; "" for none."""
    return listed([str(STEPS[Verb(step)][0]) for step in steps])


def hours_by_day(rows: Mapping[str, Intervals]) -> str:
    """Office hours of the days that have their own, in the order of the week; "" for none."""
    names = {
        **dict(zip(WEEKDAYS, DAY_NAMES.values(), strict=True)),
        MAKEUP: gettext("make-up workdays"),
    }
    found = [f"{names[row]} {hours_words(rows[row])}" for row in ROWS if row in rows]
    return pgettext("between days", "; ").join(found)
