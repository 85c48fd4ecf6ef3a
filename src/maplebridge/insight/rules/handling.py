"""What a mediation office is appraised by: counts, the sums that everybody can do, and the middle of
the times. Of places and organisations, never of a person. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from .roll_out import Sum

SETTLED, FAILED, WITHDRAWN = "settled", "failed", "withdrawn"
LANES = ("express", "staged")
DUE, ON_TIME, LATE = "due", "on_time", "not_on_time"
ASKED, CONTENT = "asked", ("satisfied", "partly", "unsatisfied")
SUMS: Mapping[str, tuple[str, ...]] = {SETTLED: LANES, DUE: (ON_TIME, LATE), ASKED: CONTENT}
"""What everybody can add up at one place."""
GROUPS = (
    (SETTLED, *LANES), (FAILED,), (WITHDRAWN,), (DUE, ON_TIME, LATE), ("confirmed",),
    ("breached",), (ASKED, *CONTENT),
)  # fmt: skip
"""Counts of one group are joined by sums; those of two groups by none."""
NAMES = tuple(name for group in GROUPS for name in group)
OF_ORGANISATIONS = (SETTLED, FAILED, WITHDRAWN)
REST = ":rest"
"""After the key of a place: what belongs to it and to none of those inside it. Nobody prints it."""
QUARTERS = 8
"""So many are offered on the page."""
WAITS = 15
"""Days after a quarter before it is counted: what was agreed on its last day is written down by then."""

Numbers = dict[str, int]


def totalled(parts: Mapping[str, int]) -> Numbers:
    """Every count of a place, the sums among them."""
    found = {name: parts.get(name, 0) for name in NAMES}
    for total, names in SUMS.items():
        found[total] = sum(found[name] for name in names)
    return found


def sums(inside: Mapping[str, Sequence[str]], group: Sequence[str]) -> Iterator[Sum]:
    """What everybody can add up in one group. `inside` names the places of which each is the sum."""
    places = set(inside)
    for place, parts in inside.items():
        places |= set(parts)
        for name in group:
            yield Sum((place, name), tuple((part, name) for part in parts))
    total, *names = group
    if names:
        for place in sorted(places):
            yield Sum((place, total), tuple((place, name) for name in names))


def quartiles(values: Iterable[int]) -> tuple[int, int, int]:
    """The values below which a quarter, half and three quarters lie: each one that was taken, the
    lower of two. Of at least one value."""
    ordered = sorted(values)
    last = len(ordered) - 1
    return ordered[last // 4], ordered[last // 2], ordered[last * 3 // 4]


def quarter_of(day: date) -> date:
    """The first day of the quarter around a day."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def next_quarter(first: date) -> date:
    return date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)


def last_quarters(today: date, waits: int = WAITS) -> list[date]:
    """The quarters that are over and may be counted, the latest first."""
    found, first = list[date](), quarter_of(today)
    if (today - first).days < waits:
        first = quarter_of(date.fromordinal(first.toordinal() - 1))
    while len(found) < QUARTERS:
        first = quarter_of(date.fromordinal(first.toordinal() - 1))
        found.append(first)
    return found
