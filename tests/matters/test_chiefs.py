"""The chief of a building is asked for a first look beside the grid worker, and owes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.core.outbox import deliver_all
from maplebridge.core.viewer import Level, Role
from maplebridge.matters import actions
from maplebridge.matters.actions import tasks
from maplebridge.matters.models import Matter, MatterTask
from maplebridge.matters.queries import shipped
from maplebridge.matters.rules import catalogue as rules
from maplebridge.people.models import Deputy, Post
from tests.world import LONG_AGO, NOON, World, client_for, go_on_leave, person, post, viewer

HOUR = timedelta(hours=1)


@pytest.fixture
def chief(world: World) -> Post:
    """Chen, whom the neighbours of building 3 elected."""
    return post(world.chen, Role.BUILDING_CHIEF, world.building)


def made(world: World, kind: str = "stairs", **more: Any) -> Matter:
    sent = actions.Report(
        words="王家门口的扶手松了", **{"place_id": world.building.pk, "category": kind} | more
    )
    return actions.report(viewer=viewer(world.wang, now=NOON), sent=sent, now=NOON).matter


def test_the_chief_is_asked_beside_the_grid_worker_who_answers(world: World, chief: Post) -> None:
    matter = made(world)
    look = matter.tasks.get()
    assert (look.asked_id, matter.handler_id) == (chief.pk, world.li_post.pk)
    assert look.what == "请去看一看：楼道与电梯"
    assert look.lapses_at == NOON + 21 * HOUR, "four working hours: tomorrow at nine"
    line = matter.events.get(verb="add_task")
    assert (line.to_post_id, line.actor_id) == (chief.pk, None)


def test_the_chief_finds_it_at_home_and_reads_no_words_of_the_reporter(
    world: World, chief: Post
) -> None:
    matter = made(world, place_text="302室门口")
    chen = client_for(world.chen)
    assert "/matters/tasks/" in chen.get("/").content.decode()
    page = chen.get(f"/matters/tasks/{matter.tasks.get().pk}/").content.decode()
    assert world.building.name in page
    for hidden in (matter.words, "302室", world.wang.name):
        assert hidden not in page
    assert chen.get(f"/matters/{matter.pk}/").status_code == 404, "the matter itself is not theirs"


def test_what_the_chief_saw_stands_with_the_worker_who_then_answers(
    world: World, chief: Post
) -> None:
    matter = made(world)
    chen, li = viewer(world.chen), viewer(world.li)
    tasks.finish(viewer=chen, task_id=matter.tasks.get().pk, text="螺丝掉了两颗", now=NOON + HOUR)
    shown = client_for(world.li).get(f"/matters/{matter.pk}/").content.decode()
    assert "螺丝掉了两颗" in shown
    mine = client_for(world.wang).get(f"/matters/{matter.pk}/").content.decode()
    assert "螺丝掉了两颗" not in mine
    actions.answer(viewer=li, matter_id=matter.pk, text="已拧紧", now=NOON + 2 * HOUR)
    matter.refresh_from_db()
    assert matter.state == "answered"


def test_a_chief_who_does_not_answer_is_passed_over_by_the_clock(world: World, chief: Post) -> None:
    matter = made(world)
    look = matter.tasks.get()
    assert look.lapses_at is not None
    due = matter.due_at
    actions.lapse_looks(now=look.lapses_at - HOUR)
    assert MatterTask.objects.get().state == "open"
    actions.lapse_looks(now=look.lapses_at)
    actions.lapse_looks(now=look.lapses_at)
    look.refresh_from_db()
    assert look.state == "dropped"
    matter.refresh_from_db()
    assert (matter.handler_id, matter.due_at) == (world.li_post.pk, due)
    assert matter.events.filter(verb="drop_task").count() == 1
    deliver_all(now=look.lapses_at)


def test_taken_on_it_lapses_no_more_and_a_no_needs_one_sentence(world: World, chief: Post) -> None:
    matter, other = made(world), made(world)
    chen = viewer(world.chen)
    tasks.take(viewer=chen, task_id=matter.tasks.get().pk, now=NOON + HOUR)
    tasks.drop(viewer=chen, task_id=other.tasks.get().pk, reason="人在外地", now=NOON + HOUR)
    actions.lapse_looks(now=NOON + 72 * HOUR)
    assert matter.tasks.get().state == "taken"
    assert not other.events.filter(actor__isnull=True, verb="drop_task").exists()


def test_an_answer_waits_for_no_chief(world: World, chief: Post) -> None:
    matter = made(world)
    actions.answer(viewer=viewer(world.li), matter_id=matter.pk, text="已拧紧", now=NOON + HOUR)
    assert matter.tasks.get().state == "dropped"
    assert not matter.events.filter(verb="leave_tasks").exists()


def test_the_deputy_looks_while_the_chief_is_away_and_nobody_when_both_are(
    world: World, chief: Post
) -> None:
    Deputy.objects.create(post=chief, person=world.stranger, valid_from=LONG_AGO)
    go_on_leave(world.chen, now=NOON)
    matter = made(world)
    tasks.take(
        viewer=viewer(world.stranger, now=NOON), task_id=matter.tasks.get().pk, now=NOON + HOUR
    )
    go_on_leave(world.stranger, now=NOON)
    assert not made(world).tasks.exists()


def test_the_nearest_chief_is_asked_and_never_the_reporter(world: World, chief: Post) -> None:
    unit = post(world.wang, Role.UNIT_CHIEF, world.entrance)
    assert made(world, place_id=world.entrance.pk).tasks.get().asked_id == chief.pk
    unit.person = person("门长", "13900000031")
    unit.save()
    assert made(world, place_id=world.entrance.pk).tasks.get().asked_id == unit.pk
    assert made(world).tasks.get().asked_id == chief.pk, "nobody knows which door"


def test_no_chief_is_asked_for_what_their_kind_does_not_say(world: World, chief: Post) -> None:
    for kind in ("hazard", "dispute", "noise", "elder_care", "road"):
        assert not made(world, kind).tasks.exists(), kind
    assert not made(world, place_id=world.grid.pk).tasks.exists(), "it lies in no building"


def test_only_obvious_kinds_ask_a_chief_as_shipped() -> None:
    looking = {one.code for book in shipped() for one in book.categories if one.looking}
    assert looking == {"lighting", "stairs"}


@pytest.mark.parametrize(
    ("duty", "clock"),
    [(["building"], False), (["building", "grid"], True)],
    ids=["alone", "danger"],
)
def test_a_catalogue_leaves_no_chief_alone_and_sends_none_into_danger(
    duty: list[str], clock: bool
) -> None:
    content = rules.dump(shipped()[-1])
    row = next(row for row in content["categories"] if row["code"] == "stairs")
    row |= {"duty": duty, "round_the_clock": clock}
    with pytest.raises(ValueError, match="stairs"):
        rules.parse(content)


def test_found_to_lie_in_a_building_or_sorted_as_such_the_chief_is_asked_once(
    world: World, chief: Post
) -> None:
    matter, li = made(world, "road", place_id=world.grid.pk), viewer(world.li)
    assert world.building.level == Level.BUILDING
    actions.place_anew(
        viewer=li, matter_id=matter.pk, place_id=world.building.pk, reason="在楼里", now=NOON
    )
    assert not matter.tasks.exists()
    for kind in ("stairs", "water", "lighting"):
        actions.triage(viewer=li, matter_id=matter.pk, category=kind, now=timezone.now())
    assert matter.tasks.count() == 1
