"""A month of a village bank: a deed, a notice, a sealed sheet, a bag of rice, and a book that a visitor reads.

Every step that a person takes is taken on a phone 390 px wide, in Chinese and then in English.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from django.conf import settings
from django.utils import timezone

from maplebridge.bank import actions as banking
from maplebridge.bank.models import BankCouncilMember, Deed, MonthNotice, Passbook, VillageBank
from maplebridge.bank.rules import month_after, month_of
from maplebridge.core import calendar, outbox
from maplebridge.ledger import public as ledger
from maplebridge.people.models import Person
from maplebridge.people.public import household_of
from maplebridge.worlds import cast
from maplebridge.worlds.seed import seed
from tests.story.test_in_a_browser import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = 390
CHAIR, TREASURER, HOUSEHOLD = cast.CHIEF, cast.VOLUNTEER, cast.ELDER


@dataclass
class Village:
    """The phone that goes from hand to hand, and a clock that the story sets."""

    page: Page
    server: Any
    take: Callable[[Page, str], Path]
    now: datetime
    bank: VillageBank = field(init=False)

    def somebody(self, who: cast.Member) -> Person:
        return Person.objects.get(phone=who.phone)

    def as_(self, who: cast.Member | None, address: str, language: str = "zh-hans") -> Page:
        """The phone in somebody's hand, or in a visitor's, at an address of the bank."""
        if who is None:
            self.page.context.clear_cookies()
        else:
            sign_in(self.page, self.server, self.somebody(who))
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": self.server.url}
        self.page.context.add_cookies([cookie])
        self.page.goto(f"{self.server.url}/bank/{address}")
        return self.page

    def press(self, within: str = "main") -> None:
        with self.page.expect_navigation():
            self.page.locator(f"{within} button").last.click()
        faults = self.page.locator(".notice-error").all_inner_texts()
        assert not faults, faults
        outbox.deliver_all()

    def seen(self, name: str, *words: str) -> str:
        """What stands there, within the width of the phone; kept as a picture."""
        main = self.page.locator("main").inner_text()
        for one in words:
            assert one in main, f"{name}: {one} is not in {main[:1500]}"
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE, f"{name} is {wide} px wide"
        self.take(self.page, f"bank-{name}")
        return main


@pytest.fixture
def village(
    phone_page: Page, live_server: Any, take_picture: Any, settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Village:  # fmt: skip
    settings.LIMITS = {}
    story = Village(phone_page, live_server, take_picture, timezone.now())
    settings.DEMO = True  # with the shelf and the gifts of a demo
    seed(world="village", now=story.now)
    settings.DEMO = False
    story.bank = VillageBank.objects.get(pk=BankCouncilMember.objects.all()[0].bank_id)
    monkeypatch.setattr(timezone, "now", lambda: story.now)
    return story


def test_a_village_keeps_its_book_in_the_open(village: Village) -> None:
    deed = entered_and_approved(village)
    noticed_and_posted(village, deed)
    closed_and_printed(village)
    redeemed(village)
    read_by_a_visitor(village)


def entered_and_approved(village: Village) -> Deed:
    """The chair enters what she saw; the treasurer, of another household, approves it."""
    home = household_of(village.somebody(HOUSEHOLD).pk)
    assert home is not None
    number = Passbook.objects.get(household=home).number
    page = village.as_(CHAIR, f"{village.bank.pk}/enter/?q={number}")
    page.check(f"[name=household][value='{home.pk}']")
    assert page.locator("[name=household]").count() == 1, "1 is not 10"
    kind = page.locator("[name=kind][value=plain_feast]")
    if not kind.is_visible():
        page.locator("details", has=kind).locator("summary").click()
    kind.check()
    page.check("[name=saw_it]")
    village.seen("enter", "婚事新办")
    village.press("form[method=post]:has([name=kind])")
    deed = Deed.objects.get(household=home, kind="plain_feast")
    assert (deed.household_id, deed.kind, deed.state) == (home.pk, "plain_feast", "entered")
    page = village.as_(TREASURER, f"{village.bank.pk}/waiting/")
    page.check(f"[name=deed][value='{deed.pk}']")
    village.seen("waiting")
    village.press("form:has([name=deed])")
    deed.refresh_from_db()
    assert deed.state == "approved"
    return deed


def noticed_and_posted(village: Village, deed: Deed) -> None:
    """The month is over: the council publishes, nobody objects, the points are posted."""
    ours = ledger.balance(
        banking.household_account(deed.household_id, village.bank.pk, now=village.now)
    )
    village.now = calendar.start_of(month_after(month_of(deed.done_on))) + timedelta(hours=9)
    page = village.as_(CHAIR, f"{village.bank.pk}/")
    village.seen("home-of-the-council", "公示")
    with page.expect_navigation():
        page.locator("form[action$='/publish/'] button").click()
    notice = MonthNotice.objects.order_by("-month")[0]
    village.as_(None, f"notices/{notice.pk}/")
    village.seen("notice", "提异议")
    village.now = notice.closes_at + timedelta(hours=1)
    banking.post_due(now=village.now)
    deed.refresh_from_db()
    assert deed.state == "posted"
    then = ledger.balance(
        banking.household_account(deed.household_id, village.bank.pk, now=village.now)
    )
    assert then.available >= ours.available + deed.points


def closed_and_printed(village: Village) -> None:
    """The book of the month that is over is closed; the sheet for the board carries its root."""
    month = (month_of(calendar.today(village.now)) - timedelta(days=1)).strftime("%Y-%m")
    page = village.as_(CHAIR, f"{village.bank.pk}/sheets/{month}/")
    village.seen("sheet-open")
    with page.expect_navigation():
        page.locator("a[href$='/close/']").click()
    village.seen("sheet-closing", "不能撤销")
    page.locator("input[name=sure]").check()
    village.press()
    village.seen("sheet-sealed", "根值")
    period = ledger.periods(village.bank.pk)[0]
    assert period.state == "sealed"
    for size in ("a3", "a4"):
        answer = page.request.get(
            f"{village.server.url}/bank/{village.bank.pk}/sheets/{month}/paper/?size={size}"
        )
        assert answer.status == 200
        assert root_on(page) in printed(answer.body(), village, size)


def root_on(page: Page) -> str:
    return "".join(page.locator("dd.words.number").last.inner_text().split())


def printed(pdf: bytes, village: Village, size: str) -> str:
    """The signs on the paper, read by another program than the one that made it; and its picture."""
    path = village.take(village.page, f"bank-sheet-{size}")
    with pypdfium2.PdfDocument(pdf) as paper:
        paper[0].render(scale=1.5).to_pil().save(path)
        return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in paper)


def redeemed(village: Village) -> None:
    """Her household exchanges ten points for a bag of rice; the chair hands it over by the code."""
    page = village.as_(HOUSEHOLD, f"{village.bank.pk}/rewards/")
    village.seen("rewards", "五斤大米")
    with page.expect_navigation():
        page.locator("a", has_text="五斤大米").first.click()
    with page.expect_navigation():
        page.locator("form[action$='/reserve/'] button").click()
    village.seen("code", "五斤大米")
    code = page.locator(".redeem-letters").inner_text()
    page = village.as_(CHAIR, f"{village.bank.pk}/pick-up/")
    page.fill("[name=code]", code.lower())
    with page.expect_navigation():
        page.locator("form[method=get] button").last.click()
    village.seen("hand-over", "五斤大米")
    with page.expect_navigation():
        page.locator("form:has([type=hidden][name=code]) button").click()
    village.seen("handed-over", "已发放")


def read_by_a_visitor(village: Village) -> None:
    period = ledger.periods(village.bank.pk)[0]
    for language in ("zh-hans", "en"):
        for name, address in (
            ("home", f"{village.bank.pk}/"), ("fund", f"{village.bank.pk}/fund/"),
            ("rewards", f"{village.bank.pk}/rewards/"), ("rules", f"{village.bank.pk}/rules/"),
            ("root", f"{village.bank.pk}/sealed/{period.number}/"),
        ):  # fmt: skip
            village.as_(None, address, language)
            main = village.seen(f"visitor-{name}-{language}")
            for who in (
                CHAIR,
                TREASURER,
            ):  # whoever holds an office stands in the open, nobody else
                main = main.replace(who.name, "")
            assert HOUSEHOLD.name not in main
