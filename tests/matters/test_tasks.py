"""A matter cut into parts: whom one asks, what they see, what stays whole whatever they do."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.core import files, outbox
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.models import AuditEntry, StoredFile
from maplebridge.core.viewer import Role
from maplebridge.matters import actions, policy
from maplebridge.matters.actions import tasks
from maplebridge.matters.models import Matter, MatterEvent, MatterTask
from maplebridge.matters.policy import HANDS_ON, Hand, allows_task
from maplebridge.matters.rules.tasks import MOVES, RUNNING, TaskState, TaskVerb, last_day, parts
from maplebridge.people.models import Person, Post
from tests.matters.test_teams import build_bridge
from tests.world import NOON, World, client_for, go_on_leave, person, photo, post, viewer

LATER = NOON + timedelta(hours=1)
SOON = date(2026, 11, 24)


def make(
    world: World, who: Person | None = None, words: str = "楼道灯坏了，地上还裂了一块"
) -> Matter:
    sent = actions.Report(words=words, place_id=world.grid.pk, category="lighting")
    return actions.report(viewer=viewer(who or world.wang), sent=sent, now=NOON).matter


def held(who: Person) -> Post:
    return Post.objects.get(person=who)


def ask(
    world: World, matter: Matter, whom: Person, what: str = "补路面", **more: Any
) -> MatterTask:
    more = {"due_on": SOON, "now": LATER} | more
    return tasks.ask(
        viewer=viewer(world.li), matter_id=matter.pk, what=what, post_id=held(whom).pk, **more
    )


def english(who: Person | None) -> Client:
    client = client_for(who)
    client.cookies["django_language"] = "en"
    return client


def page_of(who: Person, address: str) -> str:
    return english(who).get(address).content.decode()


TABLE = {
    # state: hands -> verbs
    TaskState.OPEN: {"asked": "take finish drop", "keeper": "finish drop", "system": "drop"},
    TaskState.TAKEN: {"asked": "finish drop", "keeper": "finish drop", "system": "drop"},
    TaskState.DONE: {"asked": "", "keeper": "", "system": ""},
    TaskState.DROPPED: {"asked": "", "keeper": "", "system": ""},
}


@pytest.mark.parametrize("state", TaskState)
@pytest.mark.parametrize("hand", Hand)
def test_state_by_hand_by_verb(state: TaskState, hand: Hand) -> None:
    can = {verb.value for verb in TaskVerb if allows_task(frozenset({hand}), state, verb)}
    assert can == set(TABLE[state][hand.value].split())
    assert not any(allows_task(frozenset(), state, verb) for verb in TaskVerb)
    assert set(HANDS_ON) == set(TaskVerb)


@given(st.lists(st.sampled_from(TaskVerb)))
def test_whatever_is_tried_a_task_ends_once_and_stays_ended(verbs: list[TaskVerb]) -> None:
    state = TaskState.OPEN
    for verb in verbs:
        after = MOVES[state].get(verb)
        assert after is None or state in RUNNING
        state = after or state
    assert state in set(TaskState)


counted = st.lists(
    st.tuples(st.sampled_from(TaskState), st.integers(0, 100)).map(
        lambda row: (row[0], None if row[0] in RUNNING else NOON + timedelta(hours=row[1]))
    )
)


@given(counted, st.none() | st.integers(0, 100))
def test_no_more_parts_are_done_than_there_are(
    rows: list[tuple[TaskState, datetime | None]], opened: int | None
) -> None:
    since = None if opened is None else NOON + timedelta(hours=opened)
    found = parts(rows, since)
    assert 0 <= found.done <= found.all <= len(rows)
    assert found.all >= sum(state in RUNNING for state, _ in rows)
    assert parts([*rows, (TaskState.DROPPED, NOON)], since) == found


@given(st.dates(), st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.booleans())
def test_the_last_day_is_never_past_and_never_beyond_the_matters_own(
    due: date, today: date, rests: bool
) -> None:
    last = last_day(due, today, rests=rests)
    assert last >= today
    assert rests or last in {due, today}


@pytest.mark.django_db
def test_a_task_changes_neither_clock_nor_owner(world: World) -> None:
    matter = make(world)
    kept = ("handler_id", "first_asked_id", "due_at", "settle_due_at", "act_at", "rung", "state")
    before = Matter.objects.filter(pk=matter.pk).values(*kept).get()
    task = ask(world, matter, world.sun)
    tasks.take(viewer=viewer(world.sun), task_id=task.pk, now=LATER)
    tasks.finish(viewer=viewer(world.sun), task_id=task.pk, text="铺好了", now=LATER)
    assert Matter.objects.filter(pk=matter.pk).values(*kept).get() == before
    verbs = list(matter.events.order_by("at", "id").values_list("verb", flat=True))
    assert verbs[-3:] == ["add_task", "take_task", "finish_task"]
    audited = AuditEntry.objects.filter(verb__in=["matter.add_task", "matter.finish_task"])
    assert audited.count() == 2, "sealed like every other step"


@pytest.mark.django_db
def test_the_asked_reads_what_and_where_and_nothing_of_the_resident(world: World) -> None:
    helper = person("郑志愿", "13900000021")
    post(helper, Role.VOLUNTEER, world.building)
    matter = make(world)
    task = ask(world, matter, helper, "看看老人")
    page = page_of(helper, f"/matters/tasks/{task.pk}/")
    assert "看看老人" in page
    assert "第一網格" in page
    assert "楼道灯坏了" not in page
    assert "王" not in page
    assert english(helper).get(f"/matters/{matter.pk}/").status_code == 404
    assert "看看老人" in page_of(helper, "/matters/tasks/")
    for outsider in (world.wang, world.chen, world.wu):
        assert english(outsider).get(f"/matters/tasks/{task.pk}/").status_code == 404


@pytest.mark.django_db
def test_who_may_be_asked(world: World) -> None:
    matter = make(world)
    far = person("何志愿", "13900000022")
    elsewhere = post(far, Role.VOLUNTEER, world.other_grid)
    with pytest.raises(RuleBroken) as told:
        ask(world, matter, far)
    assert told.value.code == "task_post_elsewhere"
    ask(world, matter, world.wu)  # a post that answers may be asked wherever it is
    elsewhere.term_to = date(2025, 1, 1)
    elsewhere.save(update_fields=["term_to"])
    with pytest.raises(RuleBroken) as told:
        ask(world, matter, far)
    assert told.value.code == "task_post_vacant"
    for who, wrong in ((world.wang, Forbidden), (world.wu, Missing)):
        with pytest.raises(wrong):
            tasks.ask(
                viewer=viewer(who), matter_id=matter.pk, what="x", post_id=held(world.sun).pk,
                due_on=SOON, now=LATER,
            )  # fmt: skip


@pytest.mark.django_db
def test_a_task_is_never_due_after_its_matter_unless_that_rests(world: World) -> None:
    matter = make(world)
    last = tasks.last_day_of(matter, LATER)
    ask(world, matter, world.sun, due_on=last)
    for day, code in (
        (last + timedelta(days=1), "task_day_late"),
        (date(2026, 11, 22), "task_day_past"),
    ):
        with pytest.raises(RuleBroken) as told:
            ask(world, matter, world.sun, due_on=day)
        assert told.value.code == code
    _rest(world, matter)
    ask(world, matter, world.sun, due_on=last + timedelta(days=20))


def _rest(world: World, matter: Matter) -> None:
    actions.accept(viewer=viewer(world.li), matter_id=matter.pk, now=LATER)
    actions.suspend(
        viewer=viewer(world.li), matter_id=matter.pk, reason="parts", text="等灯泡",
        until=SOON + timedelta(days=3), now=LATER,
    )  # fmt: skip


@pytest.mark.django_db
def test_the_same_sending_asks_once(world: World) -> None:
    matter, sent = make(world), uuid4()
    first = ask(world, matter, world.sun, id=sent)
    assert ask(world, matter, world.sun, id=sent).pk == first.pk
    assert MatterTask.objects.count() == 1
    with pytest.raises(RuleBroken) as told:
        ask(world, matter, world.qian, id=sent)
    assert told.value.code == "matter_id_taken"


@pytest.mark.django_db
def test_an_answer_waits_for_its_parts_or_says_why_not(world: World) -> None:
    matter = make(world)
    task = ask(world, matter, world.sun)
    client = english(world.li)
    sent = {"answer-text": "灯修好了", "answer-code": "fixed"}
    refused = client.post(f"/matters/{matter.pk}/answer/", sent)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "are still open" in page
    assert "灯修好了" in page, "what was typed is kept"
    done = client.post(
        f"/matters/{matter.pk}/answer/", sent | {"answer-left": "路面下周铺，灯已经亮了"}
    )
    assert done.status_code == 302
    assert MatterTask.objects.get(pk=task.pk).state == "open", "the work goes on after the answer"
    assert "路面下周铺" in page_of(world.wang, f"/matters/{matter.pk}/")
    tasks.finish(viewer=viewer(world.sun), task_id=task.pk, text="铺好了", now=timezone.now())
    assert Matter.objects.get(pk=matter.pk).state == "answered"


@pytest.mark.django_db
def test_the_reporter_reads_how_many_parts_are_done_and_no_name(world: World) -> None:
    matter = make(world)
    for whom, what in ((world.sun, "铺路面"), (world.qian, "通知物业"), (world.wu, "借梯子")):
        ask(world, matter, whom, what)
    for task in MatterTask.objects.exclude(what="借梯子"):
        who = viewer(Post.objects.get(pk=task.asked_id).person)
        tasks.finish(viewer=who, task_id=task.pk, text="弄好了", now=LATER)
    page = page_of(world.wang, f"/matters/{matter.pk}/")
    assert "2 of 3 parts are done" in page
    for hidden in ("孙坐席", "钱主任", "铺路面", "弄好了", "A part was asked"):
        assert hidden not in page, hidden
    timeline = english(world.wang).get(f"/api/v1/matters/{matter.pk}/timeline").content.decode()
    assert "弄好了" not in timeline
    assert "孙坐席" not in timeline
    assert "铺路面" in page_of(world.li, f"/matters/{matter.pk}/")


@pytest.mark.django_db
def test_done_with_words_and_a_photo_through_the_page(world: World) -> None:
    matter = make(world)
    client = english(world.li)
    form = {
        "task-id": str(uuid4()), "task-what": "铺路面", "task-post": str(held(world.wu).pk),
        "task-due_on": timezone.localdate().isoformat(),
    }  # fmt: skip
    assert client.post(f"/matters/{matter.pk}/tasks/", form).status_code == 302
    task = MatterTask.objects.get()
    wu = english(world.wu)
    assert "1 task" in wu.get("/matters/inbox/").content.decode()
    assert wu.post(f"/matters/tasks/{task.pk}/take/").status_code == 302
    assert wu.post(f"/matters/tasks/{task.pk}/finish/", {"finish-text": ""}).status_code == 422
    sent = {"finish-text": "铺好了", "finish-photo": photo()}
    assert wu.post(f"/matters/tasks/{task.pk}/finish/", sent).status_code == 302
    assert wu.get(f"/matters/tasks/{task.pk}/photo/").status_code == 200
    assert client.get(f"/matters/tasks/{task.pk}/photo/").status_code == 200
    assert english(world.wang).get(f"/matters/tasks/{task.pk}/photo/").status_code == 404
    assert "铺路面" in wu.get("/matters/tasks/?ended=1").content.decode()
    again = wu.post(f"/matters/tasks/{task.pk}/drop/", {"drop-text": "不做了"})
    assert again.status_code == 422
    assert "moved on" in again.content.decode()


@pytest.mark.django_db
def test_the_keeper_notes_what_the_other_said_but_does_not_take_it_on(world: World) -> None:
    matter = make(world)
    task = ask(world, matter, world.wu)
    client = english(world.li)
    assert client.post(f"/matters/tasks/{task.pk}/take/").status_code == 403
    assert client.post(f"/matters/tasks/{task.pk}/drop/", {"drop-text": ""}).status_code == 422
    dropped = client.post(f"/matters/tasks/{task.pk}/drop/", {"drop-text": "不用铺了"})
    assert dropped.status_code == 302
    assert MatterTask.objects.get().said == "不用铺了"


@pytest.mark.django_db
def test_a_deputy_acts_for_whoever_is_on_leave(world: World) -> None:
    matter = make(world)
    task = tasks.ask(
        viewer=viewer(world.sun), matter_id=matter.pk, what="量尺寸", post_id=world.li_post.pk,
        due_on=timezone.localdate(), now=timezone.now(),
    )  # fmt: skip
    assert english(world.zhao).get(f"/matters/tasks/{task.pk}/").status_code == 404
    go_on_leave(world.li)
    tasks.take(viewer=viewer(world.zhao), task_id=task.pk, now=timezone.now())
    line = MatterEvent.objects.get(verb="take_task")
    assert (line.actor_id, line.deputy_for_id) == (world.zhao.pk, world.li.pk)


@pytest.mark.django_db
def test_what_is_taken_back_needs_no_more_work(world: World) -> None:
    matter = make(world)
    task = ask(world, matter, world.sun)
    done = ask(world, matter, world.qian, "通知物业")
    tasks.finish(viewer=viewer(world.qian), task_id=done.pk, text="通知了", now=LATER)
    actions.withdraw(viewer=viewer(world.wang), matter_id=matter.pk, reason="", now=LATER)
    outbox.deliver_all(now=LATER)
    task.refresh_from_db()
    done.refresh_from_db()
    assert (task.state, done.state) == ("dropped", "done")
    assert "taken back by its reporter" in page_of(world.sun, f"/matters/tasks/{task.pk}/")


@pytest.mark.django_db
def test_tasks_stay_when_the_matter_is_handed_back_or_disputed(world: World) -> None:
    matter = make(world)
    task = ask(world, matter, world.sun)
    actions.return_(
        viewer=viewer(world.li), matter_id=matter.pk, reason="other_duty", text="归供电所",
        now=LATER,
    )  # fmt: skip
    actions.assign(
        viewer=viewer(world.sun), matter_id=matter.pk, place_id=world.grid.pk, reason="在这里",
        now=LATER,
    )  # fmt: skip
    actions.answer(
        viewer=viewer(world.li), matter_id=matter.pk, text="好了", left="下周铺", now=LATER
    )
    tasks.finish(viewer=viewer(world.sun), task_id=task.pk, text="铺好了", now=LATER)
    more = LATER + timedelta(hours=1)
    actions.dispute(viewer=viewer(world.wang), matter_id=matter.pk, reason="又裂了", now=more)
    assert "parts are done" not in page_of(world.wang, f"/matters/{matter.pk}/")
    ask(world, matter, world.sun, "再铺一次", now=more)
    assert "0 of 1 parts are done" in page_of(world.wang, f"/matters/{matter.pk}/")


@pytest.mark.django_db
def test_who_was_asked_for_a_part_may_still_be_handed_the_whole(world: World) -> None:
    matter = make(world)
    ask(world, matter, world.sun)
    moved = actions.refer(
        viewer=viewer(world.li), matter_id=matter.pk, place_id=world.community.pk, reason="归社区",
        now=LATER,
    )  # fmt: skip
    assert moved.handler_id == held(world.sun).pk


@pytest.mark.django_db
def test_the_tasks_of_a_repetition_go_on_with_the_earlier_matter(world: World) -> None:
    earlier, later = make(world), make(world, world.chen)
    task = ask(world, later, world.sun)
    actions.mark_duplicate(
        viewer=viewer(world.li), matter_id=later.pk, of_reference=earlier.reference, now=LATER
    )
    task.refresh_from_db()
    assert task.matter_id == earlier.pk


@pytest.mark.django_db
def test_the_words_and_photos_of_tasks_go_with_the_matter(world: World) -> None:
    matter = make(world)
    task = ask(world, matter, world.sun)
    left = ask(world, matter, world.qian, "通知物业")
    picture = files.ingest(photo(), now=LATER)
    tasks.finish(
        viewer=viewer(world.sun), task_id=task.pk, text="铺好了", photo=picture.pk, now=LATER
    )
    actions.answer(viewer=viewer(world.li), matter_id=matter.pk, text="好", left="等", now=LATER)
    actions.rate(viewer=viewer(world.wang), matter_id=matter.pk, stars=5, solved=True, now=LATER)
    actions.purge_expired(now=LATER + timedelta(days=1094))
    assert MatterTask.objects.filter(said="铺好了").exists()
    actions.purge_expired(now=LATER + timedelta(days=1096))
    for one in MatterTask.objects.all():
        assert (one.what, one.said, one.photo_id) == ("", "", None)
        assert one.ended_at is not None
    assert MatterTask.objects.get(pk=left.pk).state == "dropped"
    assert not StoredFile.objects.filter(pk=picture.pk).exists()


@pytest.mark.django_db
def test_a_task_that_is_owed_has_no_end_in_the_database(world: World) -> None:
    task = ask(world, make(world), world.sun)
    for wrong in ({"state": "done"}, {"ended_at": NOON}, {"state": "lost"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MatterTask.objects.filter(pk=task.pk).update(**wrong)


@pytest.mark.django_db
def test_my_tasks_come_in_pages_by_their_day(world: World) -> None:
    matters = [make(world) for _ in range(3)]
    for number in range(30):
        ask(world, matters[number % 3], world.wu, f"第{number}件")
    client = english(world.wu)
    first = client.get("/matters/tasks/")
    assert first.content.decode().count('class="list-row"') == 25
    from maplebridge.matters import queries

    page = queries.my_tasks(viewer(world.wu))
    rest = queries.my_tasks(viewer(world.wu), after=page.after)
    assert len({t.pk for t in [*page.tasks, *rest.tasks]}) == 30
    assert rest.after == ""
    assert policy.hands_of(viewer(world.wu), page.tasks[0]) == {Hand.ASKED}


@pytest.mark.django_db
def test_a_team_is_asked_as_one_and_any_member_takes_it_on() -> None:
    bridge = build_bridge()
    world = bridge.world
    matter = make(world)
    page = page_of(world.li, f"/matters/{matter.pk}/tasks/")
    assert str(bridge.team.pk) in page, "the team that serves the grid is offered"
    task = tasks.ask(
        viewer=viewer(world.li), matter_id=matter.pk, what="看看老人", post_id=bridge.team.pk,
        due_on=SOON, now=LATER,
    )  # fmt: skip
    assert "看看老人" in page_of(bridge.fang, "/matters/tasks/")
    tasks.take(viewer=viewer(bridge.gao), task_id=task.pk, now=LATER)
    assert MatterTask.objects.get().state == "taken"
    assert "連心橋服務點" in page_of(bridge.fang, f"/matters/tasks/{task.pk}/")
