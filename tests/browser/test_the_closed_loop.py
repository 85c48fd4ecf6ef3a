"""The closed loop, whole, in a street: six ways in, the right hands, an answer that the resident confirms,
and a rule that learns. Every step that a person takes is taken on a phone 390 px wide, in Chinese.

tests/story/test_every_way_in.py asks the same of the pages without a browser; here people see it.
"""

from __future__ import annotations

import json
import re
import smtplib
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.utils import timezone

from maplebridge.core import outbox
from maplebridge.core.viewer import Role
from maplebridge.matters import public as matters
from maplebridge.matters.models import Matter
from maplebridge.people.models import Person, Post
from maplebridge.people.public import Scope
from maplebridge.review import actions as review
from maplebridge.review.models import MonthlyReview
from maplebridge.worlds import cast
from maplebridge.worlds.seed import seed
from tests.channels import providers
from tests.channels.mails import BOX, WANG, letter
from tests.channels.test_mail import answer_to, words_of
from tests.channels.test_mail_doors import listening
from tests.channels.wechat import sealed, text
from tests.open311.asking import old_three
from tests.portal.test_programs import key
from tests.story.test_in_a_browser import picture, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORLD = "street/40"
PHONE, DESK = 390, 1280
WIDER = """() => [...document.querySelectorAll("main table")].filter(
  (e) => e.getBoundingClientRect().right > e.parentElement.getBoundingClientRect().right + 1
).map((e) => e.innerText.slice(0, 60))"""


@dataclass
class Street:
    """The place, the phone that goes from hand to hand, and the services outside."""

    page: Page
    server: Any
    take: Callable[[Page, str], Path]
    mails: Any
    lmtp: int
    three: Any

    def __post_init__(self) -> None:
        posts = Post.objects.select_related("place", "person").filter(role=Role.GRID_WORKER.value)
        self.grid = posts.get(person__phone=cast.WORKER.phone).place
        self.next_grid = posts.get(person__phone=cast.DEPUTY.phone).place

    def somebody(self, who: cast.Member) -> Person:
        return Person.objects.get(phone=who.phone)

    def as_(self, who: cast.Member, address: str) -> Page:
        """The phone in somebody's hand, at an address."""
        sign_in(self.page, self.server, self.somebody(who))
        self.page.goto(address)
        return self.page

    def at(self, who: cast.Member, matter: Matter) -> Page:
        return self.as_(who, f"/matters/{matter.pk}/")

    def press(self, action: str, holding: str = "input") -> None:
        """Send the form of a step and wait for the page that follows; then everything reacts."""
        form = self.page.locator(f"form[action$='/{action}/']", has=self.page.locator(holding))
        with self.page.expect_navigation():
            form.last.locator(".button:not(.button-quiet)").last.click()
        faults = self.page.locator(".notice-error").all_inner_texts()
        assert not faults, f"{action}: {faults}"
        outbox.deliver_all()

    def unfold(self, action: str) -> None:
        form = self.page.locator(f"form[action$='/{action}/']").last
        if not form.is_visible():
            self.page.locator("details", has=form).last.locator("summary").first.click()

    def seen(self, name: str, *words: str) -> None:
        """What stands there, within the width of the phone; kept as a picture."""
        main = self.page.locator("main").inner_text()
        for one in words:
            assert one in main, f"{name}: {one} is not in {main[:1500]}"
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE, f"{name} is {wide} px wide"
        self.take(self.page, f"loop-{name}")

    def answer(self, who: cast.Member, matter: Matter, words: str) -> None:
        page = self.at(who, matter)
        self.unfold("answer")
        page.fill("[name=answer-text]", words)
        page.check("[name=answer-code][value=fixed]")
        self.press("answer")

    def knock(self, path: str, body: bytes, kind: str) -> None:
        """A provider calls back."""
        sent = urllib.request.Request(self.server.url + path, body, {"Content-Type": kind})
        with urllib.request.urlopen(sent, timeout=15) as answer:
            assert answer.status == 200
        outbox.deliver_all()


@pytest.fixture
def street(
    phone_page: Page, live_server: Any, settings: Any, take_picture: Callable[[Page, str], Path]
) -> Iterator[Street]:
    settings.LIMITS = {}
    with ExitStack() as open_:
        open_.enter_context(providers.wechat_account(settings))
        open_.enter_context(providers.sms_provider(settings))
        mails = open_.enter_context(providers.residents_mailbox(settings))
        lmtp = open_.enter_context(listening())
        three = open_.enter_context(old_three())
        seed(world=WORLD, now=timezone.now())
        yield Street(phone_page, live_server, take_picture, mails, lmtp, three)


def newest() -> Matter:
    return Matter.objects.order_by("-id")[0]


# Six ways in


