"""The pages of the front door pass axe and HTML_CodeSniffer and never scroll sideways."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("address", ["/", "/?elder=1", "/design/", "/privacy/", "/nowhere/"])
def test_a_phone_page_has_no_faults(
    phone_page: Page, accessibility_faults: Callable[[Page], list[str]], address: str
) -> None:
    phone_page.goto(address)
    assert accessibility_faults(phone_page) == []
    assert phone_page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_the_dark_page_has_no_faults(
    desk_page: Page, accessibility_faults: Callable[[Page], list[str]]
) -> None:
    desk_page.emulate_media(color_scheme="dark")
    desk_page.goto("/design/")
    assert accessibility_faults(desk_page) == []


def test_the_first_tab_leads_to_the_content(desk_page: Page) -> None:
    desk_page.goto("/privacy/")
    desk_page.keyboard.press("Tab")
    desk_page.keyboard.press("Enter")
    assert desk_page.evaluate("() => document.activeElement.id") == "main"


def test_faces_are_chosen_with_the_arrow_keys(desk_page: Page) -> None:
    desk_page.goto("/design/")
    desk_page.locator("#id_rating_3").focus()
    desk_page.keyboard.press("ArrowRight")
    assert desk_page.locator("#id_rating_4").is_checked()
