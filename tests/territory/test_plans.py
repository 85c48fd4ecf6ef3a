"""How a line of words becomes entrances and door numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.territory.rules import plans
from maplebridge.territory.rules.plans import Numbering, Plan, PlanUnusable


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1-3, 5", (1, 2, 3, 5)),
        ("3、1，1", (1, 3)),
        ("1至3", (1, 2, 3)),
        ("", ()),
        ("-2--1", (-2, -1)),
        ("-1~1", (-1, 0, 1)),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, found: tuple[int, ...]) -> None:
    assert plans.numbers(text, -20, 200) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a", "numbers_unreadable"),
        ("1-", "numbers_unreadable"),
        ("１-３", "numbers_unreadable"),
        ("5-3", "numbers_out_of_range"),
        ("1-999", "numbers_out_of_range"),
        ("99999", "numbers_unreadable"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, code: str) -> None:
    with pytest.raises(PlanUnusable) as broken:
        plans.numbers(text, -20, 200)
    assert broken.value.code == code


def test_there_is_no_storey_between_the_cellar_and_the_ground() -> None:
    assert plans.floors("-1-3") == (-1, 1, 2, 3)
    eighteen = plans.floors("1-18", "4, 14")
    assert len(eighteen) == 16
    assert not {4, 14} & set(eighteen)


def test_entrances_are_numbered_or_named() -> None:
    assert plans.entrance_names("1-2 东门 1", "单元") == ("1单元", "2单元", "东门")
    with pytest.raises(PlanUnusable):
        plans.entrance_names("1-41", "单元")
    with pytest.raises(PlanUnusable):
        plans.entrance_names("1", "长" * 120)


@pytest.mark.parametrize(
    ("numbering", "first", "last"),
    [
        (Numbering.FLOOR, "B101", "302"),
        (Numbering.ENTRANCE_FLOOR, "2-B101", "2-302"),
        (Numbering.LETTER, "B1A", "3B"),
        (Numbering.RUNNING, "1", "8"),
    ],
)
def test_doors_are_numbered_by_the_pattern(numbering: Numbering, first: str, last: str) -> None:
    plan = Plan(("1单元", "2单元"), plans.floors("-1-3"), (1, 2), numbering)
    homes = plans.homes_behind(plan, at=2)
    assert (homes[0], homes[-1]) == ((first, -1), (last, 3))


def test_a_pasted_list_is_taken_as_typed_and_tells_the_storeys() -> None:
    assert plans.listed_homes("101\t2-1203\n甲2，B101 101") == (
        ("101", 1),
        ("2-1203", 12),
        ("甲2", 1),
        ("B101", -1),
    )
    with pytest.raises(PlanUnusable):
        plans.listed_homes("1" * 21)
    with pytest.raises(PlanUnusable):
        plans.listed_homes(" ".join(str(n) for n in range(2001)))


def test_letters_run_out_and_names_grow_too_long() -> None:
    with pytest.raises(PlanUnusable) as broken:
        plans.homes_behind(Plan((), (1,), (27,), Numbering.LETTER))
    assert broken.value.code == "letters_run_out"
    with pytest.raises(PlanUnusable):
        plans.homes_behind(Plan(("东" * 20,), (1,), (1,), Numbering.ENTRANCE_FLOOR))
    with pytest.raises(PlanUnusable):
        plans.check_size(Plan((), tuple(range(1, 101)), tuple(range(1, 22))))


@given(st.sets(st.integers(-20, 200), max_size=30))
def test_written_numbers_are_read_back(wanted: set[int]) -> None:
    written = "、".join(str(n) for n in wanted)
    assert plans.numbers(written, -20, 200) == tuple(sorted(wanted))


@given(st.text(max_size=60))
def test_any_words_are_read_or_refused(text: str) -> None:
    for read in (
        plans.floors,
        plans.listed_homes,
        lambda words: plans.entrance_names(words, "单元"),
    ):
        try:
            found = read(text)
        except PlanUnusable:
            continue
        assert len(set(found)) == len(found)


@given(
    st.sets(st.integers(-5, 40).filter(bool), min_size=1, max_size=10),
    st.sets(st.integers(1, 26), min_size=1, max_size=6),
    st.sampled_from(Numbering),
)
def test_no_number_appears_twice_behind_a_door(
    storeys: set[int], doors: set[int], numbering: Numbering
) -> None:
    plan = Plan(("1单元",), tuple(sorted(storeys)), tuple(sorted(doors)), numbering)
    homes = plans.homes_behind(plan)
    assert len({number for number, _ in homes}) == len(homes) == plans.check_size(plan)
    if numbering is Numbering.FLOOR:
        assert all(plans.floor_of(number) == floor for number, floor in homes)
