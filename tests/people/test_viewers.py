"""Who is looking, who acts today, and what asking costs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.test import Client, RequestFactory
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.core.viewer import Role
from maplebridge.people import middleware, public
from maplebridge.people.models import Account, Person, StaffSession
from tests.people.ground import LONG_AGO, NOW, TODAY, Ground, day

MaxQueries = Callable[[int], AbstractContextManager[Any]]


def test_a_resident_is_seen_with_their_grid(ground: Ground) -> None:
    wang = ground.person("王小明", home=ground.home)
    viewer = public.viewer_of(wang, now=NOW)
    assert (viewer.person_id, viewer.name) == (wang.pk, "王小明")
    assert (viewer.home_path, viewer.home_grid_id) == (ground.grid.path, ground.grid.pk)
    assert viewer.posts == ()
    assert public.viewer_of(wang.account, now=NOW) == viewer


def test_a_home_without_a_grid_counts_as_its_communitys(ground: Ground) -> None:
    ground.grid.valid_to = day(-1)
    ground.grid.save()
    wang = ground.person("王小明", home=ground.home)
    assert public.viewer_of(wang, now=NOW).home_path == ground.east.path


def test_a_post_acts_from_its_first_day_to_its_last(ground: Ground) -> None:
    li = ground.person("李芳")
    ground.post(li, Role.GRID_WORKER, ground.grid, term_from=day(-10), term_to=day(0))
    ground.post(li, Role.VOLUNTEER, ground.east, term_from=day(1))
    ground.post(li, Role.CONTACT, ground.east, term_from=day(-10), term_to=day(-1))
    assert [post.role for post in public.viewer_of(li, now=NOW).posts] == [Role.GRID_WORKER]
    assert [p.role for p in public.viewer_of(li, now=NOW + timedelta(days=1)).posts] == [
        Role.VOLUNTEER
    ]


def test_today_is_the_day_of_the_place_not_of_london(ground: Ground) -> None:
    li = ground.person("李芳")
    ground.post(li, Role.GRID_WORKER, ground.grid, term_from=TODAY)
    late = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)  # half past midnight on the 23rd
    assert public.viewer_of(li, now=late).works
    assert not public.viewer_of(li, now=late - timedelta(hours=1)).works


@pytest.mark.parametrize(
    ("first", "last", "acts"),
    [(0, 0, True), (-3, 0, True), (0, 3, True), (1, 3, False), (-3, -1, False)],
)
def test_the_deputy_holds_the_post_on_the_days_of_leave(
    ground: Ground, first: int, last: int, acts: bool
) -> None:
    li, zhao = ground.person("李芳"), ground.person("趙強")
    post = ground.post(li, Role.GRID_WORKER, ground.grid)
    ground.deputy(post, zhao)
    ground.leave(li, day(first), day(last))
    held = public.viewer_of(zhao, now=NOW).posts
    assert [p.deputy_for for p in held] == ([li.pk] if acts else [])
    assert public.viewer_of(li, now=NOW).works, "leave does not lock the holder out"
    acting = public.workers_for(ground.home.path, Role.GRID_WORKER, today=TODAY)
    assert [(a.person, a.deputy_for) for a in acting] == [(zhao, li) if acts else (li, None)]


def test_a_deputy_on_leave_does_not_act_and_theirs_is_not_asked(ground: Ground) -> None:
    li, zhao, qian = ground.person("李芳"), ground.person("趙強"), ground.person("錢進")
    ground.deputy(ground.post(li, Role.GRID_WORKER, ground.grid), zhao)
    ground.deputy(ground.post(zhao, Role.GRID_WORKER, ground.next_grid), qian)
    ground.leave(li, day(0), day(1))
    ground.leave(zhao, day(0), day(1))
    assert public.workers_for(ground.grid.path, Role.GRID_WORKER, today=TODAY) == []
    assert [p.place_id for p in public.viewer_of(qian, now=NOW).posts] == [ground.next_grid.pk]
    assert [p.deputy_for for p in public.viewer_of(zhao, now=NOW).posts] == [None]


def test_two_who_deputise_for_each_other_and_both_leave_do_not_loop(ground: Ground) -> None:
    li, zhao = ground.person("李芳"), ground.person("趙強")
    ground.deputy(ground.post(li, Role.GRID_WORKER, ground.grid), zhao)
    ground.deputy(ground.post(zhao, Role.GRID_WORKER, ground.next_grid), li)
    for person in (li, zhao):
        ground.leave(person, day(0), day(0))
    assert public.who_answers(ground.grid.path, Role.GRID_WORKER, today=TODAY) is None


def test_a_deputy_whose_time_is_over_is_nobody(ground: Ground) -> None:
    li, zhao = ground.person("李芳"), ground.person("趙強")
    ground.deputy(ground.post(li, Role.GRID_WORKER, ground.grid), zhao, valid_to=day(-1))
    ground.leave(li, day(0), day(0))
    assert public.workers_for(ground.grid.path, Role.GRID_WORKER, today=TODAY) == []
    assert public.viewer_of(zhao, now=NOW).posts == ()


def test_a_vacant_post_falls_to_the_next_wider_operator_then_the_head(ground: Ground) -> None:
    head = ground.worker("周主任", ground.root, Role.HEAD)
    operator = ground.worker("孫接線", ground.street, Role.OPERATOR)
    community = ground.worker("吳社工", ground.east, Role.OPERATOR)

    def answers() -> object:
        found = public.who_answers(ground.home.path, Role.GRID_WORKER, today=TODAY)
        return found and Person.objects.get(pk=found.person_id)

    li = ground.person("李芳")
    post = ground.post(li, Role.GRID_WORKER, ground.grid)
    assert answers() == li
    post.term_to = day(-1)
    post.save()
    assert answers() == community
    ground.leave(community, day(0), day(0))
    assert answers() == operator
    ground.leave(operator, day(0), day(0))
    assert answers() == head


def test_workers_are_named_narrowest_place_first(ground: Ground) -> None:
    wide = ground.worker("周主任", ground.east)
    narrow = ground.worker("李芳", ground.grid)
    ground.worker("遠方", ground.far_grid)
    found = public.workers_for(ground.home.path, Role.GRID_WORKER, today=TODAY)
    assert [a.person for a in found] == [narrow, wide]
    assert public.acting_for(found[0].post.pk, TODAY) == found[0]


def test_my_grid_worker_is_shown_with_who_stands_in(ground: Ground) -> None:
    wang = ground.person("王小明", home=ground.home)
    viewer = public.viewer_of(wang, now=NOW)
    assert public.my_grid_worker(viewer, TODAY) is None
    li, zhao = ground.person("李芳"), ground.person("趙強")
    post = ground.post(li, Role.GRID_WORKER, ground.grid)
    contact = public.my_grid_worker(viewer, TODAY)
    assert contact
    assert (contact.name, contact.phone, contact.on_leave) == ("李芳", li.phone, False)
    ground.leave(li, day(0), day(0))
    contact = public.my_grid_worker(viewer, TODAY)
    assert contact
    assert (contact.on_leave, contact.deputy_name) == (True, "")
    ground.deputy(post, zhao)
    contact = public.my_grid_worker(viewer, TODAY)
    assert contact
    assert (contact.on_leave, contact.deputy_name, contact.deputy_phone) == (
        True,
        "趙強",
        zhao.phone,
    )


def test_names_are_covered_except_ones_own_and_those_in_office(ground: Ground) -> None:
    wang, li = ground.person("王小明"), ground.worker("李芳", ground.grid)
    zhang = ground.person("張三丰")
    names = public.names_for([wang.pk, li.pk, zhang.pk], public.viewer_of(wang, now=NOW))
    assert names == {wang.pk: "王小明", li.pk: "李芳", zhang.pk: "張*"}
    assert public.masked(zhang) == ("張*", f"{zhang.phone[:3]}****{zhang.phone[-4:]}")


def test_a_closed_account_sees_as_nobody_signed_in(ground: Ground) -> None:
    wang = ground.person("王小明")
    account = wang.account
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert public.viewer_of(Account.objects.get(pk=account.pk), now=NOW).person_id is None


def test_looking_costs_three_statements_and_a_visitor_none(
    ground: Ground, client: Client, assert_queries: MaxQueries, rf: RequestFactory
) -> None:
    li = ground.person("李芳", home=ground.home)
    post = ground.post(li, Role.GRID_WORKER, ground.grid)
    ground.deputy(post, ground.person("趙強"))
    StaffSession.objects.create(
        account=li.account, reason="repair", began_at=NOW, ends_at=NOW + timedelta(days=9999)
    )
    client.force_login(li.account)
    Account.objects.update(last_used_on=calendar.today(timezone.now()))  # not the day's first page
    request = rf.get("/")
    request.session = client.session
    request.session.get("warm")
    request.user = get_user(request)  # type: ignore[assignment]
    seen: list[Any] = []

    def page(request: Any) -> Any:
        seen.append(request.viewer)
        return None

    with assert_queries(0):
        visitor = rf.get("/")
        visitor.user = type("Nobody", (), {"is_authenticated": False})()
        middleware.viewer(page)(visitor)
        assert not seen[0].signed_in
    with assert_queries(3):
        fresh = rf.get("/")
        fresh.session = request.session
        fresh.user = get_user(fresh)  # type: ignore[assignment]
        middleware.viewer(page)(fresh)
        assert seen[1].home_grid_id == ground.grid.pk
        assert seen[1].staff_reason == "repair" or seen[1].staff_until is None
        assert seen[1].works


def test_asking_who_acts_costs_at_most_four_statements(
    ground: Ground, assert_queries: MaxQueries
) -> None:
    for number in range(5):
        post = ground.post(ground.person(f"工{number}"), Role.GRID_WORKER, ground.grid)
        ground.deputy(post, ground.person(f"副{number}"))
        ground.leave(post.person, LONG_AGO, day(1))
    with assert_queries(4):
        assert len(public.workers_for(ground.home.path, Role.GRID_WORKER, today=TODAY)) == 5
