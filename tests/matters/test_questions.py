"""What a kind asks travels with the matter: asked, kept once, shown to whom it concerns, forgotten."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maplebridge.core.errors import RuleBroken
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import ANONYMOUS, Role
from maplebridge.matters import actions, queries
from maplebridge.matters.models import Matter, MatterAttribute
from maplebridge.matters.policy import Standing
from maplebridge.matters.rules import catalogue
from tests.matters.test_catalogue_rules import kind, shipped
from tests.world import NOON, World, client_for, person, post, viewer

JSON = "application/json"
BLOCKED = {"blocks": ["entrance", "fire_lane"], "vehicles": ["３"]}


@pytest.fixture
def rules_today(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`rules_today(change)` puts a changed catalogue in force under the version of the shipped."""

    def put(change: Any) -> None:
        data = shipped()
        change(data)
        book = catalogue.parse(data)
        monkeypatch.setattr(queries.rulebook, "shipped", lambda: (book,))

    return put


def report(world: World, *, who: Any = None, **more: Any) -> actions.Reported:
    sent = actions.Report(
        **{"words": "堵住了", "category": "parking", "place_id": world.grid.pk} | more
    )
    return actions.report(viewer=who or viewer(world.wang), sent=sent, now=NOON)


def kept(matter: Matter) -> list[tuple[str, str]]:
    return list(matter.attributes.order_by("order").values_list("code", "value"))


