"""What comes in has a receipt, what goes out has two pairs of eyes, and the book says what is true."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.bank import actions
from maplebridge.bank.models import BANK_DEEDS, BANK_RULES, Donation, Spending, StockUnit
from maplebridge.bank.queries import fund
from maplebridge.bank.rules.fund import Coverage, month_of, next_month, shared, yuan
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.values import Fen, Points
from maplebridge.core.viewer import SYSTEM
from tests.bank.shop import Shop, refused, seen
from tests.people.ground import NOW, TODAY, day

MONTH = TODAY.replace(day=1)


def test_a_gift_or_a_spending_sent_again_with_other_content_is_told(shop: Shop) -> None:
    shop.gift(100_000, id=(given := uuid4()))
    with pytest.raises(RuleBroken) as told:
        shop.gift(500_000, id=given, source="town")
    assert told.value.code == "transfer_id_taken"
    shop.spend(10, id=(spent := uuid4()))
    with pytest.raises(RuleBroken) as told:
        shop.spend(9_000, id=spent, what="other")
    assert told.value.code == "transfer_id_taken"
    with refused("transfer_id_taken"):
        shop.gift(100_000, id=given, way="cash")
    rice = shop.reward()
    shop.goods(rice, pieces=50, id=(goods := uuid4()))
    with refused("transfer_id_taken"):
        shop.goods(rice, pieces=500, id=goods)
    with refused("transfer_id_taken"):
        shop.spend(10, id=spent, reward_id=rice.pk, pieces=1)
    assert shop.fen("fund") == 100_000


@pytest.mark.parametrize(
    "asked", ["month=0001-01", "month=9999-12", "after=0001-01-01T00:00:00%2B14:00_" + "0" * 32]
)
def test_no_day_in_the_address_breaks_the_fund(shop: Shop, client: Client, asked: str) -> None:
    assert client.get(f"/bank/{shop.bank.pk}/fund/?{asked}").status_code == 200


def test_receipts_run_without_a_gap_for_each_year(shop: Shop) -> None:
    first, second = shop.gift(), shop.gift(given_on=day(-400))
    with pytest.raises(RuleBroken):
        shop.gift(0)
    third = shop.gift(id=(key := uuid4()))
    assert shop.gift(id=key) == third
    assert [one.receipt for one in (first, second, third)] == [
        "2026-0001",
        "2025-0001",
        "2026-0002",
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Donation.objects.filter(pk=third.pk).update(donor_name="", named=True)
    with pytest.raises(DatabaseError, match="bank_append_only"), transaction.atomic():
        Donation.objects.filter(pk=first.pk).delete()


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": "state"}, {"gift": "land"}, {"way": "barter"}, {"named": True},
        {"given_on": day(1)}, {"gift": "goods", "way": ""}, {"amount_fen": 10**13},
        {"about": "", "donor_name": "\x00"}, {"purpose_id": uuid4()},
    ],
)  # fmt: skip
def test_a_gift_that_is_unclear_is_not_entered(shop: Shop, wrong: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken):
        shop.gift(**wrong)
    assert not Donation.objects.exists()


def test_only_chair_and_treasurer_enter_gifts(shop: Shop) -> None:
    for who in (shop.hu, shop.wang):
        with pytest.raises(Forbidden):
            shop.gift(viewer=seen(who))
    assert shop.gift(viewer=seen(shop.chair))


def test_money_for_a_purpose_is_spent_for_nothing_else(shop: Shop) -> None:
    books = actions.open_purpose(
        viewer=seen(shop.chair), bank_id=shop.bank.pk, name="助学", covers_points=False, now=NOW
    )
    shop.gift(30_000, purpose_id=books.pk)
    shop.gift(5_000)
    with refused("bank_purpose_short"):
        shop.spend(5_001)
    asked = shop.spend(30_000, purpose_id=books.pk)
    with refused("bank_purpose_short"):
        shop.spend(1, purpose_id=books.pk)
    shop.decide(asked)
    assert [(pot.purpose.name, pot.money) for pot in fund.pots(shop.bank.pk)] == [
        ("", 5_000),
        ("助学", 0),
    ]


def test_nobody_lets_go_what_they_prepared_themselves(shop: Shop) -> None:
    shop.gift(10_000)
    asked = shop.spend(4_000)
    with refused("bank_four_eyes"):
        shop.decide(asked, viewer=seen(shop.treasurer))
    with pytest.raises(Forbidden):
        shop.decide(asked, viewer=seen(shop.wang))
    with refused("bank_why_missing"):
        shop.decide(asked, approve=False)
    assert shop.decide(asked, viewer=seen(shop.hu)).voucher == "2026-0001"
    with refused("bank_spending_decided"):
        shop.decide(asked)
    with pytest.raises(DatabaseError), transaction.atomic():
        Spending.objects.filter(pk=asked.pk).update(what="别的")
    second = shop.spend(6_000)
    assert shop.decide(second, approve=False, why_not="太贵").voucher == ""
    third = Spending.objects.filter(pk=shop.spend(6_000).pk)
    by_themselves = {"reviewed_by": second.prepared_by_id, "reviewed_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        third.update(state="refused", **by_themselves)
    assert shop.fen("fund") == 6_000


def test_what_is_bought_stands_on_the_shelf_at_what_it_cost(shop: Shop) -> None:
    rice = shop.reward()
    shop.gift(10_000)
    shop.decide(shop.spend(1_000, reward_id=rice.pk, pieces=3))
    assert (shop.fen("fund"), shop.fen("stock")) == (9_000, 1_000)
    assert sorted(StockUnit.objects.values_list("cost_fen", flat=True)) == [333, 333, 334]


def test_a_gift_entered_wrongly_is_undone_and_its_number_stays(shop: Shop) -> None:
    wrong, kept = shop.gift(10_000, donor_name="鸿运商店", named=True), shop.gift(1_000)
    ask = {"viewer": seen(shop.treasurer), "donation_id": wrong.pk, "now": NOW}
    with refused("bank_why_missing"):
        actions.take_back_donation(**ask, why=" ")
    assert actions.take_back_donation(**ask, why="录入错误").named is False
    with refused("bank_taken_back_already"):
        actions.take_back_donation(**ask, why="录入错误")
    assert shop.fen("fund") == 1_000
    assert (kept.number, shop.gift().number) == (2, 3)
    shop.decide(shop.spend(1_000 + 100_000))
    with pytest.raises(RuleBroken):
        actions.take_back_donation(**ask | {"donation_id": kept.pk}, why="录入错误")


def test_a_month_is_its_lines_and_its_lines_are_the_ledger(shop: Shop) -> None:
    rice = shop.reward()
    shop.gift(10_000, given_on=day(-40), now=NOW - timedelta(days=40))
    shop.gift(2_000, source="villager", way="cash")
    undone = shop.gift(700, source="town")
    actions.take_back_donation(
        viewer=seen(shop.chair), donation_id=undone.pk, why="错", now=NOW + timedelta(hours=1)
    )
    shop.goods(rice, pieces=2, fen=500)
    shop.decide(shop.spend(300))
    shop.decide(shop.spend(1_000, reward_id=rice.pk, pieces=1))
    shop.give(shop.li, 10)
    actions.hand_over(
        viewer=seen(shop.chair), redemption_id=shop.reserve(shop.li, rice).pk, now=NOW
    )
    actions.write_off(
        viewer=seen(shop.chair), id=uuid4(), reward_id=rice.pk, pieces=1, why="受潮", now=NOW
    )
    sums = fund.month_sums(shop.bank.pk, MONTH)
    assert (sums.money_before, sums.stock_before) == (10_000, 0)
    assert sums.money_by_source == {"town": 0, "sponsor": 0, "villager": 2_000}
    assert sums.goods_by_source == {"town": 0, "sponsor": 500, "villager": 0}
    assert (sums.bought, sums.spent, sums.handed_out, sums.written_off) == (1_000, 300, 250, 250)
    assert (sums.money_after, sums.stock_after) == (shop.fen("fund"), shop.fen("stock"))
    lines, after = [], ""
    while True:
        page = fund.month_lines(shop.bank.pk, MONTH, after=after, limit=3)
        lines += page.lines
        if not (after := page.after):
            break
    assert len(lines) == 8
    assert sum(line.money for line in lines) == sums.money_after - sums.money_before
    assert sum(line.stock for line in lines) == sums.stock_after - sums.stock_before
    assert [line.number for line in lines if line.undone] == [undone.receipt]
    assert {line.about for line in lines} >= {"买大米", "五斤大米"}
    assert fund.month_lines(shop.bank.pk, MONTH, after="rubbish").lines[0] == lines[0]


def floor(shop: Shop, floor_bp: int) -> None:
    body = actions.shipped_rulebook(BANK_RULES).body | {"coverage_floor_bp": floor_bp}
    actions.adopt_charter(
        viewer=SYSTEM, bank_id=shop.bank.pk, body=body, valid_from=TODAY, source="理事会", now=NOW
    )


def test_below_the_floor_there_is_no_new_promise_and_what_was_promised_is_kept(shop: Shop) -> None:
    rice = shop.reward()
    floor(shop, 8_000)
    shop.give(shop.wang, 40)
    shop.goods(rice, pieces=2, fen=3_199)
    with refused("bank_below_floor", percent=79, floor=80, missing="0.01"):
        shop.reward("毛巾")
    kinds = actions.shipped_rulebook(BANK_DEEDS).body["kinds"]
    dearer = [kinds[0] | {"points": kinds[0]["points"] + 1}, *kinds[1:]]
    ask: dict[str, Any] = {
        "viewer": SYSTEM, "bank_id": shop.bank.pk, "valid_from": TODAY, "source": "理", "now": NOW,
    }  # fmt: skip
    with refused("bank_below_floor"):
        actions.adopt_catalogue(**ask, body={"kinds": dearer})
    assert actions.adopt_catalogue(**ask, body={"kinds": kinds[1:]})
    assert shop.reserve(shop.wang, rice).state == "reserved"
    shop.gift(1)
    assert fund.coverage(shop.bank, TODAY).bp == 8_000
    assert shop.reward("毛巾")


def test_money_for_something_else_covers_no_points_and_held_points_count(shop: Shop) -> None:
    rice = shop.reward()
    books = actions.open_purpose(
        viewer=seen(shop.chair), bank_id=shop.bank.pk, name="助学", covers_points=False, now=NOW
    )
    shop.gift(9_000, purpose_id=books.pk)
    shop.goods(rice, pieces=1, fen=600)
    shop.give(shop.wang, 12)
    asked = shop.reserve(shop.wang, rice)
    found = fund.coverage(shop.bank, TODAY)
    assert (found.cash, found.stock, found.points) == (0, 600, 12)
    actions.hand_over(viewer=seen(shop.chair), redemption_id=asked.pk, now=NOW)
    found = fund.coverage(shop.bank, TODAY)
    assert (found.cover, found.points, found.bp) == (0, 2, 0)


def test_a_donor_is_forgotten_and_the_receipt_stays(shop: Shop) -> None:
    gift = shop.gift(donor_name="鸿运商店", named=True)
    for days, name in ((3_650, "鸿运商店"), (3_651, "")):
        actions.forget_donors(now=NOW + timedelta(days=days))
        gift.refresh_from_db()
        assert (gift.donor_name, gift.named) == (name, bool(name))
    assert (gift.receipt, gift.amount_fen) == ("2026-0001", 100_000)


def test_a_donor_takes_back_that_everybody_may_read_the_name(shop: Shop) -> None:
    gift = shop.gift(donor_name="鸿运商店", named=True)
    assert fund.named_donors(shop.bank.pk) == [gift]
    actions.name_no_more(viewer=seen(shop.treasurer), donation_id=gift.pk, now=NOW)
    assert fund.named_donors(shop.bank.pk) == []


def test_money_held_for_a_spending_covers_no_points(shop: Shop) -> None:
    shop.gift(1_000)
    shop.spend(400)
    assert fund.coverage(shop.bank, TODAY).cash == 600


amounts = st.integers(0, 10**9)


@given(amounts, amounts, st.integers(0, 10**6), st.integers(0, 10_000), st.integers(0, 20_000))
def test_what_is_missing_is_exactly_what_lifts_the_cover_to_the_floor(
    cash: int, stock: int, points: int, worth: int, floor_bp: int
) -> None:
    def covered(more: int) -> Coverage:
        return Coverage(Fen(cash + more), Fen(stock), Points(points), Fen(worth), floor_bp)

    found = covered(0)
    assert found.below_floor == (found.missing > 0)
    assert not covered(found.missing).below_floor
    if found.missing:
        assert covered(found.missing - 1).below_floor
    if found.bp is not None:
        assert found.bp * found.promised <= found.cover * 10_000 < (found.bp + 1) * found.promised


@given(st.integers(0, 10**9), st.integers(1, 1_000))
def test_a_cost_shared_by_pieces_loses_no_fen(total: int, pieces: int) -> None:
    parts = shared(Fen(total), pieces)
    assert sum(parts) == total
    assert max(parts) - min(parts) <= 1


def test_months_and_money_are_written_as_people_write_them() -> None:
    assert month_of("2026-02", TODAY).isoformat() == "2026-02-01"
    assert month_of("2027-01", TODAY) == month_of("x", TODAY) == MONTH
    assert next_month(day(30)).isoformat() == "2027-01-01"
    assert [yuan(fen) for fen in (0, 5, 123_456_00, -250)] == [
        "0.00",
        "0.05",
        "123,456.00",
        "-2.50",
    ]
