"""Who signs in finds what is theirs on the first page."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from maplebridge.matters.public import ClosingCode
from maplebridge.people.models import Person
from maplebridge.portal.templatetags.portal_tags import state_badge
from tests.world import World, build_world, client_for, go_on_leave

pytestmark = pytest.mark.django_db

QUERIES_MAX = 20


@pytest.fixture
def world() -> World:
    return build_world()


def text(client: Client, address: str = "/") -> str:
    response = client.get(address, headers={"Accept-Language": "en"})
    assert response.status_code == 200
    return response.content.decode()


def test_a_resident_sees_who_answers_for_their_grid(world: World) -> None:
    html = text(client_for(world.wang))
    assert world.li.name in html
    assert f"tel:{world.li.phone}" in html


def test_a_resident_is_given_the_deputy_while_the_worker_is_on_leave(world: World) -> None:
    go_on_leave(world.li)
    html = text(client_for(world.wang))
    assert f"tel:{world.zhao.phone}" in html
    assert f"tel:{world.li.phone}" not in html


def test_a_worker_finds_the_day_and_a_resident_does_not(world: World) -> None:
    assert "/matters/inbox/" in text(client_for(world.li))
    assert "/matters/inbox/" not in text(client_for(world.wang))


def test_a_worker_reaches_the_village_banks_from_home_and_from_the_points_page(
    world: World,
) -> None:
    for who in (world.li, world.sun):
        assert 'href="/bank/banks/"' in text(client_for(who))
        assert 'href="/bank/banks/"' in text(client_for(who), "/bank/")


def test_a_deputy_is_told_that_they_stand_in(world: World) -> None:
    go_on_leave(world.li)
    assert "stand in for a colleague" in text(client_for(world.zhao))


def test_an_elder_calls_the_worker_with_one_tap(world: World) -> None:
    assert f"tel:{world.li.phone}" in text(client_for(world.wang), "/?elder=1")


@pytest.mark.parametrize("who", ["wang", "li", "qian", "stranger"])
def test_home_asks_the_database_little(
    world: World, who: str, assert_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    client = client_for(getattr(world, who))
    with assert_queries(QUERIES_MAX):
        text(client)


def test_exactly_one_way_is_marked_as_here(world: World) -> None:
    for address in ("/", "/bank/", "/people/"):
        assert text(client_for(world.wang), address).count('aria-current="page"') >= 1


def test_what_everybody_sees_is_not_marked_as_ones_own(world: World) -> None:
    def here(who: Person | None, address: str) -> list[str]:
        (bar,) = re.findall(r'<nav class="nav".*?</nav>', text(client_for(who), address), re.DOTALL)
        return re.findall(r'href="([^"]+)" aria-current="page"', bar)

    assert here(world.wang, "/matters/") == ["/matters/"]
    assert here(world.wang, "/matters/public/") == []
    assert here(None, "/matters/public/") == ["/matters/public/"]


def test_a_concern_wears_the_same_badge_at_home_and_in_the_list(world: World) -> None:
    client = client_for(world.wang)
    client.post(
        "/matters/report/",
        {
            "id": "0193c1a0-0000-7000-8000-000000000001",
            "words": "路灯不亮",
            "place": str(world.grid.pk),
        },
    )
    badges = [
        re.search(r'class="badge tone-.*?</span>', text(client, address), re.DOTALL)
        for address in ("/", "/matters/")
    ]
    home, listed = [badge.group() for badge in badges if badge]
    assert home == listed


def test_only_what_was_settled_is_green() -> None:
    closed = {code: state_badge("closed", code.value)["tone"] for code in ClosingCode}
    assert {code for code, tone in closed.items() if tone == "done"} == {
        ClosingCode.FIXED,
        ClosingCode.ANSWERED,
    }


def test_the_header_names_the_viewers_community(world: World) -> None:
    shown = f'class="brand-place" translate="no">{world.community.name}<'
    assert shown in text(client_for(world.wang))
    assert shown in text(client_for(world.li))
    assert "brand-place" not in text(Client())
    assert f">{world.street.name}</span>" in text(client_for(world.qian))
