"""An old hotline's rows as matters: what each column means is said by a map, nothing is guessed.

A row that cannot be taken is refused with the column that stands in the way. Names and numbers of
callers are not taken over: nobody asked them. Mobile and identity numbers inside the words are
covered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import partial
from typing import Any

from maplebridge.core.tables import moment_of

from .input import on_earth, storable, tidy
from .states import ClosingCode, State

NUMBER_MAX = 60
TEXT_MAX = 10_000
PLACE_TEXT_MAX = 200
COLUMNS = (
    "number", "words", "reported_at", "state", "closing", "answer", "answered_at", "closed_at",
    "category", "place", "place_text", "lon", "lat", "channel",
)  # fmt: skip
NEEDED = ("number", "words", "reported_at")
STATES = (State.RECEIVED, State.ACCEPTED, State.CLOSED)
"""What an old matter can be here: waiting, in hand, or closed. Something that the old hotline
answered and never closed is for the map to call closed."""

_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")


class MapUnusable(Exception):
    """The map cannot be used. `part` is where it is wrong."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class Refused(Exception):
    """The row cannot be taken: why, and the column of the file that says so."""

    def __init__(self, reason: str, column: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.column = column


@dataclass(frozen=True, slots=True)
class Map:
    """What the columns and the words of one old hotline mean here.

    `columns`: ours → the file's. The other tables: the file's words → ours; places are named by
    name or by 12-digit code. `time_format` is that of strptime; without it usual ones are tried.
    """

    source: str
    columns: Mapping[str, str]
    categories: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, State] = field(default_factory=dict)
    closings: Mapping[str, ClosingCode] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    default_category: str = ""
    default_place: str = ""
    default_state: State | None = None
    default_closing: ClosingCode | None = None
    time_format: str = ""
    sheet: str = ""
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Old:
    """A row that can be taken. `place` is a name or code, "" where only the point says it."""

    number: str
    words: str
    category: str
    state: State
    code: str
    place: str
    place_text: str
    lon: float | None
    lat: float | None
    channel: str
    reported_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    answer: str


def parse_map(data: Any, *, categories: Collection[str], channels: Collection[str]) -> Map:
    """A checked map. Raises MapUnusable naming the part that is wrong."""
    if not isinstance(data, Mapping):
        raise MapUnusable("{}")
    columns = _words(data, "columns")
    for name in columns:
        if name not in COLUMNS:
            raise MapUnusable(f"columns.{name}")
    for name in NEEDED:
        if not columns.get(name):
            raise MapUnusable(f"columns.{name}")
    source = str(data.get("source", "")).strip()
    if not source or len(source) > 40:
        raise MapUnusable("source")
    made = Map(
        source=source,
        columns=columns,
        categories=_among(data, "categories", categories),
        states={k: State(v) for k, v in _among(data, "states", STATES).items()},
        closings={
            k: ClosingCode(v) for k, v in _among(data, "closings", list(ClosingCode)).items()
        },
        channels=_among(data, "channels", channels),
        places=_words(data, "places"),
        default_category=str(data.get("default_category", "")),
        default_place=str(data.get("default_place", "")),
        default_state=_default_state(data),
        default_closing=_default_closing(data),
        time_format=str(data.get("time_format", "")),
        sheet=str(data.get("sheet", "")),
        encoding=str(data.get("encoding", "")),
    )
    if made.default_category and made.default_category not in categories:
        raise MapUnusable("default_category")
    if "state" not in columns and made.default_state is None:
        raise MapUnusable("default_state")
    return made


def _default_state(data: Mapping[str, Any]) -> State | None:
    value = data.get("default_state", "")
    if value and value not in STATES:
        raise MapUnusable("default_state")
    return State(value) if value else None


def _default_closing(data: Mapping[str, Any]) -> ClosingCode | None:
    value = data.get("default_closing", "")
    if value and value not in list(ClosingCode):
        raise MapUnusable("default_closing")
    return ClosingCode(value) if value else None


