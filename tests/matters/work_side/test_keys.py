"""The keys of the lists, pressed in a browser; they do nothing that links and forms do not do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.utils import timezone

from maplebridge.matters import actions
from maplebridge.matters.models import Matter
from tests.world import World, build_world, client_for, viewer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_as_li(page: Page, server: Any, world: World, path: str) -> None:
    name = settings.SESSION_COOKIE_NAME
    value = client_for(world.li).cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "url": server.url}])
    page.goto(path)


def report(world: World, words: str) -> Matter:
    sent = actions.Report(words=words, place_id=world.grid.pk)
    return actions.report(viewer=viewer(world.wang), sent=sent, now=timezone.now()).matter


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('a')?.innerText ?? ''"))


def test_a_matter_is_taken_on_without_a_mouse(desk_page: Page, live_server: Any) -> None:
    world = build_world()
    second, first = report(world, "第一件"), report(world, "第二件")
    open_as_li(desk_page, live_server, world, "/matters/inbox/")
    desk_page.keyboard.press("j")
    assert second.reference in focused(desk_page)
    desk_page.keyboard.press("j")
    desk_page.keyboard.press("j")
    assert first.reference in focused(desk_page)
    desk_page.keyboard.press("k")
    assert second.reference in focused(desk_page)
    desk_page.keyboard.press("a")
    desk_page.wait_for_url("**/bulk/**")
    # The page puts the focus on its button when it is first drawn, a moment after it is there.
    desk_page.wait_for_function("document.activeElement.matches('button')")
    desk_page.keyboard.press("Enter")
    desk_page.wait_for_selector(".badge.tone-done")
    assert Matter.objects.get(pk=second.pk).state == "accepted"
    assert Matter.objects.get(pk=first.pk).state == "received"


def test_keys_are_quiet_while_somebody_types_and_can_be_switched_off(
    desk_page: Page, live_server: Any
) -> None:
    world = build_world()
    matter = report(world, "第一件")
    open_as_li(desk_page, live_server, world, "/matters/board/")
    desk_page.keyboard.press("?")
    assert desk_page.locator("#keys").get_attribute("open") is not None
    desk_page.goto("/matters/inbox/")
    desk_page.keyboard.press("/")
    desk_page.keyboard.type("jao?")
    assert desk_page.input_value("#q") == "jao?"
    desk_page.goto("/matters/inbox/")
    desk_page.locator("#keys > summary").click()
    desk_page.locator("[data-keys-off]").check()
    desk_page.goto("/matters/inbox/")
    desk_page.keyboard.press("j")
    assert matter.reference not in focused(desk_page)
