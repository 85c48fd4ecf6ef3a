"""The report page asks what the chosen kind asks, keeps what was typed, and says what to do first."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from maplebridge.core.values import uuid7
from maplebridge.matters.models import Matter, MatterAttribute
from tests.matters.test_catalogue_rules import kind
from tests.matters.test_questions import rules_today as rules_today
from tests.world import World, client_for


def form(world: World, **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid7()), "words": "堵住了", "place": str(world.grid.pk), "category": "parking"
    } | more  # fmt: skip


def send(client: Client, sent: dict[str, Any]) -> Any:
    return client.post("/matters/report/", sent, HTTP_ACCEPT_LANGUAGE="en")


def test_without_a_script_the_questions_come_by_a_button_and_words_stay(world: World) -> None:
    wang = client_for(world.wang)
    page = send(wang, form(world, ask="1"))
    text = page.content.decode()
    assert page.status_code == 200
    assert not Matter.objects.exists()
    assert "What is blocked?" in text
    assert "堵住了" in text
    assert 'name="q-blocks"' in text
    answers = {"q-blocks": ["fire_lane", "space"], "q-vehicles": "3"}
    sent = send(wang, form(world, **answers))
    assert sent.status_code == 302
    shown = wang.get(f"/matters/{Matter.objects.get().pk}/", HTTP_ACCEPT_LANGUAGE="en")
    assert "A fire lane, Somebody&#x27;s parking space" in shown.content.decode()


def test_a_wrong_answer_is_told_beside_its_question_and_everything_stays(world: World) -> None:
    page = send(client_for(world.wang), form(world, **{"q-vehicles": "many", "q-blocks": "space"}))
    text = page.content.decode()
    assert page.status_code == 422
    assert "Please give a number, such as 3 or 2.5." in text
    assert 'value="many"' in text
    assert 'value="space" checked' in text.replace("\n", " ") or 'value="space"' in text
    assert not Matter.objects.exists()


def test_a_required_question_that_was_not_seen_is_shown(world: World, rules_today: Any) -> None:
    rules_today(lambda d: kind(d, "parking")["attributes"][1].update(required=True))
    page = send(client_for(world.wang), form(world))
    assert page.status_code == 422
    assert "Please answer this question." in page.content.decode()
    assert "This field is required" not in page.content.decode()
    assert send(client_for(world.wang), form(world, **{"q-vehicles": "2"})).status_code == 302


def test_answers_to_a_kind_that_is_no_longer_chosen_are_left_out(world: World) -> None:
    sent = send(client_for(world.wang), form(world, category="other", **{"q-vehicles": "many"}))
    assert sent.status_code == 302
    assert not MatterAttribute.objects.exists()


@pytest.mark.parametrize(("code", "asks"), [("lighting", True), ("other", False), ("nope", False)])
def test_the_questions_of_a_kind_are_a_fragment(world: World, code: str, asks: bool) -> None:
    page = client_for(None).get("/matters/report/questions/", {"category": code})
    assert page.status_code == 200
    assert ("q-pole" in page.content.decode()) is asks


def test_a_visitor_is_told_before_typing_which_kind_needs_a_name(world: World) -> None:
    visitor = client_for(None)
    plain = visitor.get("/matters/report/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "</a> for: Help with a dispute." in plain
    assert 'value="dispute"' not in plain
    wanted = visitor.get("/matters/report/?category=dispute", HTTP_ACCEPT_LANGUAGE="en")
    text = wanted.content.decode()
    assert "Please sign in first." in text
    assert "/account/login/?next=%2Fmatters%2Freport%2F%3Fcategory%3Ddispute" in text
    assert text.index("Please sign in first.") < text.index("<textarea")
    refused = send(visitor, form(world, category="dispute"))
    assert refused.status_code == 422
    assert "堵住了" in refused.content.decode()
    assert (
        'value="dispute" checked'
        in client_for(world.wang).get("/matters/report/?category=dispute").content.decode()
    )


def test_an_urgent_advice_comes_first_and_its_numbers_are_called_by_a_tap(world: World) -> None:
    wang = client_for(world.wang)
    page = wang.get("/matters/report/?category=hazard").content.decode()
    assert page.index('href="tel:119"') < page.index("<form class")
    done = send(wang, form(world, category="hazard"))
    text = wang.get(done["Location"]).content.decode()
    assert text.index('href="tel:110"') < text.index(Matter.objects.get().reference, 900)
    words = wang.get("/matters/report/kinds/", {"words": "漏电"}).content.decode()
    assert 'href="tel:120"' in words


def test_the_promise_page_tells_every_kind_to_everybody(world: World) -> None:
    page = client_for(None).get(reverse("matters:promise"), HTTP_ACCEPT_LANGUAGE="en")
    text = page.content.decode()
    assert page.status_code == 200
    assert "The lamp is lit again as it should be." in text
    assert "within 2 hours, day and night" in text
    assert "within 4 working hours" in text
    assert "within 1 working day" in text
    assert text.count("/matters/report/?category=") == 12
    assert reverse("matters:promise") in client_for(None).get("/").content.decode()
