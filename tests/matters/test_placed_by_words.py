"""A place that is given in words alone: accepted, found by somebody, and then it lies there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from maplebridge.core.models import AuditEntry
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import Role
from maplebridge.matters.models import Matter
from maplebridge.territory.public import root
from tests.world import World, client_for, post

BY_THE_LAMP = "学校后面第二盏路灯旁"


def sent(client: Client, **more: Any) -> Any:
    data = {"id": str(uuid7()), "words": "路灯不亮", "category": "lighting", "place": ""}
    return client.post("/matters/report/", data | more)


@pytest.mark.parametrize("field", ["place_text", "place_search"])
def test_words_are_place_enough_and_somebody_will_find_it(world: World, field: str) -> None:
    top = post(world.zhao, Role.OPERATOR, root())
    visitor = Client()
    answer = sent(visitor, **{field: BY_THE_LAMP})
    assert answer.status_code == 302
    matter = Matter.objects.get()
    assert (matter.path, matter.place_text) == ("", BY_THE_LAMP)
    assert matter.handler_id == top.pk
    assert matter.due_at is not None
    page = visitor.get(answer["Location"], headers={"accept-language": "en"}).content.decode()
    assert "Somebody finds the place by your words" in page
    assert BY_THE_LAMP in page


def test_words_that_name_one_place_are_that_place(world: World) -> None:
    assert sent(Client(), place_text=world.building.name).status_code == 302
    assert Matter.objects.get().place_id == world.building.pk


def test_a_name_that_was_found_is_still_to_be_chosen(world: World) -> None:
    answer = sent(Client(), place_search=world.building.name)
    assert answer.status_code == 422
    assert str(world.building.pk) in answer.content.decode()


def test_nothing_said_of_the_place_is_still_asked_for(world: World) -> None:
    assert sent(Client()).status_code == 422
    assert sent(Client(), place_text="  ").status_code == 422


def test_handed_on_from_the_top_it_lies_where_it_went(world: World) -> None:
    post(world.zhao, Role.OPERATOR, root())
    sent(Client(), place_text=BY_THE_LAMP)
    matter = Matter.objects.get()
    zhao = client_for(world.zhao)
    before = zhao.get(f"/matters/{matter.pk}/", headers={"accept-language": "en"})
    assert "Nobody has placed it yet" in before.content.decode()
    data = {"refer-place": str(world.grid.pk), "refer-text": "学校在第一网格"}
    assert zhao.post(f"/matters/{matter.pk}/refer/", data).status_code == 302
    matter.refresh_from_db()
    assert (matter.place_id, matter.path) == (world.grid.pk, world.grid.path)
    assert matter.grid_id == world.grid.pk
    assert matter.community_id == world.community.pk
    assert matter.street_id == world.street.pk
    assert matter.handler_id == world.li_post.pk
    noted = AuditEntry.objects.get(verb="matter.place")
    assert noted.facts["place"] == str(world.grid.pk)


def test_what_has_a_place_keeps_it_when_it_is_handed_on(world: World) -> None:
    sent(client_for(world.wang), place=str(world.grid.pk))
    matter = Matter.objects.get()
    data = {"refer-place": str(world.next_grid.pk), "refer-text": "在第二网格"}
    client_for(world.li).post(f"/matters/{matter.pk}/refer/", data)
    matter.refresh_from_db()
    assert matter.place_id == world.grid.pk
