"""The story the house is built around: a concern on a phone becomes an answer and two points."""

from __future__ import annotations

import re

import pytest

from maplebridge.core import outbox
from maplebridge.matters.models import Matter, MatterEvent
from maplebridge.people.public import household_of
from tests.world import World, build_world, client_for, go_on_leave, photo


def points_of(world: World) -> int:
    from maplebridge.bank.queries import my_points
    from tests.world import viewer

    return my_points(viewer(world.wang)) or 0


@pytest.mark.django_db
def test_a_lamp_is_mended_by_the_deputy_and_two_points_arrive() -> None:
    world = build_world()
    assert household_of(world.wang.pk) is not None
    go_on_leave(world.li)
    wang, zhao = client_for(world.wang), client_for(world.zhao)

    page = wang.get("/matters/report/").content.decode()
    form_id = re.search(r'name="id" value="([0-9a-f-]{36})"', page)
    assert form_id is not None
    sent = wang.post(
        "/matters/report/",
        {
            "id": form_id.group(1),
            "place": str(world.grid.pk),
            "words": "楼道灯坏了，晚上看不见台阶。",
            "category": "lighting",
            "photos": photo(),
        },
    )
    assert sent.status_code == 302
    confirmed = wang.get(sent["Location"]).content.decode()
    matter = Matter.objects.get()
    assert matter.reference in confirmed
    assert "赵代理" in confirmed
    assert "李网格" in confirmed

    assert matter.reference in zhao.get("/matters/inbox/").content.decode()
    assert zhao.post(f"/matters/{matter.pk}/accept/").status_code == 302
    answered = zhao.post(
        f"/matters/{matter.pk}/answer/",
        {
            "answer-text": "灯泡已换好。",
            "answer-code": "fixed",
            "answer-photos": photo(colour="#3a3"),
        },
    )
    assert answered.status_code == 302
    line = MatterEvent.objects.get(verb="answer")
    assert (line.actor_id, line.deputy_for_id) == (world.zhao.pk, world.li.pk)
    assert line.photos.count() == 1

    shown = wang.get(f"/matters/{matter.pk}/").content.decode()
    picture = re.search(rf"/matters/{matter.pk}/photos/[0-9a-f-]{{36}}/", shown)
    assert picture is not None
    assert wang.get(picture.group(0)).status_code == 200

    before = points_of(world)
    rated = wang.post(f"/matters/{matter.pk}/rate/", {"rate-stars": "5", "rate-solved": "yes"})
    assert rated.status_code == 302
    outbox.deliver_all()
    matter.refresh_from_db()
    assert (matter.state, matter.closing_code, matter.closing) == ("closed", "fixed", 1)
    assert points_of(world) - before == 2
    assert wang.get("/bank/").status_code == 200
