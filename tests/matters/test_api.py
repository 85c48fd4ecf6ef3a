"""Every step of the pages has its call, with the same rights and the same refusals."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from maplebridge.core.values import uuid7
from maplebridge.matters import actions
from maplebridge.matters.models import Matter, MatterEvent, MatterPhoto
from tests.world import World, client_for, photo, viewer

JSON = "application/json"
BODIES: dict[str, dict[str, Any]] = {
    "accept": {},
    "answer": {"text": "好了。", "code": "fixed"},
    "refer": {"text": "要社区协调。"},
    "return": {"reason": "other_duty", "text": "归供电所管。"},
    "assign": {"text": "灯杆在第一网格。"},
    "triage": {"category": "lighting"},
    "start": {},
    "suspend": {
        "reason": "parts",
        "text": "灯泡已订。",
        "until": f"{timezone.now() + timedelta(days=3):%Y-%m-%d}",
    },
    "resume": {},
    "words": {"text": "补充一句。"},
    "duplicate": {"reference": "M-2026-999999"},
    "rate": {"stars": 4, "solved": True},
    "dispute": {"text": "还是不亮。"},
    "withdraw": {},
    "take-part": {},
    "contact": {"reason": "约时间上门"},
}


def make(world: World, **more: Any) -> Matter:
    sent = actions.Report(
        words="路灯不亮", place_id=world.grid.pk, **{"neighbours_see": True} | more
    )
    return actions.report(viewer=viewer(world.wang), sent=sent, now=timezone.now()).matter


def post(client: Client, matter: Matter, verb: str, **body: Any) -> Any:
    sent = json.dumps(BODIES[verb] | body)
    return client.post(f"/api/v1/matters/{matter.pk}/{verb}", sent, JSON)


def place_for(world: World, verb: str) -> dict[str, str]:
    return {"place_id": str(world.grid.pk)} if verb in {"refer", "assign"} else {}


def test_the_whole_loop_goes_through_the_api(world: World) -> None:
    matter, wang, li = make(world), client_for(world.wang), client_for(world.li)
    chen, sun = client_for(world.chen), client_for(world.sun)
    assert post(chen, matter, "take-part").status_code == 200
    moved = post(li, matter, "refer", place_id=str(world.community.pk))
    assert (moved.status_code, moved.json()["state"]) == (200, "referred")
    assert post(sun, matter, "answer").json()["state"] == "answered"
    again = post(wang, matter, "dispute")
    assert (again.status_code, again.json()["state"]) == (200, "reopened")
    gone = post(wang, matter, "withdraw")
    assert (gone.json()["state"], gone.json()["closing_code"]) == ("closed", "withdrawn")
    steps = wang.get(f"/api/v1/matters/{matter.pk}/timeline").json()["steps"]
    verbs = [step["verb"] for step in steps]
    assert verbs == ["report", "take_part", "refer", "answer", "dispute", "withdraw"]
    assert steps[0]["who"] == "反映人 王奶奶"
    assert "孙值班" in steps[3]["who"]


def test_where_it_belongs_and_its_rest_go_through_the_api(world: World) -> None:
    matter, li, sun = make(world), client_for(world.li), client_for(world.sun)
    assert post(li, matter, "return").json()["state"] == "returned"
    decided = post(sun, matter, "assign", place_id=str(world.grid.pk))
    assert (decided.status_code, decided.json()["state"]) == (200, "referred")
    sorted_ = post(li, matter, "triage")
    assert (sorted_.status_code, sorted_.json()["category"]) == (200, "lighting")
    assert post(li, matter, "accept").json()["state"] == "accepted"
    assert post(li, matter, "start").json()["state"] == "working"
    assert post(li, matter, "suspend").json()["state"] == "suspended"
    assert post(li, matter, "resume").json()["state"] == "accepted"
    resting = li.get("/api/v1/matters?scope=inbox&state=suspended").json()
    assert resting["matters"] == []
    steps = client_for(world.wang).get(f"/api/v1/matters/{matter.pk}/timeline").json()["steps"]
    verbs = ["report", "return", "assign", "triage", "accept", "start", "suspend", "resume"]
    assert [step["verb"] for step in steps] == verbs


def test_a_rest_is_longer_than_nothing_and_shorter_than_for_ever(world: World) -> None:
    matter, li = make(world), client_for(world.li)
    post(li, matter, "accept")
    refused = post(li, matter, "suspend", until="2099-01-01")
    assert (refused.status_code, refused.json()["code"]) == (422, "matter_rest_day")
    assert MatterEvent.objects.count() == 2


def test_words_and_photos_are_added_once(world: World) -> None:
    matter, wang = make(world), client_for(world.wang)
    token = wang.post("/api/v1/matters/photos", {"photo": photo()}).json()["token"]
    body = {"id": str(uuid7()), "photos": [token]}
    first, second = (post(wang, matter, "words", **body) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert MatterEvent.objects.filter(verb="add_words").count() == 1
    assert MatterPhoto.objects.count() == 1
    other = post(wang, matter, "words", id=body["id"], text="别的")
    assert (other.status_code, other.json()["code"]) == (409, "matter_id_taken")
    step = wang.get(f"/api/v1/matters/{matter.pk}/timeline").json()["steps"][-1]
    assert wang.get(step["photos"][0]).status_code == 200


def test_a_duplicate_is_closed_through_the_api(world: World) -> None:
    first, second = make(world), make(world)
    done = post(client_for(world.li), second, "duplicate", reference=first.reference)
    assert (done.status_code, done.json()["closing_code"]) == (200, "duplicate")
    unknown = post(client_for(world.li), first, "duplicate")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "matter_duplicate_unknown")


def test_the_contact_is_shown_with_a_reason_and_logged(world: World) -> None:
    from maplebridge.people.models import AccessRecord

    matter, li = make(world), client_for(world.li)
    shown = post(li, matter, "contact").json()
    assert shown == {"name": "王奶奶", "phone": "13900000001"}
    assert AccessRecord.objects.get(subject=world.wang).reason == "约时间上门"
    assert post(li, matter, "contact", reason="").status_code == 422


@pytest.mark.parametrize("verb", BODIES)
def test_strangers_are_told_that_there_is_none(world: World, verb: str) -> None:
    matter = make(world, neighbours_see=False)
    body = place_for(world, verb)
    for who in (world.stranger, world.wu, world.chen):
        answer = post(client_for(who), matter, verb, **body)
        assert (answer.status_code, answer.json()["code"]) == (404, "matter_missing")
    assert post(client_for(None), matter, verb, **body).status_code == 401
    assert client_for(world.wu).get(f"/api/v1/matters/{matter.pk}/timeline").status_code == 404


@pytest.mark.parametrize(
    ("who", "verb"),
    [
        ("wang", "refer"),
        ("wang", "duplicate"),
        ("wang", "take-part"),
        ("wang", "contact"),
        ("wang", "return"),
        ("wang", "triage"),
        ("wang", "suspend"),
        ("li", "assign"),
        ("sun", "return"),
        ("li", "dispute"),
        ("li", "withdraw"),
        ("li", "take-part"),
        ("chen", "words"),
        ("chen", "withdraw"),
    ],
)
def test_the_wrong_post_is_refused(world: World, who: str, verb: str) -> None:
    body = place_for(world, verb)
    answer = post(client_for(getattr(world, who)), make(world), verb, **body)
    assert (answer.status_code, answer.json()["code"]) == (403, "matter_not_yours")


def test_a_step_that_comes_too_late_is_a_conflict(world: World) -> None:
    matter, wang = make(world), client_for(world.wang)
    assert post(wang, matter, "dispute").status_code == 409
    post(wang, matter, "withdraw")
    assert post(wang, matter, "withdraw").status_code == 409


def test_neighbours_read_no_names_and_no_spoken_reasons_in_the_timeline(world: World) -> None:
    matter = make(world)
    post(client_for(world.li), matter, "refer", place_id=str(world.community.pk))
    steps = client_for(world.chen).get(f"/api/v1/matters/{matter.pk}/timeline").json()["steps"]
    assert "王" not in json.dumps(steps, ensure_ascii=False)
    assert [step["words"] for step in steps] == ["路灯不亮", ""]


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("words", {"text": "长" * 2001}),
        ("words", {"id": "nope"}),
        ("words", {"text": "x\x01y"}),
        ("words", {"photos": ["forged"]}),
        ("words", {"photos": ["x"] * 5}),
        ("refer", {"place_id": "nope"}),
        ("refer", {"text": "", "place_id": "00000000-0000-0000-0000-000000000000"}),
        ("return", {"reason": "no_time"}),
        ("return", {"text": "  "}),
        ("return", {"photos": ["forged"]}),
        ("triage", {"category": "unknown"}),
        ("triage", {"category": "x" * 21}),
        ("suspend", {"until": "2099-02-30"}),
        ("suspend", {"reason": "mood"}),
        ("dispute", {"text": ""}),
        ("duplicate", {"reference": "x" * 100}),
        ("contact", {"reason": "x" * 201}),
    ],
)
def test_unusable_bodies_change_nothing(world: World, verb: str, body: dict[str, Any]) -> None:
    who = world.wang if verb in {"words", "dispute"} else world.li
    matter = make(world)
    answer = post(client_for(who), matter, verb, **body)
    assert answer.status_code in {404, 409, 413, 422}, answer.content
    assert set(answer.json()) == {"code", "message"}
    assert MatterEvent.objects.count() == 1
