"""Who keeps the inbox of a place finds the call, the queue and the month from where they stand."""

from __future__ import annotations

import re

import pytest

from maplebridge.core.viewer import Role
from tests.world import World, build_world, client_for, person, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


def page(world: World, who: str, address: str = "/") -> str:
    client = client_for(getattr(world, who))
    client.cookies["django_language"] = "zh-hans"
    return str(client.get(address).content.decode())


def ways(html: str) -> list[str]:
    (bar,) = re.findall(r'<nav class="nav".*?</nav>', html, re.DOTALL)
    return re.findall(r'<a href="([^"]+)"', bar)


def links(html: str) -> set[str]:
    (main,) = re.findall(r"<main.*?</main>", html, re.DOTALL)
    return set(re.findall(r'href="([^"?]+)"', main))


def test_an_operator_navigates_to_calls_and_board_and_a_grid_worker_to_the_map(
    world: World,
) -> None:
    assert ways(page(world, "sun")) == [
        "/", "/matters/inbox/", "/matters/console/", "/matters/board/", "/people/",
    ]  # fmt: skip
    assert ways(page(world, "li")) == [
        "/", "/matters/inbox/", "/matters/report/", "/matters/map/", "/people/",
    ]  # fmt: skip


def test_the_first_thing_on_an_operators_home_is_the_call(world: World) -> None:
    html = page(world, "sun")
    assert re.findall(r'button-primary[^"]*" href="([^"]+)"', html) == ["/matters/console/"]
    assert {
        "/matters/console/", "/matters/inbox/", "/matters/board/", "/matters/map/",
        "/matters/public/queue/", "/review/", "/matters/knowledge/", "/matters/report/",
    } <= links(html)  # fmt: skip


def test_the_catalogue_is_offered_to_those_who_may_open_it(world: World) -> None:
    assert "/matters/catalogue/" not in links(page(world, "sun"))
    top = person("周总台", "13900000077")
    post(top, Role.OPERATOR, world.jurisdiction.root)
    client = client_for(top)
    found = links(client.get("/").content.decode())
    assert "/matters/catalogue/" in found


def test_every_way_from_an_operators_home_opens(world: World) -> None:
    client = client_for(world.sun)
    for address in sorted(links(page(world, "sun"))):
        assert client.get(address).status_code == 200, address


def test_a_grid_worker_finds_no_door_that_is_closed_to_them(world: World) -> None:
    client = client_for(world.li)
    for address in sorted(links(page(world, "li"))):
        assert client.get(address).status_code == 200, address


def test_the_inbox_says_its_keys_only_where_there_is_a_keyboard(world: World) -> None:
    shown = page(world, "li", "/matters/inbox/")
    assert shown.count("/matters/public/queue/") <= 1


def test_one_name_for_the_post_of_the_operator() -> None:
    from django.conf import settings

    text = (settings.LOCALE_PATHS[0] / "zh_Hans/LC_MESSAGES/django.po").read_text("utf-8")
    live = "\n".join(line for line in text.split("\n") if not line.startswith("#~"))
    for other in ("坐席", "运行管理员", "操作员", "接线员", "话务员"):
        assert other not in live, other


def test_the_worklist_and_the_book_of_messages_lead_to_each_other(world: World) -> None:
    work, book = "/matters/undelivered/", "/channels/outgoing/"
    assert book not in links(page(world, "sun", work)), "not theirs to read"
    top = person("周总台", "13900000077")
    post(top, Role.OPERATOR, world.jurisdiction.root)
    client = client_for(top)
    assert book in links(client.get(work).content.decode())
    assert work in links(client.get(book).content.decode())