def _words(data: Mapping[str, Any], part: str) -> dict[str, str]:
    table = data.get(part, {})
    if not isinstance(table, Mapping):
        raise MapUnusable(part)
    for key, value in table.items():
        if not isinstance(key, str) or not isinstance(value, str):
            raise MapUnusable(f"{part}.{key}")
    return {key.strip(): value.strip() for key, value in table.items()}


def _among(data: Mapping[str, Any], part: str, known: Collection[str]) -> dict[str, str]:
    table = _words(data, part)
    for key, value in table.items():
        if value not in known:
            raise MapUnusable(f"{part}.{key}")
    return table


def missing_columns(names: Collection[str], by: Map) -> list[str]:
    """The file's columns that the map speaks of and the file has not."""
    return [column for column in by.columns.values() if column not in names]


def read_row(
    row: Mapping[str, str], by: Map, *, now: datetime, zone: tzinfo, since_1904: bool = False
) -> Old:
    """The row as a matter of ours. Raises Refused."""
    cells = _cells(row, by, zone, since_1904)
    said = cells.said
    cells.check_texts()
    reported_at, answered_at, closed_at = cells.times(now)
    state: State = cells.mapped("state", by.states, by.default_state)
    lon, lat = cells.point()
    closed = state is State.CLOSED
    return Old(
        number=said["number"],
        words=covered(said["words"]),
        category=cells.mapped("category", by.categories, by.default_category or None),
        state=state,
        code=cells.mapped("closing", by.closings, by.default_closing).value if closed else "",
        place=cells.place(has_point=lon is not None),
        place_text=covered(said.get("place_text", ""))[:PLACE_TEXT_MAX],
        lon=lon,
        lat=lat,
        channel=by.channels.get(said.get("channel", ""), "phone"),
        reported_at=reported_at,
        answered_at=answered_at,
        closed_at=(closed_at or answered_at or reported_at) if closed else None,
        answer=covered(said.get("answer", "")),
    )


def faults(
    row: Mapping[str, str],
    by: Map,
    *,
    known_place: Callable[[str], Any],
    now: datetime,
    zone: tzinfo,
    since_1904: bool = False,
) -> list[Refused]:
    """Everything that stands in the way of the row, cell by cell; `read_row` raises the first.

    How it ended is asked of a row alone that is closed, as `read_row` does. `known_place` raises
    Refused for a name that is not that of one place.
    """
    cells, found = _cells(row, by, zone, since_1904), []

    def attempt(step: Callable[[], Any]) -> Any:
        try:
            return step()
        except Refused as problem:
            found.append(problem)
            return None

    for ours in ("number", "words", "answer", "place_text"):
        attempt(partial(cells.check_text, ours))
    attempt(lambda: cells.times(now))
    state = attempt(lambda: cells.mapped("state", by.states, by.default_state))
    if state is State.CLOSED:
        attempt(lambda: cells.mapped("closing", by.closings, by.default_closing))
    attempt(lambda: cells.mapped("category", by.categories, by.default_category or None))
    point = attempt(cells.point)
    place = attempt(lambda: cells.place(has_point=bool(point and point[0] is not None)))
    if place:
        attempt(lambda: known_place(place))
    return found


