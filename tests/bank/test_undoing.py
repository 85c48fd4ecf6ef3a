"""An exchange that was entered for the wrong household is undone, by somebody else, whole and once."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from maplebridge.bank import actions, queries
from maplebridge.bank.models import Passbook, Redemption, RedemptionUndone, Reward
from maplebridge.bank.queries.own import own_rows
from tests.bank.shop import Shop, refused, seen
from tests.bank.test_reward_pages import browser, page, text
from tests.people.ground import NOW


@pytest.fixture
def taken(shop: Shop) -> Redemption:
    """Li took rice; the chair typed Wang's passbook."""
    rice = shop.reward()
    shop.goods(rice, pieces=1, fen=5_000)
    for who in (shop.wang, shop.li):
        shop.give(who, 10)
    number = Passbook.objects.get(household=shop.household(shop.wang)).number
    return actions.redeem_on_paper(
        viewer=seen(shop.chair), id=uuid4(), reward_id=rice.pk, passbook=number, paper="一号夹",
        now=NOW,
    )  # fmt: skip


def undo(shop: Shop, taken: Redemption, by: str = "treasurer", why: str = "册号错") -> object:
    return actions.undo_redemption(
        viewer=seen(getattr(shop, by)), redemption_id=taken.pk, why=why, now=NOW
    )


def test_points_and_piece_come_back_and_go_to_who_took_it(shop: Shop, taken: Redemption) -> None:
    assert (shop.points(shop.wang), shop.fen("stock"), shop.fen("spent")) == (0, 0, 5_000)
    undo(shop, taken)
    undo(shop, taken)
    assert RedemptionUndone.objects.count() == 1
    assert (shop.points(shop.wang), shop.fen("stock"), shop.fen("spent")) == (10, 5_000, 0)
    assert queries.free_units(taken.reward_id).count() == 1
    number = Passbook.objects.get(household=shop.household(shop.li)).number
    actions.redeem_on_paper(
        viewer=seen(shop.chair), id=uuid4(), reward_id=taken.reward_id, passbook=number,
        paper="一号夹", now=NOW,
    )  # fmt: skip
    assert (shop.points(shop.wang), shop.points(shop.li)) == (10, 0)
    assert (shop.fen("stock"), shop.fen("spent")) == (0, 5_000)


def test_a_place_of_a_service_comes_back_too(shop: Shop) -> None:
    cut: Reward = shop.reward("理发", kind="service")
    actions.add_places(viewer=seen(shop.chair), id=uuid4(), reward_id=cut.pk, pieces=1, now=NOW)
    shop.give(shop.wang, 10)
    asked = shop.reserve(shop.wang, cut)
    actions.hand_over(viewer=seen(shop.chair), redemption_id=asked.pk, now=NOW)
    undo(shop, asked)
    assert (shop.points(shop.wang), queries.free_units(cut.pk).count()) == (10, 1)


def test_somebody_else_of_the_council_undoes_it_and_says_why(shop: Shop, taken: Redemption) -> None:
    with refused("bank_undo_own_doing"):
        undo(shop, taken, by="chair")
    with refused("bank_own_household"):
        undo(shop, taken, by="hu")
    with refused("bank_needs_council"):
        undo(shop, taken, by="li")
    for why in ("", "  ", "x" * 201, "a\x00"):
        with refused("bank_why_missing"):
            undo(shop, taken, why=why)
    assert shop.points(shop.wang) == 0


def test_what_was_not_handed_over_is_not_undone(shop: Shop) -> None:
    rice = shop.reward()
    shop.goods(rice, pieces=1)
    shop.give(shop.wang, 10)
    asked = shop.reserve(shop.wang, rice)
    with refused("bank_not_collected"):
        undo(shop, asked)


def test_the_row_stands(shop: Shop, taken: Redemption) -> None:
    undo(shop, taken)
    for change in (
        lambda: RedemptionUndone.objects.update(why="-"),
        RedemptionUndone.objects.all().delete,
    ):
        with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
            change()


def test_it_is_undone_on_a_page_and_the_household_reads_of_it(
    shop: Shop, taken: Redemption
) -> None:
    desk = browser(shop.treasurer)
    assert "一号夹" in text(desk.get(page("handed", shop.bank.pk)))
    kept = desk.post(page("undo", taken.pk), {"why": ""})
    assert kept.status_code == 422
    done = desk.post(page("undo", taken.pk), {"why": "册号错"}, follow=True)
    assert "Undone" in text(done)
    assert "册号错" in text(browser(shop.wang).get(page("redemption", taken.pk)))
    assert "Undone" in text(browser(shop.wang).get(page("redemptions")))
    own = browser(shop.chair).post(page("undo", taken.pk), {"why": "再试"})
    assert own.status_code in {302, 422}


def test_the_household_has_it_in_its_copy_and_whoever_undid_it_has_not(
    shop: Shop, taken: Redemption
) -> None:
    undo(shop, taken)
    ours, theirs = (
        {one.name: one for one in own_rows(who.pk, NOW)}["exchanges_undone"]
        for who in (shop.wang, shop.treasurer)
    )
    assert ours.rows.count() == 1
    assert "by_id" in ours.hidden
    assert theirs.rows.count() == 0
