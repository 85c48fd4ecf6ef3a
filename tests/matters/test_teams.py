"""Teams of service points: one team for several grids, any of whose members takes a matter on."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import SYSTEM, Role
from maplebridge.matters import actions, queries
from maplebridge.matters.actions.nudging import nudge_worker
from maplebridge.matters.models import CatalogueVersion, Matter, MatterEvent
from maplebridge.matters.rules import catalogue
from maplebridge.matters.views.routing import why_here
from maplebridge.people import actions as people
from maplebridge.people.models import Deputy, Person, Post
from maplebridge.territory import actions as territory
from maplebridge.territory.models import ServicePoint
from tests.world import LONG_AGO, NOON, World, build_world, client_for, go_on_leave, person, viewer
from tests.world import post as held

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Bridge:
    """A service point of the street for two grids of two communities, with its team of three."""

    world: World
    point: ServicePoint
    team: Post
    gao: Person
    fang: Person


def build_bridge() -> Bridge:
    """Gao of the district and Fang of the street are in the team with Wu, who works in one grid."""
    world = build_world()
    gao, fang = person("高县派", "13900000021"), person("方镇干", "13900000022")
    point = territory.add_service_point(
        viewer=SYSTEM, place=world.street, name="連心橋服務點", now=NOON,
        grids=[world.grid, world.other_grid],
    )  # fmt: skip
    posts = [
        held(gao, Role.COUNCIL_MEMBER, world.jurisdiction.root),
        held(fang, Role.MEDIATOR, world.street),
        Post.objects.get(person=world.wu),
    ]
    for one in posts:
        people.join_team(
            viewer=viewer(world.qian, now=NOON), point_id=point.pk, post_id=one.pk, now=NOON
        )
    return Bridge(world, point, Post.objects.get(service_point=point), gao, fang)


def send_to_the_point(duty: tuple[str, ...] = ("point", "community", "street")) -> None:
    """A version of the catalogue in force that sends what is about homes to the service point."""
    data = catalogue.dump(queries.catalogue(calendar.today(NOON)))
    data |= {"version": "team", "valid_from": calendar.today(NOON).isoformat()}
    for kind in data["categories"]:
        if kind["code"] == "lighting":
            kind["duty"] = list(duty)
    CatalogueVersion.objects.create(
        version="team", valid_from=calendar.today(NOON), content=data, why="分派到點",
        adopted_at=NOON, adopted_by=Person.objects.get(name="钱主任"),
    )  # fmt: skip
    queries.forget_catalogues()


@pytest.fixture
def bridge(db: None) -> Bridge:
    made = build_bridge()
    send_to_the_point()
    return made


def reported(bridge: Bridge, **more: Any) -> Matter:
    sent = actions.Report(**{"words": "路灯不亮", "category": "lighting",
                             "place_id": bridge.world.grid.pk, **more})  # fmt: skip
    return actions.report(viewer=viewer(bridge.world.wang, now=NOON), sent=sent, now=NOON).matter


def in_inbox(who: Person, matter: Matter, now: datetime = NOON) -> bool:
    rows = queries.inbox(viewer(who, now=now), tab=queries.Tab.ALL, now=now).rows
    return matter.pk in [row.id for row in rows]


def test_a_kind_of_the_service_point_waits_in_the_inbox_of_each_member(bridge: Bridge) -> None:
    matter = reported(bridge)
    assert matter.handler_id == bridge.team.pk
    for who in (bridge.gao, bridge.fang, bridge.world.wu):
        assert in_inbox(who, matter), who
    assert in_inbox(bridge.world.li, matter) is False, "the grid worker is not in the team"
    with pytest.raises(Missing):
        queries.get_matter(viewer(bridge.world.stranger), matter.pk)


def test_any_member_takes_it_on_in_the_name_of_the_team(bridge: Bridge) -> None:
    matter = reported(bridge)
    actions.accept(viewer=viewer(bridge.fang, now=NOON), matter_id=matter.pk, now=NOON)
    taken = Matter.objects.get(pk=matter.pk)
    assert (taken.state, taken.handler_id) == ("accepted", bridge.team.pk)
    line = MatterEvent.objects.get(matter=matter, verb="accept")
    assert (line.actor_id, line.deputy_for_id) == (bridge.fang.pk, None)
    page = client_for(bridge.world.wang).get(reverse("matters:show", args=[matter.pk]))
    assert "連心橋服務點" in page.content.decode()
    assert "方镇干" in page.content.decode()
    actions.answer(
        viewer=viewer(bridge.gao, now=NOON), matter_id=matter.pk, text="已修好", now=NOON
    )
    assert Matter.objects.get(pk=matter.pk).state == "answered", "the others go on with it"


def test_the_second_of_two_members_reads_who_was_faster(bridge: Bridge) -> None:
    matter = reported(bridge)
    actions.accept(viewer=viewer(bridge.fang, now=NOON), matter_id=matter.pk, now=NOON)
    with pytest.raises(RuleBroken) as late:
        actions.accept(viewer=viewer(bridge.gao, now=NOON), matter_id=matter.pk, now=NOON)
    assert late.value.code == "matter_taken_on"
    assert "方镇干" in late.value.sentence
    answer = client_for(bridge.gao).post(reverse("matters:accept", args=[matter.pk]))
    assert answer.status_code == 422
    assert "方镇干" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_members_pressing_at_once_have_one_winner() -> None:
    bridge = build_bridge()
    send_to_the_point()
    matter = reported(bridge)
    start, won, lost = threading.Barrier(2), [], []

    def press(who: Person) -> None:
        try:
            seen = viewer(who, now=NOON)
            start.wait(timeout=20)
            won.append(actions.accept(viewer=seen, matter_id=matter.pk, now=NOON))
        except RuleBroken as broken:
            lost.append(broken.code)
        finally:
            connection.close()

    pressing = [threading.Thread(target=press, args=[who]) for who in (bridge.gao, bridge.fang)]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join(timeout=30)
    assert (len(won), lost) == (1, ["matter_taken_on"])
    assert MatterEvent.objects.filter(matter=matter, verb="accept").count() == 1


def test_the_deputy_of_a_member_on_leave_acts_in_the_team(bridge: Bridge) -> None:
    matter, stand_in = reported(bridge), person("代高", "13900000023")
    Deputy.objects.create(
        post=Post.objects.get(person=bridge.gao, role="council_member"),
        person=stand_in, valid_from=LONG_AGO,
    )  # fmt: skip
    assert not in_inbox(stand_in, matter)
    go_on_leave(bridge.gao, now=NOON)
    assert in_inbox(stand_in, matter)
    actions.accept(viewer=viewer(stand_in, now=NOON), matter_id=matter.pk, now=NOON)
    line = MatterEvent.objects.get(matter=matter, verb="accept")
    assert (line.actor_id, line.deputy_for_id) == (stand_in.pk, bridge.gao.pk)


def test_each_member_is_nudged_and_nobody_else(bridge: Bridge, monkeypatch: Any) -> None:
    told: list[Any] = []
    monkeypatch.setattr(
        "maplebridge.channels.public.nudge", lambda **facts: told.extend(facts["person_ids"])
    )
    nudge_worker(matter_id=reported(bridge).pk, now=NOON)
    assert set(told) == {bridge.gao.pk, bridge.fang.pk, bridge.world.wu.pk}


def test_without_a_point_the_next_duty_answers_and_says_why(bridge: Bridge) -> None:
    matter = reported(bridge, place_id=bridge.world.next_grid.pk)
    sun = Post.objects.get(person=bridge.world.sun)
    assert matter.handler_id == sun.pk
    shown = client_for(bridge.world.sun).get(reverse("matters:show", args=[matter.pk]))
    assert "没有服务点服务" in shown.content.decode()


@pytest.mark.parametrize("gap", ["no_team", "away", "closed"])
def test_a_point_without_anybody_is_passed_over(bridge: Bridge, gap: str) -> None:
    if gap == "no_team":
        Post.objects.filter(pk=bridge.team.pk).update(term_to=LONG_AGO, term_from=LONG_AGO)
    elif gap == "away":
        for who in (bridge.gao, bridge.fang, bridge.world.wu):
            go_on_leave(who, now=NOON)
    else:
        ServicePoint.objects.update(closed_on=LONG_AGO)
    matter = reported(bridge)
    assert matter.handler_id == Post.objects.get(person=bridge.world.sun).pk
    assert why_here(Matter.objects.get(pk=matter.pk), NOON), gap


@pytest.mark.django_db
def test_a_point_behind_the_grid_worker_is_asked_where_there_is_none() -> None:
    bridge = build_bridge()
    send_to_the_point(("grid", "point", "community"))
    assert reported(bridge).handler_id == bridge.world.li_post.pk
    Deputy.objects.all().delete()
    go_on_leave(bridge.world.li, now=NOON)
    assert reported(bridge).handler_id == bridge.team.pk


def test_the_operator_hands_a_matter_on_to_the_team_and_it_comes_back(bridge: Bridge) -> None:
    matter = reported(bridge, category="noise")
    assert matter.handler_id == bridge.world.li_post.pk
    page = client_for(bridge.world.sun).get(reverse("matters:show", args=[matter.pk]))
    assert str(bridge.point.pk) in page.content.decode()
    client_for(bridge.world.sun).post(
        reverse("matters:refer", args=[matter.pk]),
        {"refer-place": str(bridge.point.pk), "refer-text": "兩個社區的事"},
    )
    assert Matter.objects.get(pk=matter.pk).handler_id == bridge.team.pk
    actions.return_(
        viewer=viewer(bridge.fang, now=NOON), matter_id=matter.pk, reason="other_duty",
        text="不歸服務點", now=NOON,
    )  # fmt: skip
    back = Matter.objects.get(pk=matter.pk)
    assert (back.state, queries.arbiter_asked(back)) == (
        "returned", Post.objects.get(person=bridge.world.qian),
    )  # fmt: skip


def test_one_above_who_is_in_the_team_still_decides_what_it_hands_back(bridge: Bridge) -> None:
    qian = Post.objects.get(person=bridge.world.qian)
    people.join_team(
        viewer=viewer(bridge.world.qian, now=NOON), point_id=bridge.point.pk, post_id=qian.pk,
        now=NOON,
    )  # fmt: skip
    matter = reported(bridge)
    actions.return_(
        viewer=viewer(bridge.fang, now=NOON), matter_id=matter.pk, reason="other_duty",
        text="不歸服務點", now=NOON,
    )  # fmt: skip
    actions.assign(
        viewer=viewer(bridge.world.qian, now=NOON), matter_id=matter.pk,
        place_id=bridge.world.grid.pk, reason="由網格員辦", now=NOON,
    )  # fmt: skip
    assert Matter.objects.get(pk=matter.pk).handler_id == bridge.world.li_post.pk


def test_what_the_team_does_not_take_on_goes_to_those_above(bridge: Bridge) -> None:
    matter = reported(bridge, category="noise")
    actions.refer(
        viewer=viewer(bridge.world.li, now=NOON), matter_id=matter.pk, place_id=bridge.point.pk,
        reason="跨網格", now=NOON,
    )  # fmt: skip
    waiting = Matter.objects.get(pk=matter.pk)
    assert waiting.first_asked_id == bridge.world.li_post.pk
    assert waiting.decide_by is not None
    actions.act_on_alarms(now=waiting.decide_by)
    back = Matter.objects.get(pk=matter.pk)
    assert (back.state, back.handler_id) == ("returned", bridge.world.li_post.pk)


def test_a_late_matter_of_the_team_is_told_above(bridge: Bridge) -> None:
    matter = reported(bridge)
    actions.act_on_alarms(now=matter.first_answer_due_at + HOUR)
    line = MatterEvent.objects.get(matter=matter, verb="escalate")
    assert line.to_post == Post.objects.get(person=bridge.world.sun)


def test_the_team_gives_no_power_over_the_place_of_its_point(bridge: Bridge) -> None:
    other = reported(bridge, category="noise")
    with pytest.raises(Missing):
        queries.get_matter(viewer(bridge.fang, now=NOON), other.pk)
    assert not in_inbox(bridge.fang, other)
    with pytest.raises(Forbidden):
        people.join_team(
            viewer=viewer(bridge.fang, now=NOON), point_id=bridge.point.pk,
            post_id=bridge.world.li_post.pk, now=NOON,
        )  # fmt: skip


def test_a_team_is_named_and_changed_on_its_page(bridge: Bridge) -> None:
    page, qian = reverse("people:team", args=[bridge.point.pk]), client_for(bridge.world.qian)
    assert "李网格" in qian.get(page).content.decode()
    qian.post(page, {"post": str(bridge.world.li_post.pk)})
    assert in_inbox(bridge.world.li, reported(bridge), timezone.now())
    leader = bridge.team.members.get(post__person=bridge.gao)
    refused = qian.post(
        reverse("people:leave_team", args=[bridge.point.pk]), {"member": str(leader.pk)}
    )
    assert refused.status_code == 422
    assert "高县派" in refused.content.decode()
    other = bridge.team.members.get(post__person=bridge.fang)
    qian.post(reverse("people:lead_team", args=[bridge.point.pk]), {"member": str(other.pk)})
    qian.post(reverse("people:leave_team", args=[bridge.point.pk]), {"member": str(leader.pk)})
    assert Post.objects.get(pk=bridge.team.pk).person_id == bridge.fang.pk
    assert not in_inbox(bridge.gao, reported(bridge), timezone.now())
    shown = client_for(bridge.world.wang).get(page)
    assert "方镇干" in shown.content.decode()
    assert "加入" not in shown.content.decode()
    assert client_for(bridge.world.stranger).get(page).status_code == 200, "served there too"
    nobody = person("远客", "13900000024")
    assert client_for(nobody).get(page).status_code == 404


def test_only_posts_around_the_point_or_in_its_grids_come_into_the_team(bridge: Bridge) -> None:
    chief = held(bridge.world.chen, Role.VOLUNTEER, bridge.world.grid)
    with pytest.raises(RuleBroken, match="連心橋服務點"):
        people.join_team(
            viewer=viewer(bridge.world.qian, now=NOON), point_id=bridge.point.pk,
            post_id=chief.pk, now=NOON,
        )  # fmt: skip


def test_with_the_last_member_the_team_ends(bridge: Bridge) -> None:
    qian = viewer(bridge.world.qian, now=NOON)
    led_by_gao = bridge.team.members.order_by("-valid_from", "-id")
    for member in list(led_by_gao):
        people.leave_team(viewer=qian, point_id=bridge.point.pk, member_id=member.pk, now=NOON)
    assert Post.objects.get(pk=bridge.team.pk).term_to is not None
    assert reported(bridge).handler_id == Post.objects.get(person=bridge.world.sun).pk
