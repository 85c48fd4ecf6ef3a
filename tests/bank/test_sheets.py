"""The month's sheet that hangs on the board: what it says is what the ledger says."""

from __future__ import annotations

import random
from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from maplebridge.bank import actions
from maplebridge.bank.models import Deed, Passbook
from maplebridge.bank.queries.sheets import Sheet, SheetLine, month_sheet
from maplebridge.core import calendar, documents
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.values import Points
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import public as ledger
from maplebridge.people.models import Household
from maplebridge.people.public import give_consent
from tests.bank.test_notices import FIRST, OVER, publish
from tests.bank.test_pages import browser
from tests.bank.village import Village
from tests.people.ground import NOW

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
JANUARY = calendar.start_of(date(2027, 1, 4)) + timedelta(hours=9)


def sheet(village: Village, month: date = DECEMBER, **more: int) -> Sheet:
    viewer = village.sees(village.li, JANUARY)
    return month_sheet(viewer, village.bank, month, now=JANUARY, **more)


def account(village: Village, household_id: UUID) -> ledger.LedgerAccount:
    return actions.household_account(household_id, village.bank.pk, now=NOW)


def line_of(found: Sheet, village: Village, household_id: UUID) -> SheetLine:
    number = Passbook.objects.get(bank=village.bank, household=household_id).number
    return next(line for line in found.lines if line.number == number)


@pytest.fixture
def posted(village: Village) -> Deed:
    """Wang's deed of November, booked in December when the notice was over."""
    deed = village.approve(village.enter(village.wang))
    publish(village)
    actions.post_due(now=OVER)
    deed.refresh_from_db()
    return deed


def test_a_line_goes_from_opening_to_closing(village: Village, posted: Deed) -> None:
    wang = village.house(village.wang)
    before = line_of(sheet(village, NOVEMBER), village, wang)
    assert (before.opening, before.closing, before.promised, before.deeds) == (0, 0, 2, 0)
    line = line_of(sheet(village), village, wang)
    assert (line.opening, line.in_order, line.closing) == (0, [2, 0, 0, 0, 0], 2)
    assert (line.deeds, line.promised, line.rules) == (1, 0, "1")
    assert sheet(village).total.in_order == [2, 0, 0, 0, 0]


@pytest.mark.parametrize("seed", [7, 11])
def test_whatever_happened_lines_and_totals_are_those_of_the_ledger(
    village: Village, posted: Deed, seed: int
) -> None:
    dice = random.Random(seed)
    houses = [village.house(one) for one in (village.wang, village.li, village.zhao)]
    homeless = uuid4()  # a wallet of the book whose household has no passbook here
    issuance = actions.issuance_account(village.bank.pk, now=NOW)
    redeemed = ledger.open_account(
        unit=ledger.Unit.PT, kind="redeemed", owner_id=None, constrained=False, now=NOW,
        book_id=village.bank.pk,
    )  # fmt: skip
    rows: list[UUID] = []
    at = NOW
    while at < JANUARY:
        at += timedelta(hours=dice.randrange(1, 40))
        wallet = account(village, dice.choice([*houses, homeless]))
        amount, key = Points(dice.randrange(1, 9)), uuid4()
        what = dice.choice(["give", "give", "redeem", "hold", "undo"])
        common = {"viewer": SYSTEM, "id": key, "now": at}
        try:
            if what == "undo" and rows:
                ledger.reverse(transfer_id=rows.pop(), **common)
            elif what == "give":
                ledger.transfer(
                    unit=ledger.Unit.PT, debit=issuance, credit=wallet, amount=amount,
                    code="reward", **common,
                )  # fmt: skip
                rows.append(key)
            elif what == "redeem":
                ledger.transfer(
                    unit=ledger.Unit.PT, debit=wallet, credit=redeemed, amount=amount,
                    code="redeem", **common,
                )  # fmt: skip
            elif what == "hold":
                ledger.hold(
                    unit=ledger.Unit.PT, debit=wallet, credit=redeemed, amount=amount,
                    code="redeem", **common,
                )  # fmt: skip
                if dice.random() < 0.7:
                    later = {"viewer": SYSTEM, "id": uuid4(), "hold_id": key}
                    dice.choice([ledger.post, ledger.void])(**later, now=at + timedelta(days=3))
        except RuleBroken:
            continue
    for month in (NOVEMBER, DECEMBER):
        _compare(village, month, [*houses, homeless])


def _compare(village: Village, month: date, houses: list[UUID]) -> None:
    """Each line with the ledger's own balances at both ends, and the lines with the totals."""
    found = sheet(village, month)
    starts = calendar.start_of(month) - timedelta(microseconds=1)
    ends = calendar.start_of(next_month(month)) - timedelta(microseconds=1)
    rest = found.rest or SheetLine()
    for house in houses:
        line = rest if house == houses[-1] else line_of(found, village, house)
        wallet = account(village, house)
        first, last = ledger.balance_at(wallet, starts), ledger.balance_at(wallet, ends)
        assert (line.opening, line.closing) == (first.posted, last.posted)
        assert (line.held, line.promised) == (last.held, last.incoming)
    for line in [*found.lines, rest, found.total]:
        came = sum(line.in_order) + line.other + line.adjusted - line.redeemed
        assert line.opening + came == line.closing
    for name in ("opening", "closing", "held", "promised", "other", "adjusted", "redeemed"):
        parts = sum(getattr(line, name) for line in [*found.lines, rest])
        assert getattr(found.total, name) == parts, name


