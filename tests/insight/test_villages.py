"""The county's view: what is counted, what is held back, who reads it, and what it costs."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from maplebridge.bank.public import bank_figures
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import Role
from maplebridge.insight import actions, queries
from maplebridge.insight.models import VillageDay
from maplebridge.people.models import Account, Person
from maplebridge.territory.models import Place
from tests.bank.village import Village
from tests.people.ground import LONG_AGO, NOW, TODAY, Ground, day


@pytest.fixture
def village(db: None) -> Village:
    return Village(Ground())


def browser(person: Person | None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if person is not None:
        client.force_login(Account.objects.get(person=person))
    return client


def test_a_bank_is_counted_as_its_own_book_says(village: Village) -> None:
    village.approve(village.enter(village.wang))
    village.enter(village.zhao)  # waits: counts nowhere yet
    (found,) = bank_figures(TODAY)
    assert (found.bank_id, found.deeds, found.taking_part) == (village.bank.pk, 1, 1)
    assert found.households == 4
    assert found.granted == found.redeemed == 0, "promised is not given"
    assert (found.notices, found.objected, found.fund_in) == (0, 0, 0)


def test_counting_a_hundred_banks_asks_no_more_than_counting_one(village: Village) -> None:
    from maplebridge.bank.models import VillageBank

    bank_figures(TODAY)
    with CaptureQueriesContext(connection) as one:
        bank_figures(TODAY)
    VillageBank.objects.bulk_create(
        VillageBank(
            place=place, path=place.path, name=place.name, founded_on=LONG_AGO, founded_at=NOW
        )
        for place in _places(village, 100)
    )
    with CaptureQueriesContext(connection) as many:
        assert len(bank_figures(TODAY)) == 101
    assert len(many) == len(one) <= 12


def _places(village: Village, number: int) -> list[Place]:
    town = village.ground.street
    return Place.objects.bulk_create(
        Place(
            parent=town, path=f"{town.path}{2000 + at:04d}", level="community", name=f"村{at:04d}",
            valid_from=LONG_AGO,
        )
        for at in range(number)
    )  # fmt: skip


def test_small_counts_are_held_back_and_cannot_be_worked_out(village: Village) -> None:
    village.approve(village.enter(village.wang))
    actions.count_villages(now=NOW)
    row = VillageDay.objects.get(kind="bank")
    assert row.shown["taking_part"] is None
    assert row.shown["deeds"] is None
    assert row.shown["households"] is None, "four households are fewer than five"
    assert "not_taking_part" not in row.shown
    county = queries.row_of(TODAY, "county", "")
    assert county.shown["deeds"] is None, "the only village of the county would follow"
    assert (county.shown["covered"], county.shown["villages"]) == (1, 3)
    assert row.hidden["deeds"] == 1


def test_a_day_is_counted_once_and_old_days_go_but_the_first_of_a_month(village: Village) -> None:
    actions.count_villages(now=NOW)
    count = VillageDay.objects.count()
    actions.count_villages(now=NOW)
    assert VillageDay.objects.count() == count
    for old in (day(-63), day(-62), TODAY.replace(month=8, day=1)):
        VillageDay.objects.create(
            day=old, kind="county", place=village.ground.root, path="", name="x", shown={}
        )
    actions.count_villages(now=NOW)
    assert not VillageDay.objects.filter(day=day(-63)).exists()
    assert VillageDay.objects.filter(day=day(-62)).exists()
    assert VillageDay.objects.filter(day=TODAY.replace(month=8, day=1)).exists()


def _rows(village: Village, number: int) -> None:
    """A day with many villages, as the counting writes them."""
    shown: dict[str, Any] = dict.fromkeys(
        ("households", "taking_part", "deeds", "granted", "redeemed", "fund_in", "fund_out", "cash",
         "stock", "points", "promised", "notices", "objected", "banks", "villages", "covered"), 10
    )  # fmt: skip
    places = _places(village, number)
    rows = [
        VillageDay(day=TODAY, kind="bank", place=place, path=place.path,
                   name=f"{number - at:04d}号", bank_id=uuid7(), shown=shown)
        for at, place in enumerate(places)
    ]  # fmt: skip
    street = village.ground.street
    for kind, place in (("town", street), ("county", village.ground.root)):
        rows.append(VillageDay(day=TODAY, kind=kind, place=place, path=place.path,
                               name=place.name, shown=shown))  # fmt: skip
    VillageDay.objects.bulk_create(rows)


def test_a_thousand_villages_cost_a_page_what_fifty_cost(village: Village) -> None:
    head = village.ground.worker("马镇长", village.ground.street, Role.HEAD)
    client = browser(head)
    client.get("/people/me/")
    _rows(village, 1000)
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/insight/villages/")
    assert page.status_code == 200
    assert len(asked) <= 10
    first = [one["row"].path for one in page.context["rows"]]
    assert len(first) == 50
    assert first == sorted(first)
    second = client.get(f"/insight/villages/{page.context['older']}")
    paths = [one["row"].path for one in second.context["rows"]]
    assert min(paths) > max(first)
    by_name = client.get("/insight/villages/?by=name").context["rows"]
    assert by_name[0]["row"].name == "0001号"
    by_figure = client.get("/insight/villages/?by=deeds").context["rows"]
    assert [one["row"].path for one in by_figure] == first, "no figure puts villages in an order"
    table = client.get("/insight/villages.csv")
    lines = list(csv.reader(io.StringIO(b"".join(table).decode("utf-8-sig"))))
    assert len(lines) == 1002
    assert lines[0][0] == "day"


def test_who_looks_after_a_town_reads_it_and_nobody_else(village: Village) -> None:
    ground = village.ground
    actions.count_villages(now=NOW)
    town = ground.worker("马镇长", ground.street, Role.HEAD)
    county = ground.worker("吴县长", ground.root, Role.OPERATOR)
    assert browser(None).get("/insight/villages/").status_code == 302
    for person in (village.wang, village.chair, village.worker, village.head):
        assert browser(person).get("/insight/villages/").status_code == 403
    own = browser(town).get("/insight/villages/")
    assert "安乐村积分社" in own.content.decode()
    other = Place.objects.create(
        parent=ground.root, path="0002", level="street", name="別鎮", valid_from=LONG_AGO
    )
    assert browser(town).get(f"/insight/villages/?town={other.pk}").status_code == 404
    assert browser(town).get("/insight/villages/?town=x").status_code == 404
    assert browser(town).get(f"/insight/villages/?town={ground.east.pk}").status_code == 404
    page = browser(county).get("/insight/villages/").content.decode()
    assert ground.street.name in page
    assert "安乐村积分社" not in page, "a county begins with its towns"
    inside = browser(county).get(f"/insight/villages/?town={ground.street.pk}")
    assert "安乐村积分社" in inside.content.decode()


def test_before_the_first_night_the_page_says_so(village: Village) -> None:
    town = village.ground.worker("马镇长", village.ground.street, Role.HEAD)
    assert (
        "Nothing has been counted yet" in browser(town).get("/insight/villages/").content.decode()
    )
    assert browser(town).get("/insight/villages.csv").status_code == 200
