"""The inbox narrowed, views that come back, the board, and one step for several matters."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import override

from maplebridge.core import calendar
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Role
from maplebridge.matters import actions, queries
from maplebridge.matters.models import Matter, MatterEvent, SavedView
from maplebridge.matters.rules import filters as rules
from maplebridge.people.models import Post
from tests.world import World, client_for, post, viewer


def make(world: World, words: str = "路灯不亮", **more: Any) -> Matter:
    sent = actions.Report(**({"words": words, "place_id": world.grid.pk} | more))
    return actions.report(viewer=viewer(world.wang), sent=sent, now=timezone.now()).matter


def get(world: World, who: str, path: str) -> str:
    client = client_for(getattr(world, who))
    client.cookies["django_language"] = "zh-hans"
    return str(client.get(path).content.decode())


def send(world: World, who: str, path: str, **fields: Any) -> HttpResponse:
    client = client_for(getattr(world, who))
    client.cookies["django_language"] = "zh-hans"
    sent: HttpResponse = client.post(path, fields, follow=True)
    return sent


def narrowed(world: World, who: str, **sent: str) -> set[str]:
    page = queries.inbox(
        viewer(getattr(world, who)),
        queries.Tab.ALL,
        now=timezone.now(),
        filters=rules.read(sent),
    )
    return {row.title for row in page.rows}


# Filters ------------------------------------------------------------------------------------------


def test_each_filter_leaves_what_fits_it(world: World) -> None:
    make(world, "路灯不亮", category="lighting")
    make(world, "水管漏水", category="water", place_id=world.next_grid.pk)
    phoned = make(world, "垃圾成堆", channel="phone")
    actions.accept(viewer=viewer(world.li), matter_id=phoned.pk, now=timezone.now())
    today = calendar.today(timezone.now())
    everything = {"路灯不亮", "水管漏水", "垃圾成堆"}
    assert narrowed(world, "sun") == everything
    assert narrowed(world, "sun", category="lighting") == {"路灯不亮"}
    assert narrowed(world, "sun", place=str(world.next_grid.pk)) == {"水管漏水"}
    assert narrowed(world, "sun", place=str(world.community.pk)) == everything
    assert narrowed(world, "sun", channel="phone") == {"垃圾成堆"}
    assert narrowed(world, "sun", state="accepted") == {"垃圾成堆"}
    assert narrowed(world, "sun", state="open", q="水管") == {"水管漏水"}
    assert narrowed(world, "sun", **{"from": today.isoformat()}) == everything
    assert narrowed(world, "sun", to=(today - timedelta(days=1)).isoformat()) == set()


def test_a_deadline_filter_counts_from_now(world: World) -> None:
    late, soon = make(world, "过期了"), make(world, "快到期")
    now = timezone.now()
    Matter.objects.filter(pk=late.pk).update(due_at=now - timedelta(minutes=1))
    Matter.objects.filter(pk=soon.pk).update(due_at=now + timedelta(days=5))
    assert narrowed(world, "li", due="late") == {"过期了"}
    assert narrowed(world, "li", due="week") == {"过期了", "快到期"}


def test_no_filter_shows_what_is_out_of_reach(world: World) -> None:
    make(world)
    other = str(world.community.pk)
    assert narrowed(world, "wu", place=other) == set()
    assert narrowed(world, "wu", state="open", channel="web") == set()


@pytest.mark.parametrize(
    "sent",
    [
        {"place": "not-an-id"},
        {"from": "gestern", "to": "9999-12-31"},
        {"state": "x" * 500, "channel": "\x01", "due": "never"},
    ],
)
def test_what_cannot_be_read_narrows_nothing_or_finds_nothing(
    world: World, sent: dict[str, str]
) -> None:
    make(world)
    assert client_for(world.sun).get("/matters/inbox/", {"tab": "all"} | sent).status_code == 200


def test_filters_are_read_back_as_they_were_written() -> None:
    sent = {
        "tab": "all", "q": "灯", "category": "water", "state": "open", "place": str(uuid4()),
        "due": "late", "channel": "phone", "from": "2026-11-01", "to": "2026-11-30",
    }  # fmt: skip
    assert rules.written(rules.read(sent)) == sent
    assert rules.written(rules.read({})) == {}


# Saved views --------------------------------------------------------------------------------------


def test_a_view_is_saved_shown_above_the_inbox_and_deleted(world: World) -> None:
    page = send(world, "sun", "/matters/views/", name="楼道灯", q="灯", tab="all")
    assert "楼道灯" in page.content.decode()
    assert "楼道灯" in get(world, "sun", "/matters/inbox/")
    assert "楼道灯" not in get(world, "li", "/matters/inbox/")
    view = SavedView.objects.get()
    assert view.filters == {"tab": "all", "q": "灯"}
    send(world, "sun", f"/matters/views/{view.pk}/delete/")
    assert not SavedView.objects.exists()


def test_the_same_name_takes_the_new_filters(world: World) -> None:
    for words in ("灯", "水"):
        send(world, "sun", "/matters/views/", name="我的", q=words)
    assert SavedView.objects.get().filters == {"q": "水"}


def test_a_name_that_cannot_be_used_is_said_and_the_filters_stay(world: World) -> None:
    page = send(world, "sun", "/matters/views/", name="x" * 41, q="灯")
    assert page.status_code == 422
    assert 'value="灯"' in page.content.decode()
    assert not SavedView.objects.exists()


def test_the_twenty_first_view_is_refused(world: World) -> None:
    sun, now = viewer(world.sun), timezone.now()
    for number in range(queries.VIEWS_MAX):
        actions.save_view(viewer=sun, name=str(number), filters={"q": "灯"}, now=now)
    page = send(world, "sun", "/matters/views/", name="多一个", q="灯")
    assert page.status_code == 422
    assert SavedView.objects.count() == queries.VIEWS_MAX


def test_views_go_when_their_owner_holds_no_post_any_more(world: World) -> None:
    now = timezone.now()
    for who in (world.sun, world.qian, world.li):
        actions.save_view(viewer=viewer(who), name="我的", filters={"q": "灯"}, now=now)
    Post.objects.filter(person=world.sun).update(term_to=calendar.today(now) - timedelta(days=1))
    actions.purge_expired(now=now)
    assert set(SavedView.objects.values_list("owner", flat=True)) == {world.qian.pk, world.li.pk}


# Board --------------------------------------------------------------------------------------------


def test_every_open_state_has_one_column() -> None:
    from maplebridge.matters.rules.states import OPEN, State

    shown = [state for states in queries.COLUMNS.values() for state in states]
    assert len(shown) == len(set(shown))
    assert set(shown) == OPEN | {State.ANSWERED}


def test_the_board_sorts_by_how_far_and_pages_each_column_by_itself(world: World) -> None:
    made = [make(world, f"第{n:02}件") for n in range(10)]
    now = timezone.now()
    actions.accept(viewer=viewer(world.li), matter_id=made[0].pk, now=now)
    for n, matter in enumerate(made[1:]):
        Matter.objects.filter(pk=matter.pk).update(due_at=now + timedelta(hours=n + 1))
    columns = {c.key: c for c in queries.board(viewer(world.li), {})}
    assert [row.title for row in columns["hand"].page.rows] == ["第00件"]
    assert [row.title for row in columns["new"].page.rows] == [f"第{n:02}件" for n in range(1, 9)]
    assert columns["new"].count == 9
    turned = {c.key: c for c in queries.board(viewer(world.li), {"new": columns["new"].page.after})}
    assert [row.title for row in turned["new"].page.rows] == ["第09件"]
    assert turned["new"].count == 9
    assert [row.title for row in turned["hand"].page.rows] == ["第00件"]
    page = get(world, "li", f"/matters/board/?new={columns['new'].page.after}")
    assert "第09件" in page
    assert "第00件" in page


def test_a_closed_matter_leaves_the_board(world: World) -> None:
    matter = make(world)
    actions.withdraw(viewer=viewer(world.wang), matter_id=matter.pk, reason="", now=timezone.now())
    assert all(not column.page.rows for column in queries.board(viewer(world.li), {}))


# Several at once ----------------------------------------------------------------------------------


def test_several_are_taken_on_each_by_itself_and_the_page_says_what_happened(world: World) -> None:
    mine, closed = make(world, "灯不亮"), make(world, "已撤回的")
    away = make(world, "别处的", place_id=world.other_grid.pk)
    actions.withdraw(viewer=viewer(world.wang), matter_id=closed.pk, reason="", now=timezone.now())
    page = send(
        world, "li", "/matters/bulk/",
        id=str(uuid4()), verb="accept", m=[str(m.pk) for m in (mine, closed, away)],
    ).content.decode()  # fmt: skip
    assert Matter.objects.get(pk=mine.pk).state == "accepted"
    assert Matter.objects.get(pk=closed.pk).state == "closed"
    assert Matter.objects.get(pk=away.pk).state == "received"
    with override("zh-hans"):
        refused = RuleBroken("matter_state_forbids", reference=closed.reference).sentence
    assert refused in page
    assert away.reference not in page
    assert "别处的" not in page


def test_sending_again_writes_nothing_a_second_time(world: World) -> None:
    matters = [make(world, "一"), make(world, "二")]
    sent = {"id": str(uuid4()), "verb": "accept", "m": [str(m.pk) for m in matters]}
    send(world, "li", "/matters/bulk/", **sent)
    page = send(world, "li", "/matters/bulk/", **sent).content.decode()
    assert MatterEvent.objects.filter(verb="accept").count() == 2
    assert page.count("第一次发送时已经办好") == 2


def test_several_are_sorted_and_handed_on(world: World) -> None:
    post(world.chen, Role.GRID_WORKER, world.next_grid)
    matters = [make(world, "一"), make(world, "二")]
    ids = [str(m.pk) for m in matters]
    send(world, "sun", "/matters/bulk/", id=str(uuid4()), verb="triage", category="water", m=ids)
    assert set(Matter.objects.values_list("category", flat=True)) == {"water"}
    send(
        world, "sun", "/matters/bulk/",
        id=str(uuid4()), verb="refer", place=str(world.next_grid.pk), text="在第二网格", m=ids,
    )  # fmt: skip
    assert set(Matter.objects.values_list("state", flat=True)) == {"referred"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"verb": "refer", "text": "在那边"}, "请选择转到的地方"),
        ({"verb": "refer"}, "请选择转到的地方"),
        ({"verb": "triage"}, "没有这个类别"),
        ({}, ""),
    ],
)
def test_what_is_missing_is_said_and_what_was_ticked_stays(
    world: World, fields: dict[str, str], said: str
) -> None:
    matter = make(world)
    page = send(world, "sun", "/matters/bulk/", id=str(uuid4()), m=[str(matter.pk)], **fields)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert f'value="{matter.pk}" checked' in page.content.decode()
    assert MatterEvent.objects.count() == 1


def test_nothing_chosen_and_too_many_are_said(world: World) -> None:
    assert send(world, "sun", "/matters/bulk/", id=str(uuid4()), verb="accept").status_code == 422
    many = [str(uuid4()) for _ in range(actions.BULK_MAX + 1)]
    page = send(world, "sun", "/matters/bulk/", id=str(uuid4()), verb="accept", m=many)
    assert page.status_code == 422


def test_the_inbox_offers_boxes_when_asked(world: World) -> None:
    matter = make(world)
    assert f'name="m" value="{matter.pk}"' not in get(world, "li", "/matters/inbox/")
    assert f'name="m" value="{matter.pk}"' in get(world, "li", "/matters/inbox/?choose=1")
    chosen = get(world, "li", f"/matters/bulk/?m={matter.pk}&do=accept")
    assert re.search(r'value="accept"[^>]* checked', chosen)
    assert matter.reference in chosen