def by_phone_browser(street: Street) -> Matter:
    page = street.as_(cast.YOUNGER, "/matters/report/")
    page.set_input_files("[name=photos]", picture())
    page.fill("[name=words]", "单元门口的地砖翘起来了，推婴儿车绊了一下。")
    with page.expect_navigation(url="**/sent/"):
        page.click("form[data-report] .button-primary")
    street.seen("sent", "我们收到了", cast.WORKER.name)
    outbox.deliver_all()
    return newest()


def by_chat(street: Street) -> Matter:
    """A code from her page joins her WeChat; from then on it knows her home."""
    page = street.as_(cast.VOLUNTEER, "/channels/mine/")
    street.press("code")
    code = page.locator(".scale-xl strong").inner_text()
    chat(street, code, "11")
    chat(street, "单元门口地砖翘起来了，推车过去绊了一下", "12")
    return newest()


def chat(street: Street, words: str, name: str) -> None:
    body, query = sealed(text(words, name))
    street.knock(f"/channels/in/wechat/?{urlencode(query)}", body.encode(), "text/xml")


def by_text(street: Street, words: str, number: int) -> None:
    sent = {
        "phone_number": cast.ELDER.phone, "send_time": "2026-11-27 12:00:00", "content": words,
        "dest_code": "1", "sequence_id": number,
    }  # fmt: skip
    path = f"/channels/in/sms/{providers.SMS_SECRET}/replies/"
    street.knock(path, json.dumps([sent]).encode(), "application/json")


def by_mail(street: Street) -> Matter:
    """A stranger is asked back where it is, then which of several, and says it."""
    mail(street, letter("路口的窨井盖塌了一块。", subject="窨井盖"))
    mail(street, answer_to(street.mails.got[-1], street.grid.name))
    assert street.grid.parent is not None
    asked = words_of(street.mails.got[-1])
    ours = re.search(rf"^(\d) .*{street.grid.parent.name}", asked, re.M)
    assert ours, asked
    mail(street, answer_to(street.mails.got[-1], ours[1]))
    return newest()


def mail(street: Street, one: EmailMessage) -> None:
    with smtplib.LMTP("127.0.0.1", street.lmtp) as client:
        client.send_message(one, from_addr=WANG, to_addrs=[BOX])
    outbox.deliver_all()


def by_program(street: Street) -> Matter:
    """PyPI's `three`, with the key of one of the residents."""
    token = key(street.somebody(cast.YOUNGER), Scope.REPORT_BY_OPEN311)
    client = street.three.Three(f"{street.server.url}/open311/v2", api_key=token)
    lat, lon = street.grid.lat, street.grid.lon
    (line,) = client.post("other", description="河边的护栏松了一截", lat=str(lat), long=str(lon))
    outbox.deliver_all()
    return Matter.objects.get(reference=line["service_request_id"])


def by_telephone(street: Street) -> Matter:
    page = street.as_(cast.OPERATOR, "/matters/console/")
    page.fill("[name=words]", "老人说楼上半夜还在装修，睡不着")
    page.fill("[name=place_search]", street.grid.name)
    with page.expect_navigation():
        page.click("[name=look]")
    page.check(f"[name=place][value='{street.grid.pk}']")
    street.seen("console", "接电话")
    with page.expect_navigation():
        page.click("[name=dispatch]")
    outbox.deliver_all()
    return newest()


# One story


def test_a_street_hears_decides_answers_and_learns(street: Street) -> None:
    tile = by_phone_browser(street)
    again = by_chat(street)
    by_text(street, "门口垃圾桶满了两天，没人来清", 7)
    bins = newest()
    cover, rail, noise = by_mail(street), by_program(street), by_telephone(street)
    six = (tile, again, bins, cover, rail, noise)
    assert [m.channel for m in six] == ["web", "chat", "sms", "mail", "api", "phone"]
    assert {m.place_id for m in (tile, cover, rail, noise)} == {street.grid.pk}
    street.as_(cast.WORKER, "/matters/inbox/")
    street.seen("inbox", *(m.reference for m in six))

    joined(street, again, tile)
    handed_back_and_decided(street, rail)
    disputed_and_open_again(street, bins)
    street.answer(cast.WORKER, cover, "井盖换好了，四周也填平了。")
    assert any("井盖换好了" in words_of(one) for one in street.mails.got)
    street.answer(cast.WORKER, noise, "和楼上说好了，晚上八点以后不动工。")
    rated_and_thanked(street, tile, bins)
    reviewed(street)
    learnt(street)


def joined(street: Street, again: Matter, tile: Matter) -> None:
    """Suggested with its reasons; a person decides."""
    street.at(cast.WORKER, again)
    street.seen("perhaps-the-same", tile.reference)
    street.press("duplicate", f"[type=hidden][value='{tile.reference}']")
    again.refresh_from_db()
    assert (again.closing_code, again.duplicate_of_id) == ("duplicate", tile.pk)
    street.at(cast.VOLUNTEER, again)
    street.seen("joined", tile.reference)


