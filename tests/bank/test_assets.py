"""What a village owned before its bank began: brought in by one, let in by another, seen by everybody."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from maplebridge.bank import actions
from maplebridge.bank.models import OpeningAsset, StockUnit
from maplebridge.bank.queries import fund
from maplebridge.core import documents
from maplebridge.core.errors import Forbidden
from maplebridge.core.viewer import SYSTEM
from tests.bank.shop import Shop, refused, seen
from tests.bank.test_auditing import pack
from tests.bank.test_fund import MONTH
from tests.bank.test_reward_pages import browser, page, text
from tests.people.ground import NOW

WHY = "两位理事清点抽屉，见纸质账本第三册"


def prepare(shop: Shop, fen: int = 50_000, **more: Any) -> OpeningAsset:
    ask: dict[str, Any] = {
        "viewer": seen(shop.treasurer), "id": uuid4(), "bank_id": shop.bank.pk, "gift": "money",
        "way": "cash", "amount_fen": fen, "why": WHY, "now": NOW,
    }  # fmt: skip
    return actions.prepare_asset(**ask | more)


def goods(shop: Shop, pieces: int = 3, fen: int = 1_000, **more: Any) -> OpeningAsset:
    rice = shop.reward()
    return prepare(shop, fen, gift="goods", way="", reward_id=rice.pk, pieces=pieces, **more)


def decide(shop: Shop, asset: OpeningAsset, approve: bool = True, **more: Any) -> OpeningAsset:
    ask: dict[str, Any] = {
        "viewer": seen(shop.chair), "asset_id": asset.pk, "approve": approve, "now": NOW,
    }  # fmt: skip
    return actions.decide_asset(**ask | more)


def test_it_counts_for_nothing_until_another_one_has_decided(shop: Shop) -> None:
    money, rice = prepare(shop), goods(shop)
    assert (shop.fen("fund"), shop.fen("stock")) == (0, 0)
    with refused("bank_purpose_short"):
        shop.spend(1)
    with refused("bank_four_eyes"):
        decide(shop, money, viewer=seen(shop.treasurer))
    with pytest.raises(Forbidden):
        decide(shop, money, viewer=seen(shop.wang))
    decide(shop, money)
    found = decide(shop, rice)
    assert (shop.fen("fund"), shop.fen("stock")) == (50_000, 1_000)
    assert sorted(StockUnit.objects.values_list("cost_fen", flat=True)) == [333, 333, 334]
    assert found.lot is not None
    with refused("bank_spending_decided"):
        decide(shop, money)
    shop.spend(50_000)


def test_one_that_is_wrong_is_refused_with_a_reason_and_prepared_anew(shop: Shop) -> None:
    wrong = goods(shop)
    with refused("bank_why_missing"):
        decide(shop, wrong, approve=False, why_not=" ")
    assert decide(shop, wrong, approve=False, why_not="少数了一袋").lot is None
    assert (shop.fen("stock"), StockUnit.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("bank_amount_wrong", {"fen": 0}), ("bank_amount_wrong", {"fen": 10**12 + 1}),
        ("asset_why", {"why": "  "}), ("asset_why", {"why": "x" * 201}), ("asset_why", {"why": "a\x00"}),
        ("bank_gift_unclear", {"way": ""}), ("bank_gift_unclear", {"gift": "land"}),
        ("bank_pieces_wrong", {"gift": "goods", "pieces": 3}),
        ("bank_purpose_name", {"purpose_id": uuid4()}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(shop: Shop, code: str, more: dict[str, Any]) -> None:
    with refused(code):
        prepare(shop, **more)


def test_chair_and_treasurer_bring_it_in_once(shop: Shop) -> None:
    for who in (seen(shop.hu), seen(shop.wang), SYSTEM):
        with pytest.raises(Forbidden):
            prepare(shop, viewer=who)
    key = uuid4()
    assert prepare(shop, id=key) == prepare(shop, id=key)
    with refused("transfer_id_taken"):
        prepare(shop, 1, id=key)
    with refused("transfer_id_taken"):
        prepare(shop, id=key, way="account")
    school = actions.open_purpose(
        viewer=seen(shop.chair), bank_id=shop.bank.pk, name="助学", covers_points=False, now=NOW
    )
    with refused("transfer_id_taken"):
        prepare(shop, id=key, purpose_id=school.pk)


def test_goods_sent_again_with_other_pieces_are_not_called_prepared(shop: Shop) -> None:
    rice, towels = shop.reward(), shop.reward("毛巾")
    key = uuid4()
    ask: dict[str, Any] = {
        "fen": 1_000, "gift": "goods", "way": "cash", "reward_id": rice.pk, "pieces": 50, "id": key
    }  # fmt: skip
    assert prepare(shop, **ask) == prepare(shop, **ask), "the way of money means nothing for goods"
    for changed in ({"pieces": 500}, {"reward_id": towels.pk}):
        with refused("transfer_id_taken"):
            prepare(shop, **ask | changed)


def test_only_until_the_first_month_is_closed(shop: Shop) -> None:
    before = prepare(shop)
    actions.close_month(
        viewer=seen(shop.chair), bank_id=shop.bank.pk, month=date(2020, 1, 1), now=NOW
    )
    with refused("asset_late"):
        prepare(shop)
    with refused("asset_late"):
        decide(shop, before)
    assert decide(shop, before, approve=False, why_not="晚了").state == "refused"


def test_the_database_holds_it_too(shop: Shop) -> None:
    asset, rows = prepare(shop), OpeningAsset.objects.all()
    wrong: list[dict[str, Any]] = [
        {"state": "approved"},
        {"state": "approved", "decided_by": asset.prepared_by_id, "decided_at": NOW},
        {"state": "refused", "decided_by": None, "decided_at": NOW},
        {"amount_fen": 1}, {"why": "别的"}, {"prepared_by": shop.chair.pk},
    ]  # fmt: skip
    for changes in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**changes)
    decide(shop, asset)
    for act in (rows.delete, lambda: rows.update(why_not="-")):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_fund_s_book_and_the_auditor_s_pack_show_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "_to_pdf", lambda html, style="": b"%PDF-1.7")
    decide(shop, prepare(shop))
    decide(shop, goods(shop))
    decide(shop, prepare(shop, 700), approve=False, why_not="算重了")
    sums = fund.month_sums(shop.bank.pk, MONTH)
    assert (sums.opening, sums.money_after, sums.stock_after) == ((50_000, 1_000), 50_000, 1_000)
    assert not any([*sums.money_by_source.values(), *sums.goods_by_source.values()])
    shown = text(browser(None).get(page("fund", shop.bank.pk)))
    assert shown.count("From before the bank") == 3, "a line of the sums and two of the month"
    assert WHY in shown
    tables, found = pack(shop.bank.pk)
    trial = {(one["Unit"], one["Account"]): one["Closing balance"] for one in tables["1"]}
    assert trial["FEN", "source_opening"] == "-510.00"
    assert trial["FEN", "Σ"] == "0.00"
    flows = {(one["From"], one["To"]): one["Net"] for one in tables["6"]}
    assert flows["From before the bank", "fund"] == "500.00"
    assert [(one["Why"], one["Amount"]) for one in tables["3"]] == [("算重了", "7.00")]
    assert (found.stock_off, found.faults) == (0, [])


def test_on_the_pages_of_the_council(shop: Shop) -> None:
    address = page("assets", shop.bank.pk)
    keeper, chair = browser(shop.treasurer), browser(shop.chair)
    assert address in text(keeper.get(page("fund", shop.bank.pk)))
    assert address not in text(browser(shop.wang).get(page("fund", shop.bank.pk)))
    assert browser(shop.wang).get(address).status_code == 403
    key = str(uuid4())
    typed = {"id": key, "gift": "money", "yuan": "120.50", "way": "", "why": WHY}
    kept = keeper.post(address, typed)
    assert (kept.status_code, WHY in text(kept)) == (422, True)
    assert "which way money came" in text(kept)
    done = keeper.post(address, typed | {"way": "cash"}, follow=True)
    assert "another member of the council decides" in text(done)
    asset = OpeningAsset.objects.get()
    refusal = {"decision": "refuse", "why_not": " "}
    again = chair.post(page("decide_asset", asset.pk), refusal)
    assert (again.status_code, "write why" in text(again)) == (422, True)
    own = keeper.post(page("decide_asset", asset.pk), {"decision": "approve", "why_not": "等等"})
    assert (own.status_code, "You prepared this yourself" in text(own)) == (422, True)
    shown = chair.post(page("decide_asset", asset.pk), {"decision": "approve"}, follow=True)
    assert "In the book" in text(shown)
    assert shop.fen("fund") == 12_050
