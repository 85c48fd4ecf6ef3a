"""What a program asks for: parameters into a frozen query, with every wrong one listed at once.

An empty parameter is as good as none. A parameter given several times, or with commas, is a list.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ..input import storable

Fields = Mapping[str, Sequence[str]]
"""Each parameter with all its values, as sent."""

DAYS_MAX = 90
ROWS_MAX = 1_000
OFFSET_MAX = 50_000
"""Further in, a page is told to narrow its dates: skipping rows costs reading them."""
IDS_MAX = 500
AGENCIES_MAX = 20
UPDATES_SINCE = timedelta(days=1)
"""How far back updates go when nobody says; a peer that polls names its own times."""
STATUSES = ("open", "closed")

_W3C = re.compile(
    r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+-]\d\d:?\d\d)", re.IGNORECASE
)
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is not right: the code of its sentence, and what fills it."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    status: int = 400


@dataclass(frozen=True, slots=True)
class Page:
    """Which lines of a list: `page` counts from 1."""

    page: int
    size: int

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size


@dataclass(frozen=True, slots=True)
class RequestQuery:
    """A question after requests. `ids` override all else; an empty list, None or "" means all.

    `changed` are the two instants between which something happened to it; then those changed last
    come first, and only a time of reporting that was named counts.
    """

    ids: tuple[str, ...]
    services: tuple[str, ...]
    statuses: tuple[str, ...]
    since: datetime
    until: datetime
    page: Page
    extended: bool
    changed: tuple[datetime, datetime] | None = None
    photo: bool | None = None
    agencies: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class UpdateQuery:
    """A question after what was said and done between two instants."""

    since: datetime
    until: datetime
    page: Page


def first(fields: Fields, name: str) -> str:
    """The value of a parameter without blanks around it; "" when it is absent or empty."""
    return next((value.strip() for value in fields.get(name, ()) if value.strip()), "")


def listed(fields: Fields, name: str) -> tuple[str, ...]:
    """The values of a parameter that may be a list, each once, in the order sent."""
    values = [part.strip() for value in fields.get(name, ()) for part in value.split(",")]
    return tuple(dict.fromkeys(filter(None, values)))


def requests_asked(
    fields: Fields, *, now: datetime, known: Collection[str]
) -> RequestQuery | list[Wrong]:
    """The query, or all that is wrong with it. `known` are the service codes there are or were."""
    wrong: list[Wrong] = []
    ids = listed(fields, "service_request_id")
    if len(ids) > IDS_MAX:
        wrong.append(Wrong("open311_too_many_ids", {"most": IDS_MAX}))
    page = _page(fields, wrong)
    extended = _yes(fields, "extensions", wrong)
    if ids:
        return wrong or RequestQuery(ids, (), (), _EARLIEST, _LATEST, page, extended)
    changed = _changed(fields, now, wrong)
    named = first(fields, "start_date") or first(fields, "end_date")
    span = (_EARLIEST, _LATEST)
    if named or changed is None:
        span = _span(fields, now, timedelta(days=DAYS_MAX), wrong)
    services = listed(fields, "service_code")
    wrong += [
        Wrong("open311_service_unknown", {"service": one[:40]}, 404)
        for one in services
        if one not in known
    ][:5]
    statuses = tuple(status.lower() for status in listed(fields, "status"))
    if set(statuses) - set(STATUSES):
        wrong.append(Wrong("open311_status_unknown"))
    photo = _yes(fields, "has_photo", wrong) if first(fields, "has_photo") else None
    agencies, words = listed(fields, "agency_responsible"), first(fields, "q")
    if len(agencies) > AGENCIES_MAX:
        wrong.append(Wrong("open311_too_many_agencies", {"most": AGENCIES_MAX}))
    wrong += [
        Wrong("open311_text_unreadable", {"parameter": name})
        for name, texts in (("agency_responsible", agencies), ("q", (words,)))
        if not all(map(storable, texts))
    ]
    return wrong or RequestQuery(
        (), services, statuses, *span, page, extended, changed, photo, agencies, words
    )


def _changed(fields: Fields, now: datetime, wrong: list[Wrong]) -> tuple[datetime, datetime] | None:
    """Both instants of a change count; one alone reaches as far as is allowed. None: none is named."""
    if not (first(fields, "updated_after") or first(fields, "updated_before")):
        return None
    return _span(fields, now, timedelta(0), wrong, ("updated_after", "updated_before"))


def updates_asked(fields: Fields, *, now: datetime) -> UpdateQuery | list[Wrong]:
    wrong: list[Wrong] = []
    span = _span(fields, now, UPDATES_SINCE, wrong)
    page = _page(fields, wrong)
    return wrong or UpdateQuery(*span, page)


def read_instant(text: str) -> datetime | None:
    """An instant in W3C form with its zone, in UTC; None for anything else.

    A plus sign that was not escaped in an address arrives as a blank: it is taken for what it was.
    """
    found = _W3C.fullmatch(re.sub(r" (?=\d\d:?\d\d$)", "+", text))
    if found is None:
        return None
    day, time, zone = found.groups()
    try:
        at = datetime.fromisoformat(f"{day}T{time}{zone.upper()}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if _EARLIEST <= at <= _LATEST else None


def _span(
    fields: Fields,
    now: datetime,
    usual: timedelta,
    wrong: list[Wrong],
    names: tuple[str, str] = ("start_date", "end_date"),
) -> tuple[datetime, datetime]:
    """Both instants count. One alone reaches as far as is allowed; none is the time before now."""
    most = timedelta(days=DAYS_MAX)
    ends = [_instant_of(fields, name, wrong) for name in names]
    if ends == [None, None]:
        return now - usual, now
    since = ends[0] or (ends[1] or now) - most
    until = ends[1] or min(since + most, max(now, since))
    if until < since:
        wrong.append(Wrong("open311_dates_backwards", {"since": names[0], "until": names[1]}))
    elif until - since > most:
        wrong.append(
            Wrong("open311_span_too_long", {"since": names[0], "until": names[1], "most": DAYS_MAX})
        )
    return since, until


def _instant_of(fields: Fields, name: str, wrong: list[Wrong]) -> datetime | None:
    text = first(fields, name)
    at = read_instant(text) if text else None
    if text and at is None:
        wrong.append(Wrong("open311_date_unreadable", {"parameter": name}))
    return at


def _page(fields: Fields, wrong: list[Wrong]) -> Page:
    page = _number(fields, "page", 1, OFFSET_MAX, wrong)
    size = _number(fields, "page_size", ROWS_MAX, ROWS_MAX, wrong)
    if (page - 1) * size > OFFSET_MAX:
        wrong.append(Wrong("open311_page_too_far", {"most": OFFSET_MAX}))
    return Page(page, size)


def _number(fields: Fields, name: str, usual: int, most: int, wrong: list[Wrong]) -> int:
    text = first(fields, name)
    if not text:
        return usual
    number = int(text) if _NUMBER.fullmatch(text) else 0
    if not 1 <= number <= most:
        wrong.append(Wrong("open311_number_outside", {"parameter": name, "most": most}))
        return usual
    return number


def _yes(fields: Fields, name: str, wrong: list[Wrong]) -> bool:
    text = first(fields, name).lower()
    if text not in {"", "true", "false"}:
        wrong.append(Wrong("open311_true_or_false", {"parameter": name}))
    return text == "true"
