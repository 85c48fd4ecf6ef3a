"""Entrances and homes put into a house many at once, and what becomes of those who lived in one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest

from maplebridge.core import outbox
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import SYSTEM, Level, Role, Viewer
from maplebridge.people.models import Household, HouseholdMember
from maplebridge.territory import actions, queries
from maplebridge.territory.models import Building, Home, Place
from maplebridge.territory.rules import plans
from maplebridge.territory.rules.plans import Numbering, Plan
from tests import world
from tests.territory.ground import LONG_AGO, NOW, TODAY, Ground, worker

TOWER = Plan(("1单元", "2单元", "3单元"), plans.floors("1-18", "4 14"), (1, 2, 3, 4))


@pytest.fixture
def house(ground: Ground) -> Place:
    return actions.add_building(
        viewer=SYSTEM, parent=ground.grids[0], name="1棟", valid_from=LONG_AGO, now=NOW
    ).place


def put(house: Place, plan: Plan, viewer: Viewer = SYSTEM) -> actions.PlanReport:
    return actions.add_planned(viewer=viewer, door=house, plan=plan, day=TODAY, now=NOW)


def test_a_tower_is_added_once_however_often_it_is_sent(
    house: Place, assert_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    look = actions.look_at_plan(viewer=SYSTEM, door=house, plan=TOWER, day=TODAY)
    assert (look.entrances, look.homes, look.kept) == (3, 192, 0)
    assert not Home.objects.exists()
    with assert_queries(20):
        report = put(house, TOWER)
    assert report.doors == look.doors
    again = put(house, TOWER)
    assert (again.adds, again.kept, Home.objects.count()) == (False, 192, 192)
    assert Home.objects.filter(number="1804", floor=18, entrance__name="2单元").count() == 1
    assert not Home.objects.filter(floor__in=[4, 14]).exists()


def test_a_thousand_homes_take_a_few_statements(
    house: Place, assert_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    plan = Plan((), tuple(range(1, 101)), tuple(range(1, 11)))
    with assert_queries(20):
        assert put(house, plan).homes == 1000


def test_only_what_is_missing_is_added(house: Place) -> None:
    put(house, Plan(("1单元",), (1, 2), (1, 2)))
    report = put(house, Plan(("1单元", "2单元"), (1, 2, 3), (1, 2), Numbering.FLOOR))
    assert (report.entrances, report.homes, report.kept) == (1, 8, 4)
    assert report.doors[0].homes == ("301", "302")
    assert report.doors[0].kept == ("101", "102", "201", "202")


def test_homes_of_a_house_with_entrances_say_which(house: Place) -> None:
    listed = Plan(listed=plans.listed_homes("101 102"))
    put(house, Plan(("1单元",)))
    with pytest.raises(RuleBroken) as broken:
        put(house, listed)
    assert broken.value.code == "entrances_not_said"
    entrance = Place.objects.get(parent=house)
    assert put(entrance, listed).homes == 2
    with pytest.raises(RuleBroken) as broken:
        put(entrance, TOWER)
    assert broken.value.code == "homes_need_a_door"


def test_those_who_run_the_place_build_it_up_and_others_do_not(
    ground: Ground, house: Place
) -> None:
    assert put(house, TOWER, worker(ground.east, Role.HEAD)).adds
    for viewer in (worker(ground.grids[0], Role.GRID_WORKER), Viewer(person_id=uuid4())):
        with pytest.raises(Forbidden):
            put(house, TOWER, viewer)
    with pytest.raises(Missing):
        put(house, TOWER, worker(ground.west))


def test_a_building_sent_twice_stands_once(ground: Ground) -> None:
    def send(key: Any, parent: Place, name: str = "2棟") -> Building:
        return actions.add_building(
            viewer=worker(ground.street), parent=parent, name=name, key=key,
            valid_from=TODAY, now=NOW,
        )  # fmt: skip

    key = uuid4()
    assert send(key, ground.grids[0]) == send(key, ground.grids[0])
    with pytest.raises(Missing):
        send(key, ground.grids[1])
    with pytest.raises(Missing):
        send(ground.grids[0].pk, ground.grids[0])
    with pytest.raises(RuleBroken) as broken:
        send(uuid4(), ground.grids[0], " 2棟 ")
    assert broken.value.code == "place_name_taken"


def test_homes_are_read_page_by_page(house: Place) -> None:
    put(house, Plan(("1单元", "2单元"), (1, 2, 10), (1, 2)))
    seen: list[Home] = []
    while page := queries.homes_at(house, after=str(seen[-1].pk) if seen else "", limit=5):
        seen += page
    assert len({home.pk for home in seen}) == 12
    assert [home.number for home in seen[:6]] == ["101", "102", "201", "202", "1001", "1002"]
    assert queries.homes_at(house, after="x", limit=5) == seen[:5]


@pytest.mark.django_db
def test_a_home_that_ends_lets_its_household_go() -> None:
    cast = world.build_world()
    actions.end_home(
        viewer=world.viewer(cast.sun), home=cast.home, day=TODAY, today=TODAY,
        reason="并入 102", now=NOW,
    )  # fmt: skip
    for _ in range(2):
        outbox.deliver_all(now=NOW)
    stay = HouseholdMember.objects.get(person=cast.wang)
    assert (stay.ended_on, stay.household.ended_on) == (TODAY, TODAY)
    cast.wang.refresh_from_db()
    assert cast.wang.left_on is None, "the account stays"
    assert Household.objects.get(home=cast.next_home).ended_on is None
    cast.home.refresh_from_db()
    assert (cast.home.valid_to, cast.home.end_reason) == (TODAY, "并入 102")


@pytest.mark.django_db
def test_a_house_that_is_torn_down_lets_its_households_go() -> None:
    cast = world.build_world()
    actions.end_place(
        viewer=world.viewer(cast.qian), place=cast.building, day=TODAY, today=TODAY,
        reason="拆迁", inside=True, now=NOW,
    )  # fmt: skip
    outbox.deliver_all(now=NOW)
    assert not HouseholdMember.objects.filter(
        person__in=[cast.wang, cast.chen], ended_on__isnull=True
    ).exists()
    assert Place.objects.filter(level=Level.ENTRANCE.value, valid_to__isnull=True).count() == 0
