"""Signing in on a phone: without scripts by code, and with a passkey kept by the device."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache

from maplebridge.people.models import Account
from tests.people.ground import Ground

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NUMBER = "13812340000"
Picture = Callable[["Page", str], Path]


@pytest.fixture
def ground(transactional_db: None, settings: Any) -> Ground:
    settings.DEMO = True
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    cache.clear()
    ground = Ground()
    ground.person("王小明", phone=NUMBER, home=ground.home)
    return ground


def sign_in_by_code(page: Page, take_picture: Picture, name: str) -> None:
    page.goto("/account/login/")
    take_picture(page, f"people-{name}-sign-in")
    page.fill("input[name=login]", "138 1234 0000")
    page.click("form[action='/account/login/'] button.button-primary")
    code = re.search(r"\b\d{6}\b", page.inner_text(".notice-warn"))
    assert code
    take_picture(page, f"people-{name}-code")
    page.fill("input[name=code]", code[0])
    page.click("button[value=verify]")
    page.wait_for_url(re.compile(r"^https?://[^/]+/$"))


def test_a_resident_signs_in_and_sees_their_page_without_scripts(
    plain_page: Page, ground: Ground, take_picture: Picture
) -> None:
    sign_in_by_code(plain_page, take_picture, "plain")
    plain_page.goto("/people/")
    assert "王小明" in plain_page.inner_text("main")
    take_picture(plain_page, "people-plain-me")
    plain_page.goto("/people/consents/")
    plain_page.click("button[value=give] >> nth=0")
    assert plain_page.locator("button[value=withdraw]").count() == 1
    take_picture(plain_page, "people-plain-consents")


def test_a_passkey_is_added_and_opens_the_account(
    phone_page: Page, ground: Ground, take_picture: Picture
) -> None:
    page = phone_page
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in_by_code(page, take_picture, "phone")
    page.goto("/account/passkeys/add/")
    page.fill("input[name=name]", "My phone")
    page.click("form[data-passkey=add] button")
    page.wait_for_url("**/account/passkeys/")
    assert "My phone" in page.inner_text("main")
    take_picture(page, "people-phone-passkeys")
    page.context.clear_cookies()
    page.goto("/account/login/")
    page.click("form[data-passkey=login] button")
    page.wait_for_url(re.compile(r"^https?://[^/]+/$"))
    page.goto("/people/")
    assert "王小明" in page.inner_text("main")
    assert Account.objects.get().last_login is not None
