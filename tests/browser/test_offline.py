"""A report on a network that dies: kept over reload and restart, there once, with all its photos."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from PIL import Image

from maplebridge.matters.models import Matter, MatterPhoto, PhotoUpload
from maplebridge.people.models import Person
from tests.browser.dying_network import REPORT_SENT, Wire, wire_to
from tests.conftest import CHROMIUM_FLAGS
from tests.servers import chromium_path
from tests.world import World, build_world, client_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Phone = Callable[[], "Page"]
WORDS = "楼道灯坏了，晚上看不见台阶。"


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def wire(live_server: Any) -> Iterator[Wire]:
    with wire_to(live_server.url) as made:
        yield made


@pytest.fixture
def phone(browser: Browser, wire: Wire, tmp_path: Path) -> Iterator[Phone]:
    """`phone()` starts the browser of one phone, again with all that it kept when it ran before."""
    running: list[BrowserContext] = []

    def start() -> Page:
        for context in running:
            context.close()
        running.clear()
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "phone",
            executable_path=chromium_path(),
            args=CHROMIUM_FLAGS,
            base_url=wire.url,
            viewport={"width": 390, "height": 844},
            locale="zh-CN",
        )
        context.set_default_timeout(20_000)
        running.append(context)
        return context.pages[0] if context.pages else context.new_page()

    yield start
    for context in running:
        context.close()


def sign_in(page: Page, who: Person, wire: Wire) -> None:
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client_for(who).cookies[name].value, "url": wire.url}
    page.context.add_cookies([cookie | {"expires": time.time() + 86_400}])  # type: ignore[list-item]


def big_photo(name: str) -> dict[str, Any]:
    """Noise does not get smaller: some pieces, however it is written."""
    target = io.BytesIO()
    Image.effect_noise((1200, 900), 120).convert("RGB").save(target, "JPEG", quality=90)
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": target.getvalue()}


def open_form(page: Page) -> None:
    page.goto("/matters/report/")
    page.wait_for_selector("[data-outbox][data-ready]", state="attached")
    page.wait_for_selector("[data-outbox-ready]")


def fill(page: Page, words: str = WORDS) -> None:
    page.set_input_files("[name=photos]", [big_photo("one"), big_photo("two")])
    page.fill("[name=words]", words)


def send(page: Page) -> None:
    page.click("[data-outbox-submit]")


def kept(page: Page) -> None:
    page.wait_for_selector("[data-outbox-status].notice-done")
    page.wait_for_selector("[data-report] [data-title]")


def photos_of(matter: Matter) -> int:
    return MatterPhoto.objects.filter(event__matter=matter).count()


@pytest.mark.parametrize("death", ["before a byte", "in a photo", "before the answer"])
def test_a_dying_network_leaves_one_matter_with_all_its_photos(
    world: World, phone: Phone, wire: Wire, death: str, take_picture: Any
) -> None:
    page = phone()
    sign_in(page, world.wang, wire)
    open_form(page)
    fill(page)
    if death == "before a byte":
        wire.die()
    elif death == "in a photo":
        wire.die_after(250_000)
    else:
        wire.die_before_the_answer_to(REPORT_SENT)
    send(page)
    kept(page)
    assert wire.cut
    if death == "in a photo":
        begun = PhotoUpload.objects.order_by("-received")[0]
        assert 0 < begun.received < begun.size
    assert Matter.objects.count() == (1 if death == "before the answer" else 0)
    page.reload()
    page.wait_for_selector("[data-report] [data-title]")
    assert WORDS in page.inner_text("[data-outbox-list]")
    take_picture(page, "offline-waits")
    page = phone()
    page.goto("/matters/report/")
    page.wait_for_selector("[data-report] [data-title]")
    wire.mend()
    page.reload()
    page.wait_for_selector("[data-report] [data-see]:visible")
    matter = Matter.objects.get()
    assert (matter.words, photos_of(matter)) == (WORDS, 2)
    assert not PhotoUpload.objects.exists()
    page.click("[data-see]")
    page.wait_for_url("**/sent/")
    assert matter.reference in page.inner_text("main")
    page.goto("/matters/report/")
    page.wait_for_selector("[data-outbox][data-ready]", state="attached")
    assert page.locator("[data-outbox]").is_hidden(), "what was confirmed waits no more"


def test_what_is_typed_without_network_is_there_after_a_restart(
    world: World, phone: Phone, wire: Wire, take_picture: Any
) -> None:
    page = phone()
    sign_in(page, world.wang, wire)
    page.goto("/")
    page.wait_for_selector("[data-outbox][data-ready]", state="attached")
    wire.die()
    page.goto("/matters/report/")
    page.wait_for_selector("[data-outbox-ready]")
    fill(page)
    page.click("summary:has-text('谁能看到'), summary:has-text('Who reads it')")
    page.check("[name=neighbours_see]")
    page.wait_for_timeout(1500)
    page = phone()
    page.goto("/bank/")
    take_picture(page, "offline-page")
    assert page.locator("main a[href='/matters/report/']").is_visible(), "what works is offered"
    page.click("main a[href='/matters/report/']")
    page.wait_for_selector("[data-outbox-back]:visible")
    assert page.input_value("[name=words]") == WORDS
    assert page.is_checked("[name=neighbours_see]")
    page.wait_for_selector(".photo-preview >> nth=1")
    take_picture(page, "offline-back")
    wire.mend()
    send(page)
    page.wait_for_url("**/sent/")
    matter = Matter.objects.get()
    assert (matter.visibility, photos_of(matter)) == ("neighbours", 2)


def test_the_network_comes_back_while_the_page_is_open(
    world: World, phone: Phone, wire: Wire
) -> None:
    page = phone()
    sign_in(page, world.wang, wire)
    open_form(page)
    fill(page)
    wire.die()
    send(page)
    kept(page)
    fill(page, "第二件事：井盖松了。")
    send(page)
    kept(page)
    page.wait_for_selector("[data-outbox-list] > li >> nth=1")
    wire.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector("[data-see]:visible >> nth=1")
    assert sorted(photos_of(matter) for matter in Matter.objects.all()) == [2, 2]


def test_what_waits_can_be_changed_and_deleted(world: World, phone: Phone, wire: Wire) -> None:
    page = phone()
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, world.wang, wire)
    open_form(page)
    fill(page)
    wire.die()
    send(page)
    kept(page)
    page.click("[data-edit]")
    page.wait_for_selector("[data-outbox-back]:visible")
    assert page.input_value("[name=words]") == WORDS
    page.fill("[name=words]", "改过的话。")
    send(page)
    kept(page)
    assert "改过的话。" in page.inner_text("[data-outbox-list]")
    page.click("[data-outbox-list] [data-delete]")
    page.wait_for_selector("[data-outbox]", state="hidden")
    wire.mend()
    page.reload()
    page.wait_for_selector("[data-outbox][data-ready]", state="attached")
    assert not Matter.objects.exists()


def test_what_the_house_does_not_take_says_why_and_stays(
    world: World, phone: Phone, wire: Wire, take_picture: Any
) -> None:
    """A visitor without network cannot know that the place is missing."""
    page = phone()
    open_form(page)
    page.fill("[name=words]", WORDS)
    wire.die()
    send(page)
    kept(page)
    wire.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector("[data-why]:not(:empty)")
    take_picture(page, "offline-refused")
    assert not Matter.objects.exists()
    page.click("[data-edit]")
    page.wait_for_selector("[data-outbox-back]:visible")
    assert page.input_value("[name=words]") == WORDS
    page.fill("[name=place_search]", "第一")
    page.check(f"[name=place][value='{world.grid.pk}']")
    send(page)
    page.wait_for_url("**/sent/")
    assert Matter.objects.get().receipt_hash
    assert page.locator("main .scale-xl strong").is_visible(), "the receipt code"


def test_nobody_else_on_a_shared_phone_sees_or_sends_what_waits(
    world: World, phone: Phone, wire: Wire
) -> None:
    page = phone()
    sign_in(page, world.wang, wire)
    open_form(page)
    fill(page)
    wire.die()
    send(page)
    kept(page)
    wire.mend()
    sign_in(page, world.chen, wire)
    page.goto("/")
    page.wait_for_selector("[data-outbox-others]:visible")
    page.wait_for_timeout(1000)
    assert WORDS not in page.inner_text("main")
    assert not Matter.objects.exists()
    sign_in(page, world.wang, wire)
    page.goto("/account/logout/")
    page.wait_for_selector("[data-outbox-waiting]:visible")
    page.click("form[data-outbox-leave] button")
    page.wait_for_url(wire.url + "/")
    page.goto("/")
    page.wait_for_selector("[data-outbox][data-ready]", state="attached")
    left = page.evaluate("outboxStore.all().then((found) => found.length)")
    assert left == 0
    assert not Matter.objects.exists()


def test_the_browser_sends_it_when_no_page_is_open(world: World, phone: Phone, wire: Wire) -> None:
    """Background Sync, told by hand as the browser would: its own timing takes minutes."""
    page = phone()
    sign_in(page, world.wang, wire)
    open_form(page)
    fill(page)
    wire.die()
    send(page)
    kept(page)
    worker = page.context.service_workers[0]
    page.goto("about:blank")
    wire.mend()
    worker.evaluate("outboxSend.all()")
    assert photos_of(Matter.objects.get()) == 2


@pytest.mark.parametrize("broken", ["full", "none at all"])
def test_a_device_that_keeps_nothing_sends_all_the_same(
    world: World, phone: Phone, wire: Wire, broken: str
) -> None:
    """Its room is used up, or a private window has no database: nothing hangs, nothing is lost."""
    page = phone()
    sign_in(page, world.wang, wire)
    page.add_init_script(
        """IDBObjectStore.prototype.put = () => {
             throw new DOMException("no room", "QuotaExceededError"); };"""
        if broken == "full"
        else """IDBFactory.prototype.open = () => { throw new DOMException("", "SecurityError"); };"""
    )
    page.goto("/matters/report/")
    page.wait_for_timeout(1000)
    fill(page)
    send(page)
    page.wait_for_url("**/sent/")
    matter = Matter.objects.get()
    assert (matter.words, photos_of(matter)) == (WORDS, 2)


def test_without_scripts_the_form_is_what_it_was(
    plain_page: Page, live_server: Any, world: World
) -> None:
    plain_page.goto("/matters/report/")
    for hidden in ("[data-outbox]", "[data-outbox-status]", "[data-outbox-back]", "[data-say]"):
        assert plain_page.locator(hidden).first.is_hidden()
