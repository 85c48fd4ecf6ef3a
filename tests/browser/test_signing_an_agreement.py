"""An agreement signed on a phone: drawn with a finger where scripts run, by name and code where not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from maplebridge.channels import public as channels
from maplebridge.mediation.models import Agreement, MediationFile, Signature
from maplebridge.people.models import Person
from tests.mediation.cast import Room, build_room
from tests.mediation.test_signing import fixed
from tests.story.test_in_a_browser import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_one_draws_and_the_other_types(
    phone_page: Page, plain_page: Page, live_server: Any, take_picture: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    codes: list[str] = []
    monkeypatch.setattr(channels, "send_sms", lambda phone, text, *, code="": codes.append(code))
    room = build_room()
    file = fixed(room)
    with_a_code(phone_page, live_server, room, room.world.wang, file, codes)
    pad = phone_page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    phone_page.mouse.move(box["x"] + 30, box["y"] + 20)
    phone_page.mouse.down()
    for step in range(1, 9):
        phone_page.mouse.move(box["x"] + 30 + 20 * step, box["y"] + 20 + 30 * (step % 3))
    phone_page.mouse.up()
    take_picture(phone_page, "sign-drawn")
    phone_page.locator("main form.form .button-primary").click()
    drawn = Signature.objects.get()
    assert drawn.strokes.startswith("M")
    assert drawn.strokes.count("L") >= 8

    with_a_code(plain_page, live_server, room, room.world.chen, file, codes)
    assert not plain_page.locator("canvas").is_visible()
    take_picture(plain_page, "sign-plain")
    plain_page.locator("main form.form .button-primary").click()
    assert [one.strokes for one in Signature.objects.order_by("id")] == [drawn.strokes, ""]
    assert {one.text_hash for one in Signature.objects.all()} == {Agreement.objects.get().text_hash}


def with_a_code(
    page: Page, server: Any, room: Room, who: Person, file: MediationFile, codes: list[str]
) -> None:
    """From the page of the agreement to the form with name and code filled in."""
    sign_in(page, server, who)
    page.goto(f"{server.url}/mediation/{file.pk}/agreement/")
    page.locator("a.button-primary[href*='/agreement/sign/']").click()
    page.locator("form[action$='/code/'] button").click()
    page.locator("input[name=name]").fill(who.name)
    page.locator("input[name=code]").fill(codes[-1])
