"""The report form on a cheap phone: short, one button, everything reachable, with and without scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from maplebridge.matters import actions
from maplebridge.matters.models import Matter
from tests.world import NOON, World, build_world, client_for, photo, viewer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = 2
ADDRESS = "/matters/report/"


@pytest.fixture
def world() -> World:
    return build_world()


def come(page: Page, server: Any, who: Any, **cookies: str) -> None:
    name = settings.SESSION_COOKIE_NAME
    jar = cookies | ({name: client_for(who).cookies[name].value} if who else {})
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": key, "value": value, "url": server.url} for key, value in jar.items()]
    )
    page.goto(ADDRESS)


@pytest.mark.parametrize("size", ["normal", "large"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_one_button_lies_within_two_screens_without_scripts(
    plain_page: Page, live_server: Any, world: World, language: str, size: str, take_picture: Any
) -> None:
    for who in (world.wang, None):
        cookies = {settings.LANGUAGE_COOKIE_NAME: language, "mb_size": size}
        come(plain_page, live_server, who, **cookies)
        take_picture(plain_page, f"report-{'resident' if who else 'visitor'}-{language}-{size}")
        main = plain_page.locator("main .button-primary")
        assert main.count() == 1
        box = main.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= SCREENS * 844, (language, size, who)


@pytest.mark.parametrize("size", ["normal", "large"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_stays_within_two_screens_with_the_rows_that_scripts_add(
    phone_page: Page, live_server: Any, world: World, language: str, size: str, take_picture: Any
) -> None:
    for who in (world.wang, None):
        cookies = {settings.LANGUAGE_COOKIE_NAME: language, "mb_size": size}
        come(phone_page, live_server, who, **cookies)
        phone_page.wait_for_selector("[data-outbox-ready]")
        if who:
            phone_page.click("[data-elsewhere] summary")
        assert phone_page.locator("[data-map-opener]").is_visible()
        assert phone_page.locator("[data-locate]").is_visible()
        name = f"report-scripts-{'resident' if who else 'visitor'}-{language}-{size}"
        take_picture(phone_page, name)
        if who:
            phone_page.click("[data-elsewhere] summary")
        box = phone_page.locator("main .button-primary").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= SCREENS * 844, (language, size, who)


def test_photo_words_and_place_come_first_and_all_else_can_be_reached(
    plain_page: Page, live_server: Any, world: World
) -> None:
    come(plain_page, live_server, world.wang)
    order = plain_page.evaluate(
        """() => [...document.querySelectorAll(
            "[data-report] :is(input:not([type=hidden]), textarea, button)"
        )].filter((e) => e.checkVisibility()).map((e) => e.name || e.textContent.trim())"""
    )
    assert order[:3] == ["photos", "words", "place"]
    for folded in plain_page.locator("[data-report] summary").all():
        if folded.is_visible():
            folded.click()
    for name in ("place_search", "place_text", "category", "neighbours_see", "everybody_sees"):
        assert plain_page.locator(f"[name={name}]:visible").first.is_visible(), name
    assert plain_page.locator("main a[href='/matters/report/for/']").is_visible()
    plain_page.fill("[name=words]", "路灯不亮")
    plain_page.fill("[name=place_search]", "3棟")
    plain_page.click("[name=find]")
    found = plain_page.locator(f"[name=place][value='{world.building.pk}']")
    assert found.is_visible(), "what was found is in sight"
    found.check()
    plain_page.click("main .button-primary")
    plain_page.wait_for_url("**/sent/")
    assert Matter.objects.get().place_id == world.building.pk


@pytest.mark.parametrize("scripts", [True, False])
def test_a_missing_place_leads_to_its_field_and_nothing_typed_is_lost(
    phone_page: Page, plain_page: Page, live_server: Any, world: World, scripts: bool
) -> None:
    page = phone_page if scripts else plain_page
    come(page, live_server, None)
    if scripts:
        page.wait_for_selector("[data-outbox-ready]")
    shot = photo()
    picture = {"name": "lamp.png", "mimeType": "image/png", "buffer": shot.read()}
    page.set_input_files("[name=photos]", [picture])
    page.fill("[name=words]", "路灯不亮")
    page.click("main .button-primary")
    page.wait_for_selector(".notice-error")
    # A page gives its focus away once it is loaded, a moment after the notice stands in it.
    page.wait_for_function("document.activeElement.classList.contains('notice-error')")
    page.click(".notice-error a")
    page.wait_for_function("document.activeElement.name === 'place_search'")
    field = page.locator("[name=place_search]")
    described = field.get_attribute("aria-describedby")
    assert page.locator(f"#{described}").is_visible()
    assert page.input_value("[name=words]") == "路灯不亮"
    assert page.locator("[name=kept]").count() == 1
    field.fill("3棟")
    if not scripts:
        page.click("[name=find]")
    page.check(f"[name=place][value='{world.building.pk}']")
    page.click("main .button-primary")
    page.wait_for_url(re.compile("/sent/"))
    matter = Matter.objects.get()
    assert matter.events.get().photos.count() == 1


def test_while_it_is_sent_the_page_says_that_and_not_that_it_waits(
    phone_page: Page, live_server: Any, world: World
) -> None:
    held: list[Any] = []
    phone_page.route(
        "**/matters/report/outbox/",
        lambda route: held.append(route) if route.request.method == "POST" else route.continue_(),
    )
    come(phone_page, live_server, world.wang)
    phone_page.wait_for_selector("[data-outbox-ready]")
    picture = {"name": "lamp.png", "mimeType": "image/png", "buffer": photo().read()}
    phone_page.set_input_files("[name=photos]", [picture])
    phone_page.fill("[name=words]", "路灯不亮")
    phone_page.click("main .button-primary")
    for _ in range(200):
        if held:
            break
        phone_page.wait_for_timeout(50)
    said = phone_page.inner_text("main")
    assert "正在发送" in said
    assert "等待网络" not in said
    assert not phone_page.locator("[data-outbox-list] li").count()
    held[0].continue_()
    phone_page.wait_for_url(re.compile("/sent/"))
    assert Matter.objects.get().events.get().photos.count() == 1


def test_a_suggestion_that_nobody_touches_is_said_and_taken(
    phone_page: Page, live_server: Any, world: World, take_picture: Any
) -> None:
    come(phone_page, live_server, world.wang)
    phone_page.wait_for_selector("[data-outbox-ready]")
    phone_page.fill("[name=words]", "路灯不亮")
    phone_page.wait_for_selector("#kinds-hint")
    assert "将归为" in phone_page.inner_text("#kinds-hint")
    take_picture(phone_page, "report-suggested")
    phone_page.click("main .button-primary")
    phone_page.wait_for_url("**/sent/")
    assert Matter.objects.get().category == "lighting"
    take_picture(phone_page, "report-sent")


ROOM = """() => [...document.querySelectorAll('.rating label')].map((tile) => {
  const range = document.createRange();
  range.selectNodeContents(tile.querySelector('.face > span'));
  const words = range.getBoundingClientRect(), box = tile.getBoundingClientRect();
  return Math.min(words.left - box.left, box.right - words.right);
})"""
"""How far the words of each tile stay from its border."""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_words_of_a_rating_keep_off_the_borders_of_their_tiles(
    plain_page: Page, live_server: Any, world: World, language: str
) -> None:
    sent = actions.Report(words="路灯不亮", place_id=world.grid.pk, category="lighting")
    matter = actions.report(viewer=viewer(world.wang), sent=sent, now=NOON).matter
    actions.answer(viewer=viewer(world.li), matter_id=matter.pk, text="灯泡已换好。", now=NOON)
    come(plain_page, live_server, world.wang, **{settings.LANGUAGE_COOKIE_NAME: language})
    for width in (390, 360):
        plain_page.set_viewport_size({"width": width, "height": 844})
        plain_page.goto(f"/matters/{matter.pk}/")
        room = plain_page.evaluate(ROOM)
        assert len(room) == 5
        assert min(room) >= 3, (width, room)
