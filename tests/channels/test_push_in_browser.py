"""A real Chromium: the page hands over what the browser gives, the service worker says the news.

No push service can be reached from a test, so the browser's own subscribing is stood in for; the
message itself is handed to the service worker by the browser's debugging protocol.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings as conf

from maplebridge.channels.models import PushDevice
from maplebridge.channels.rules import push as rules
from tests.world import World, build_world, client_for

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STAND_IN = """(given) => {
  PushManager.prototype.getSubscription = async () => null;
  PushManager.prototype.subscribe = async (asked) => {
    if (!asked.userVisibleOnly || asked.applicationServerKey.length !== 65) throw new Error("asked");
    return { toJSON: () => given };
  };
  Notification.requestPermission = async () => "granted";
}"""


@pytest.fixture
def world(transactional_db: None) -> World:
    return build_world()


def sign_in(page: Page, world: World) -> None:
    client = client_for(world.wang)
    cookie = client.cookies[conf.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": conf.SESSION_COOKIE_NAME, "value": cookie, "url": _origin(page)}]
    )


def _origin(page: Page) -> str:
    page.goto("/privacy/")
    origin: str = page.evaluate("location.origin")
    return origin


def test_the_page_hands_over_what_the_browser_gives(
    phone_page: Page, world: World, take_picture: Callable[[Page, str], Path]
) -> None:
    key = rules.unpadded(rules.point_of(ec.generate_private_key(ec.SECP256R1())))
    given = {
        "endpoint": "https://fcm.googleapis.com/fcm/send/abc",
        "keys": {"p256dh": key, "auth": rules.unpadded(b"a" * 16)},
    }
    sign_in(phone_page, world)
    phone_page.add_init_script(f"({STAND_IN})({json.dumps(given)})")
    phone_page.goto("/channels/push/")
    take_picture(phone_page, "push-off")
    phone_page.click("form[data-push] button")
    phone_page.wait_for_selector("text=Chrome / Android")
    take_picture(phone_page, "push-on")
    device = PushDevice.objects.get()
    assert (device.person_id, device.endpoint, device.point) == (
        world.wang.pk,
        given["endpoint"],
        key,
    )


def test_without_scripts_the_page_says_so(plain_page: Page, world: World) -> None:
    sign_in(plain_page, world)
    plain_page.goto("/channels/push/")
    assert not plain_page.is_visible("form[data-push]")
    assert plain_page.is_visible("[data-push-hint]")


def test_the_service_worker_says_the_news(phone_page: Page, world: World) -> None:
    page = phone_page
    sign_in(page, world)
    origin = _origin(page)
    page.context.grant_permissions(["notifications"], origin=origin)
    workers: list[Any] = []
    cdp = page.context.new_cdp_session(page)
    cdp.on("ServiceWorker.workerRegistrationUpdated", lambda said: workers.append(said))
    cdp.send("ServiceWorker.enable")
    page.evaluate(
        "navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)"
    )
    page.wait_for_function("() => navigator.serviceWorker.ready.then((r) => !!r.active)")
    (registration,) = workers[-1]["registrations"]
    news = {"body": "M-2026-000123 有新消息", "url": "/matters/", "tag": "M-2026-000123"}
    for data in (json.dumps(news), "cannot be read"):
        cdp.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": origin, "registrationId": registration["registrationId"], "data": data},
        )
    shown: list[list[str]] = []
    for _ in range(100):
        shown = page.evaluate(
            """async () => (await (await navigator.serviceWorker.ready).getNotifications())
            .map((n) => [n.title, n.body, n.tag, n.data.url])"""
        )
        if len(shown) == 2:
            break
        page.wait_for_timeout(100)
    title = "楓橋 Maplebridge"
    assert sorted(shown) == sorted(
        [[title, news["body"], news["tag"], "/matters/"], [title, "", "news", "/"]]
    )
