"""A program works with groups of matters, and names another way to one's right for its resident."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.core.viewer import Role
from maplebridge.matters.models import Matter, MatterGroup
from maplebridge.people.models import Post
from tests.matters.test_groups import make, states
from tests.portal.test_programs import ask, key, report
from tests.world import World, build_world
from tests.world import post as post_of

GROUPS = "matters/groups"


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def made(token: str, *matters: Matter, name: str = "一月冻害") -> Any:
    body = {"id": str(uuid4()), "name": name, "matters": [str(one.pk) for one in matters]}
    answer = ask(token, f"POST {GROUPS}", body)
    assert answer.status_code == 200, answer.content
    assert ask(token, f"POST {GROUPS}", body).json()["group_id"] == answer.json()["group_id"]
    return answer.json()


def test_a_group_lives_its_whole_life_by_program(world: World) -> None:
    hers, his, far = make(world), make(world, world.chen), make(world, far=True)
    token = key(world.sun)
    group = made(token, hers, his)["group_id"]
    at = f"{GROUPS}/{group}"
    (listed,) = ask(token, f"GET {GROUPS}").json()["groups"]
    assert (listed["matters"], listed["waiting"], listed["ended_at"]) == (2, 2, None)
    added = ask(token, f"POST {at}/add", {"matters": [str(far.pk)]}).json()
    assert [one["problem"] for one in added["outcomes"]] == [""]
    removed = ask(token, f"POST {at}/remove", {"matter_id": str(far.pk)}).json()
    assert removed["matters"] == 2
    page = ask(token, f"GET {at}/matters", {"limit": 1}).json()
    rest = ask(token, f"GET {at}/matters", {"limit": 1, "after": page["next"]}).json()
    found = [one["reference"] for one in [*page["matters"], *rest["matters"]]]
    assert (found, rest["next"]) == ([hers.reference, his.reference], None)
    head = Post.objects.get(person=world.qian)
    changed = ask(token, f"POST {at}/change", {"name": "水管冻裂", "lead_id": str(head.pk)})
    assert (changed.json()["name"], changed.json()["lead_id"]) == ("水管冻裂", str(head.pk))
    assert ask(token, f"POST {at}/change", {"name": "我的"}).status_code == 403, "no lead any more"
    lead = key(world.qian)
    news = {"id": str(uuid4()), "text": "抢修队下午到"}
    assert len(ask(lead, f"POST {at}/news", news).json()["outcomes"]) == 2
    sent = {"id": str(uuid4()), "text": "总管换好了", "code": "fixed"}
    assert ask(lead, f"POST {at}/answer", sent).status_code == 200
    again = ask(lead, f"POST {at}/answer", sent).json()["outcomes"]
    assert [one["earlier"] for one in again] == [True, True]
    assert states(hers, his) == ["answered", "answered"]
    assert ask(lead, f"POST {at}/end").json()["ended_at"] is not None
    refused = ask(lead, f"POST {at}/change", {"name": "又一个"})
    assert (refused.status_code, refused.json()["code"]) == (422, "group_ended")


def test_an_empty_group_is_handed_to_nobody_outside_its_line(world: World) -> None:
    only = make(world)
    token = key(world.sun)
    at = f"{GROUPS}/{made(token, only, name='别处不该读到')['group_id']}"
    assert ask(token, f"POST {at}/remove", {"matter_id": str(only.pk)}).json()["matters"] == 0
    elsewhere = post_of(world.wu, Role.GRID_WORKER, world.other_grid)
    for post in (elsewhere, world.li_post):
        refused = ask(token, f"POST {at}/change", {"lead_id": str(post.pk)})
        assert (refused.status_code, refused.json()["code"]) == (422, "group_lead_elsewhere")
    assert ask(key(world.wu), f"GET {GROUPS}").json()["groups"] == []
    head = Post.objects.get(person=world.qian)
    assert ask(token, f"POST {at}/change", {"lead_id": str(head.pk)}).status_code == 200


def test_parts_of_the_whole_group_are_asked_by_program(world: World) -> None:
    token = key(world.sun)
    at = f"{GROUPS}/{made(token, Matter.objects.get(pk=report(world)))['group_id']}"
    today = calendar.today(timezone.now())
    part = {"what": "换总阀", "post_id": str(world.li_post.pk), "due_on": str(today)}
    asked = ask(token, f"POST {at}/tasks", part)
    assert asked.json()["group_id"] == at.removeprefix(f"{GROUPS}/")
    (listed,) = ask(token, f"GET {at}/tasks").json()["tasks"]
    assert listed["what"] == "换总阀"


def test_a_stranger_to_a_group_finds_nothing_and_a_hand_leads_nothing(world: World) -> None:
    group = made(key(world.sun), make(world), make(world, far=True))["group_id"]
    news = {"id": str(uuid4()), "text": "x"}
    for who, status in ((world.wang, 404), (world.wu, 404), (world.li, 403)):
        assert ask(key(who), f"POST {GROUPS}/{group}/news", news).status_code == status
    assert ask(key(world.wang), f"GET {GROUPS}").status_code == 403
    seen = ask(key(world.li), f"GET {GROUPS}/{group}/matters").json()
    assert (len(seen["matters"]), seen["others"]) == (1, 1)
    assert MatterGroup.objects.get().ended_at is None


def test_a_resident_names_a_petition_by_program_and_ends_it(world: World) -> None:
    matter, token = make(world), key(world.wang)
    at = f"POST matters/{matter.pk}/recourse"
    for _ in range(2):
        assert ask(token, at, {"kind": "petition", "text": "已去信访"}).status_code == 200
    assert matter.events.filter(verb="name_recourse", code="petition").count() == 1
    assert ask(key(world.li), at, {"kind": "petition"}).status_code == 403
    assert ask(token, at, {"kind": "revenge"}).status_code == 422
    assert ask(token, f"{at}/over", {"text": "办完了"}).status_code == 200
    assert Matter.objects.get(pk=matter.pk).recourse_since is None
    over = ask(token, f"{at}/over", {"text": ""})
    assert (over.status_code, over.json()["code"]) == (422, "matter_recourse_none")
