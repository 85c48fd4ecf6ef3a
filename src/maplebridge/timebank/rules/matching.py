"""Who fits which request, and why: proposals for the coordinator, never a score of a person.

Each pair carries its reasons as facts. Pairs are chosen greedily, the request with the fewest
possible helpers first; then swaps bring in requests that were left out and shorten the ways. The
same input gives the same proposals, whatever its order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from .windows import Weekly, Window, first_meeting, overlap

STEP = 4
"""Digits of one step of a path."""
FAR = 8
SWAPS_MAX = 2_000


class Why(StrEnum):
    """A fact about a pair that the coordinator reads; for each there is one sentence."""

    SKILL = "skill"
    FREE = "free"
    WAS_THERE = "was_there"
    FIRST_TIME = "first_time"
    SAME_GRID = "same_grid"
    SAME_COMMUNITY = "same_community"
    FURTHER = "further"
    LANGUAGE = "language"
    GENDER = "gender"
    FREE_LATELY = "free_lately"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request that waits. `path` is where the elder lives; wishes are empty when there is none."""

    id: UUID
    elder: UUID
    kind: str
    windows: tuple[Window, ...]
    minutes: int
    path: str
    insured: bool
    pair_first: bool
    language: str = ""
    gender: str = ""
    things: frozenset[str] = frozenset()
    """What is in the home, such as pets or smoke, that some would rather not meet."""
    excluded: frozenset[UUID] = frozenset()
    """Members who were asked for it already."""


