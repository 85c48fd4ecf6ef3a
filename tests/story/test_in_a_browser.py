"""The same story on a phone 390 px wide, with pictures; once with JavaScript and once without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from maplebridge.matters.models import Matter
from maplebridge.people.models import Person
from tests.world import build_world, client_for, go_on_leave, photo

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page: Page, server: Any, who: Person) -> None:
    """The session of a signed-in client, put into the browser."""
    name = settings.SESSION_COOKIE_NAME
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": name, "value": client_for(who).cookies[name].value, "url": server.url}]
    )


def picture() -> dict[str, Any]:
    made = photo()
    return {"name": made.name, "mimeType": "image/png", "buffer": made.read()}


def tell_the_story(page: Page, server: Any, take: Callable[[Page, str], Path], mark: str) -> None:
    world = build_world()
    go_on_leave(world.li)
    sign_in(page, server, world.wang)
    page.goto("/matters/report/")
    page.set_input_files("[name=photos]", picture())
    page.fill("[name=words]", "楼道灯坏了，晚上看不见台阶。")
    page.wait_for_timeout(900)
    take(page, f"{mark}-report")
    page.click("form[data-report] .button-primary")
    page.wait_for_url("**/sent/")
    take(page, f"{mark}-sent")
    matter = Matter.objects.get()

    sign_in(page, server, world.zhao)
    page.goto("/matters/inbox/")
    take(page, f"{mark}-inbox")
    page.click(f"a[href='/matters/{matter.pk}/']")
    take(page, f"{mark}-handler")
    page.fill("[name=answer-text]", "灯泡已换好。")
    page.check("[name=answer-code][value=fixed]")
    page.set_input_files("[name=answer-photos]", picture())
    page.click("form[action$='/answer/'] .button-primary")
    page.wait_for_load_state()

    sign_in(page, server, world.wang)
    page.goto(f"/matters/{matter.pk}/")
    take(page, f"{mark}-answered")
    page.locator("[name=rate-stars][value='5']").check()
    page.locator("[name=rate-solved][value='yes']").check()
    page.click("form[action$='/rate/'] .button-primary")
    page.wait_for_load_state()
    take(page, f"{mark}-closed")
    matter.refresh_from_db()
    assert (matter.state, matter.closing_code) == ("closed", "fixed")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390


def test_on_a_phone(phone_page: Page, live_server: Any, take_picture: Any) -> None:
    tell_the_story(phone_page, live_server, take_picture, "story")


def test_without_javascript(plain_page: Page, live_server: Any, take_picture: Any) -> None:
    tell_the_story(plain_page, live_server, take_picture, "story-plain")


def test_the_map_shows_matters_beside_their_list(
    desk_page: Page, live_server: Any, take_picture: Any
) -> None:
    world = build_world()
    lon, lat = world.point
    client_for(world.wang).post(
        "/matters/report/",
        {"id": "0193c1a0-0000-7000-8000-000000000001", "words": "路灯不亮", "lon": lon, "lat": lat},
    )
    sign_in(desk_page, live_server, world.sun)
    desk_page.goto("/matters/map/")
    desk_page.wait_for_selector("#map canvas")
    desk_page.wait_for_timeout(1500)
    take_picture(desk_page, "map")
    assert desk_page.locator(".list-row").count() == 1
