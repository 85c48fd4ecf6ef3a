"""In a browser the questions of a kind come with the choice of it, and are sent with the words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from maplebridge.matters.models import Matter
from tests.world import build_world, client_for

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page: Page, server: Any, who: Any) -> None:
    name = settings.SESSION_COOKIE_NAME
    value = client_for(who).cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "url": server.url}])


def test_questions_come_with_the_kind_and_go_with_the_words(
    phone_page: Page, live_server: Any
) -> None:
    world = build_world()
    sign_in(phone_page, live_server, world.wang)
    phone_page.goto("/matters/report/")
    assert not phone_page.locator("[name=ask]").is_visible()
    phone_page.fill("[name=words]", "路灯不亮")
    phone_page.locator("[name=category][value=lighting]").check()
    phone_page.fill("[name=q-pole]", "HGT-0172")
    phone_page.locator("[name=q-how][value=dark]").check()
    phone_page.locator("form[data-report] .button-primary").last.click()
    phone_page.wait_for_url("**/sent/")
    kept = Matter.objects.get().attributes.order_by("order").values_list("code", "value")
    assert list(kept) == [("pole", "HGT-0172"), ("how", "dark")]


def test_without_a_script_a_button_brings_the_questions(plain_page: Page, live_server: Any) -> None:
    world = build_world()
    sign_in(plain_page, live_server, world.wang)
    plain_page.goto("/matters/report/")
    plain_page.fill("[name=words]", "路灯不亮")
    plain_page.locator("#kinds details.more summary").last.click()
    plain_page.locator("[name=category][value=lighting]").check()
    plain_page.locator("[name=ask]").click()
    assert plain_page.input_value("[name=words]") == "路灯不亮"
    plain_page.fill("[name=q-pole]", "HGT-0172")
    plain_page.locator("form[data-report] .button-primary").last.click()
    plain_page.wait_for_url("**/sent/")
    assert Matter.objects.get().attributes.get().value == "HGT-0172"