def next_month(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def test_pages_follow_the_numbers_and_ask_the_same_for_a_thousand_households(
    village: Village, posted: Deed
) -> None:
    with CaptureQueriesContext(connection) as few:
        sheet(village)
    home = village.ground.home
    houses = Household.objects.bulk_create(
        [
            Household(home=home, path=home.path, began_on=NOVEMBER, ended_on=DECEMBER)
            for _ in range(1_000)
        ]
    )
    most = Passbook.objects.filter(bank=village.bank).count()
    Passbook.objects.bulk_create(
        [
            Passbook(bank=village.bank, household=house, number=most + at, opened_at=NOW)
            for at, house in enumerate(houses, 1)
        ]
    )
    with CaptureQueriesContext(connection) as many:
        first = sheet(village, limit=600)
    second = sheet(village, limit=600, after=first.after)
    numbers = [line.number for line in (*first.lines, *second.lines)]
    assert numbers == list(range(1, most + 1_001))
    assert second.after == 0
    assert len(many) <= len(few)


def test_it_is_for_the_village_and_for_a_month_that_is_over(village: Village, posted: Deed) -> None:
    with pytest.raises(Forbidden):
        month_sheet(village.sees(village.stranger, OVER), village.bank, NOVEMBER, now=OVER)
    with pytest.raises(RuleBroken, match="not over"):
        month_sheet(village.sees(village.li, OVER), village.bank, DECEMBER, now=OVER)


def test_a_household_is_a_number_unless_somebody_of_it_agreed(
    village: Village, posted: Deed
) -> None:
    wang = village.house(village.wang)
    assert line_of(sheet(village), village, wang).name == ""
    give_consent(
        viewer=village.sees(village.son, FIRST), purpose="bank_name", text_version="2026-11",
        now=FIRST,
    )  # fmt: skip
    assert line_of(sheet(village), village, wang).name == "王强"


def test_the_council_closes_the_month_and_the_sheet_has_its_head(
    village: Village, posted: Deed
) -> None:
    assert sheet(village).seal is None
    ask = {"bank_id": village.bank.pk, "month": DECEMBER}
    with pytest.raises(Forbidden):
        actions.close_month(viewer=village.sees(village.li, JANUARY), now=JANUARY, **ask)
    with pytest.raises(RuleBroken, match="not over"):
        actions.close_month(viewer=village.sees(village.chair, OVER), now=OVER, **ask)
    seal = actions.close_month(viewer=village.sees(village.chair, JANUARY), now=JANUARY, **ask)
    again = actions.close_month(viewer=village.sees(village.chair, JANUARY), now=JANUARY, **ask)
    assert (seal, seal.period.state) == (again, "sealed")
    assert sheet(village).seal == seal
    earlier = actions.close_month(
        viewer=village.sees(village.chair, JANUARY), bank_id=village.bank.pk, month=NOVEMBER,
        now=JANUARY,
    )  # fmt: skip
    assert earlier.period == seal.period, "one closing reached the end of both months"
    assert earlier.head != seal.head


def test_the_council_closes_the_month_on_the_page_and_everybody_reads_the_root(
    village: Village, posted: Deed
) -> None:
    address = f"/bank/{village.bank.pk}/sheets/2026-12/"
    with time_machine.travel(JANUARY, tick=False):
        villager, chair = browser(village.li), browser(village.chair)
        assert villager.get(f"/bank/{village.bank.pk}/sheets/").headers["location"] == address
        assert "Close the month" not in villager.get(address).content.decode()
        page = chair.get(address)
        assert "Close the month" in page.content.decode()
        assert chair.post(f"{address}close/", {"sure": "on"}).status_code == 302
        page = villager.get(address)
        head = page.context["sheet"].seal.head
        public = urlsplit(page.context["address"]).path
    everybody = Client(headers={"accept-language": "en"}).get(public)
    assert everybody.status_code == 200
    assert head in everybody.content.decode().replace(" ", "")
    assert browser(village.stranger).get(address).status_code == 403


@pytest.mark.parametrize("size", ["a3", "a4"])
def test_the_paper_carries_lines_sums_and_root(
    village: Village, posted: Deed, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(documents, "_to_pdf", lambda page, style: seen.append(page) or b"%PDF")
    seal = actions.close_month(
        viewer=village.sees(village.chair, JANUARY), bank_id=village.bank.pk, month=DECEMBER,
        now=JANUARY,
    )  # fmt: skip
    with time_machine.travel(JANUARY, tick=False):
        answer = browser(village.li).get(
            f"/bank/{village.bank.pk}/sheets/2026-12/paper/", {"size": size}
        )
    (page,) = seen
    assert answer.headers["content-type"] == "application/pdf"
    assert seal.head in page.replace(" ", "")
    assert (
        "Turned into goods 0.00, spent otherwise 0.00, goods handed out 0.00, written off 0.00."
        in page
    )
    for part in (f'class="{size}"', "安乐村积分社", "<svg", "/sealed/2026-12/"):
        assert part in page, part
