"""Finding repetitions beside datasketch's MinHash: the same rewordings, the same pieces of text."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import pytest
from datasketch import MinHash, MinHashLSH

from maplebridge.matters.rules import twins
from tests.matters.rewordings import Pair, pairs

COUNT, SQUARES = 600, 60
"""Ten concerns lie in each square of the map; a look-up reads one."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of the concerns in the square that are alike enough, how many are read (`recall`); of those
    read, how many are (`precision`); and how many originals are among the three suggested.
    """

    recall: float
    precision: float
    originals: float


@pytest.fixture(scope="module")
def made() -> list[Pair]:
    return pairs(COUNT)


def test_as_much_is_found_as_by_datasketch_and_most_of_what_there_is(made: list[Pair]) -> None:
    """Same number of hashes, bands and rows, same runs of three characters: only the hashing is
    ours, a multiplication a hash."""
    ours, theirs = _judged(made, _ours(made)), _judged(made, _theirs(made))
    every = _judged(made, [list(range(len(made)))] * len(made))
    print(f"\nours {ours}\ndatasketch {theirs}\nall compared {every}")
    assert ours.recall >= theirs.recall - 0.02
    assert ours.precision >= theirs.precision - 0.02
    assert ours.originals >= theirs.originals - 0.02
    assert ours.originals >= every.originals * 0.8


def test_the_estimate_is_as_near_to_the_true_share_as_that_of_datasketch(made: list[Pair]) -> None:
    """The mean error of the estimated share of runs in common, over pairs alike and not alike."""
    ours = theirs = 0.0
    for one, other in zip(made, made[1:] + made[:1], strict=True):
        for first, second in ((one.words, one.reworded), (one.words, other.words)):
            true = twins.alike(first, second)
            a, b = twins.signature(first), twins.signature(second)
            assert a is not None
            assert b is not None
            ours += abs(float((a == b).mean()) - true)
            theirs += abs(_minhash(first).jaccard(_minhash(second)) - true)
    assert ours <= theirs * 1.1


def _ours(made: list[Pair]) -> list[list[int]]:
    """For each rewording the numbers of the originals that share a band, as the table has them."""
    table: dict[int, list[int]] = defaultdict(list)
    for number, pair in enumerate(made):
        for band in twins.bands(pair.words):
            table[band].append(number)
    return [
        sorted({number for band in twins.bands(pair.reworded) for number in table.get(band, ())})
        for pair in made
    ]


def _theirs(made: list[Pair]) -> list[list[int]]:
    index = MinHashLSH(num_perm=twins.BANDS * twins.ROWS, params=(twins.BANDS, twins.ROWS))
    for number, pair in enumerate(made):
        index.insert(number, _minhash(pair.words))
    return [sorted(index.query(_minhash(pair.reworded))) for pair in made]


def _minhash(words: str) -> MinHash:
    text = twins.bare(words)
    made = MinHash(num_perm=twins.BANDS * twins.ROWS)
    for at in range(max(1, len(text) - 2)):
        made.update(text[at : at + 3].encode())
    return made


def _judged(made: list[Pair], candidates: list[list[int]]) -> Outcome:
    """What a look-up in the square of each rewording comes to."""
    right = read = alike = originals = 0
    for number, pair in enumerate(made):
        near = range(number % SQUARES, len(made), SQUARES)
        shares = {one: twins.alike(pair.reworded, made[one].words) for one in near}
        wanted = {one for one, share in shares.items() if share >= twins.ALIKE}
        given = wanted & set(candidates[number])
        best = sorted(given, key=lambda one: -shares[one])[: twins.SHOWN_MAX]
        originals += number in best
        right, alike = right + len(given), alike + len(wanted)
        read += len(set(near) & set(candidates[number]))
    return Outcome(right / alike, right / read, originals / len(made))
