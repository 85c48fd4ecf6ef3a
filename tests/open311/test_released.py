"""What strangers read of a matter once its reporter allowed it and a post released it, and no more."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from django.utils import timezone

from maplebridge.matters import actions as matter_actions
from maplebridge.square import actions
from tests.open311.asking import V2, get, rows
from tests.square.test_photos import decide, with_photo
from tests.square.test_release import choose, release, reported
from tests.world import World, client_for, viewer

ANSWER = "王奶奶家门口的灯已换"


def shown(reference: str) -> dict[str, Any]:
    answer = get(f"{V2}requests/{reference}.json", {"extensions": "true"})
    (line,) = json.loads(answer.content)
    assert isinstance(line, dict)
    return line


def test_allowed_is_not_yet_released_and_taken_back_is_gone(world: World) -> None:
    matter = reported(world, everybody_sees=True, attributes={})
    assert shown(matter.reference)["description"] is None, "a post has not looked at it yet"
    release(world, matter, "路口的灯不亮")
    told = shown(matter.reference)
    assert told["description"] == "路口的灯不亮"
    assert told["address"] == "東社區 · 第一網格"
    assert (told["lat"], told["long"]) == (world.grid.lat, world.grid.lon), (
        "the spot was not allowed"
    )
    choose(world, matter, "neighbours")
    assert shown(matter.reference)["description"] is None


def test_the_spot_is_told_where_the_reporter_allowed_it(world: World) -> None:
    matter = reported(world)
    choose(world, matter, "public", exact_spot="on")
    release(world, matter)
    told = shown(matter.reference)
    assert (told["lat"], told["long"]) == (matter.lat, matter.lon)


def test_answers_and_photos_are_the_released_ones(world: World) -> None:
    matter, photo = with_photo(world)
    now = timezone.now()
    matter_actions.answer(viewer=viewer(world.li), matter_id=matter.pk, text=ANSWER, now=now)
    decide(world, matter, photo, areas="0,0,500,500")
    line = matter.events.get(verb="answer")
    actions.release(
        viewer=viewer(world.li),
        matter_id=matter.pk,
        words="灯不亮",
        lines={line.pk: "灯已换"},
        now=now,
    )
    told = shown(matter.reference)
    assert [(note["description"], note["type"]) for note in told["notes"]] == [("灯已换", "answer")]
    (picture,) = told["extended_attributes"]["photos"]
    assert told["media_url"] == picture["media_url"]
    assert Client().get(picture["media_url"].removeprefix("http://testserver")).status_code == 200
    assert str(photo.pk) not in picture["media_url"]
    xml = get(f"{V2}requests.xml", {"extensions": "true"}).content.decode()
    assert "王" not in xml
    assert "灯已换" in xml


def test_a_page_takes_as_many_statements_with_public_matters(
    world: World, django_assert_num_queries: Any
) -> None:
    for number in (1, 7):
        for _ in range(number):
            release(world, reported(world, everybody_sees=True))
        get(f"{V2}requests.json")
        with django_assert_num_queries(5):
            found = rows(get(f"{V2}requests.json", {"extensions": "true"}), "json")
    assert all(line["description"] == "路灯不亮" for line in found)
    assert len(found) == 8
    assert client_for(None).get(f"{V2}requests.json").status_code == 200
