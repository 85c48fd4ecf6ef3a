"""Words are read aloud on request, where the device has a voice for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A device whose voices are known and which writes down what it says.
DEVICE = """(tongues) => {
  window.said = [];
  const speech = {
    getVoices: () => tongues.map((lang) => ({ lang })),
    addEventListener: () => {},
    cancel: () => window.said.push("cancelled"),
    speak: (saying) => window.said.push(`${saying.lang} ${saying.text}`),
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
}"""


def device(page: Page, *tongues: str) -> None:
    page.add_init_script(f"({DEVICE})({list(tongues)})")
    page.goto("/privacy/")


def test_a_page_is_read_line_by_line_in_its_language(phone_page: Page) -> None:
    device(phone_page, "zh-CN", "en-GB")
    button = phone_page.locator("[data-read-aloud]")
    button.click()
    said = phone_page.evaluate("() => window.said")
    assert said[0].startswith("zh-CN ")
    assert len(said) > 10
    button.click()
    assert phone_page.evaluate("() => window.said.at(-1)") == "cancelled"


def test_without_a_voice_for_the_language_nothing_is_offered(phone_page: Page) -> None:
    device(phone_page, "fr-FR")
    assert phone_page.locator("[data-read-aloud]").is_hidden()


def test_without_scripts_nothing_is_offered(plain_page: Page) -> None:
    plain_page.goto("/privacy/")
    assert plain_page.locator("[data-read-aloud]").is_hidden()
