"""The front door as a visitor meets it: welcome, language, appearance, privacy and error pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client, RequestFactory

from maplebridge.portal import views
from maplebridge.worlds import cast
from tests.world import build_world, client_for

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_a_visitor_is_welcomed_and_can_report_at_once(client: Client) -> None:
    html = page(client, "/")
    assert 'href="/matters/report/"' in html
    assert 'href="/account/login/"' in html


@pytest.mark.parametrize(
    ("accepted", "tag"),
    [("zh-CN", "zh-Hans"), ("zh-TW", "zh-Hant"), ("en-GB", "en"), ("fr", "zh-Hans")],
)
def test_the_page_names_its_language(client: Client, accepted: str, tag: str) -> None:
    assert f'<html lang="{tag}"' in page(client, "/", accept_language=accepted)


def test_a_chosen_language_is_kept(client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "/privacy/"})
    assert (answer.status_code, answer["Location"]) == (303, "/privacy/")
    assert '<html lang="en"' in page(client, "/", accept_language="zh-CN")


def test_a_language_we_do_not_speak_changes_nothing(client: Client) -> None:
    client.post("/language/", {"language": "xx"})
    assert '<html lang="zh-Hans"' in page(client, "/")


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_nobody_is_sent_away_from_the_house(client: Client, away: str) -> None:
    assert client.post("/appearance/", {"theme": "dark", "next": away})["Location"] == "/"


def test_chosen_colours_and_text_size_are_kept(client: Client) -> None:
    client.post("/appearance/", {"theme": "dark"})
    client.post("/appearance/", {"size": "large"})
    html = page(client, "/")
    assert 'data-theme="dark"' in html
    assert 'data-size="large"' in html
    client.post("/appearance/", {"theme": "auto"})
    client.post("/appearance/", {"size": "normal"})
    html = page(client, "/")
    assert "data-theme" not in html
    assert "data-size" not in html


def test_large_type_has_six_tiles_and_an_address_of_its_own(client: Client) -> None:
    html = page(client, "/?elder=1")
    assert len(re.findall(r'class="tile[ "]', html)) == 6
    assert 'data-size="large"' in page(client, "/")
    answer = client.post("/appearance/", {"size": "normal", "next": "/?elder=1&a=b"})
    assert answer["Location"] == "/?a=b"


@pytest.mark.parametrize("address", ["/", "/?elder=1", "/design/", "/privacy/"])
def test_no_page_carries_inline_script_or_style(client: Client, address: str) -> None:
    html = page(client, address)
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)


@pytest.mark.parametrize("address", ["/design/", "/privacy/", "/"])
def test_no_identifier_appears_twice(client: Client, address: str) -> None:
    found = re.findall(r'\sid="([^"]+)"', page(client, address))
    assert len(found) == len(set(found))


def test_a_field_is_tied_to_its_hint_and_error(client: Client) -> None:
    html = page(client, "/design/")
    assert 'id="id_wrong-words_error"' in html
    assert 'aria-describedby="id_wrong-words_helptext id_wrong-words_error"' in html


def test_the_phone_can_put_the_house_on_its_home_screen(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    assert {icon["purpose"] for icon in answer.json()["icons"]} == {"any", "maskable"}


def test_a_wrong_address_is_answered_kindly_and_in_part_when_asked_in_part(client: Client) -> None:
    whole = client.get("/nowhere/")
    part = client.get("/nowhere/", headers={"HX-Request": "true"})
    assert (whole.status_code, part.status_code) == (404, 404)
    assert b"<html" in whole.content
    assert b"<html" not in part.content


def test_a_form_without_its_token_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert b"<html" in answer.content


def test_a_broken_page_needs_nothing_to_say_so(rf: RequestFactory) -> None:
    answer = views.error_500(rf.get("/"))
    assert answer.status_code == 500
    assert b"<nav" not in answer.content


def test_looking_changes_only_by_post(client: Client) -> None:
    assert client.get("/language/").status_code == 405
    assert client.get("/appearance/").status_code == 405


def test_every_page_offers_the_source_code(client: Client, settings: Any) -> None:
    assert 'href="/source/"' in page(client, "/")
    assert 'rel="external"' not in page(client, "/source/")
    settings.SOURCE_URL = "https://example.org/maplebridge"
    assert 'href="https://example.org/maplebridge"' in page(client, "/source/")


def test_the_icon_that_browsers_ask_for_by_themselves_is_there(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/x-icon")
    assert b"".join(answer.streaming_content).startswith(b"\0\0\1\0")
    assert 'href="/favicon.ico"' in page(client, "/")


def test_what_we_promise_is_below_nobodys_own(client: Client) -> None:
    world = build_world()
    for one in (client, client_for(world.wang), client_for(world.li)):
        nav = page(one, "/matters/promise/").split('<nav class="nav"')[1].split("</nav>")[0]
        assert "aria-current" not in nav
    nav = page(client_for(world.wang), "/matters/").split('<nav class="nav"')[1]
    assert 'href="/matters/" aria-current="page"' in nav


def test_a_demo_lets_a_visitor_in_with_one_tap(client: Client, settings: Any) -> None:
    assert "15400000001" not in page(client, "/account/login/")
    settings.DEMO = True
    html = page(client, "/account/login/?next=/matters/")
    assert html.count('name="password" value="maplebridge-demo"') == len(cast.MEMBERS)
    assert html.count('name="next" value="/matters/"') > len(cast.MEMBERS)
