"""Several concerns, one cause: a group is answered as one and each of its people stays alone with theirs."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.channels.models import Outgoing
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.models import AuditEntry, Fact
from maplebridge.core.viewer import HeldPost, Level, Role, Viewer
from maplebridge.matters import actions, queries
from maplebridge.matters.actions import grouping, tasks
from maplebridge.matters.actions.changing_groups import change_group
from maplebridge.matters.models import GroupMember, Matter, MatterGroup, MatterTask
from maplebridge.matters.policy import GroupStanding, allows_group, leads, reaches
from maplebridge.matters.rules.groups import GroupState, GroupVerb
from maplebridge.people.models import Person, Post
from tests.world import NOON, World, client_for, viewer

LATER = NOON + timedelta(hours=1)


def make(world: World, who: Person | None = None, *, far: bool = False) -> Matter:
    place = world.next_grid if far else world.grid
    sent = actions.Report(words="水管冻裂了", place_id=place.pk, category="water")
    return actions.report(viewer=viewer(who or world.wang), sent=sent, now=NOON).matter


def group_of(world: World, *matters: Matter, by: Person | None = None) -> MatterGroup:
    lead = viewer(by or world.sun)
    ids = [one.pk for one in matters]
    made = grouping.make_group(viewer=lead, id=uuid4(), name="一月冻害", matter_ids=ids, now=LATER)
    grouping.add_several(viewer=lead, group_id=made.pk, matter_ids=ids, now=LATER)
    return made


def english(who: Person | None) -> Client:
    client = client_for(who)
    client.cookies["django_language"] = "en"
    return client


def states(*matters: Matter) -> list[str]:
    return [Matter.objects.get(pk=one.pk).state for one in matters]


TABLE = {
    # standing: what it does with a running group; nobody does anything with one that ended
    GroupStanding.KEEPER: "add remove news answer ask change end",
    GroupStanding.HAND: "add remove",
    GroupStanding.OUTSIDER: "",
}


@pytest.mark.parametrize("state", GroupState)
@pytest.mark.parametrize("standing", GroupStanding)
def test_state_by_standing_by_verb(state: GroupState, standing: GroupStanding) -> None:
    can = {verb.value for verb in GroupVerb if allows_group(standing, state, verb)}
    assert can == (set(TABLE[standing].split()) if state is GroupState.RUNNING else set())


paths = st.lists(st.sampled_from(["0001", "0002"]), max_size=4).map("".join)


@given(paths, paths, st.sampled_from(Role))
def test_whoever_can_lead_a_group_can_answer_what_is_in_it(
    led: str, where: str, role: Role
) -> None:
    post, matter = uuid4(), Matter(path=where)
    held = HeldPost(post, role, Level.COMMUNITY, uuid4(), led)
    above = Viewer(person_id=uuid4(), posts=(held,))
    if reaches(post, role, led, matter):
        from maplebridge.matters.policy import WORKERS, standing_of

        assert standing_of(above, matter) in WORKERS
    assert leads(above, MatterGroup(lead_id=post, path=led))


@pytest.mark.django_db
def test_one_answer_for_all_and_each_judges_their_own(world: World) -> None:
    hers, his = make(world), make(world, world.chen, far=True)
    group = group_of(world, hers, his)
    due = [Matter.objects.get(pk=one.pk).settle_due_at for one in (hers, his)]
    sent = {"answer-id": str(uuid4()), "answer-text": "总管换好了", "answer-code": "fixed"}
    done = english(world.sun).post(f"/matters/groups/{group.pk}/answer/", sent)
    assert "Done for 2 matters" in done.content.decode()
    assert states(hers, his) == ["answered", "answered"]
    assert [Matter.objects.get(pk=one.pk).settle_due_at for one in (hers, his)] == due
    actions.dispute(
        viewer=viewer(world.chen), matter_id=his.pk, reason="我家还漏", now=timezone.now()
    )
    actions.rate(
        viewer=viewer(world.wang), matter_id=hers.pk, stars=5, solved=True, now=timezone.now()
    )
    assert states(hers, his) == ["closed", "reopened"]
    again = english(world.sun).post(f"/matters/groups/{group.pk}/answer/", sent)
    assert "Was done already" in again.content.decode()
    assert states(hers, his) == ["closed", "reopened"], "the same sending answers nothing twice"
    answers = his.events.filter(verb="answer").count()
    assert answers == 1


@pytest.mark.django_db
def test_no_reporter_learns_of_a_group_or_of_another(world: World) -> None:
    hers, his = make(world), make(world, world.chen)
    group = group_of(world, hers, his)
    grouping.tell_all(
        viewer=viewer(world.sun), group_id=group.pk, sending_id=uuid4(), text="抢修队下午到",
        now=LATER,
    )  # fmt: skip
    for who, own, other in ((world.wang, hers, his), (world.chen, his, hers)):
        client = english(who)
        page = client.get(f"/matters/{own.pk}/").content.decode()
        assert "抢修队下午到" in page
        told = page + client.get(f"/api/v1/matters/{own.pk}/timeline").content.decode()
        for hidden in ("一月冻害", other.reference, "Put into a group"):
            assert hidden not in told, hidden
        assert client.get(f"/matters/groups/{group.pk}/").status_code == 404
        assert client.get("/matters/groups/").status_code == 403


@pytest.mark.django_db
def test_each_hears_on_their_own_way(world: World) -> None:
    from maplebridge.channels.models import Sender
    from maplebridge.core.outbox import deliver_all
    from maplebridge.matters.models import MatterAddress

    hers, his = make(world), make(world, world.chen)
    Matter.objects.filter(pk=hers.pk).update(channel="chat")
    Sender.objects.create(
        channel="wechat", account="gh_test", address="hers", person=world.wang, proved_at=NOON
    )
    MatterAddress.objects.create(matter=hers, channel="wechat", account="gh_test", address="hers")
    group = group_of(world, hers, his)
    grouping.tell_all(
        viewer=viewer(world.sun), group_id=group.pk, sending_id=uuid4(), text="抢修队下午到",
        now=timezone.now(),
    )  # fmt: skip
    deliver_all()
    written = list(Outgoing.objects.values_list("to", "text"))
    told = {(to, text[: text.index("：")]) for to, text in written}
    # No official account is set up here, so hers goes by text message in the end.
    assert told == {
        ("hers", f"关于 {hers.reference}"),
        (world.wang.phone, f"关于 {hers.reference}"),
        (world.chen.phone, f"关于 {his.reference}"),
    }
    assert all("抢修队下午到" in text for _, text in written)


@pytest.mark.django_db
def test_a_lead_must_be_able_to_answer_what_is_added(world: World) -> None:
    near, far = make(world), make(world, far=True)
    group = group_of(world, near, by=world.li)
    assert MatterGroup.objects.get(pk=group.pk).lead.person_id == world.li.pk
    with pytest.raises(RuleBroken) as told:
        grouping.add(viewer=viewer(world.sun), group_id=group.pk, matter_id=far.pk, now=LATER)
    assert told.value.code == "group_lead_far"
    wide = group_of(world, far, by=world.sun)
    with pytest.raises(RuleBroken) as told:
        grouping.add(viewer=viewer(world.sun), group_id=wide.pk, matter_id=near.pk, now=LATER)
    assert told.value.code == "group_elsewhere"
    for who in (world.wu, world.chen):
        with pytest.raises((Missing, Forbidden)):
            grouping.add(viewer=viewer(who), group_id=wide.pk, matter_id=near.pk, now=LATER)
    with pytest.raises(RuleBroken) as told:
        group_of(world, near, by=world.wu)
    assert told.value.code == "group_no_post"


@pytest.mark.django_db
def test_a_group_gets_another_name_and_another_lead_who_is_told(world: World) -> None:
    near = make(world)
    group = group_of(world, near, by=world.li)
    sun, client = Post.objects.get(person=world.sun), english(world.li)
    page = client.get(f"/matters/groups/{group.pk}/change/").content.decode()
    assert str(sun.pk) in page
    sent = {"name": "一月 冻害，三号楼", "lead": str(sun.pk)}
    done = client.post(f"/matters/groups/{group.pk}/change/", sent)
    assert done["Location"] == f"/matters/groups/{group.pk}/"
    found = MatterGroup.objects.get()
    assert (found.name, found.lead_id, found.path) == ("一月 冻害，三号楼", sun.pk, sun.path)
    assert client.post(f"/matters/groups/{group.pk}/change/", sent).status_code == 403
    english(world.sun).post(f"/matters/groups/{group.pk}/change/", sent)
    entries = AuditEntry.objects.filter(verb="group.change")
    assert entries.count() == 1, "the same again is no change"
    told = Fact.objects.filter(kind="PostAsked", payload__why="leads")
    assert [one.payload["post_id"] for one in told] == [str(sun.pk)]


@pytest.mark.django_db
def test_a_post_that_cannot_answer_them_all_does_not_get_the_lead(world: World) -> None:
    near, far = make(world), make(world, far=True)
    group = group_of(world, near, far)
    client, at = english(world.sun), f"/matters/groups/{group.pk}/change/"
    assert str(world.li_post.pk) not in client.get(at).content.decode()
    refused = client.post(at, {"name": "改过的名字", "lead": str(world.li_post.pk)})
    assert refused.status_code == 422
    assert "改过的名字" in refused.content.decode(), "what was typed stays"
    for lead, code in ((world.li_post.pk, "group_lead_cannot"), (uuid4(), "group_lead_vacant")):
        with pytest.raises(RuleBroken) as told:
            change_group(viewer=viewer(world.sun), group_id=group.pk, lead_id=lead, now=LATER)
        assert told.value.code == code
    Post.objects.filter(person=world.qian).update(term_to=NOON.date() - timedelta(days=1))
    gone = Post.objects.get(person=world.qian)
    with pytest.raises(RuleBroken) as told:
        change_group(viewer=viewer(world.sun), group_id=group.pk, lead_id=gone.pk, now=LATER)
    assert told.value.code == "group_lead_vacant"
    for who in (world.li, world.wu):
        with pytest.raises((Missing, Forbidden)):
            change_group(viewer=viewer(who), group_id=group.pk, name="x", now=LATER)


@pytest.mark.django_db
def test_a_worker_of_one_member_sees_that_one_and_how_many_more(world: World) -> None:
    near, far = make(world), make(world, world.chen, far=True)
    group = group_of(world, near, far)
    page = english(world.li).get(f"/matters/groups/{group.pk}/").content.decode()
    assert near.reference in page
    assert far.reference not in page
    assert "1 more is worked on by others" in page
    assert "一月冻害" in english(world.li).get("/matters/groups/").content.decode()
    assert english(world.wu).get(f"/matters/groups/{group.pk}/").status_code == 404
    refused = english(world.li).post(
        f"/matters/groups/{group.pk}/news/", {"news-id": str(uuid4()), "news-text": "x"}
    )
    assert refused.status_code == 403


@pytest.mark.django_db
def test_made_from_several_chosen_and_from_a_matter(world: World) -> None:
    hers, his = make(world), make(world, world.chen)
    client = english(world.sun)
    picked = f"m={hers.pk}&m={his.pk}"
    page = client.get(f"/matters/groups/make/?{picked}").content.decode()
    assert page.count("checked") >= 2
    sent = {"id": str(uuid4()), "m": [str(hers.pk), str(his.pk)], "save": "1"}
    refused = client.post("/matters/groups/make/", sent | {"name": ""})
    assert refused.status_code == 422
    done = client.post("/matters/groups/make/", sent | {"name": "一月冻害"})
    assert "Done for 2 matters" in done.content.decode()
    client.post("/matters/groups/make/", sent | {"name": "一月冻害"})
    group = MatterGroup.objects.get()
    third = make(world)
    offered = client.get(f"/matters/groups/make/?m={third.pk}").content.decode()
    assert str(group.pk) in offered
    joined = {"id": str(uuid4()), "m": [str(third.pk)], "group": str(group.pk), "save": "1"}
    assert client.post("/matters/groups/make/", joined).status_code == 200
    assert queries.group_of(third) == group
    more = make(world)
    by_number = client.post(
        f"/matters/groups/{group.pk}/add/", {"add-reference": more.reference.lower()}
    )
    assert by_number.status_code == 302
    assert "一月冻害" in client.get(f"/matters/{more.pk}/").content.decode()
    assert client.post(f"/matters/{more.pk}/leave-group/").status_code == 302
    assert queries.group_of(more) is None
    assert list(more.events.values_list("verb", flat=True)).count("ungroup") == 1


@pytest.mark.django_db
def test_tasks_of_the_whole_group_stand_in_the_way_of_its_answer_alone(world: World) -> None:
    hers, his = make(world), make(world, world.chen)
    group = group_of(world, hers, his)
    wu = Post.objects.get(person=world.wu)
    task = tasks.ask_for_group(
        viewer=viewer(world.sun), group_id=group.pk, what="换总阀", post_id=wu.pk,
        due_on=tasks.last_day_of_group(group, LATER), now=LATER,
    )  # fmt: skip
    page = english(world.wu).get(f"/matters/tasks/{task.pk}/").content.decode()
    assert "换总阀" in page
    assert "冻裂" not in page
    with pytest.raises(RuleBroken) as told:
        _answer(world, group.pk)
    assert told.value.code == "group_task_open"
    actions.answer(viewer=viewer(world.li), matter_id=hers.pk, text="您家修好了", now=LATER)
    assert all(not one.problem for one in _answer(world, group.pk, left="总阀下周换"))
    assert states(hers, his) == ["answered", "answered"]
    assert his.events.filter(verb="leave_tasks", text="总阀下周换").exists()
    assert not hers.events.filter(verb="leave_tasks").exists()
    with pytest.raises(RuleBroken) as told:
        grouping.end_group(viewer=viewer(world.sun), group_id=group.pk, now=LATER)
    assert told.value.code == "group_tasks_first"
    tasks.finish(viewer=viewer(world.wu), task_id=task.pk, text="换好了", now=LATER)
    grouping.end_group(viewer=viewer(world.sun), group_id=group.pk, now=LATER)
    with pytest.raises(RuleBroken) as told:
        _answer(world, group.pk)
    assert told.value.code == "group_ended"


def _answer(world: World, group_id: UUID, left: str = "") -> list[actions.Outcome]:
    return grouping.answer_all(
        viewer=viewer(world.sun), group_id=group_id, sending_id=uuid4(), text="修好了",
        code="fixed", left=left, now=LATER,
    )  # fmt: skip


@pytest.mark.django_db
def test_one_refusal_undoes_nothing_and_is_told(world: World) -> None:
    hers, his = make(world), make(world, world.chen)
    group = group_of(world, hers, his)
    tasks.ask(
        viewer=viewer(world.li), matter_id=his.pk, what="补墙", post_id=world.li_post.pk,
        due_on=tasks.last_day_of(his, LATER), now=LATER,
    )  # fmt: skip
    outcomes = _answer(world, group.pk)
    assert [bool(one.problem) for one in outcomes] == [False, True]
    assert states(hers, his) == ["answered", "received"]


@pytest.mark.django_db
def test_a_matter_of_an_ended_group_may_go_into_a_new_one(world: World) -> None:
    hers = make(world)
    first = group_of(world, hers)
    grouping.end_group(viewer=viewer(world.sun), group_id=first.pk, now=LATER)
    second = group_of(world, hers)
    assert queries.group_of(hers) == second
    assert GroupMember.objects.filter(matter=hers).count() == 2


@pytest.mark.django_db
def test_the_database_keeps_one_group_a_matter_and_one_owner_a_task(world: World) -> None:
    hers = make(world)
    group = group_of(world, hers)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupMember.objects.create(group=group, matter=hers, added_at=LATER)
    task = tasks.ask_for_group(
        viewer=viewer(world.sun), group_id=group.pk, what="换总阀", post_id=world.li_post.pk,
        due_on=tasks.last_day_of_group(group, LATER), now=LATER,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        MatterTask.objects.filter(pk=task.pk).update(matter=hers)


@pytest.mark.django_db
def test_groups_come_in_pages_newest_first(world: World) -> None:
    for _ in range(27):
        group_of(world, make(world))
    first = queries.groups(viewer(world.sun))
    rest = queries.groups(viewer(world.sun), after=first.after)
    assert (len(first.rows), len(rest.rows), rest.after) == (25, 2, "")
    assert {row.matters for row in first.rows} == {row.waiting for row in first.rows} == {1}
    many = [make(world) for _ in range(27)]
    group = group_of(world, *many)
    page, others = queries.members(viewer(world.sun), group)
    following, _ = queries.members(viewer(world.sun), group, after=page.after)
    assert len({row.id for row in [*page.rows, *following.rows]}) == 27
    assert others == 0


@pytest.mark.django_db
def test_a_group_is_forgotten_after_its_matters(world: World) -> None:
    hers = make(world)
    group = group_of(world, hers)
    tasks.ask_for_group(
        viewer=viewer(world.sun), group_id=group.pk, what="换总阀", post_id=world.li_post.pk,
        due_on=tasks.last_day_of_group(group, LATER), now=LATER,
    )  # fmt: skip
    actions.purge_expired(now=LATER + timedelta(days=1200))
    assert MatterGroup.objects.get().name == "一月冻害", "its matter is still open"
    actions.withdraw(viewer=viewer(world.wang), matter_id=hers.pk, reason="", now=LATER)
    actions.purge_expired(now=LATER + timedelta(days=1094))
    assert MatterGroup.objects.get().name == "一月冻害"
    actions.purge_expired(now=LATER + timedelta(days=1096))
    found = MatterGroup.objects.get()
    assert (found.name, found.ended_at is None) == ("", False)
    assert (MatterTask.objects.get().what, MatterTask.objects.get().state) == ("", "dropped")
