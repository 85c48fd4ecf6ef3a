"""A household exchanges points for what stands on the shelf; nothing goes twice and nothing is lost."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from maplebridge.bank import actions
from maplebridge.bank.models import BANK_RULES, Redemption, StockUnit, WriteOff
from maplebridge.bank.queries.own import own_rows
from maplebridge.bank.rules import read_charter
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import public as ledger
from maplebridge.ledger.actions import expire_due
from maplebridge.people.models import Person
from maplebridge.territory.public import Home
from tests.bank.shop import Shop, refused, seen
from tests.people.ground import NOW, TODAY, Ground


def test_reserved_points_and_piece_are_held_and_posted_at_pick_up(shop: Shop) -> None:
    rice = shop.reward()
    shop.goods(rice, pieces=2, fen=5_001)
    shop.give(shop.wang, 15)
    asked = shop.reserve(shop.wang, rice)
    assert (shop.points(shop.wang), shop.points(shop.wang, held=True)) == (5, 10)
    assert (shop.fen("stock"), shop.fen("spent")) == (5_001, 0)
    done = actions.hand_over(viewer=seen(shop.chair), redemption_id=asked.pk, now=NOW)
    assert (shop.points(shop.wang), shop.points(shop.wang, held=True)) == (5, 0)
    assert (done.cost_fen, shop.fen("stock"), shop.fen("spent")) == (2_501, 2_500, 2_501)
    again = actions.hand_over(viewer=seen(shop.chair), redemption_id=asked.pk, now=NOW)
    assert again.state == "collected"
    assert shop.fen("spent") == 2_501


def test_asked_twice_is_reserved_once(shop: Shop) -> None:
    rice = shop.reward()
    shop.goods(rice)
    shop.give(shop.wang, 30)
    key = uuid4()
    ask = {"viewer": seen(shop.wang), "id": key, "reward_id": rice.pk, "now": NOW}
    assert actions.reserve(**ask).pk == actions.reserve(**ask).pk
    assert shop.points(shop.wang) == 20
    with pytest.raises(RuleBroken):
        actions.reserve(**ask | {"viewer": seen(shop.li)})


def test_too_few_points_and_an_empty_shelf_reserve_nothing(shop: Shop) -> None:
    rice = shop.reward()
    with refused("bank_none_free"):
        shop.reserve(shop.wang, rice)
    shop.goods(rice, pieces=1)
    shop.give(shop.wang, 9)
    with refused("bank_points_short"):
        shop.reserve(shop.wang, rice)
    shop.give(shop.li, 20)
    shop.reserve(shop.li, rice)
    shop.give(shop.wang, 1)
    with refused("bank_none_free"):
        shop.reserve(shop.wang, rice)
    assert Redemption.objects.count() == 1
    assert shop.points(shop.wang) == 10


def test_what_nobody_fetches_comes_back_whole(shop: Shop) -> None:
    rice = shop.reward()
    shop.goods(rice, pieces=1)
    for who in (shop.wang, shop.li):
        shop.give(who, 10)
    asked = shop.reserve(shop.wang, rice)
    late = asked.collect_by
    with refused("bank_not_reserved"):
        actions.hand_over(viewer=seen(shop.chair), redemption_id=asked.pk, now=late)
    actions.release_uncollected(now=late - timedelta(seconds=1))
    assert Redemption.objects.get().state == "reserved"
    second = shop.reserve(shop.li, rice, now=late)
    expire_due(now=late)
    assert second.unit_id == asked.unit_id
    assert shop.points(shop.wang) == 10
    assert Redemption.objects.get(pk=asked.pk).state == "expired"


@pytest.mark.parametrize("who", ["wang", "hu", "chair"])
def test_household_and_council_give_a_reservation_back(shop: Shop, who: str) -> None:
    rice = shop.reward()
    shop.goods(rice)
    shop.give(shop.wang, 10)
    asked = shop.reserve(shop.wang, rice)
    with pytest.raises(Missing):
        actions.cancel_redemption(viewer=seen(shop.li), redemption_id=asked.pk, now=NOW)
    by = seen(getattr(shop, who))
    assert (
        actions.cancel_redemption(viewer=by, redemption_id=asked.pk, now=NOW).state == "cancelled"
    )
    assert (shop.points(shop.wang), shop.fen("stock")) == (10, 5_001)
    with pytest.raises(RuleBroken):
        actions.hand_over(viewer=seen(shop.chair), redemption_id=asked.pk, now=NOW)


def test_who_lives_there_does_not_hand_over_and_who_is_not_of_the_council_neither(
    shop: Shop,
) -> None:
    rice = shop.reward()
    shop.goods(rice)
    shop.give(shop.wang, 10)
    asked = shop.reserve(shop.wang, rice)
    with refused("bank_own_household"):
        actions.hand_over(viewer=seen(shop.hu), redemption_id=asked.pk, now=NOW)
    with pytest.raises(Forbidden):
        actions.hand_over(viewer=seen(shop.li), redemption_id=asked.pk, now=NOW)
    own = shop.household(shop.wang)
    with pytest.raises(IntegrityError), transaction.atomic():
        Redemption.objects.filter(pk=asked.pk).update(hander_household_id=own)


def test_who_has_no_phone_signs_on_paper(shop: Shop) -> None:
    rice = shop.reward()
    shop.goods(rice)
    shop.give(shop.li, 10)
    ask = {
        "viewer": seen(shop.chair), "id": uuid4(), "reward_id": rice.pk, "passbook": 2,
        "paper": "3号盒12号", "now": NOW,
    }  # fmt: skip
    for _ in range(2):
        assert actions.redeem_on_paper(**ask).state == "collected"
    assert shop.points(shop.li) == 0
    with refused("bank_slip_missing"):
        actions.redeem_on_paper(**ask | {"paper": " "})
    with refused("bank_no_passbook"):
        actions.redeem_on_paper(**ask | {"id": uuid4(), "passbook": 99})
    with refused("bank_own_household"):
        actions.redeem_on_paper(**ask | {"viewer": seen(shop.hu), "id": uuid4(), "passbook": 1})


def test_a_bank_that_exchanges_by_quarters_says_from_when(shop: Shop) -> None:
    rice = shop.reward()
    shop.goods(rice)
    shop.give(shop.wang, 10)
    body = actions.shipped_rulebook(BANK_RULES).body | {
        "redeem_months": [3, 6, 9, 12], "collect_days": 3,
    }  # fmt: skip
    actions.adopt_charter(
        viewer=SYSTEM, bank_id=shop.bank.pk, body=body, valid_from=TODAY, source="理事会", now=NOW
    )
    with refused("bank_not_exchanging"):
        shop.reserve(shop.wang, rice)
    later = NOW + timedelta(days=10)
    asked = shop.reserve(shop.wang, rice, now=later)
    assert asked.collect_by - later < timedelta(days=4)


def test_rules_from_before_the_exchange_had_any_still_read() -> None:
    body = dict(actions.shipped_rulebook(BANK_RULES).body)
    del body["redeem_months"], body["collect_days"]
    assert read_charter(body).collect_days == 14
    for name, wrong in (("redeem_months", [13]), ("redeem_months", "3"), ("collect_days", 0)):
        with pytest.raises(ValueError, match=name):
            read_charter(body | {name: wrong})


def test_pieces_that_are_spoiled_leave_the_shelf_with_their_cost(shop: Shop) -> None:
    rice = shop.reward()
    shop.goods(rice, pieces=3, fen=300)
    shop.give(shop.wang, 10)
    shop.reserve(shop.wang, rice)
    ask = {"viewer": seen(shop.chair), "reward_id": rice.pk, "why": "受潮", "now": NOW}
    with refused("bank_not_so_many"):
        actions.write_off(**ask, id=uuid4(), pieces=3)
    key = uuid4()
    assert actions.write_off(**ask, id=key, pieces=2) == actions.write_off(**ask, id=key, pieces=2)
    with refused("transfer_id_taken"):
        actions.write_off(**ask, id=key, pieces=1)
    kept = WriteOff.objects.get()
    assert (kept.reward, kept.pieces, kept.why, kept.by) == (rice, 2, ask["why"], shop.chair)
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        connection.cursor().execute("UPDATE bank_writeoff SET why = 'x'")
    assert (shop.fen("stock"), shop.fen("spent")) == (100, 200)
    assert StockUnit.objects.filter(written_off_at__isnull=True).count() == 1


def test_a_service_costs_the_shelf_nothing_and_goods_do_not_appear_from_nowhere(shop: Shop) -> None:
    cut, rice = shop.reward("理发一次", 5, "service"), shop.reward()
    ask = {"viewer": seen(shop.chair), "pieces": 1, "now": NOW}
    with refused("bank_goods_have_a_cost"):
        actions.add_places(**ask, id=uuid4(), reward_id=rice.pk)
    actions.add_places(**ask, id=(key := uuid4()), reward_id=cut.pk)
    actions.add_places(**ask, id=key, reward_id=cut.pk)
    assert StockUnit.objects.count() == 1, "a double tap adds one place"
    shop.give(shop.wang, 5)
    asked = shop.reserve(shop.wang, cut)
    actions.hand_over(viewer=seen(shop.chair), redemption_id=asked.pk, now=NOW)
    assert shop.points(shop.wang) == 0
    assert ledger.Transfer.objects.filter(unit="FEN").count() == 0


def test_the_database_itself_refuses_to_give_a_piece_twice_or_to_forget_one(shop: Shop) -> None:
    rice = shop.reward()
    shop.goods(rice, pieces=1)
    shop.give(shop.wang, 10)
    asked = shop.reserve(shop.wang, rice)
    twin = Redemption.objects.get(pk=asked.pk)
    twin.pk, twin.code = uuid4(), "TWIN"
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)
    for sql in (
        "DELETE FROM bank_redemption",
        "UPDATE bank_redemption SET points = 1",
        "UPDATE bank_stockunit SET cost_fen = 0",
        "DELETE FROM bank_stockunit",
        "UPDATE bank_donation SET amount_fen = 1",
    ):
        with pytest.raises(DatabaseError, match="bank_append_only"), transaction.atomic():
            connection.cursor().execute(sql)
    actions.cancel_redemption(viewer=seen(shop.wang), redemption_id=asked.pk, now=NOW)
    with pytest.raises(DatabaseError, match="bank_append_only"), transaction.atomic():
        Redemption.objects.update(state="reserved", ended_at=None)


def test_a_redemption_names_nobody(shop: Shop) -> None:
    """Only ids stand in it, and the copy that a person takes away holds what they reserved."""
    rice = shop.reward()
    shop.goods(rice)
    shop.give(shop.wang, 10)
    asked = shop.reserve(shop.wang, rice)
    actions.hand_over(viewer=seen(shop.chair), redemption_id=asked.pk, now=NOW)
    (mine,) = [one for one in own_rows(shop.wang.pk, NOW) if one.name == "redemptions"]
    (row,) = mine.plain()
    assert row["reward_id"] == str(rice.pk) or row["reward_id"] == rice.pk
    assert "handed_by_id" not in row
    assert shop.wang.name not in str(row)


@pytest.mark.django_db(transaction=True)
def test_three_households_pressing_at_once_share_two_pieces() -> None:
    shop = Shop(Ground())
    rice = shop.reward()
    shop.goods(rice, pieces=2)
    buyers = [shop.wang, shop.li, shop.ground.person("赵六", home=third_home(shop))]
    for who in buyers:
        shop.give(who, 10)
    start, got, missed = threading.Barrier(3), [], []

    def press(who: Person) -> None:
        try:
            viewer = seen(who)
            start.wait(timeout=20)
            got.append(
                actions.reserve(viewer=viewer, id=uuid4(), reward_id=rice.pk, now=NOW).unit_id
            )
        except RuleBroken as broken:
            missed.append(broken.code)
        finally:
            connection.close()

    pressing = [threading.Thread(target=press, args=[who]) for who in buyers]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join(timeout=30)
    assert (len(got), len(set(got)), missed) == (2, 2, ["bank_none_free"])
    assert sorted(shop.points(who) for who in buyers) == [0, 0, 10]


def third_home(shop: Shop) -> Home:
    return Home.objects.create(
        building=shop.ground.building, path=shop.ground.building.path, number="103", sort_key="103"
    )
