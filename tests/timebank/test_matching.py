"""Proposals: each pair has its reasons, what must fit fits, and the same input gives the same pairs."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from maplebridge.timebank.rules.matching import Offered, Wanted, Why, pair, propose
from maplebridge.timebank.rules.windows import Weekly, Window

DAY = date(2026, 11, 24)
GRID, NEXT_GRID, ELSEWHERE = "000100010001", "000100010002", "000100020001"


def uid(number: int) -> UUID:
    return UUID(int=number)


def wanted(number: int = 1, **more: Any) -> Wanted:
    facts: dict[str, Any] = {
        "id": uid(number), "elder": uid(1000 + number), "kind": "company",
        "windows": (Window(DAY, 540, 660),), "minutes": 60, "path": GRID + "00010001",
        "insured": True, "pair_first": False,
    }  # fmt: skip
    return Wanted(**facts | more)


def offered(number: int = 1, **more: Any) -> Offered:
    facts: dict[str, Any] = {
        "person": uid(2000 + number), "member": uid(3000 + number),
        "skills": frozenset({"company"}), "weekly": (Weekly(1, 480, 720),), "path": GRID,
        "languages": frozenset({"gan"}), "gender": "female", "avoids": frozenset(),
        "insured_until": DAY, "knows": frozenset(), "lately": 0,
    }  # fmt: skip
    return Offered(**facts | more)


def test_a_pair_says_why_it_fits() -> None:
    made = pair(wanted(language="gan", gender="female"), offered(lately=1))
    assert made is not None
    assert made.when == Window(DAY, 540, 600)
    assert made.why == (
        Why.SKILL, Why.FREE, Why.FIRST_TIME, Why.SAME_GRID, Why.LANGUAGE, Why.GENDER,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asks", "offers"),
    [
        ({"kind": "cooking"}, {}),
        ({"gender": "male"}, {}),
        ({"language": "sign"}, {}),
        ({"things": frozenset({"smoke"})}, {"avoids": frozenset({"smoke"})}),
        ({"minutes": 121}, {}),
        ({}, {"insured_until": None}),
        ({}, {"insured_until": DAY - timedelta(days=1)}),
        ({}, {"taken": (Window(DAY, 570, 580),)}),
        ({"excluded": frozenset({uid(3001)})}, {}),
        ({"elder": uid(2001)}, {}),
        ({"windows": (Window(DAY + timedelta(days=1), 540, 660),)}, {}),
    ],
)
def test_what_must_fit_and_does_not_makes_no_pair(asks: Any, offers: Any) -> None:
    assert pair(wanted(**asks), offered(**offers)) is None


def test_who_was_there_before_and_who_is_near_come_first() -> None:
    elder = uid(1001)
    known = offered(1, knows=frozenset({elder}), path=NEXT_GRID)
    near, far = offered(2), offered(3, path=ELSEWHERE)
    assert [made.person for made in propose([wanted()], [far, near, known])] == [known.person]
    assert [made.person for made in propose([wanted()], [far, near])] == [near.person]
    spread = offered(4, lately=2)
    assert [made.person for made in propose([wanted()], [spread, near])] == [near.person]


def test_a_first_visit_gets_two_or_nobody() -> None:
    new = wanted(pair_first=True)
    assert propose([new], [offered(1)]) == []
    both = propose([new], [offered(1), offered(2)])
    assert {made.person for made in both} == {uid(2001), uid(2002)}
    assert len({made.when for made in both}) == 1


def test_a_swap_brings_in_a_request_that_was_left_out() -> None:
    """Both could have helper 1, only the first could have helper 2."""
    first = wanted(1, windows=(Window(DAY, 540, 660), Window(DAY + timedelta(days=1), 540, 660)))
    second = wanted(2, windows=(Window(DAY, 540, 660),))
    third = wanted(3, windows=(Window(DAY, 540, 660),))
    helpers = [
        offered(1),
        offered(2, weekly=(Weekly(1, 480, 720), Weekly(2, 480, 720))),
        offered(3),
    ]
    found = propose([first, second, third], helpers)
    assert len({made.request for made in found}) == 3


def test_the_same_input_in_any_order_gives_the_same_proposals() -> None:
    dice = random.Random(7)
    asks = [
        wanted(n, path=dice.choice([GRID, NEXT_GRID]) + "0001", pair_first=dice.random() < 0.3)
        for n in range(40)
    ]
    helps = [
        offered(n, path=dice.choice([GRID, NEXT_GRID, ELSEWHERE]), lately=dice.randrange(3),
                knows=frozenset({uid(1000 + dice.randrange(40))}))
        for n in range(30)
    ]  # fmt: skip
    first = propose(asks, helps)
    dice.shuffle(asks)
    dice.shuffle(helps)
    assert propose(asks, helps) == first
    people = [made.person for made in first]
    assert len(people) == len(set(people)), "each helper once a run"
    for ask in asks:
        team = [made for made in first if made.request == ask.id]
        alone_and_new = len(team) == 1 and Why.FIRST_TIME in team[0].why
        assert not (ask.pair_first and alone_and_new)
