"""How the limits of compulsory cover are divided among several vehicles and several persons, to the fen."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

Pair = tuple[str, str]
"""A claimant and a side."""


def divide(
    losses: Mapping[str, int], limits: Mapping[str, int], reach: Mapping[str, frozenset[str]]
) -> dict[Pair, int]:
    """What each side's cover pays to each claimant out of one sub-limit.

    `reach` names the sides whose cover a claimant may ask: never that of the own vehicle. Each
    claimant asks every cover in the ratio of the limits; a cover that is asked for more than it has
    pays by the ratio of what was asked. What stays open is asked again of covers with room left,
    so that nothing is left in a limit while a loss that may ask it is open. For one group of persons and
    vehicles this is: all limits when the losses are more, else by the ratio of the limits.

    Law: 交通事故賠償解釋 art. 18, 19 (in force 2021-01-01).
    """
    open_ = {who: Fraction(fen) for who, fen in losses.items() if fen and reach[who]}
    room = {side: Fraction(fen) for side, fen in limits.items() if fen}
    paid: dict[Pair, Fraction] = {}
    while asked := _asked(open_, room, reach):
        over = {
            side: min(Fraction(1), room[side] / total) for side, total in _totals(asked).items()
        }
        for (who, side), fen in asked.items():
            given = fen * over[side]
            paid[who, side] = paid.get((who, side), Fraction(0)) + given
            open_[who] -= given
            room[side] -= given
    return _to_fen(paid, losses, limits)


def _asked(
    open_: Mapping[str, Fraction], room: Mapping[str, Fraction], reach: Mapping[str, frozenset[str]]
) -> dict[Pair, Fraction]:
    """Each open loss, divided over the covers it reaches by the room in them: at first, their limits."""
    asked: dict[Pair, Fraction] = {}
    for who, fen in open_.items():
        sides = {side: left for side, left in room.items() if left and side in reach[who]}
        whole = sum(sides.values(), Fraction(0))
        if fen and whole:
            asked |= {(who, side): fen * left / whole for side, left in sides.items()}
    return asked


def _totals(asked: Mapping[Pair, Fraction]) -> dict[str, Fraction]:
    totals: dict[str, Fraction] = {}
    for (_, side), fen in asked.items():
        totals[side] = totals.get(side, Fraction(0)) + fen
    return totals


def _to_fen(
    paid: Mapping[Pair, Fraction], losses: Mapping[str, int], limits: Mapping[str, int]
) -> dict[Pair, int]:
    """Whole fen: rounded down, then one by one to the largest remainders while loss and limit allow.

    The exact payments leave no room beside an open loss, so what rounding adds at the end is fen.

    Ties go by name, so that no order of persons or vehicles changes anything.
    """
    whole = {pair: int(fen) for pair, fen in paid.items()}
    target = int(sum(paid.values(), Fraction(0)))
    open_, room = dict(losses), dict(limits)
    for (who, side), fen in whole.items():
        open_[who] -= fen
        room[side] -= fen
    left = target - sum(whole.values())
    for pair in sorted(paid, key=lambda one: (whole[one] - paid[one], one)):
        who, side = pair
        if left and open_[who] and room[side]:
            whole[pair] += 1
            open_[who] -= 1
            room[side] -= 1
            left -= 1
    while left and (path := _path(whole, open_, room)):
        for number, pair in enumerate(path):
            whole[pair] += -1 if number % 2 else 1
        open_[path[0][0]] -= 1
        room[path[-1][1]] -= 1
        left -= 1
    for who, side in sorted(paid):  # a fen that rounding left beside an open loss
        more = min(open_[who], room[side])
        whole[who, side] += more
        open_[who] -= more
        room[side] -= more
    return {pair: fen for pair, fen in whole.items() if fen}


def _path(
    whole: Mapping[Pair, int], open_: Mapping[str, int], room: Mapping[str, int]
) -> list[Pair]:
    """How a last fen finds its place: one more here, one less there, one more where room is.

    Needed when the person whose fen is open and the cover with room do not meet directly.
    """
    paths = [[pair] for pair in sorted(whole) if open_[pair[0]]]
    seen = {path[0] for path in paths}
    for path in paths:
        side = path[-1][1]
        if room[side]:
            return path
        for giver in sorted(one for one in whole if one[1] == side and whole[one]):
            for taker in sorted(one for one in whole if one[0] == giver[0] and one not in seen):
                seen.add(taker)
                paths.append([*path, giver, taker])
    return []
