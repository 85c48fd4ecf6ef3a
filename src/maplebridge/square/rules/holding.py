"""Which figures of a street and its communities stay hidden, so that no sum gives a small one away.

A count of one to four is hidden. Where a line such as "street = all its communities" would still
give it away, further counts are hidden until no hidden one follows from those that are shown, by
sums and differences of any number of lines, or because nothing hidden is nought.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .figures import LEAST, ended

Cell = tuple[str, str]
"""The key of a place and the name of what is counted there."""
ROUNDS_MAX = 60
"""Of narrowing bounds; what is not narrow by then is wide."""


@dataclass(frozen=True, slots=True)
class Line:
    """The count of `total` is the sum of those of `parts`, and everybody knows it."""

    total: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.total, *self.parts)


ALONE = ("reported", "first_due", "first_met", "settle_due", "settle_met")
"""Counts that are part of no other here."""


def lines_of(street: str, parts: Sequence[str], codes: Sequence[str]) -> list[Line]:
    """All that everybody can add up: a street is its communities and the rest, what was closed is
    its endings, and what the resident confirmed and what not."""
    names = [*ALONE, "closed", "confirmed", "unconfirmed", *map(ended, codes)]
    lines = [Line((street, name), tuple((part, name) for part in parts))
             for name in names if parts]  # fmt: skip
    for place in (street, *parts):
        closed = (place, "closed")
        lines.append(Line(closed, tuple((place, ended(code)) for code in codes)))
        lines.append(Line(closed, ((place, "confirmed"), (place, "unconfirmed"))))
    return lines


def held_back(
    counts: Mapping[Cell, int],
    lines: Sequence[Line],
    before: Mapping[Cell, int] | None = None,
    last: Iterable[Cell] = (),
) -> dict[Cell, int]:
    """The cells to hide, each with its count when it was hidden first.

    `before` is the answer of the week before: what was hidden then is shown again only when it has
    moved by LEAST or is nought, so that no later week tells what this one hid. Cells of
    `last` are hidden after all others: nobody prints them, they are merely the rest of a sum.
    """
    hidden = {cell: was for cell, was in (before or {}).items()
              if counts.get(cell, 0) > 0 and abs(counts[cell] - was) < LEAST}  # fmt: skip
    for cell, count in counts.items():
        if 0 < count < LEAST:
            hidden.setdefault(cell, count)
    later = frozenset(last)
    while told := given_away(counts, lines, hidden):
        for cell in _covers(counts, lines, hidden, told, later):
            hidden[cell] = counts[cell]
    return hidden


def given_away(
    counts: Mapping[Cell, int], lines: Sequence[Line], hidden: Iterable[Cell]
) -> list[Cell]:
    """Hidden cells whose count follows from those that are shown."""
    unknown = frozenset(hidden)
    touched = [line for line in lines if unknown.intersection(line.cells)]
    return sorted(_solved(touched, unknown) | _pressed(counts, touched, unknown))


def _solved(lines: Sequence[Line], unknown: frozenset[Cell]) -> set[Cell]:
    """Cells that stand alone in a line after elimination: exact, whatever the shown counts are."""
    rows: dict[Cell, dict[Cell, Fraction]] = {}
    for line in lines:
        row = dict.fromkeys(unknown.intersection(line.parts), Fraction(1))
        if line.total in unknown:
            row[line.total] = Fraction(-1)
        for pivot, other in rows.items():
            if pivot in row:
                _subtract(row, other, row[pivot])
        if not row:
            continue
        pivot = min(row)
        scale = row[pivot]
        row = {cell: factor / scale for cell, factor in row.items()}
        for other in rows.values():
            if pivot in other:
                _subtract(other, row, other[pivot])
        rows[pivot] = row
    return {pivot for pivot, row in rows.items() if len(row) == 1}


def _subtract(row: dict[Cell, Fraction], other: Mapping[Cell, Fraction], times: Fraction) -> None:
    for cell, factor in other.items():
        left = row.get(cell, Fraction(0)) - times * factor
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)


def _pressed(
    counts: Mapping[Cell, int], lines: Sequence[Line], unknown: frozenset[Cell]
) -> set[Cell]:
    """Cells that bounds alone give away: five hidden counts with the sum five are five ones."""
    low = {cell: 1 if cell in unknown else counts[cell] for line in lines for cell in line.cells}
    high: dict[Cell, int | None] = {cell: None if cell in unknown else counts[cell] for cell in low}
    for _ in range(ROUNDS_MAX):
        narrowed = [_narrowed(line, low, high) for line in lines]
        if not any(narrowed):
            break
    return {cell for cell in low if cell in unknown and low[cell] == high[cell]}


def _narrowed(line: Line, low: dict[Cell, int], high: dict[Cell, int | None]) -> bool:
    """Whether one line told something new about its cells' bounds."""
    before = [(low[cell], high[cell]) for cell in line.cells]
    tops = [high[cell] for cell in line.parts]
    known = [top for top in tops if top is not None]
    low[line.total] = max(low[line.total], sum(low[cell] for cell in line.parts))
    if len(known) == len(tops):
        high[line.total] = _least(high[line.total], sum(known))
    most, least = high[line.total], low[line.total]
    for cell, top in zip(line.parts, tops, strict=True):
        if most is not None:
            others = sum(low[other] for other in line.parts if other != cell)
            high[cell] = _least(top, most - others)
        missing = len(tops) - len(known) - (top is None)
        if not missing:
            low[cell] = max(low[cell], least - (sum(known) - (top or 0)))
    return before != [(low[cell], high[cell]) for cell in line.cells]


def _least(one: int | None, other: int) -> int:
    return other if one is None else min(one, other)


def _covers(
    counts: Mapping[Cell, int],
    lines: Sequence[Line],
    hidden: Mapping[Cell, int],
    told: Sequence[Cell],
    last: frozenset[Cell],
) -> set[Cell]:
    """For each cell that is given away, the smallest shown one of its lines; else of any line with
    something hidden, for a chain of lines may tell it."""
    found = set()
    for cell in told:
        near = [one for line in lines if cell in line.cells for one in line.cells]
        far = [one for line in lines if any(c in hidden for c in line.cells) for one in line.cells]
        for cells in (near, far):
            free = [one for one in cells if counts[one] and one not in hidden]
            if free:
                found.add(min(free, key=lambda one: (one in last, counts[one], one)))
                break
    return found
