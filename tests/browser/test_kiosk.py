"""A kiosk that nobody touches for a minute goes back to its start, and says so before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from maplebridge.matters import actions
from tests.world import build_world, viewer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_minute_without_a_touch_forgets_what_was_typed(
    phone_page: Page, live_server: Any, take_picture: Any
) -> None:
    world = build_world()
    now = timezone.now()
    code = actions.sign_of(viewer=viewer(world.li), place=world.entrance, now=now).code
    phone_page.clock.install()
    kiosk = {"name": "mb_kiosk", "value": code, "url": live_server.url}
    phone_page.context.add_cookies([kiosk])  # type: ignore[list-item]
    phone_page.goto("/matters/kiosk/")
    take_picture(phone_page, "kiosk")
    phone_page.click(".tile-primary")
    phone_page.fill("[name=words]", "只有我知道的话")
    phone_page.clock.run_for(40_000)
    phone_page.press("[name=words]", "End")
    phone_page.clock.run_for(40_000)
    assert phone_page.locator("[data-kiosk-soon]").is_hidden(), "a touch counts anew"
    phone_page.clock.run_for(10_000)
    phone_page.wait_for_selector("[data-kiosk-soon]:visible")
    take_picture(phone_page, "kiosk-soon")
    phone_page.clock.run_for(15_000)
    phone_page.wait_for_url("**/matters/kiosk/")
    phone_page.click(".tile-primary")
    assert phone_page.input_value("[name=words]") == ""
    assert phone_page.evaluate("indexedDB.databases().then((all) => all.length)") == 0


def test_the_back_button_finds_nothing_of_the_person_before(
    phone_page: Page, live_server: Any
) -> None:
    world = build_world()
    code = actions.sign_of(viewer=viewer(world.li), place=world.entrance, now=timezone.now()).code
    kiosk = {"name": "mb_kiosk", "value": code, "url": live_server.url}
    phone_page.context.add_cookies([kiosk])  # type: ignore[list-item]
    phone_page.goto("/matters/kiosk/")
    phone_page.click(".tile-primary")
    phone_page.fill("[name=words]", "只有我知道的话")
    assert phone_page.get_attribute("[name=words]", "autocomplete") == "off"
    phone_page.click("[data-kiosk] .button")
    phone_page.wait_for_url("**/matters/kiosk/")
    phone_page.go_back()
    phone_page.wait_for_load_state()
    assert "只有我知道的话" not in phone_page.content()
    assert phone_page.locator("[name=words]").count() == 0 or not phone_page.input_value(
        "[name=words]"
    )
    phone_page.goto("/matters/receipt/")
    assert phone_page.get_attribute("[name=code]", "autocomplete") == "off"
