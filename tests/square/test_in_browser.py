"""Covering parts of a photo by mouse, by keyboard, and by squares where no script runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from maplebridge.square.models import Publication, PublicPicture
from tests.world import build_world, client_for, publish

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS_MAX = 100
EARLIER = [250, 250, 500, 500]
"""What the cast has covered already: it stays covered until somebody takes it back."""


def open_cover(page: Page, server: Any) -> Publication:
    world = build_world()
    public = publish(world)
    name = settings.SESSION_COOKIE_NAME
    session = client_for(world.li).cookies[name].value
    page.context.add_cookies([{"name": name, "value": session, "url": server.url}])
    photo = public.pictures.get().photo_id
    page.goto(f"/matters/public/{public.matter_id}/release/{photo}/")
    return public


def areas(public: Publication) -> list[list[int]]:
    found: list[list[int]] = PublicPicture.objects.get(publication=public).areas
    return found


def settled_box(page: Page) -> FloatRect:
    """Where the layer lies once its photo is there and the page moves no more."""
    layer, before = page.locator("[data-layer]"), None
    page.wait_for_function("document.querySelector('[data-cover] img').naturalWidth > 0")
    for _ in range(LOOKS_MAX):
        layer.scroll_into_view_if_needed()
        box = layer.bounding_box()
        if box is not None and box == before:
            return box
        before = box
        page.wait_for_timeout(100)
    raise AssertionError("the page does not come to rest")


def test_a_face_is_covered_by_drawing_over_it(desk_page: Page, live_server: Any) -> None:
    public = open_cover(desk_page, live_server)
    box = settled_box(desk_page)
    for left, top, right, bottom in ((0.1, 0.1, 0.3, 0.4), (0.5, 0.5, 0.9, 0.9)):
        desk_page.mouse.move(box["x"] + box["width"] * left, box["y"] + box["height"] * top)
        desk_page.mouse.down()
        desk_page.mouse.move(box["x"] + box["width"] * right, box["y"] + box["height"] * bottom)
        desk_page.mouse.up()
    desk_page.locator("[data-undo]").click()
    with desk_page.expect_navigation():
        desk_page.locator("[value=show]").click()
    earlier, area = areas(public)
    assert earlier == EARLIER
    assert all(
        abs(kept - drawn) <= 6 for kept, drawn in zip(area, (100, 100, 200, 300), strict=True)
    )


def test_pressing_the_button_twice_uncovers_nothing(desk_page: Page, live_server: Any) -> None:
    public = open_cover(desk_page, live_server)
    for _ in range(2):
        with desk_page.expect_navigation():
            desk_page.locator("[value=show]").click()
        assert areas(public) == [EARLIER]
    desk_page.locator("[data-undo]").click()
    with desk_page.expect_navigation():
        desk_page.locator("[value=show]").click()
    assert areas(public) == [EARLIER], "with nothing covered it is refused"
    desk_page.locator("[name=bare]").check()
    with desk_page.expect_navigation():
        desk_page.locator("[value=show]").click()
    assert areas(public) == []


def test_the_keyboard_alone_covers_and_takes_back(phone_page: Page, live_server: Any) -> None:
    public = open_cover(phone_page, live_server)
    phone_page.locator("[data-layer]").focus()
    for key in (
        "ArrowLeft",
        "ArrowUp",
        "Shift+ArrowRight",
        "Enter",
        "ArrowDown",
        "Enter",
        "Delete",
    ):
        phone_page.keyboard.press(key)
    with phone_page.expect_navigation():
        phone_page.locator("[value=show]").click()
    assert areas(public) == [EARLIER, [380, 380, 220, 200]]


def test_squares_are_ticked_where_no_script_runs(plain_page: Page, live_server: Any) -> None:
    public = open_cover(plain_page, live_server)
    plain_page.locator("[name=square]").nth(9).check()
    with plain_page.expect_navigation():
        plain_page.locator("[value=show]").click()
    assert areas(public) == [EARLIER, [125, 125, 125, 125]]
