"""The place of a report is chosen on a map: by thumb on a phone, and by keyboard alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from maplebridge.matters.models import Matter
from maplebridge.territory.models import Place
from maplebridge.territory.public import forget_index
from tests.world import World, build_world, client_for

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    forget_index()
    made = build_world()
    lon, lat = made.point
    Place.objects.filter(pk=made.building.pk).update(lon=lon, lat=lat)
    return made


def come(page: Page, server: Any, who: Any, address: str) -> list[str]:
    """Open a page as somebody; the addresses that it asks for from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    name = settings.SESSION_COOKIE_NAME
    value = client_for(who).cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "url": server.url}])
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return asked


def open_map(page: Page) -> None:
    page.click("[data-map-opener]")
    page.wait_for_selector("[data-map-frame][data-ready]")


def test_a_tap_beside_a_building_offers_point_and_building(
    phone_page: Page, live_server: Any, world: World, take_picture: Any
) -> None:
    page = phone_page
    asked = come(page, live_server, world.wang, "/matters/report/")
    assert not [url for url in asked if "maplibre" in url or "geojson" in url]
    page.fill("[name=words]", "路灯不亮")
    page.click("[data-elsewhere] summary")
    open_map(page)
    assert all(url.startswith(live_server.url) for url in asked if url.startswith("http"))
    take_picture(page, "place-map-phone")
    page.locator("[data-map-frame]").evaluate("(e) => e.scrollIntoView({ block: 'center' })")
    frame = page.locator("[data-map-frame]").bounding_box()
    assert frame is not None
    page.mouse.click(frame["x"] + frame["width"] / 2 + 4, frame["y"] + frame["height"] / 2)
    chosen = page.locator(f"#spot [value='{world.building.pk}']")
    chosen.wait_for()
    assert chosen.is_checked(), "the building that was tapped"
    take_picture(page, "place-map-phone-chosen")
    page.check("#spot [value='']")
    page.click("[data-outbox-submit]")
    page.wait_for_url(re.compile("/sent/"))
    matter = Matter.objects.get()
    assert matter.grid_id == world.grid.pk
    assert matter.lon == pytest.approx(world.point[0], abs=1e-4)


def test_the_keyboard_alone_finds_the_next_grid(
    desk_page: Page, live_server: Any, world: World, take_picture: Any
) -> None:
    page = desk_page
    come(page, live_server, world.sun, "/matters/console/")
    page.fill("[name=words]", "路灯不亮")
    page.focus("[data-map-opener]")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-map-frame][data-ready]")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "CANVAS"
    page.keyboard.press("+")
    page.keyboard.press("-")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector("#spot [data-lon]")
    assert world.next_grid.name in page.inner_text("#spot")
    take_picture(page, "place-map-console")
    page.press("[name=words]", "F9")
    page.wait_for_url(re.compile("/sent/"))
    assert Matter.objects.get().grid_id == world.next_grid.pk


def test_with_scripts_too_the_one_button_lies_within_two_screens(
    phone_page: Page, live_server: Any, world: World
) -> None:
    phone_page.goto("/matters/report/")
    phone_page.wait_for_selector("[data-map-opener]")
    box = phone_page.locator("main .button-primary").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 2 * 844
