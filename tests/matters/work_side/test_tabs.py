"""What waits for a worker: tabs that say how much they hold, most urgent first, and who decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.matters import actions, queries
from maplebridge.matters.models import Matter
from maplebridge.matters.queries import Tab
from tests.budgets import BUDGETS
from tests.matters.work_side.test_inbox import get, make
from tests.world import World, client_for, viewer


def due(matter: Matter, **ahead: float) -> Matter:
    Matter.objects.filter(pk=matter.pk).update(due_at=timezone.now() + timedelta(**ahead))
    return matter


def later_today() -> dict[str, float]:
    """Half of what is left of the day on the jurisdiction's calendar."""
    now = timezone.now()
    midnight = calendar.start_of(calendar.today(now) + timedelta(days=1))
    return {"seconds": (midnight - now).total_seconds() / 2}


def titles(world: World, who: str, tab: Tab) -> list[str]:
    page = queries.inbox(viewer(getattr(world, who)), tab, now=timezone.now())
    return [row.title for row in page.rows]


def a_day(world: World) -> dict[str, Matter]:
    """Li's day: one overdue, one due later today, one next week, one of each taken on or not."""
    made = {
        "超时": due(make(world, "超时"), hours=-3),
        "下周": due(make(world, "下周"), days=7),
        "今天": due(make(world, "今天"), **later_today()),
    }
    actions.accept(viewer=viewer(world.li), matter_id=made["超时"].pk, now=timezone.now())
    due(made["超时"], hours=-3)
    return made


def given_back(world: World, words: str = "不归我管") -> Matter:
    matter = make(world, words)
    actions.return_(
        viewer=viewer(world.li), matter_id=matter.pk, reason="other_duty", text="归供电所",
        now=timezone.now(),
    )  # fmt: skip
    return matter


def test_the_inbox_opens_with_everything_owed_and_the_overdue_one_on_top(world: World) -> None:
    a_day(world)
    assert titles(world, "li", Tab.DUE) == ["超时", "今天", "下周"]
    shown = get(world, "li", "/matters/inbox/")
    assert re.findall(r'list-title">([^<]+)<', shown) == ["超时", "今天", "下周"]


def test_each_figure_of_the_home_page_leads_to_exactly_what_it_counts(world: World) -> None:
    a_day(world)
    given_back(world)
    home = get(world, "li", "/")
    tiles = re.findall(r'<a class="stat[^"]*" href="([^"]+)"><span class="stat-figure">(\d+)', home)
    assert {address: int(count) for address, count in tiles} == {
        "/matters/inbox/?tab=late": 1,
        "/matters/inbox/?tab=today": 1,
        "/matters/inbox/?tab=new": 2,
        "/matters/inbox/?tab=decide": 1,
    }
    for address, count in tiles:
        assert get(world, "li", address).count('class="list-row"') == int(count), address


def test_tabs_say_how_many_they_hold(world: World) -> None:
    made = a_day(world)
    given_back(world)
    actions.answer(
        viewer=viewer(world.li), matter_id=made["下周"].pk, text="好", now=timezone.now()
    )
    shown = get(world, "li", "/matters/inbox/")
    tabs = re.findall(r'\?tab=(\w+)"[^>]*>[^<]*<span class="number">(\d+\+?)</span>', shown)
    assert dict(tabs) == {
        "due": "2", "late": "1", "today": "1", "new": "1", "decide": "1", "answered": "1",
    }  # fmt: skip
    assert "tab=all" in shown


def test_a_figure_stops_at_99_and_says_so(world: World) -> None:
    first = due(make(world, "第一件"), hours=1)
    plain = Matter.objects.get(pk=first.pk)
    for number in range(100):
        plain.pk, plain.reference, plain._state.adding = None, f"X{number}", True
        plain.id = Matter._meta.pk.get_default()
        plain.save(force_insert=True)
    counts = queries.inbox_counts(viewer(world.li), now=timezone.now())
    assert counts.due == 100
    assert '<span class="number">99+</span>' in get(world, "li", "/matters/inbox/")


def test_each_figure_counts_what_its_list_holds(world: World) -> None:
    made = a_day(world)
    given_back(world)
    stuck = given_back(world, "没人决定")
    Matter.objects.filter(pk=stuck.pk).update(decide_by=None)
    actions.answer(
        viewer=viewer(world.li), matter_id=made["下周"].pk, text="好", now=timezone.now()
    )
    tabs = (*queries.OPEN_TABS, *queries.OTHER_TABS)
    for who in ("li", "qian", "zhao"):
        counts = queries.tab_counts(viewer(getattr(world, who)), tabs, now=timezone.now())
        assert counts == {tab: len(titles(world, who, tab)) for tab in tabs}, who


def test_new_ones_come_most_urgent_first_and_turn_pages_without_a_gap(world: World) -> None:
    made = [due(make(world, f"第{n}件"), hours=5 - n // 2) for n in range(6)]
    li, seen, after = viewer(world.li), [], ""
    while True:
        page = queries.inbox(li, Tab.NEW, now=timezone.now(), after=after, limit=2)
        seen += [row.id for row in page.rows]
        if not (after := page.after):
            break
    wanted = Matter.objects.filter(pk__in=[m.pk for m in made]).order_by("due_at", "id")
    assert seen == list(wanted.values_list("pk", flat=True))


def test_what_was_handed_back_waits_for_a_decision_and_is_owed_by_nobody_here(
    world: World,
) -> None:
    matter = due(given_back(world), hours=-1)
    for tab in (Tab.DUE, Tab.LATE, Tab.NEW, Tab.TODAY):
        assert titles(world, "li", tab) == [], tab
    assert titles(world, "li", Tab.DECIDE) == [matter.words]
    shown = get(world, "li", "/matters/inbox/?tab=decide")
    assert f"由{world.community.name}裁定" in shown
    assert "已超时" not in re.findall(r'<a class="list-row".*?</a>', shown, re.DOTALL)[0]


def test_its_page_says_who_decides_and_does_not_press_the_handler_to_take_it_on(
    world: World,
) -> None:
    matter = due(given_back(world), hours=-1)
    shown = get(world, "li", f"/matters/{matter.pk}/")
    assert f"由{world.community.name}裁定归属" in shown
    assert "button-large" not in shown
    assert "还是由我办理" in shown
    assert "经办人的上级也能看到" not in shown


def test_the_inbox_stays_in_its_budget_with_every_kind_of_tab_filled(
    world: World, assert_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    a_day(world)
    for number in range(3):
        given_back(world, f"退回{number}")
    for who in ("li", "sun"):
        client = client_for(getattr(world, who))
        client.get("/matters/inbox/")
        with assert_queries(BUDGETS["matters:inbox"]):
            client.get("/matters/inbox/?tab=decide")
