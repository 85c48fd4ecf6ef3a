"""What to look at first: worse than all others, by more than chance, and never about a person."""

from __future__ import annotations

from random import Random

from maplebridge.review.rules.attention import MOST, stands_out
from maplebridge.review.rules.figures import Month


def month(kept: int, owed: int, passed: int = 0) -> Month:
    return Month(reported=owed, closed=owed, settle_kept=kept, settle_owed=owed,
                 first_kept=owed, first_owed=owed, misrouted=passed)  # fmt: skip


def test_the_worst_kind_and_place_stand_first_with_those_of_all_others() -> None:
    kinds = {"hazard": month(14, 56), "water": month(95, 100), "road": month(96, 100, 30)}
    places = {"a": month(60, 60), "b": month(58, 60), "": month(1, 60)}
    found = stands_out(kinds, places)
    assert [(p.by, p.key, p.figure) for p in found] == [
        ("kind", "hazard", "settle_kept"), ("kind", "road", "misrouted"),
    ]  # fmt: skip
    assert (found[0].share.part, found[0].share.whole) == (14, 56)
    assert (found[0].others.part, found[0].others.whole) == (191, 200)


def test_what_is_better_few_or_near_does_not_stand_out() -> None:
    assert stands_out({"a": month(100, 100), "b": month(50, 100)}, {})[0].key == "b"
    assert stands_out({"a": month(0, 19), "b": month(100, 100)}, {}) == []
    assert stands_out({"a": month(910, 1000), "b": month(1000, 1000)}, {}) == []
    assert stands_out({}, {}) == []


def test_chance_alone_stands_out_hardly_ever() -> None:
    chance = Random(11)
    shown = 0
    for _ in range(200):
        kinds = {
            str(n): month(sum(chance.random() < 0.8 for _ in range(40)), 40) for n in range(12)
        }
        found = stands_out(kinds, {})
        shown += bool(found)
        assert len(found) <= MOST
    assert shown <= 6
