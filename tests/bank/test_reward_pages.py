"""Pages of the exchange and of the fund, by the people who use them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from maplebridge.bank.models import Donation, Redemption, Reward, Spending
from maplebridge.people.models import Account, Person
from tests.bank.shop import Shop


def browser(who: Person | None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if who is not None:
        client.force_login(Account.objects.get(person=who))
    return client


def page(name: str, *args: Any) -> str:
    return reverse(f"bank:{name}", args=args)


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def rice(shop: Shop) -> Reward:
    found = shop.reward()
    shop.goods(found, pieces=2, fen=5_000, donor_name="鸿运商店", named=True)
    shop.give(shop.wang, 15)
    return found


def test_a_household_reserves_and_the_council_hands_over_by_the_code(
    shop: Shop, rice: Reward
) -> None:
    home = browser(shop.wang)
    listed = home.get(page("rewards", shop.bank.pk))
    assert listed.context["offers"][0]["free"] == 2
    key = text(home.get(page("reward", rice.pk))).partition('name="id" value="')[2][:36]
    for _ in range(2):
        answer = home.post(page("reserve", rice.pk), {"id": key}, follow=True)
    found = Redemption.objects.get()
    assert "<svg" in text(answer)
    assert found.code[:5] in text(answer)
    assert browser(shop.li).get(page("redemption", found.pk)).status_code == 404
    desk = browser(shop.chair)
    typed = f"{found.code[:5].lower()} {found.code[5:]}"
    shown = desk.get(page("pick_up", shop.bank.pk), {"code": typed})
    assert "Passbook 1" in text(shown)
    assert "王芳" not in text(shown)
    done = desk.post(page("pick_up", shop.bank.pk), {"code": found.code}, follow=True)
    assert "Handed over." in text(done)
    assert shop.points(shop.wang, held=True) == 0
    assert "Fetched" in text(home.get(page("redemptions")))


def test_the_desk_says_what_is_wrong_with_a_code(shop: Shop, rice: Reward) -> None:
    found = shop.reserve(shop.wang, rice)
    desk = page("pick_up", shop.bank.pk)
    own = browser(shop.hu).post(desk, {"code": found.code})
    assert (own.status_code, "your own household" in text(own)) == (422, True)
    unknown = browser(shop.chair).post(desk, {"code": "AAAA"})
    assert (unknown.status_code, 'value="AAAA"' in text(unknown)) == (422, True)
    assert browser(shop.wang).get(desk).status_code == 403


def test_who_has_too_few_points_reads_it_and_finds_no_button(shop: Shop, rice: Reward) -> None:
    poor = browser(shop.li)
    assert "fewer points than this takes" in text(poor.get(page("reward", rice.pk)))
    answer = poor.post(page("reserve", rice.pk), {"id": str(uuid4())})
    assert answer.status_code == 422
    assert "Nothing was reserved" in text(answer)


def test_a_reservation_is_given_back_from_the_phone(shop: Shop, rice: Reward) -> None:
    found = shop.reserve(shop.wang, rice)
    browser(shop.wang).post(page("cancel_redemption", found.pk))
    assert shop.points(shop.wang) == 15
    assert browser(shop.li).post(page("cancel_redemption", found.pk)).status_code == 404


def test_a_signed_slip_is_typed_at_the_desk_and_keeps_what_was_typed(
    shop: Shop, rice: Reward
) -> None:
    sent = {
        "what": "paper", "id": str(uuid4()), "passbook": "1", "reward": str(rice.pk), "paper": "3-12",
    }  # fmt: skip
    desk = browser(shop.chair)
    wrong = desk.post(page("pick_up", shop.bank.pk), sent | {"passbook": "77"})
    assert (wrong.status_code, 'value="3-12"' in text(wrong)) == (422, True)
    for _ in range(2):
        desk.post(page("pick_up", shop.bank.pk), sent)
    assert Redemption.objects.get().paper == "3-12"


def test_the_council_keeps_catalogue_and_shelf(shop: Shop, rice: Reward) -> None:
    desk = browser(shop.hu)
    sent = {"name": "理发一次", "kind": "service", "points": "5", "about": ""}
    assert desk.post(page("add_reward", shop.bank.pk), sent | {"points": "0"}).status_code == 422
    desk.post(page("add_reward", shop.bank.pk), sent)
    cut = Reward.objects.get(kind="service")
    key = text(desk.get(page("reward", cut.pk))).partition('name="places-id" value="')[2][:36]
    for _ in range(2):
        desk.post(page("shelf", cut.pk), {"what": "places", "places-id": key, "places-pieces": "4"})
    assert desk.get(page("reward", cut.pk)).context["free"] == 4
    off = {"what": "off", "off-id": str(uuid4()), "off-pieces": "9", "off-why": "受潮"}
    answer = desk.post(page("shelf", rice.pk), off)
    assert (answer.status_code, "Only 2" in text(answer)) == (422, True)
    for _ in range(2):
        assert desk.post(page("shelf", rice.pk), off | {"off-pieces": "1"}).status_code == 302
    assert desk.get(page("reward", rice.pk)).context["free"] == 1, "a double tap takes one piece"
    desk.post(page("shelf", cut.pk), {"what": "withdraw"})
    assert [
        one["reward"].name for one in desk.get(page("rewards", shop.bank.pk)).context["offers"]
    ] == ["五斤大米"]
    assert browser(shop.wang).get(page("add_reward", shop.bank.pk)).status_code == 403
    assert browser(shop.wang).post(page("shelf", cut.pk), off).status_code == 403


def test_a_visitor_reads_the_open_book_and_no_name_that_was_not_agreed_to(
    shop: Shop, rice: Reward
) -> None:
    shop.gift(12_345, donor_name="匿名老李", source="villager", way="cash")
    seen = browser(None).get(page("fund", shop.bank.pk), {"month": "2026-11"})
    assert seen.status_code == 200
    assert "123.45" in text(seen)
    assert "匿名老李" not in text(seen)
    given = browser(None).get(page("donors", shop.bank.pk))
    assert "鸿运商店" in text(given)
    assert "匿名老李" not in text(given)
    assert browser(None).get(page("receipts", shop.bank.pk)).status_code == 302
    assert browser(shop.wang).get(page("receipts", shop.bank.pk)).status_code == 403


def test_the_cover_on_the_page_is_the_cover_that_the_rules_use(shop: Shop, rice: Reward) -> None:
    shop.gift(1_500)
    shown = browser(None).get(page("fund", shop.bank.pk)).context["cover"]
    assert (shown["percent"], shown["points"]) == ((1_500 + 5_000) * 100 // 1_500, 15)


def test_the_treasurer_enters_a_gift_prints_its_receipt_and_takes_it_back(shop: Shop) -> None:
    desk, key = browser(shop.treasurer), str(uuid4())
    sent = {
        "id": key, "source": "sponsor", "gift": "money", "yuan": "120.50", "way": "account",
        "given_on": "2026-11-20", "donor_name": "鸿运商店", "named": "on", "purpose": "", "reward": "",
    }  # fmt: skip
    wrong = desk.post(page("donate", shop.bank.pk), sent | {"way": ""})
    assert (wrong.status_code, 'value="120.50"' in text(wrong)) == (422, True)
    for _ in range(2):
        receipt = desk.post(page("donate", shop.bank.pk), sent, follow=True)
    assert "2026-0001" in text(receipt)
    assert "120.50 yuan" in text(receipt)
    made = Donation.objects.get()
    desk.post(page("receipt", made.pk), {"what": "unname"})
    assert "鸿运商店" not in text(desk.get(page("donors", shop.bank.pk)))
    assert desk.post(page("receipt", made.pk), {"why": ""}).status_code == 422
    desk.post(page("receipt", made.pk), {"why": "重复录入"})
    assert "taken back" in text(desk.get(page("receipts", shop.bank.pk)))
    assert browser(shop.hu).get(page("receipt", made.pk)).status_code == 403


def test_a_spending_is_prepared_by_one_and_decided_by_another(shop: Shop) -> None:
    shop.gift(100_000)
    desk = browser(shop.treasurer)
    desk.post(page("purposes", shop.bank.pk), {"name": "助学"})
    assert desk.post(page("purposes", shop.bank.pk), {"name": "助学"}).status_code == 422
    sent = {
        "id": str(uuid4()), "what": "买毛巾", "yuan": "30", "way": "cash", "purpose": "",
        "reward": "", "paid_on": "2026-11-20",
    }  # fmt: skip
    assert desk.post(page("spend", shop.bank.pk), sent | {"yuan": "9999"}).status_code == 422
    desk.post(page("spend", shop.bank.pk), sent)
    asked = Spending.objects.get()
    own = desk.post(page("decide_spending", asked.pk), {"decision": "approve"})
    assert own.status_code == 422
    assert "Approve" not in text(desk.get(page("fund", shop.bank.pk)))
    other = browser(shop.hu)
    assert "Approve" in text(other.get(page("fund", shop.bank.pk)))
    other.post(page("decide_spending", asked.pk), {"decision": "approve"})
    asked.refresh_from_db()
    assert asked.voucher == "2026-0001"
    assert "买毛巾" in text(browser(None).get(page("fund", shop.bank.pk)))
