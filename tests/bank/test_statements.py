"""The bank's paper beside the book: brought in by rows, matched where it is plain, by hand elsewhere."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from maplebridge.bank import actions
from maplebridge.bank.models import StatementLine
from maplebridge.bank.rules.statements import Columns, read_line
from maplebridge.core.errors import Forbidden
from tests.bank.shop import Shop, refused, seen
from tests.bank.test_reward_pages import browser, page, text
from tests.people.ground import NOW, day

HEADINGS = "交易日期,摘要,收入,支出\n"
TWO = Columns(day="交易日期", words="摘要", income="收入", outgo="支出")


def bring(shop: Shop, rows: str, **more: Any) -> Any:
    ask: dict[str, Any] = {
        "viewer": seen(shop.treasurer), "bank_id": shop.bank.pk, "columns": TWO, "now": NOW,
        "file": io.BytesIO((HEADINGS + rows).encode()),
    }  # fmt: skip
    return actions.bring_statement(**ask | more)


def test_brought_twice_it_adds_nothing_and_equal_lines_count_each(shop: Shop) -> None:
    rows = "2026-11-20,存入,12.50,\n2026-11-20,存入,12.50,\n2026/11/21,手续费,,1\n"
    assert bring(shop, rows).fresh == 3
    again = bring(shop, rows + "20261122,存入,7,\n")
    assert (again.rows, again.fresh) == (4, 1)
    amounts = StatementLine.objects.order_by("id").values_list("amount_fen", flat=True)
    assert list(amounts) == [1_250, 1_250, -100, 700]


def test_one_wrong_row_enters_nothing_and_is_named(shop: Shop) -> None:
    with refused("statement_unreadable", rows="3 (收入), 4 (交易日期)"):
        bring(shop, "2026-11-20,存入,1,\n2026-11-20,存入,一元,\n32.11.2026,存入,1,\n")
    with refused("statement_heading", heading="摘要说明"):
        bring(
            shop,
            "2026-11-20,存入,1,\n",
            columns=Columns("交易日期", "摘要说明", income="收入", outgo="支出"),
        )
    assert not StatementLine.objects.exists()
    with pytest.raises(Forbidden):
        bring(shop, "2026-11-20,存入,1,\n", viewer=seen(shop.hu))


def test_what_is_plain_is_matched_and_what_is_not_waits(shop: Shop) -> None:
    one = shop.gift(5_000, given_on=day(-3))
    for _ in range(2):
        shop.gift(700)
    shop.gift(900, way="cash")
    paid = shop.decide(shop.spend(300))
    shop.spend(400)
    done = bring(
        shop,
        "2026-11-20,甲,50,\n2026-11-23,乙,7,\n2026-11-23,丙,9,\n2026-11-24,丁,,3\n2026-11-24,戊,,4\n",
    )
    assert done.matched == 2
    one.refresh_from_db()
    assert one.line.words == "甲"
    assert StatementLine.objects.get(spending=paid).words == "丁"
    assert set(
        StatementLine.objects.filter(donation=None, spending=None).values_list("words", flat=True)
    ) == {"乙", "丙", "戊"}


def test_a_line_is_tied_explained_and_opened_again_by_hand(shop: Shop) -> None:
    gifts = [shop.gift(700) for _ in range(2)]
    bring(shop, "2026-11-23,乙,7,\n2026-11-23,己,7,\n")
    first, second = StatementLine.objects.order_by("id")
    ask = {"viewer": seen(shop.chair), "now": NOW}
    actions.match_line(**ask, line_id=first.pk, thing_id=gifts[0].pk)
    with refused("statement_no_match"):
        actions.match_line(**ask, line_id=second.pk, thing_id=gifts[0].pk)
    assert actions.match_line(**ask, line_id=first.pk, thing_id=None).donation is None
    done = actions.match_line(**ask, line_id=second.pk, thing_id=None, explained="现金存入")
    assert done.explained == "现金存入"


def test_the_words_of_the_bank_are_forgotten(shop: Shop) -> None:
    bring(shop, "2026-11-23,王芳转账,7,\n")
    for days, words in ((1_095, "王芳转账"), (1_096, "")):
        actions.forget_statements(now=NOW + timedelta(days=days))
        assert StatementLine.objects.get().words == words


@pytest.mark.parametrize(
    ("cells", "fen"),
    [
        ({"d": "2026-11-02", "a": "1,234.50"}, 123_450), ({"d": "2026年11月2日", "a": "-3"}, -300),
        ({"d": "20261102", "a": "¥0.01"}, 1),
    ],
)  # fmt: skip
def test_amounts_and_days_are_read_as_banks_write_them(cells: dict[str, str], fen: int) -> None:
    found = read_line(cells, Columns("d", amount="a"))
    assert (found.amount_fen, found.day.isoformat()) == (fen, "2026-11-02")


@pytest.mark.parametrize("wrong", ["0", "", "NaN", "1e99", "0.001", "x", "1" * 30])
def test_an_amount_that_is_none_names_its_column(wrong: str) -> None:
    with pytest.raises(ValueError, match="a"):
        read_line({"d": "2026-11-02", "a": wrong}, Columns("d", amount="a"))


def test_the_page_shows_both_sides_and_keeps_the_headings(shop: Shop) -> None:
    shop.gift(700)
    desk, here = browser(shop.treasurer), page("reconcile", shop.bank.pk)

    def sent(rows: str, **more: str) -> Any:
        file = SimpleUploadedFile("x.csv", (HEADINGS + rows).encode())
        return desk.post(
            here,
            {"file": file, "day": "交易日期", "words": "摘要", "income": "收入", "outgo": "支出"}
            | more,
            follow=True,
        )

    wrong = sent("2026-11-23,乙,7,\n", day="日子")
    assert (wrong.status_code, 'value="日子"' in text(wrong)) == (422, True)
    sent("2026-11-01,乙,7,\n2026-11-01,庚,,2\n")
    shown = text(desk.get(here))
    assert "2026-0001" in shown
    line = StatementLine.objects.get(amount_fen=700)
    desk.post(page("match", line.pk), {"thing": str(shop.gift(700).pk)})
    line.refresh_from_db()
    assert line.donation is not None
    assert "庚" in text(desk.get(here))
