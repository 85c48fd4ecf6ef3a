"""A device for everybody: a worker sets it up, nobody is remembered, the code on the wall ends it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maplebridge.matters import actions
from maplebridge.matters.models import Matter
from tests.world import World, client_for, viewer

KIOSK = "/matters/kiosk/"


@pytest.fixture
def code(world: World) -> str:
    now = timezone.now()
    return actions.sign_of(viewer=viewer(world.li), place=world.entrance, now=now).code


def a_kiosk(world: World, code: str) -> Client:
    device = client_for(world.li)
    assert device.post(KIOSK, {"code": code.lower()}).status_code == 302
    return device


def signed_in(device: Client) -> bool:
    return "_auth_user_id" in device.session


def test_a_worker_makes_a_device_a_kiosk_and_is_signed_out_of_it(world: World, code: str) -> None:
    device = a_kiosk(world, code)
    assert not signed_in(device)
    page = device.get(KIOSK).content.decode()
    assert f"/matters/report/?at={code}" in page
    assert 'class="nav"' not in page
    assert "/account/login/" not in page
    assert 'data-size="large"' in page


@pytest.mark.parametrize("who", ["wang", "wu"])
def test_only_who_serves_the_place_makes_a_kiosk(world: World, code: str, who: str) -> None:
    device = client_for(getattr(world, who))
    assert device.post(KIOSK, {"code": code}).status_code in {403, 422}
    assert "mb_kiosk" not in device.cookies
    wrong = client_for(world.li).post(KIOSK, {"code": "ZZZZ-ZZZZ"})
    assert wrong.status_code == 422
    assert "ZZZZ-ZZZZ" in wrong.content.decode()


def test_the_start_page_forgets_the_receipt_and_the_sign_in(world: World, code: str) -> None:
    device = a_kiosk(world, code)
    sent = {"id": str(uuid4()), "words": "灯坏了", "place": str(world.entrance.pk)}
    device.post("/matters/report/", sent)
    address = f"/matters/{Matter.objects.get().pk}/"
    assert device.get(f"{address}sent/").status_code == 200
    device.get(KIOSK)
    assert device.get(f"{address}sent/").status_code == 302
    session = client_for(world.wang).cookies[settings.SESSION_COOKIE_NAME].value
    device.cookies[settings.SESSION_COOKIE_NAME] = session
    assert signed_in(device)
    device.get(KIOSK)
    assert not signed_in(device)


def test_nothing_is_kept_on_a_kiosk_for_later(world: World, code: str) -> None:
    page = a_kiosk(world, code).get("/matters/report/", {"at": code}).content.decode()
    for kept in ("outbox-store.js", "data-outbox-form", "data-whose"):
        assert kept not in page
    assert "kiosk.js" in page


def test_the_code_on_the_wall_ends_it(world: World, code: str) -> None:
    device = a_kiosk(world, code)
    assert device.post(KIOSK, {"code": "AAAA-AAAA"}).status_code == 422
    assert device.post(KIOSK, {"code": code}).status_code == 302
    assert not device.cookies["mb_kiosk"].value
    page: Any = device.get("/")
    assert 'class="nav"' in page.content.decode()


def test_finishing_gives_the_next_person_a_fresh_device(world: World, code: str) -> None:
    device = a_kiosk(world, code)
    device.post(reverse("portal:language"), {"language": "en", "next": KIOSK})
    assert "What can we do for you?" in device.get(KIOSK).content.decode()
    done = device.get(KIOSK, {"done": ""})
    assert (done["Location"], done["Clear-Site-Data"]) == (KIOSK, '"storage"')
    assert not device.cookies[settings.LANGUAGE_COOKIE_NAME].value
    assert device.cookies["mb_kiosk"].value == code
    assert "What can we do for you?" not in device.get(KIOSK).content.decode()


def test_a_form_of_the_person_before_cannot_be_sent_again(world: World, code: str) -> None:
    device = Client(enforce_csrf_checks=True)
    device.cookies["mb_kiosk"] = code
    page = device.get("/matters/report/", {"at": code})
    sent = {"csrfmiddlewaretoken": page.context["csrf_token"], "words": "只有我知道的话"}
    assert "只有我知道的话" in device.post("/matters/report/", sent).content.decode()
    device.get(KIOSK, {"done": ""})
    again = device.post("/matters/report/", sent)
    assert again.status_code == 403
    assert "只有我知道的话" not in again.content.decode()


@pytest.mark.parametrize("path", [KIOSK, "/matters/report/", "/matters/promise/", "/nowhere/"])
def test_no_page_of_a_kiosk_is_kept_by_its_browser(world: World, code: str, path: str) -> None:
    assert "no-store" in a_kiosk(world, code).get(path)["Cache-Control"]
    assert "no-store" not in client_for(None).get("/matters/promise/").get("Cache-Control", "")


def test_it_asks_for_no_files_and_no_position_and_begins_with_its_own_place(
    world: World, code: str
) -> None:
    page = a_kiosk(world, code).get("/matters/report/", {"at": code}).content.decode()
    first = page.index(f'name="place" value="{world.entrance.pk}" checked')
    assert first < page.index('name="place_search"')
    assert "data-stands-here" in page
    assert '<div class="field" hidden>' in page
    assert "data-stands-here" not in client_for(world.wang).get("/matters/report/").content.decode()
