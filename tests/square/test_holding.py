"""From everything that is shown of any street nobody works out a hidden count: solved here anew."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maplebridge.square.rules import holding
from maplebridge.square.rules.figures import LEAST, ended
from maplebridge.square.rules.holding import Cell, Line

CODES = ("fixed", "answered", "withdrawn")
FEW = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9, 30])
PART = st.fixed_dictionaries(dict.fromkeys(("reported", "confirmed", *map(ended, CODES)), FEW))
STREETS = st.lists(PART, min_size=1, max_size=5)


def street_of(parts: list[dict[str, int]]) -> tuple[dict[Cell, int], list[Line]]:
    """The counts of a street and the lines that everybody knows."""
    counts: dict[Cell, int] = {}
    for at, part in enumerate(parts):
        closed = sum(part[ended(code)] for code in CODES)
        yes = min(part["confirmed"], closed)
        row = {**part, "closed": closed, "confirmed": yes, "unconfirmed": closed - yes}
        row |= dict.fromkeys(set(holding.ALONE) - set(row), 0)
        for name, count in row.items():
            counts[str(at), name] = count
            counts["s", name] = counts.get(("s", name), 0) + count
    return counts, holding.lines_of("s", [str(at) for at in range(len(parts))], CODES)


def matrix(counts: dict[Cell, int], lines: list[Line], unknown: list[Cell]) -> list[list[Fraction]]:
    """Everything that is shown, as equations over what is not: coefficients, then the constant."""
    rows = []
    for line in lines:
        row = [Fraction((cell in line.parts) - (cell == line.total)) for cell in unknown]
        shown = [cell for cell in line.cells if cell not in unknown]
        constant = sum(counts[c] * (1 if c == line.total else -1) for c in shown)
        rows.append([*row, Fraction(constant)])
    return rows


def reduced(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """Gauss and Jordan: each row begins with a one that stands alone in its column."""
    rows, found = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        at = next((n for n in range(found, len(rows)) if rows[n][column]), None)
        if at is None:
            continue
        rows[found], rows[at] = rows[at], rows[found]
        pivot = rows[found][column]
        rows[found] = [value / pivot for value in rows[found]]
        for n, row in enumerate(rows):
            if n != found and (times := row[column]):
                rows[n] = [a - times * b for a, b in zip(row, rows[found], strict=True)]
        found += 1
    return rows[:found]


def known(rows: list[list[Fraction]]) -> set[int]:
    """The unknown numbers that have one value each: those that stand alone in a reduced row."""
    alone = (
        [at for at, value in enumerate(row) if value] for row in reduced([r[:-1] for r in rows])
    )
    return {at for row in alone if len(row) == 1 for at in row}


@settings(max_examples=150, deadline=None)
@given(STREETS)
def test_no_hidden_count_follows_from_sums_and_differences(parts: list[dict[str, int]]) -> None:
    counts, lines = street_of(parts)
    hidden = holding.held_back(counts, lines)
    assert all(cell in hidden for cell, count in counts.items() if 0 < count < LEAST)
    assert all(counts[cell] for cell in hidden), "a nought says nothing about anybody"
    unknown = sorted(hidden)
    rows = matrix(counts, lines, unknown)
    assert [unknown[at] for at in known(rows)] == []


def test_the_solver_sees_what_a_street_gives_away() -> None:
    """Planted: the street's total beside one hidden community."""
    counts, lines = street_of([{"reported": 3} | dict.fromkeys(["confirmed", *map(ended, CODES)], 0),
                               {"reported": 9} | dict.fromkeys(["confirmed", *map(ended, CODES)], 0)])  # fmt: skip
    naive: list[Cell] = [("0", "reported")]
    assert known(matrix(counts, lines, naive)) == {0}
    assert holding.given_away(counts, lines, naive) == naive
    assert set(holding.held_back(counts, lines)) == {("0", "reported"), ("1", "reported")}


@pytest.mark.parametrize("ones", range(5, 9))
def test_five_hidden_counts_with_the_sum_five_are_not_all_shown_to_be_one(ones: int) -> None:
    lines = [Line(("s", "n"), tuple((str(at), "n") for at in range(ones)))]
    counts = {(str(at), "n"): 1 for at in range(ones)} | {("s", "n"): ones}
    assert ("s", "n") in holding.held_back(counts, lines)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 7)] * 2), min_size=2, max_size=3))
def test_every_hidden_count_could_be_another_one(table: list[tuple[int, int]]) -> None:
    """All whole numbers above nought that fit what is shown, tried one by one."""
    names = ("a", "b")
    counts = {(str(at), name): row[n] for at, row in enumerate(table)
              for n, name in enumerate(names)}  # fmt: skip
    lines = [
        Line(("s", name), tuple((str(at), name) for at in range(len(table)))) for name in names
    ]
    for at, row in enumerate(table):
        counts[str(at), "all"] = sum(row)
        lines.append(Line((str(at), "all"), tuple((str(at), name) for name in names)))
    for name in names:
        counts["s", name] = sum(counts[str(at), name] for at in range(len(table)))
    hidden = sorted(holding.held_back(counts, lines))
    inner = [cell for cell in hidden if cell[0] != "s" and cell[1] != "all"]
    seen: dict[Cell, set[int]] = {cell: set() for cell in hidden}
    for tried in product(range(1, 12), repeat=len(inner)) if len(inner) <= 4 else ():
        guess = {cell: c for cell, c in counts.items() if cell not in hidden}
        guess |= dict(zip(inner, tried, strict=True))
        if fits(guess, lines):
            for cell in hidden:
                seen[cell].add(guess[cell])
    if len(inner) <= 4:
        assert all(len(values) > 1 for values in seen.values()), (table, hidden, seen)


def fits(guess: dict[Cell, int], lines: list[Line]) -> bool:
    """Whether a guess fits all lines; a hidden total becomes what its parts add up to."""
    for line in lines:
        total = sum(guess[part] for part in line.parts)
        if guess.setdefault(line.total, total) != total or (line.total not in guess and not total):
            return False
    return True


@settings(max_examples=100, deadline=None)
@given(STREETS, st.data())
def test_what_was_hidden_never_appears_unchanged(
    parts: list[dict[str, int]], data: st.DataObject
) -> None:
    """Who knows in which cells nothing happened learns nothing about the week before."""
    counts, lines = street_of(parts)
    first = holding.held_back(counts, lines)
    at = data.draw(st.integers(0, len(parts) - 1))
    later = [dict(part) for part in parts]
    for name in later[at]:
        later[at][name] += data.draw(st.integers(0, 3))
    again, _ = street_of(later)
    second = holding.held_back(again, lines, first)
    for cell in first:
        assert cell in second or not again[cell] or abs(again[cell] - counts[cell]) >= LEAST
    same = {cell for cell in counts if counts[cell] == again[cell]}
    assert not (first.keys() & same) - second.keys(), "an unchanged hidden cell never appears"
    assert holding.held_back(again, lines, first) == second


def test_what_was_hidden_comes_back_when_it_moved_by_five() -> None:
    line = [Line(("s", "n"), (("0", "n"), ("1", "n")))]
    first = holding.held_back({("s", "n"): 23, ("0", "n"): 3, ("1", "n"): 20}, line)
    assert set(first) == {("0", "n"), ("1", "n")}
    near = holding.held_back({("s", "n"): 27, ("0", "n"): 7, ("1", "n"): 20}, line, first)
    assert set(near) == {("0", "n"), ("1", "n")}
    far = holding.held_back({("s", "n"): 33, ("0", "n"): 8, ("1", "n"): 25}, line, near)
    assert far == {}