def test_answers_are_kept_once_however_often_they_are_sent(world: World) -> None:
    key = uuid7()
    first = report(world, id=key, attributes=BLOCKED)
    again = report(world, id=key, attributes=BLOCKED)
    assert (first.created, again.created) == (True, False)
    assert kept(first.matter) == [
        ("blocks", "fire_lane"), ("blocks", "entrance"), ("vehicles", "3")
    ]  # fmt: skip
    assert again.answers == first.answers
    for other in ({"vehicles": ["4"]}, {}):
        with pytest.raises(RuleBroken) as broken:
            report(world, id=key, attributes=other)
        assert broken.value.code == "matter_id_taken"


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ({"plate": ["赣A"]}, "matter_question_unknown"),
        ({"vehicles": ["many"]}, "matter_answer_no_number"),
        ({"blocks": ["river"]}, "matter_answer_not_listed"),
    ],
)
def test_an_answer_that_cannot_be_kept_stores_nothing(
    world: World, attributes: dict[str, list[str]], code: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        report(world, attributes=attributes)
    assert broken.value.code == code
    assert broken.value.sentence
    assert not Matter.objects.exists()


def test_a_report_without_answers_costs_no_statement_more(world: World) -> None:
    for _ in range(2):  # the first one also looks for the day's calendar and for its counter
        report(world, category="other")
    counts = []
    for more in ({"category": "other"}, {}, {"attributes": BLOCKED}):
        with CaptureQueriesContext(connection) as asked:
            report(world, **more)
        counts.append(len(asked))
    assert counts[1] == counts[0]
    assert counts[2] == counts[0] + 1


def test_a_required_answer_is_asked_on_the_web_and_never_stops_a_text_message(
    world: World, rules_today: Any
) -> None:
    rules_today(lambda d: kind(d, "parking")["attributes"][1].update(required=True))
    with pytest.raises(RuleBroken) as broken:
        report(world)
    assert broken.value.code == "matter_answer_needed"
    assert report(world, channel="sms").created


def test_a_kind_that_needs_a_name_refuses_a_visitor_and_nobody_else(world: World) -> None:
    with pytest.raises(RuleBroken) as broken:
        report(world, who=ANONYMOUS, category="dispute")
    assert broken.value.code == "matter_kind_needs_a_name"
    assert "邻里纠纷求助" in broken.value.sentence
    assert report(world, category="dispute").created
    assert report(world, who=ANONYMOUS, category="other").created
    sent = {"who": viewer(world.li), "reporter_id": world.wang.pk}
    assert report(world, category="dispute", **sent).created


def test_neighbours_read_only_the_answers_that_are_open_to_them(world: World) -> None:
    told = report(
        world,
        category="water",
        neighbours_see=True,
        attributes={"since": ["2026-11-22"], "where": ["stairs"]},
    ).matter
    lamp = report(
        world, category="lighting", neighbours_see=True, attributes={"pole": ["7"]}
    ).matter

    def read(who: Any, matter: Matter) -> list[str]:
        found = client_for(who).get(f"/api/v1/matters/{matter.pk}").json()["attributes"]
        return [one["code"] for one in found]

    for who in (world.wang, world.li, world.sun):
        assert read(who, told) == ["since", "where"]
    assert read(world.chen, told) == []
    assert read(world.chen, lamp) == ["pole"]


def test_the_api_takes_and_gives_answers(world: World) -> None:
    wang = client_for(world.wang)
    sent = {
        "id": str(uuid7()),
        "words": "堵住了",
        "category": "parking",
        "place_id": str(world.grid.pk),
        "attributes": {"blocks": ["entrance"], "vehicles": 3},
    }
    made = wang.post("/api/v1/matters", json.dumps(sent), JSON, HTTP_ACCEPT_LANGUAGE="en")
    assert made.status_code == 201
    assert made.json()["attributes"] == [
        {
            "code": "blocks",
            "name": "What is blocked?",
            "values": ["entrance"],
            "texts": ["An entrance"],
        },
        {"code": "vehicles", "name": "About how many vehicles?", "values": ["3"], "texts": ["3"]},
    ]
    again = wang.post("/api/v1/matters", json.dumps(sent), JSON, HTTP_ACCEPT_LANGUAGE="en")
    assert again.status_code == 200
    assert again.json() == made.json()
    read = wang.get(f"/api/v1/matters/{sent['id']}", HTTP_ACCEPT_LANGUAGE="en")
    assert read.json() == made.json()
    wrong = sent | {"id": str(uuid7()), "attributes": {"vehicles": "many"}}
    refused = wang.post("/api/v1/matters", json.dumps(wrong), JSON)
    assert (refused.status_code, refused.json()["code"]) == (422, "matter_answer_no_number")


def test_answers_stay_with_the_kind_that_asked_when_a_matter_is_sorted_anew(world: World) -> None:
    matter = report(world, attributes=BLOCKED).matter
    actions.triage(
        viewer=viewer(world.li), matter_id=matter.pk, category="road", now=timezone.now()
    )
    matter.refresh_from_db()
    shown = queries.answers_of(matter, Standing.HANDLER, "en")
    assert [(one.question, one.texts) for one in shown] == [
        ("What is blocked?", ("A fire lane", "An entrance")),
        ("About how many vehicles?", ("3",)),
    ]


def test_answers_are_forgotten_with_the_words(world: World) -> None:
    matter = report(world, attributes=BLOCKED).matter
    actions.withdraw(viewer=viewer(world.wang), matter_id=matter.pk, now=NOON)
    actions.purge_expired(now=NOON + timedelta(days=1095))
    assert MatterAttribute.objects.count() == 3
    actions.purge_expired(now=NOON + timedelta(days=1096))
    assert not MatterAttribute.objects.exists()


def test_the_level_that_has_the_duty_is_asked_first(world: World, rules_today: Any) -> None:
    rules_today(lambda d: kind(d, "noise").update(duty=["community", "street"]))
    handler = report(world, category="noise").matter.handler
    assert handler is not None
    assert handler.person_id == world.sun.pk
    assert report(world, category="other").matter.handler_id == world.li_post.pk
    wide = report(world, category="noise", place_id=world.street.pk).matter.handler
    assert wide is not None
    assert wide.person_id == world.qian.pk


def test_a_level_without_duty_is_passed_over_when_a_matter_goes_up(
    world: World, rules_today: Any
) -> None:
    rules_today(lambda d: kind(d, "noise").update(duty=["grid", "street"]))
    for category, asked in (("other", world.sun), ("noise", world.qian)):
        matter = report(world, category=category).matter
        actions.return_(
            viewer=viewer(world.li), matter_id=matter.pk, reason="other_duty",
            text="归别的单位管", now=NOON,
        )  # fmt: skip
        arbiter = queries.arbiter_asked(matter)
        assert arbiter is not None
        assert arbiter.person_id == asked.pk


def test_who_has_no_duty_is_still_asked_when_nobody_else_is_there(
    world: World, rules_today: Any
) -> None:
    rules_today(lambda d: kind(d, "noise").update(duty=["grid"]))
    matter = report(world, category="noise").matter
    actions.return_(
        viewer=viewer(world.li), matter_id=matter.pk, reason="other_duty", text="归别的", now=NOON
    )
    arbiter = queries.arbiter_asked(matter)
    assert arbiter is not None
    assert arbiter.person_id == world.sun.pk
    top = person("周总值", "13900000009")
    post(top, Role.OPERATOR, world.jurisdiction.root)
    other = report(world, category="noise").matter
    actions.return_(
        viewer=viewer(world.li), matter_id=other.pk, reason="other_duty", text="归别的", now=NOON
    )
    arbiter = queries.arbiter_asked(other)
    assert arbiter is not None
    assert arbiter.person_id == top.pk
