"""An auditor's pack says what the book says, of the days that were asked for, to those who may ask."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from maplebridge.__main__ import main
from maplebridge.bank import actions
from maplebridge.core import documents
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.models import AuditEntry, SealedDocument
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import public as ledger
from tests.bank.shop import Shop, seen
from tests.bank.test_reward_pages import browser, page, text
from tests.bank.village import Village
from tests.people.ground import NOW, TODAY, day

LATER = NOW + timedelta(days=1)


def pack(bank_id: Any, **more: Any) -> tuple[dict[str, list[dict[str, str]]], Any]:
    """The tables by their number, each row by its English headings, and what was counted."""
    file = io.BytesIO()
    ask = {
        "viewer": SYSTEM, "bank_id": bank_id, "first": day(-30), "last": day(1), "language": "en",
        "now": LATER,
    } | more  # fmt: skip
    found = actions.audit_pack(**ask, file=file)
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert archive.read("0-summary.pdf")[:4] == b"%PDF"
        tables = {
            name[0]: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist()
            if name.endswith(".csv")
        }
    return tables, found


@pytest.fixture
def _drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A summary without its second of layout; one test draws it."""
    monkeypatch.setattr(documents, "_to_pdf", lambda html, style="": b"%PDF-1.7 drawn elsewhere")


def worked(shop: Shop) -> None:
    """A month: a gift taken back, rice bought and fetched, a spending refused, a reservation given back."""
    rice = shop.reward()
    shop.give(shop.wang, 30)
    shop.give(shop.li, 30)
    shop.gift(100_000)
    wrong = shop.gift(7_000)
    actions.take_back_donation(
        viewer=seen(shop.treasurer), donation_id=wrong.pk, why="记错了", now=NOW
    )
    shop.decide(shop.spend(9_001, reward_id=rice.pk, pieces=4))
    shop.decide(shop.spend(500), approve=False, why_not="太贵")
    fetched, back = shop.reserve(shop.wang, rice), shop.reserve(shop.li, rice)
    actions.hand_over(viewer=seen(shop.chair), redemption_id=fetched.pk, now=NOW)
    actions.cancel_redemption(viewer=seen(shop.li), redemption_id=back.pk, now=NOW)


@pytest.mark.usefixtures("_drawn")
def test_the_tables_say_what_the_book_says(shop: Shop) -> None:
    worked(shop)
    tables, found = pack(shop.bank.pk)
    trial = tables["1"]
    for line in (one for one in trial if one["Account"] != "Σ"):
        opening, out, came, closing = (
            Decimal(line[name]) for name in ("Opening balance", "Out", "In", "Closing balance")
        )
        assert opening - out + came == closing
    sums = {one["Unit"]: one["Closing balance"] for one in trial if one["Account"] == "Σ"}
    assert {unit: Decimal(total) for unit, total in sums.items()} == {"FEN": 0, "PT": 0}
    assert all(one.balanced for one in found.units.values())
    rows = ledger.Transfer.objects.filter(book_id=shop.bank.pk)
    assert [one["Id"] for one in tables["2"]] == [
        str(key) for key in rows.order_by("at", "id").values_list("pk", flat=True)
    ]
    why = {(one["State"], one["Code"]): one["Why"] for one in tables["3"]}
    assert why == {
        ("posted", "reverse"): "记错了", ("voided", "spend"): "太贵",
        ("voided", "redeem"): "Given back", ("voided", "hand_out"): "Given back",
    }  # fmt: skip
    assert tables["4"] == []
    counted = [one for one in tables["5"] if one["Reward"] == "Σ"]
    assert [(one["Cost of the pieces (yuan)"], one["Difference (yuan)"]) for one in counted] == [
        ("67.50", "0.00")
    ]
    assert (found.pieces, found.stock_off, found.faults) == (3, 0, [])
    sources = {one["From"]: (one["Amount"], one["Taken back"], one["Net"]) for one in tables["6"]}
    assert sources["Sponsors"] == ("1070.00", "70.00", "1000.00")
    assert "王芳" not in str(tables)


@pytest.mark.usefixtures("_drawn")
def test_only_the_days_that_were_asked_for(shop: Shop) -> None:
    worked(shop)
    before, _ = pack(shop.bank.pk, first=day(-30), last=day(-1))
    assert (before["2"], before["3"], before["6"]) == ([], [], [])
    after, found = pack(shop.bank.pk, first=day(1), last=day(9))
    assert after["2"] == []
    fund = next(one for one in after["1"] if one["Account"] == "fund")
    assert (fund["Opening balance"], fund["Closing balance"]) == ("909.99", "909.99")
    assert found.stock_off == 0


