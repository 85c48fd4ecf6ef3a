"""A frost: two leaks, one cause, several hands; one answer, and each resident has the last word."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from maplebridge.core import outbox
from maplebridge.matters.models import Matter, MatterGroup, MatterTask
from maplebridge.people.models import Person, Post
from tests.world import build_world, client_for, photo


def english(who: Person) -> Client:
    client = client_for(who)
    client.cookies["django_language"] = "en"
    return client


def report(who: Person, words: str, place: Any) -> Matter:
    sent = {"id": str(uuid4()), "place": str(place.pk), "words": words, "category": "water"}
    assert english(who).post("/matters/report/", sent).status_code == 302
    return Matter.objects.get(words=words)


def post_of(who: Person) -> str:
    return str(Post.objects.get(person=who).pk)


def text(who: Person, address: str) -> str:
    return english(who).get(address).content.decode()


@pytest.mark.django_db
def test_two_leaks_after_one_frost() -> None:
    world = build_world()
    stairs = report(world.wang, "楼道水管冻裂，地面结冰", world.grid)
    kitchen = report(world.chen, "厨房水管冻裂漏水", world.next_grid)
    li, sun, wu = english(world.li), english(world.sun), english(world.wu)

    # The stairs need two pairs of hands; Li answers for the whole.
    _ask(li, f"/matters/{stairs.pk}/tasks/", "关总阀", post_of(world.sun))
    _ask(li, f"/matters/{stairs.pk}/tasks/", "补路面", post_of(world.wu))
    outbox.deliver_all()
    paving = MatterTask.objects.get(what="补路面")
    assert "补路面" in text(world.wu, "/matters/tasks/")
    assert wu.get(f"/matters/{stairs.pk}/").status_code == 404
    assert wu.post(f"/matters/tasks/{paving.pk}/take/").status_code == 302
    done = {"finish-text": "铺好了", "finish-photo": photo()}
    assert wu.post(f"/matters/tasks/{paving.pk}/finish/", done).status_code == 302
    page = text(world.wang, f"/matters/{stairs.pk}/")
    assert "1 of 2 parts are done" in page
    assert "吴外社" not in page

    # Sun sees one cause in both, and leads a group with a task for all of it.
    chosen = {"m": [str(stairs.pk), str(kitchen.pk)], "save": "1", "name": "一月冻害"}
    made = sun.post("/matters/groups/make/", chosen | {"id": str(uuid4())})
    assert "Done for 2 matters" in made.content.decode()
    group = MatterGroup.objects.get()
    _ask(sun, f"/matters/groups/{group.pk}/tasks/", "换总管", post_of(world.li))
    sun.post(
        f"/matters/groups/{group.pk}/news/", {"news-id": str(uuid4()), "news-text": "明天换总管"}
    )
    for who, own in ((world.wang, stairs), (world.chen, kitchen)):
        page = text(who, f"/matters/{own.pk}/")
        assert "明天换总管" in page
        assert "一月冻害" not in page

    # One answer for both, once the reason is said why parts stay open.
    form = {"answer-id": str(uuid4()), "answer-text": "总管换好了", "answer-code": "fixed"}
    refused = sun.post(f"/matters/groups/{group.pk}/answer/", form)
    assert refused.status_code == 422
    assert "总管换好了" in refused.content.decode()
    told = sun.post(f"/matters/groups/{group.pk}/answer/", form | {"answer-left": "保温下周做"})
    assert "Done for 2 matters" in told.content.decode()

    # Each has the last word on their own.
    rate = {"rate-stars": "5", "rate-solved": "yes"}
    assert english(world.wang).post(f"/matters/{stairs.pk}/rate/", rate).status_code == 302
    dispute = {"dispute-text": "我家还在漏"}
    assert english(world.chen).post(f"/matters/{kitchen.pk}/dispute/", dispute).status_code == 302
    stairs.refresh_from_db()
    kitchen.refresh_from_db()
    assert (stairs.state, stairs.closing_code, kitchen.state) == ("closed", "fixed", "reopened")
    assert "1 waits" in text(world.sun, f"/matters/groups/{group.pk}/")
    assert world.li_post.pk == stairs.handler_id, "who answered for it never changed"


def _ask(client: Client, address: str, what: str, post: str) -> None:
    assert client.get(address).status_code == 200
    sent = {
        "task-id": str(uuid4()), "task-what": what, "task-post": post,
        "task-due_on": timezone.localdate().isoformat(),
    }  # fmt: skip
    assert client.post(address, sent).status_code == 302
