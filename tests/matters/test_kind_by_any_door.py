"""A kind that nobody chose is read from the words by every door, said so, and never taken for a choice."""

from __future__ import annotations

import json
from types import ModuleType
from uuid import uuid4

import pytest

from maplebridge.matters import queries
from maplebridge.matters.models import Matter
from maplebridge.matters.queries.naming import read_from_words
from tests.matters.test_conversing import Talker, door
from tests.matters.test_relay import form
from tests.open311.asking import body, rows, send
from tests.world import World, client_for

__all__ = ["door"]
SURE, UNSURE = "三楼的路灯不亮了", "这里总是这样，请来看看"
DANGER = "煤气味很重"


def by_chat(world: World, words: str) -> str:
    talker = Talker(address="oSTRANGER")
    talker.send(words)
    return talker.send("在3棟楼下")


def by_program(world: World, words: str) -> str:
    sent = {"id": str(uuid4()), "words": words, "place_id": str(world.grid.pk)}
    answer = client_for(world.wang).post(
        "/api/v1/matters", json.dumps(sent), content_type="application/json"
    )
    assert answer.status_code == 201, answer.content
    return str(answer.json()["category"])


def by_open311(world: World, words: str) -> str:
    sent = body(world, service_code="other", description=words)
    again = [send("requests.json", sent | {"idempotency_key": "k"}) for _ in range(2)]
    assert [answer.status_code for answer in again] == [201, 200]
    return str(rows(again[0], "json")[0]["service_notice"])


def by_relay(world: World, words: str) -> str:
    page = client_for(world.li).post("/matters/relay/", form(world, f"王阿姨: {words}"))
    return page.content.decode()


@pytest.mark.parametrize("way", [by_chat, by_program, by_open311, by_relay])
@pytest.mark.parametrize(("words", "kind"), [(SURE, "lighting"), (UNSURE, "other")])
def test_every_door_reads_what_is_sure_and_leaves_the_rest(
    world: World, door: ModuleType, way: object, words: str, kind: str
) -> None:
    queries.forget_triage_model()
    assert callable(way)
    way(world, words)
    matter = Matter.objects.get()
    assert matter.category == kind
    assert read_from_words(matter) is (kind != "other"), "kept as our guess, not as a choice"


def test_who_writes_reads_how_it_was_sorted_and_who_is_in_danger_what_to_do(
    world: World, door: ModuleType
) -> None:
    queries.forget_triage_model()
    assert "照明" in by_chat(world, SURE)
    assert "110" in by_open311(world, DANGER)
    assert set(Matter.objects.values_list("category", flat=True)) == {"lighting", "hazard"}


def test_a_program_that_says_other_means_it(world: World) -> None:
    sent = {"id": str(uuid4()), "words": SURE, "category": "other", "place_id": str(world.grid.pk)}
    client = client_for(world.wang)
    answer = client.post("/api/v1/matters", json.dumps(sent), content_type="application/json")
    assert answer.json()["category"] == "other"