def _cells(row: Mapping[str, str], by: Map, zone: tzinfo, since_1904: bool) -> _Cells:
    said = {ours: tidy(row.get(theirs, "")) for ours, theirs in by.columns.items()}
    return _Cells(said, by, zone, since_1904)


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of one row under our names, and what the map makes of them."""

    said: Mapping[str, str]
    by: Map
    zone: tzinfo
    since_1904: bool

    def refused(self, reason: str, ours: str) -> Refused:
        return Refused(reason, self.by.columns.get(ours, ours))

    def check_texts(self) -> None:
        for ours in ("number", "words", "answer", "place_text"):
            self.check_text(ours)

    def check_text(self, ours: str) -> None:
        text = self.said.get(ours, "")
        if ours == "number" and not 0 < len(text) <= NUMBER_MAX:
            raise self.refused("number_missing", "number")
        if not storable(text) or len(text) > TEXT_MAX:
            raise self.refused("text_unusable", ours)
        if ours == "words" and not text:
            raise self.refused("words_missing", "words")

    def times(self, now: datetime) -> tuple[datetime, datetime | None, datetime | None]:
        """When it was reported, answered and closed, in this order and none of them to come."""
        reported_at = self.at("reported_at")
        if reported_at is None:
            raise self.refused("time_missing", "reported_at")
        later = {ours: self.at(ours) for ours in ("answered_at", "closed_at")}
        for ours, at in [("reported_at", reported_at), *later.items()]:
            if at is not None and at > now:
                raise self.refused("time_to_come", ours)
            if at is not None and at < reported_at:
                raise self.refused("time_backwards", ours)
        return reported_at, later["answered_at"], later["closed_at"]

    def at(self, ours: str) -> datetime | None:
        text = self.said.get(ours, "")
        if not text:
            return None
        try:
            return _instant(text, self.by.time_format, self.zone, self.since_1904)
        except (ValueError, OverflowError):
            raise self.refused("time_unreadable", ours) from None

    def mapped(self, ours: str, table: Mapping[str, Any], default: Any) -> Any:
        found = table.get(self.said.get(ours, ""), default)
        if found is None:
            raise self.refused(f"{ours}_unknown", ours)
        return found

    def place(self, *, has_point: bool) -> str:
        text = self.said.get("place", "")
        found = self.by.places.get(text, text)
        if not found and not has_point and not self.by.default_place:
            raise self.refused("place_unknown", "place")
        return found or ("" if has_point else self.by.default_place)

    def point(self) -> tuple[float | None, float | None]:
        texts = self.said.get("lon", ""), self.said.get("lat", "")
        if not all(texts):
            return None, None
        try:
            lon, lat = float(texts[0]), float(texts[1])
        except ValueError:
            raise self.refused("point_unreadable", "lon") from None
        if not on_earth(lon, lat):
            raise self.refused("point_unreadable", "lon")
        return lon, lat


NOT_UNDERSTOOD = frozenset(
    {
        "state_unknown", "closing_unknown", "category_unknown", "place_unknown", "place_several",
        "time_unreadable", "time_to_come", "time_backwards", "point_unreadable",
    }
)  # fmt: skip
"""Refusals for which the cell itself says what to put right. It is a word of a list, a time or a number."""
CELL_MAX = 60


def shown_cell(text: str) -> str:
    """A cell as it stands beside its refusal: on one line, short, numbers of people covered."""
    line = covered(" ".join(text.split()))
    return line[:CELL_MAX] if storable(line) else ""


_USUAL = (
    "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日",
    "%Y.%m.%d %H:%M", "%Y.%m.%d",
)  # fmt: skip


def _instant(text: str, pattern: str, zone: tzinfo, since_1904: bool) -> datetime:
    """A time of the office's zone, or with a zone of its own. Raises ValueError."""
    if pattern:
        found = datetime.strptime(text, pattern)  # noqa: DTZ007  # its zone comes below
    else:
        found = _usual(text, since_1904)
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _usual(text: str, since_1904: bool) -> datetime:
    with suppress(ValueError):
        return moment_of(float(text), since_1904=since_1904)
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    for pattern in _USUAL:
        with suppress(ValueError):
            return datetime.strptime(text, pattern)  # noqa: DTZ007  # the caller knows the zone
    raise ValueError(text)


def is_instant(text: str) -> bool:
    """Whether the text is a time in a usual way to write one. A bare number is none: it may be any."""
    with suppress(ValueError):
        float(text)
        return False
    try:
        _usual(text, since_1904=False)
    except (ValueError, OverflowError):
        return False
    return True


def holds_person_number(text: str) -> bool:
    """Whether a mobile or an identity number stands in the text."""
    return bool(_MOBILE.search(text) or _IDENTITY.search(text))


def covered(text: str) -> str:
    """The words with mobile and identity numbers covered."""
    return _IDENTITY.sub("*" * 18, _MOBILE.sub(r"\1****\2", text))
