"""A worker looks somebody up: by name, phone or door, in one's own places only, all covered."""

from __future__ import annotations

import pytest
from django.test import Client

from maplebridge.core.viewer import Role, Viewer
from maplebridge.people import public
from maplebridge.people.models import AccessRecord, Person
from maplebridge.territory.public import Home, Place
from tests.people.ground import LONG_AGO, NOW, Ground


class Street:
    """Two buildings of the first grid, 3棟 and 13棟, and one of a far grid."""

    def __init__(self, ground: Ground) -> None:
        g = self.ground = ground
        big = Place.objects.create(
            parent=g.grid, path="0001000100010002", level="building", name="楓林苑13棟",
            valid_from=LONG_AGO,
        )  # fmt: skip
        entrance = Place.objects.create(
            parent=g.building, path="00010001000100010001", level="entrance", name="1單元",
            valid_from=LONG_AGO,
        )  # fmt: skip
        door = Home.objects.create(
            building=g.building, entrance=entrance, path=entrance.path, number="302", sort_key="302"
        )
        far = Home.objects.create(building=big, path=big.path, number="101", sort_key="101")
        self.wang = g.person("王小明", phone="13812340001", home=g.home)
        self.zhang = g.person("張三丰", phone="13812345678", home=door, account=False)
        self.child = g.person("王小小", phone="", home=door, account=False)
        self.old = g.person("王大年", phone="13812349302", home=far)
        self.elsewhere = g.person("王遠方", phone="13812340009", home=g.far_home)
        g.person("王無家", phone="13812340010")
        self.worker = g.worker("李芳", g.grid)
        self.head = g.worker("周主任", g.root, Role.HEAD)


@pytest.fixture
def street(ground: Ground) -> Street:
    return Street(ground)


def found(who: Person, text: str) -> set[str]:
    cards = public.find_residents(public.viewer_of(who, now=NOW), text, limit=20)
    keys = [card.person_id for card in cards]
    assert len(keys) == len(set(keys))
    return {person.name for person in Person.objects.filter(pk__in=keys)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("王小明", {"王小明"}),
        ("王", {"王小明", "王小小", "王大年"}),
        ("小小", {"王小小"}),
        ("13812345678", {"張三丰"}),
        ("+86 138 1234 5678", {"張三丰"}),
        ("１３８１２３４５６７８", {"張三丰"}),
        ("5678", {"張三丰"}),
        ("1381234", set()),
        ("楓林苑3棟", {"王小明", "張三丰", "王小小"}),
        ("13棟", {"王大年"}),
        ("3棟 101", {"王小明"}),
        ("3棟1單元302室", {"張三丰", "王小小"}),
        ("3-1-302", {"張三丰", "王小小"}),
        ("王 1單元", {"王小小"}),
        ("王遠方", set()),
        ("13812340009", set()),
        ("", set()),
        ("  ，。 ", set()),
        ("%", set()),
        ("_", set()),
        ("\x00", set()),
        ("王\x00", {"王小明", "王小小", "王大年"}),
        ("字" * 500, set()),
        ("1 2 3 4 5 6 7 8", set()),
    ],
)
def test_a_worker_finds_the_residents_of_their_own_places(
    street: Street, text: str, names: set[str]
) -> None:
    assert found(street.worker, text) == names


def test_a_wider_post_finds_more_and_who_works_nowhere_finds_nobody(street: Street) -> None:
    assert found(street.head, "王遠方") == {"王遠方"}
    assert found(street.head, "王無家") == set(), "lives nowhere that is known"
    volunteer = street.ground.worker("何幫忙", street.ground.grid, Role.VOLUNTEER)
    for who in (street.wang, volunteer):
        assert found(who, "王小明") == set()
    assert public.find_residents(Viewer(), "王小明") == []


def test_what_is_found_is_covered(street: Street) -> None:
    [card] = public.find_residents(public.viewer_of(street.worker, now=NOW), "張三丰")
    assert (card.name, card.phone, card.near) == ("張*", "138****5678", "楓林苑3棟 1單元")


def test_who_moved_away_is_not_found(street: Street) -> None:
    street.wang.stays.update(ended_on=LONG_AGO)
    assert found(street.worker, "王小明") == set()


def page_of(street: Street, query: str) -> tuple[int, str]:
    client = Client()
    client.force_login(street.worker.account)
    answer = client.get(f"/people/residents/?{query}")
    return answer.status_code, answer.content.decode()


def test_the_list_has_a_search_that_keeps_the_words_and_covers_what_it_finds(
    street: Street,
) -> None:
    status, text = page_of(street, "q=張三丰")
    assert status == 200
    assert "張*" in text
    assert "138****5678" in text
    assert 'value="張三丰"' in text
    assert "13812345678" not in text
    assert "王*" not in text
    assert not AccessRecord.objects.exists(), "a covered list is no reading of a person"


def test_a_long_answer_turns_pages_within_the_same_words(street: Street) -> None:
    for number in range(30):
        street.ground.live(street.ground.person(f"甲{number}", account=False), street.ground.home)
    client = Client()
    client.force_login(street.worker.account)
    address, seen = "/people/residents/?q=甲", []
    while address:
        shown = client.get(address).context
        seen += [one.person_id for one in shown["rows"]]
        address = shown["older"]
    assert len(seen) == len(set(seen)) == 30


@pytest.mark.parametrize("query", ["q=%ff%fe", "q=" + "9" * 5000, "q=%25_'", "q=x&q=y"])
def test_absurd_words_find_nobody_and_break_nothing(street: Street, query: str) -> None:
    assert page_of(street, query)[0] == 200


def test_a_search_that_finds_nobody_says_where_it_looked(street: Street) -> None:
    _status, text = page_of(street, "q=王遠方")
    assert "王遠方" in text
    assert "王*" not in text