@dataclass(frozen=True, slots=True)
class Offered:
    """Somebody who helps. `lately` counts their visits of the last four weeks and those ahead."""

    person: UUID
    member: UUID
    skills: frozenset[str]
    weekly: tuple[Weekly, ...]
    path: str
    languages: frozenset[str]
    gender: str
    avoids: frozenset[str]
    insured_until: date | None
    knows: frozenset[UUID]
    lately: int
    taken: tuple[Window, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """One helper for one request at one time, with the reasons."""

    request: UUID
    person: UUID
    when: Window
    why: tuple[Why, ...]
    cost: int


def pair(wanted: Wanted, offered: Offered) -> Pair | None:
    """The pair and why it fits; None when something that must fit does not.

    Law: 志願服務條例 art. 15 (in force 2017-12-01).
    """
    when = first_meeting(wanted.windows, offered.weekly, wanted.minutes)
    if (
        when is None
        or wanted.kind not in offered.skills
        or offered.person == wanted.elder
        or offered.member in wanted.excluded
        or wanted.things & offered.avoids
        or (wanted.gender and wanted.gender != offered.gender)
        or (wanted.language and wanted.language not in offered.languages)
        or any(overlap(when, one) for one in offered.taken)
        or (wanted.insured and (offered.insured_until is None or offered.insured_until < when.day))
    ):
        return None
    knows = wanted.elder in offered.knows
    steps = _steps_apart(wanted.path, offered.path)
    why = [Why.SKILL, Why.FREE, Why.WAS_THERE if knows else Why.FIRST_TIME, _near(steps)]
    why += [Why.LANGUAGE] if wanted.language else []
    why += [Why.GENDER] if wanted.gender else []
    why += [Why.FREE_LATELY] if offered.lately == 0 else []
    cost = 4 * steps + 3 * offered.lately + (0 if knows else 6)
    return Pair(wanted.id, offered.person, when, tuple(why), cost)


def _near(steps: int) -> Why:
    return Why.SAME_GRID if steps == 0 else Why.SAME_COMMUNITY if steps == 1 else Why.FURTHER


def _steps_apart(home: str, area: str) -> int:
    """How many places one climbs from the home's grid until the helper's area is inside.

    A helper whose area holds the whole home is no step away.
    """
    if home.startswith(area):
        return 0
    grid = home[: len(area)] if len(home) > len(area) else home
    steps = 0
    while grid and not area.startswith(grid):
        grid, steps = grid[:-STEP], steps + 1
    return min(steps, FAR)


def propose(wanted: Sequence[Wanted], offered: Sequence[Offered]) -> list[Pair]:
    """Pairs for the coordinator to look at: each helper once, two for a first visit where so ruled.

    A request that needs two and finds one is left out whole: half a pair may not go.
    """
    people = sorted(offered, key=lambda one: one.person)
    options = {one.id: _options(one, people) for one in wanted}
    order = sorted(wanted, key=lambda one: (len(options[one.id]), _first(one), one.id))
    chosen: dict[UUID, list[Pair]] = {}
    used: dict[UUID, UUID] = {}
    for one in order:
        _seat(one, options, chosen, used)
    for one in order:
        if not chosen.get(one.id):
            _make_room(one, options, chosen, used)
    _shorten(chosen, options)
    return [found for one in order for found in chosen.get(one.id, [])]


def _first(one: Wanted) -> tuple[date, int]:
    earliest = min(one.windows)
    return earliest.day, earliest.first


def _options(one: Wanted, people: Sequence[Offered]) -> list[Pair]:
    found = [made for person in people if (made := pair(one, person))]
    return sorted(found, key=lambda made: (made.cost, made.when, made.person))


def _team(options: Sequence[Pair], pair_first: bool) -> list[Pair]:
    """The cheapest helper, or the cheapest two at one time when a newcomer would go alone."""
    for lead in options:
        if not pair_first or Why.WAS_THERE in lead.why:
            return [lead]
        for other in options:
            if other.person != lead.person and other.when == lead.when:
                return [lead, other]
    return []


def _seat(
    one: Wanted,
    options: Mapping[UUID, list[Pair]],
    chosen: dict[UUID, list[Pair]],
    used: dict[UUID, UUID],
) -> bool:
    team = _team([made for made in options[one.id] if made.person not in used], one.pair_first)
    if team:
        chosen[one.id] = team
        used.update({made.person: one.id for made in team})
    return bool(team)


def _make_room(
    one: Wanted,
    options: Mapping[UUID, list[Pair]],
    chosen: dict[UUID, list[Pair]],
    used: dict[UUID, UUID],
) -> None:
    """Give a request that was left out the helper of another one, who then finds somebody else."""
    for wish in options[one.id]:
        if one.pair_first and Why.WAS_THERE not in wish.why:
            continue
        other = used.get(wish.person)
        if other is None or len(chosen[other]) != 1:
            continue
        was_pair = Why.WAS_THERE not in chosen[other][0].why
        for instead in options[other]:
            free = instead.person not in used
            if free and (Why.WAS_THERE in instead.why or was_pair):
                chosen[other], chosen[one.id] = [instead], [wish]
                used[instead.person], used[wish.person] = other, one.id
                return


def _shorten(chosen: dict[UUID, list[Pair]], options: Mapping[UUID, list[Pair]]) -> None:
    """Let two single helpers change places while that lowers the sum of their costs."""
    by_pair = {(made.request, made.person): made for found in options.values() for made in found}
    tries, better = 0, True
    while better and tries < SWAPS_MAX:
        better = False
        single = sorted(key for key, team in chosen.items() if len(team) == 1)
        for place, first in enumerate(single):
            for second in single[place + 1 :]:
                tries += 1
                a, b = chosen[first][0], chosen[second][0]
                x, y = by_pair.get((first, b.person)), by_pair.get((second, a.person))
                if x and y and x.cost + y.cost < a.cost + b.cost and _alike(a, x) and _alike(b, y):
                    chosen[first], chosen[second] = [x], [y]
                    better = True


def _alike(before: Pair, then: Pair) -> bool:
    """Whether a swap leaves a visit alone: somebody known may not become a newcomer who goes alone."""
    return Why.WAS_THERE in then.why or Why.WAS_THERE not in before.why
