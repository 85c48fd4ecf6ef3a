"""Points follow a household that moved; between villages only where both councils agreed."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maplebridge.bank import actions
from maplebridge.bank.models import PointsPact, VillageBank
from maplebridge.bank.queries.pacts import neighbours, points_left_behind
from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.values import Points
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import public as ledger
from maplebridge.ledger.queries import verify_books
from maplebridge.people.actions import move_in
from maplebridge.people.models import Household, Person
from maplebridge.territory.public import Home
from tests.bank.shop import Shop, refused, seen
from tests.bank.test_reward_pages import browser, page, text
from tests.people.ground import LONG_AGO, NOW, day


@pytest.fixture
def west(shop: Shop) -> VillageBank:
    """The bank of the third grid, with a chair of its own."""
    bank = actions.found_bank(
        viewer=SYSTEM,
        place_id=shop.ground.far_grid.pk,
        name="西门积分社",
        founded_on=LONG_AGO,
        now=NOW,
    )
    chair = shop.ground.person("丁理事", language="en")
    actions.seat_member(
        viewer=SYSTEM, bank_id=bank.pk, person_id=chair.pk, role="chair", way="elected",
        term_from=day(-50), now=NOW,
    )  # fmt: skip
    shop.west_chair = chair  # type: ignore[attr-defined]  # of this file's story alone
    return bank


def agreed(shop: Shop, west: VillageBank) -> None:
    for who, one, other in (
        (shop.chair, shop.bank, west), (shop.west_chair, west, shop.bank),  # type: ignore[attr-defined]
    ):  # fmt: skip
        actions.agree_pact(viewer=seen(who), bank_id=one.pk, other_id=other.pk, now=NOW)


def moved(who: Person, home: Home) -> None:
    move_in(viewer=seen(who), home=home, now=NOW)


def bring(shop: Shop, who: Person, household_id: Any, **more: Any) -> int:
    ask = {
        "viewer": seen(who), "id": uuid4(), "household_id": household_id, "book_id": shop.bank.pk,
        "now": NOW,
    }  # fmt: skip
    return actions.bring_along(**ask | more)


def balance(shop: Shop, who: Person, bank: VillageBank) -> int:
    account = actions.household_account(shop.household(who), bank.pk, now=NOW)
    return ledger.balance(account).available


def test_within_a_village_points_follow_by_themselves_once_asked(shop: Shop) -> None:
    shop.give(shop.li, 12)
    old = shop.household(shop.li)
    new = Home.objects.create(
        building=shop.ground.building, path=shop.ground.building.path, number="301", sort_key="301"
    )
    moved(shop.li, new)
    (left,) = points_left_behind(seen(shop.li))
    assert (left.points, left.here) == (12, True)
    key = uuid4()
    assert bring(shop, shop.li, old, id=key) == bring(shop, shop.li, old, id=key) == 12
    assert (shop.points(shop.li), points_left_behind(seen(shop.li))) == (12, [])
    with refused("bank_nothing_left_behind"):
        bring(shop, shop.li, old)


def test_between_villages_nothing_moves_until_both_councils_agreed(
    shop: Shop, west: VillageBank
) -> None:
    shop.give(shop.li, 12)
    old = shop.household(shop.li)
    moved(shop.li, shop.ground.far_home)
    with refused("bank_no_pact"):
        bring(shop, shop.li, old)
    actions.agree_pact(viewer=seen(shop.chair), bank_id=shop.bank.pk, other_id=west.pk, now=NOW)
    with refused("bank_no_pact"):
        bring(shop, shop.li, old)
    agreed(shop, west)
    assert PointsPact.objects.count() == 1
    assert bring(shop, shop.li, old) == 12
    assert balance(shop, shop.li, west) == 12
    (here,), (there,) = neighbours(shop.bank), neighbours(west)
    assert (here.net, there.net) == (12, -12)
    assert verify_books().faults == []


def test_the_page_of_neighbours_asks_as_often_for_many_as_for_one(
    shop: Shop, west: VillageBank
) -> None:
    address = page("neighbours", shop.bank.pk)
    issuing = actions.issuance_account(shop.bank.pk, now=NOW)

    def met(other: VillageBank, points: int) -> None:
        account = ledger.open_account(
            unit=ledger.Unit.PT, kind="settlement", owner_id=other.pk, constrained=False, now=NOW,
            book_id=shop.bank.pk,
        )  # fmt: skip
        ledger.transfer(
            viewer=SYSTEM, id=uuid4(), unit=ledger.Unit.PT, debit=issuing, credit=account,
            amount=Points(points), code="return", now=NOW,
        )  # fmt: skip

    met(west, 3)
    with CaptureQueriesContext(connection) as one:
        browser(None).get(address)
    met(_another_bank(shop, "北村积分社"), 4)
    with CaptureQueriesContext(connection) as two:
        shown = browser(None).get(address)
    assert {found.net for found in shown.context["neighbours"]} == {3, 4}
    assert len(two) == len(one)


def _another_bank(shop: Shop, name: str) -> VillageBank:
    return actions.found_bank(
        viewer=SYSTEM, place_id=shop.ground.next_grid.pk, name=name, founded_on=LONG_AGO, now=NOW
    )


def test_either_council_ends_it_and_what_followed_stays(shop: Shop, west: VillageBank) -> None:
    agreed(shop, west)
    shop.give(shop.li, 5)
    old = shop.household(shop.li)
    moved(shop.li, shop.ground.far_home)
    bring(shop, shop.li, old)
    west_chair = seen(shop.west_chair)  # type: ignore[attr-defined]
    actions.end_pact(viewer=west_chair, bank_id=west.pk, other_id=shop.bank.pk, now=NOW)
    (one,) = neighbours(shop.bank)
    assert (one.stands, one.net) == (False, 5)
    assert balance(shop, shop.li, west) == 5


def test_points_of_people_who_parted_go_to_neither(shop: Shop, west: VillageBank) -> None:
    agreed(shop, west)
    shop.give(shop.wang, 9)
    old = shop.household(shop.wang)
    moved(shop.hu, shop.ground.far_home)
    assert points_left_behind(seen(shop.hu)) == []  # Wang lives on at home
    other = Home.objects.create(
        building=shop.ground.building, path=shop.ground.building.path, number="301", sort_key="301"
    )
    moved(shop.wang, other)
    for who in (shop.wang, shop.hu, shop.li):
        with refused("bank_nothing_left_behind"):
            bring(shop, who, old)
    assert Household.objects.get(pk=old).ended_on is not None


def test_only_who_decides_the_rules_agrees(shop: Shop, west: VillageBank) -> None:
    ask: dict[str, Any] = {"bank_id": shop.bank.pk, "other_id": west.pk, "now": NOW}
    for who in (shop.treasurer, shop.li, shop.west_chair):  # type: ignore[attr-defined]
        for act in (actions.agree_pact, actions.end_pact):
            with pytest.raises(Forbidden):
                act(viewer=seen(who), **ask)
    with refused("bank_pact_with_oneself"):
        actions.agree_pact(viewer=seen(shop.chair), **ask | {"other_id": shop.bank.pk})
    with pytest.raises(Missing):
        actions.agree_pact(viewer=seen(shop.chair), **ask | {"other_id": uuid4()})


def test_the_pages_lead_from_agreeing_to_bringing_along(shop: Shop, west: VillageBank) -> None:
    shop.give(shop.li, 7)
    old = shop.household(shop.li)
    moved(shop.li, shop.ground.far_home)
    home, desk = browser(shop.li), browser(shop.chair)
    assert "have not agreed" in text(home.get(page("statement")))
    found = text(desk.get(page("neighbours", shop.bank.pk), {"q": "西门"}))
    assert page("agree_pact", shop.bank.pk, west.pk) in found
    for who, one, other in ((desk, shop.bank, west), (browser(shop.west_chair), west, shop.bank)):  # type: ignore[attr-defined]
        answer = who.post(page("agree_pact", one.pk, other.pk), {"what": "agree"}, follow=True)
    assert "both agreed" in text(answer)
    assert "Bring them along" in text(home.get(page("statement")))
    done = home.post(
        page("bring_along", old), {"id": str(uuid4()), "book": str(shop.bank.pk)}, follow=True
    )
    assert "7 points came along." in text(done)
    assert "7 points more went there" in text(browser(None).get(page("neighbours", shop.bank.pk)))


def test_each_book_is_brought_by_itself_and_a_key_once(shop: Shop) -> None:
    shop.give(shop.li, 12)
    old = shop.household(shop.li)
    common = actions.household_account(old, now=NOW)
    ledger.transfer(
        viewer=SYSTEM, id=uuid4(), unit=ledger.Unit.PT, amount=Points(5), code="reward",
        debit=actions.issuance_account(now=NOW), credit=common, now=NOW,
    )  # fmt: skip
    new = Home.objects.create(
        building=shop.ground.building, path=shop.ground.building.path, number="301", sort_key="301"
    )
    moved(shop.li, new)
    key = uuid4()
    assert bring(shop, shop.li, old, id=key, book_id=ledger.COMMON_BOOK) == 5
    with refused("transfer_id_taken"):
        bring(shop, shop.li, old, id=key)
    assert bring(shop, shop.li, old) == 12
    assert shop.points(shop.li) == 17
