"""Adopted changes stand together, really route, and are looked at by the next review."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Role
from maplebridge.matters import public as matters
from maplebridge.matters.queries import forget_catalogues
from maplebridge.people.models import Person, Post
from maplebridge.review import actions
from maplebridge.review.models import MonthlyReview, Proposal
from maplebridge.review.rules.changes import Kind, Wanted
from tests.review.test_reviews import FIRST, english
from tests.world import World, build_world, person, post, viewer

TOMORROW = date(2026, 12, 2)
LIGHT = Wanted(Kind.LIMIT, "lighting", first_answer_hours=2, settle_days=2)
WATER = Wanted(Kind.LIMIT, "water", first_answer_hours=1, settle_days=1)


@pytest.fixture(autouse=True)
def forgotten() -> Any:
    yield
    forget_catalogues()


def tried(world: World, wanted: Wanted) -> Proposal:
    made = actions.propose(
        viewer=viewer(world.sun), place_id=world.community.pk, wanted=wanted, why="总是超时",
        now=FIRST,
    )  # fmt: skip
    return actions.replay(viewer=viewer(world.sun), proposal_id=made.pk, now=FIRST)


def head_of(world: World) -> Person:
    post(world.chen, Role.HEAD, world.jurisdiction.root)
    return world.chen


def adopt(head: Person, made: Proposal) -> Proposal:
    return actions.adopt(viewer=viewer(head), proposal_id=made.pk, now=FIRST)


def limits(day: date, kind: str) -> tuple[int, int]:
    found = matters.catalogue(day).get(kind)
    assert found is not None
    return found.promise.first_answer_hours, found.promise.settle_days


def test_two_changes_of_one_day_stand_together(world: World) -> None:
    head = head_of(world)
    light, water = tried(world, LIGHT), tried(world, WATER)
    adopt(head, light)
    adopt(head, water)
    assert (limits(TOMORROW, "lighting"), limits(TOMORROW, "water")) == ((2, 2), (1, 1))


def test_a_workbook_for_a_later_day_does_not_take_the_change_back(world: World) -> None:
    head = head_of(world)
    content = matters.dump_catalogue(matters.catalogue(TOMORROW))
    content |= {"version": "2027-01", "valid_from": "2027-01-01", "close_days": 9}
    matters.adopt_catalogue(viewer=viewer(head), content=content, why="新年", now=FIRST)
    adopt(head, tried(world, LIGHT))
    assert limits(TOMORROW, "lighting") == limits(date(2027, 1, 1), "lighting") == (2, 2)
    assert matters.catalogue(TOMORROW).close_days != 9
    assert matters.catalogue(date(2027, 1, 1)).close_days == 9


def test_who_tried_it_on_something_else_is_shown_what_differs(world: World) -> None:
    head = head_of(world)
    first = tried(world, LIGHT)
    second = tried(world, Wanted(Kind.LIMIT, "lighting", first_answer_hours=3, settle_days=5))
    adopt(head, first)
    client = english(head)
    page = client.get(f"/review/proposals/{second.pk}/").content.decode()
    assert "holds in the whole jurisdiction, not only for" in page
    with pytest.raises(RuleBroken) as told:
        adopt(head, second)
    assert told.value.code == "proposal_conflict"
    assert "now: First answer within (hours) 2, Settled within (working days) 2" in str(told.value)
    actions.replay(viewer=viewer(head), proposal_id=second.pk, now=FIRST)
    adopt(head, second)
    assert limits(TOMORROW, "lighting") == (3, 5)


@pytest.mark.django_db(transaction=True)
def test_two_heads_pressing_at_once_lose_nothing() -> None:
    world = build_world()
    heads = [head_of(world), person("何副", "13900000031")]
    post(heads[1], Role.HEAD, world.jurisdiction.root)
    made = [tried(world, LIGHT), tried(world, WATER)]
    start, lost = threading.Barrier(2), []

    def press(head: Person, one: Proposal) -> None:
        try:
            start.wait(timeout=20)
            adopt(head, one)
        except RuleBroken as broken:
            lost.append(broken.code)
        finally:
            connection.close()

    pressing = [threading.Thread(target=press, args=pair) for pair in zip(heads, made, strict=True)]
    for thread in pressing:
        thread.start()
    for thread in pressing:
        thread.join(timeout=30)
    forget_catalogues()
    assert lost == []
    assert (limits(TOMORROW, "lighting"), limits(TOMORROW, "water")) == ((2, 2), (1, 1))


def test_after_an_adopted_route_the_next_matter_goes_there(world: World) -> None:
    head = head_of(world)
    made = adopt(head, tried(world, Wanted(Kind.ROUTE, "lighting", level="community")))
    assert made.version == matters.catalogue(TOMORROW).version

    def asked(now: Any) -> str:
        sent = matters.Report(words="路灯不亮", place_id=world.grid.pk, category="lighting")
        found = matters.report(viewer=viewer(world.wang), sent=sent, now=now).matter
        return str(Post.objects.get(pk=found.handler_id or found.first_asked_id).role)

    assert asked(FIRST) == Role.GRID_WORKER
    assert asked(FIRST + timedelta(days=2)) == Role.OPERATOR


def test_the_next_review_says_what_was_changed_and_whether_it_worked(world: World) -> None:
    head = head_of(world)
    adopt(head, tried(world, LIGHT))
    for month, kept in ((date(2026, 11, 1), 4), (date(2026, 12, 1), 5), (date(2027, 1, 1), 9)):
        figures = {"kinds": {"lighting": {"first_kept": kept, "first_owed": 10}}, "total": {},
                   "places": {}, "sorted": []}  # fmt: skip
        MonthlyReview.objects.create(
            place=world.community, path=world.community.path, month=month, drafted_at=FIRST,
            figures=figures,
        )  # fmt: skip
    pages = [english(world.sun).get(f"/review/{one.pk}/").content.decode()
             for one in MonthlyReview.objects.order_by("month")]  # fmt: skip
    assert "What was changed" not in pages[0]
    assert "It cannot be said yet" in pages[1]
    assert "4/10 · 40.0%" in pages[2]
    assert "9/10 · 90.0%" in pages[2]
    assert "fewer than" in pages[2] or "none" in pages[2], "of the others it says so"


def test_streets_have_reviews_of_their_communities(world: World) -> None:
    sent = matters.Report(words="路灯不亮", place_id=world.grid.pk, category="lighting")
    matters.report(viewer=viewer(world.wang), sent=sent, now=FIRST - timedelta(days=3))
    actions.draft_due(now=FIRST)
    review = MonthlyReview.objects.get(place=world.street)
    assert review.figures["total"]["reported"] == 1
    assert list(review.figures["places"]) == [str(world.community.pk)]