@pytest.mark.usefixtures("_drawn")
def test_what_one_person_entered_and_approved_is_listed(village: Village) -> None:
    village.rules(enterer_may_approve=True, witnesses=0)
    deed = village.approve(village.enter(village.wang, by=village.chair, saw_it=False))
    village.approve(village.enter(village.li, by=village.worker, saw_it=False))
    tables, found = pack(village.bank.pk)
    assert [(one["What"], one["Id"]) for one in tables["4"]] == [("deed", str(deed.pk))]
    assert found.by_one == 1


@pytest.mark.usefixtures("_drawn")
def test_what_was_written_off_stands_with_its_reason(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen_pages: list[str] = []
    monkeypatch.setattr(
        documents, "_to_pdf", lambda html, style="": seen_pages.append(html) or b"%PDF-1.7"
    )
    rice = shop.reward()
    shop.goods(rice, pieces=4, fen=4_000)
    actions.write_off(
        viewer=seen(shop.treasurer), id=uuid4(), reward_id=rice.pk, pieces=2, why="受潮", now=NOW
    )
    tables, found = pack(shop.bank.pk)
    (line,) = tables["8"]
    told = (line["Reward"], line["Pieces written off"], line["Cost (yuan)"], line["Why"])
    assert told == ("五斤大米", "2", "20.00", "受潮")
    assert line["Person (id)"] == str(shop.treasurer.pk)
    assert (found.written_off, found.stock_off) == (2, 0)
    assert "2 pieces, at a cost of 20.00 yuan." in seen_pages[0]
    assert "受潮" in seen_pages[0]
    before, _ = pack(shop.bank.pk, first=day(-30), last=day(-1))
    assert before["8"] == []


@pytest.mark.usefixtures("_drawn")
def test_a_book_that_was_changed_and_a_shelf_that_is_off_are_told(
    shop: Shop, tmp_path: Path
) -> None:
    worked(shop)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "UPDATE ledger_ledgeraccount SET posted_in = posted_in + 1 WHERE kind = 'household'"
            )
        else:
            cursor.execute("ALTER TABLE ledger_ledgeraccount DISABLE TRIGGER USER")
            cursor.execute(
                "UPDATE ledger_ledgeraccount SET posted_in = posted_in + 1 WHERE kind = 'household'"
            )
            cursor.execute("ALTER TABLE ledger_ledgeraccount ENABLE TRIGGER USER")
    tables, found = pack(shop.bank.pk)
    assert "DRIFT" in found.faults[0]
    assert "DRIFT" in tables["7"][-2]["Finding"] + tables["7"][-1]["Finding"]
    order = ["bank", "audit", shop.bank.name, str(tmp_path / "pack.zip"), "--first", str(day(-30)),
             "--last", str(TODAY)]  # fmt: skip
    assert main(order) == 1
    assert zipfile.is_zipfile(tmp_path / "pack.zip")


@pytest.mark.usefixtures("_drawn")
def test_for_the_council_and_heads_alone_and_who_took_it_is_noted(village: Village) -> None:
    sent = {"first": str(day(-30)), "last": str(TODAY)}
    for person in (village.wang, village.worker, village.stranger):
        client = browser(person)
        assert client.get(page("audit", village.bank.pk)).status_code == 403
        assert client.post(page("audit", village.bank.pk), sent).status_code == 403
        with pytest.raises(Forbidden):
            pack(village.bank.pk, viewer=village.sees(person))
    assert not AuditEntry.objects.filter(verb="take_audit_pack").exists()
    for person in (village.chair, village.head):
        answer = browser(person).post(page("audit", village.bank.pk), sent)
        assert answer.headers["Content-Type"] == "application/zip"
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        assert zipfile.is_zipfile(io.BytesIO(content))
    taken = AuditEntry.objects.filter(verb="take_audit_pack", thing_id=village.bank.pk)
    assert {one.actor_id for one in taken} == {village.chair.pk, village.head.pk}
    shown = text(browser(village.chair).get(page("audit", village.bank.pk)))
    assert "周理事" in shown
    assert "钱主任" in shown


@pytest.mark.parametrize(
    ("first", "last"), [(TODAY, day(-1)), (day(2), day(3)), (day(-9999), TODAY)]
)
def test_days_that_make_no_span_are_refused(village: Village, first: Any, last: Any) -> None:
    with pytest.raises(RuleBroken):
        pack(village.bank.pk, first=first, last=last)
    sent = {"first": str(day(5)), "last": str(day(1))}
    answer = browser(village.chair).post(page("audit", village.bank.pk), sent)
    assert answer.status_code == 422
    assert not AuditEntry.objects.filter(verb="take_audit_pack").exists()


def test_the_summary_is_a_sealed_paper(shop: Shop) -> None:
    shop.gift(100)
    pack(shop.bank.pk)
    assert SealedDocument.objects.get().kind == "bank_audit"
    assert documents.kind_label("bank_audit") == "Summary of an auditor’s pack"