def handed_back_and_decided(street: Street, rail: Matter) -> None:
    page = street.at(cast.WORKER, rail)
    street.unfold("return")
    page.check("[name=return-reason][value=other_place]")
    page.fill("[name=return-text]", "护栏在桥的那一头，属隔壁网格。")
    street.press("return")
    street.seen("handed-back", "退回")
    page = street.at(cast.OPERATOR, rail)
    page.fill("#refer_to", street.next_grid.name)
    with page.expect_navigation():
        page.locator("form", has=page.locator("#refer_to")).first.locator("button").click()
    page.check(f"[name=assign-place][value='{street.next_grid.pk}']")
    page.fill("[name=assign-text]", "看过网格图，河边归隔壁网格。")
    street.press("assign")
    street.at(cast.DEPUTY, rail)
    street.press("accept")
    street.answer(cast.DEPUTY, rail, "护栏焊牢了，晃不动。")
    street.seen("decided", "河边归隔壁网格", "护栏焊牢了")


def disputed_and_open_again(street: Street, bins: Matter) -> None:
    street.answer(cast.WORKER, bins, "今早清运过了。")
    by_text(street, f"不满意 {bins.reference} 只清了一半", 8)
    street.at(cast.WORKER, bins)
    street.seen("open-again", "只清了一半")
    bins.refresh_from_db()
    assert bins.state == "reopened"
    street.answer(cast.WORKER, bins, "全部清走，附近加了一个桶。")


def rated_and_thanked(street: Street, tile: Matter, bins: Matter) -> None:
    street.answer(cast.WORKER, tile, "地砖重新铺平，踩过了。")
    for who, matter, stars in ((cast.YOUNGER, tile, 5), (cast.ELDER, bins, 4)):
        page = street.at(who, matter)
        page.locator(f"[name=rate-stars][value='{stars}']").check()
        page.check("[name=rate-solved][value=yes]")
        street.press("rate")
        matter.refresh_from_db()
        assert (matter.state, matter.closing_code) == ("closed", "fixed")
    street.seen("closed", "已解决")
    page = street.as_(cast.YOUNGER, "/bank/")
    street.seen("points", "+2")
    assert page.locator(f"table a[href='/matters/{tile.pk}/']").is_visible()


def reviewed(street: Street) -> None:
    """The month drafts itself on the first working days of the next one."""
    today = timezone.localdate()
    month = today.replace(day=1)
    later = (month + timedelta(days=32)).replace(day=12)
    review.draft_due(now=timezone.now() + (later - today))
    drafted = MonthlyReview.objects.get(place=street.grid.parent, month=month)
    page = street.as_(cast.HEAD, f"/review/{drafted.pk}/")
    street.seen("month", "办理情况")
    for figure in ("已退回", "重新办理"):
        row = page.locator("tr", has=page.get_by_role("rowheader", name=figure, exact=True))
        assert re.match(r"[1-9]\d*/\d", row.first.locator("td").first.inner_text()), figure
    at_a_desk_in_english(street)


def at_a_desk_in_english(street: Street) -> None:
    """Eight columns of long words stay within the page."""
    page, cookie = street.page, settings.LANGUAGE_COOKIE_NAME
    page.context.add_cookies([{"name": cookie, "value": "en", "url": street.server.url}])
    page.set_viewport_size({"width": DESK, "height": 900})
    page.reload()
    assert page.get_by_role("heading", name="By kind").is_visible()
    assert page.evaluate(WIDER) == []
    street.take(page, "loop-month-desk")
    page.set_viewport_size({"width": PHONE, "height": 844})


def learnt(street: Street) -> None:
    """A shorter promise is tried on what happened, adopted, and holds from tomorrow on."""
    page = street.as_(cast.HEAD, "/review/proposals/add/?kind=limit&category=rubbish")
    page.select_option("[name=category]", "rubbish")
    page.fill("[name=first_answer_hours]", "2")
    page.fill("[name=settle_days]", "1")
    page.fill("[name=why]", "垃圾当天清，不过夜。")
    with page.expect_navigation():
        page.click("main form .button-primary")
    street.press("replay")
    street.seen("tried", "试算结果", "实际情况", "调整后")
    with page.expect_navigation():
        page.click("[name=decision][value=adopt]")
    street.seen("adopted", "垃圾当天清")
    tomorrow = timezone.localdate() + timedelta(days=1)
    rubbish = matters.catalogue(tomorrow).get("rubbish")
    assert rubbish is not None
    assert (rubbish.promise.first_answer_hours, rubbish.promise.settle_days) == (2, 1)
    page.goto("/review/proposals/")
    street.seen("proposals", "垃圾清运")
    with page.expect_navigation():  # the oldest of those that were adopted
        page.locator("main li", has=page.locator(".tone-done")).last.locator("a").click()
    street.seen("did-it-work", "有没有效果？")
