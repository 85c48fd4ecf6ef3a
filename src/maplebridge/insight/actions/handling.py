"""Every quarter the mediation of each place is counted, once; small counts are held back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from maplebridge.core import calendar
from maplebridge.core.viewer import Level
from maplebridge.mediation import public as mediation
from maplebridge.organisations import public as organisations
from maplebridge.square import public as square
from maplebridge.territory import public as territory

from ..models import HandledQuarter
from ..rules import handling
from ..rules.handling import REST, Numbers
from .counting import places_in_force

_BATCH = 500


def count_handling(*, now: datetime) -> None:
    """Count each of the last quarters that is over and has no sheet yet; twice is once."""
    quarters = handling.last_quarters(calendar.today(now))
    done = set(HandledQuarter.objects.filter(first__in=quarters).values_list("first", flat=True))
    for first in quarters:
        if first not in done:
            _count(first, now)


class _Places:
    """The places that are appraised, and of which each of them is the sum."""

    def __init__(self) -> None:
        self.root = territory.root()
        self.streets = list(places_in_force(Level.STREET))
        self.communities = list(places_in_force(Level.COMMUNITY))
        known = {one.path for one in self.streets}
        around = {one.pk: _street_of(one.path, known) for one in self.communities}
        self.above = {one.pk: around[one.pk] or "" for one in self.communities}
        self.inside: dict[str, list[str]] = {_key(self.root): [f"{self.root.pk}{REST}"]}
        paths = {one.path: _key(one) for one in self.streets}
        for street in self.streets:
            self.inside[_key(self.root)].append(_key(street))
            self.inside[_key(street)] = [f"{_key(street)}{REST}"]
        for one in self.communities:
            self.inside[paths.get(self.above[one.pk], _key(self.root))].append(_key(one))

    def keys_of(self, community: Any, street: Any) -> list[str]:
        """The places to which a file counts, the rest of the widest one when it is in no other."""
        known = [str(one) for one in (community, street) if str(one) in self.all_keys]
        root = _key(self.root)
        if not known:
            return [root, f"{root}{REST}"]
        if community is None or str(community) not in self.all_keys:
            return [root, *known, f"{known[-1]}{REST}"]
        return [root, *known]

    @property
    def all_keys(self) -> frozenset[str]:
        found = getattr(self, "_keys", None)
        if found is None:
            found = self._keys = frozenset(
                _key(one) for one in (self.root, *self.streets, *self.communities)
            )
        return found


def _key(place: territory.Place) -> str:
    return str(place.pk)


def _street_of(path: str, streets: set[str]) -> str | None:
    return next((path[:end] for end in range(4, len(path), 4) if path[:end] in streets), None)


def _count(first: date, now: datetime) -> None:
    before, places = handling.next_quarter(first), _Places()
    parts: dict[str, Numbers] = defaultdict(lambda: defaultdict(int))
    for community, street, name, count in mediation.counted(first, before):
        for key in places.keys_of(community, street):
            parts[key][name] += count
    keys = {*places.all_keys, *(part for inside in places.inside.values() for part in inside)}
    numbers = {key: handling.totalled(parts.get(key, {})) for key in keys}
    hidden = _held_back(numbers, places.inside)
    took: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in mediation.days_to_agree(first, before):
        for key in places.keys_of(one.community, one.street):
            took[key, one.lane].append(one.took)
    rows = [
        HandledQuarter(
            first=first, place=place, path=place.path, name=place.name, counted_at=now,
            above="" if place.level == Level.STREET else places.above.get(place.pk, "-"),
            shown=_shown(numbers[_key(place)], hidden.get(_key(place), frozenset())),
            times=_times(took, _key(place), hidden.get(_key(place), frozenset())),
        )
        for place in (places.root, *places.streets, *places.communities)
    ]  # fmt: skip
    rows += _organisations(first, before, places, numbers, hidden, now)
    with transaction.atomic():
        HandledQuarter.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)


def _shown(numbers: Numbers, hidden: Iterable[str]) -> dict[str, int | None]:
    return {name: None if name in hidden else count for name, count in numbers.items()}


def _times(
    took: Mapping[tuple[str, str], list[int]], key: str, hidden: Iterable[str]
) -> dict[str, tuple[int, int, int]]:
    return {
        lane: handling.quartiles(took[key, lane])
        for lane in handling.LANES
        if lane not in hidden and len(took.get((key, lane), ())) >= square.LEAST
    }


def _held_back(
    numbers: Mapping[str, Numbers], inside: Mapping[str, list[str]]
) -> dict[str, frozenset[str]]:
    """By place the names that are hidden, worked out group by group over all places together."""
    found: dict[str, set[str]] = defaultdict(set)
    for group in handling.GROUPS:
        cells = {(key, name): numbers[key][name] for key in numbers for name in group}
        lines = [square.Line(one.total, one.parts) for one in handling.sums(inside, group)]
        rest = [cell for cell in cells if cell[0].endswith(REST)]
        for key, name in square.held_back(cells, lines, None, rest):
            found[key].add(name)
    return {key: frozenset(names) for key, names in found.items()}


def _organisations(
    first: date, before: date, places: _Places, numbers: Mapping[str, Numbers],
    hidden: Mapping[str, frozenset[str]], now: datetime,
) -> list[HandledQuarter]:  # fmt: skip
    """Organisations of the joint office: no sum joins them, for several sit in one file. A count that
    holds all the files of a place whose own count is held back would tell it, and is held back too."""
    counts: dict[Any, Numbers] = defaultdict(lambda: dict.fromkeys(handling.OF_ORGANISATIONS, 0))
    at: dict[tuple[Any, str, str], int] = defaultdict(int)
    for organisation, community, street, name, count in mediation.organisations_in(first, before):
        counts[organisation][name] += count
        for key in places.keys_of(community, street):
            at[organisation, name, key] += count
    tells = {
        (organisation, name) for (organisation, name, key), count in at.items()
        if name in hidden.get(key, ()) and count == numbers[key][name]
    }  # fmt: skip
    names = organisations.names_of(counts)
    return [
        HandledQuarter(
            first=first, place=places.root, path="", name=names[key], organisation_id=key,
            counted_at=now,
            shown={
                name: None if 0 < count < square.LEAST or (key, name) in tells else count
                for name, count in found.items()
            },
        )
        for key, found in counts.items()
    ]  # fmt: skip
