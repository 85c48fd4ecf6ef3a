"""Three stars ask whether it is solved; what the clock closed can be rated; what we cannot take is said."""

from __future__ import annotations

import pytest

from maplebridge.matters import actions
from maplebridge.matters.models import Matter
from tests.channels.conftest import door as door
from tests.matters.test_conversing import Talker, answer
from tests.matters.test_conversing import wang as wang
from tests.world import World

pytestmark = pytest.mark.django_db


def test_three_stars_ask_whether_it_is_solved(world: World, wang: Talker) -> None:
    for reply, state, code, solved in [
        ("是", "closed", "fixed", True),
        ("0", "closed", "unsolved", False),
        ("还是不亮", "reopened", "", None),
    ]:
        wang.later(hours=3)
        wang.send("新: 路灯不亮")
        matter = Matter.objects.latest("reported_at")
        answer(world, matter, wang.now)
        wang.told()
        assert "解决" in wang.send("3")
        matter.refresh_from_db()
        assert matter.state == "answered", "nothing is stored before they say so"
        wang.send(reply)
        matter.refresh_from_db()
        assert (matter.state, matter.closing_code) == (state, code)
        assert [rating.solved for rating in matter.ratings.all()] == (
            [] if solved is None else [solved]
        )


def test_a_bare_no_asks_what_is_wrong(world: World, wang: Talker) -> None:
    wang.send("路灯不亮")
    matter = Matter.objects.get()
    answer(world, matter, wang.now)
    wang.told()
    wang.send("3")
    assert "0" in wang.send("没有")
    wang.send("还是不亮")
    matter.refresh_from_db()
    assert matter.state == "reopened"


@pytest.mark.parametrize(("days", "rated"), [(29, True), (31, False)])
def test_what_the_clock_closed_can_be_rated_for_thirty_days(
    world: World, wang: Talker, days: int, rated: bool
) -> None:
    wang.send("路灯不亮")
    matter = Matter.objects.get()
    answer(world, matter, wang.now)
    wang.told()
    wang.later(days=20)
    actions.close_undisputed(now=wang.now)
    matter.refresh_from_db()
    assert (matter.state, matter.closing_code, matter.closing) == ("closed", "answered", 1)
    wang.later(days=days)
    wang.send("5")
    matter.refresh_from_db()
    assert (matter.state, matter.closing) == ("closed", 1), "it is not opened and closed again"
    assert matter.closing_code == ("fixed" if rated else "answered")
    assert matter.ratings.exists() is rated


@pytest.mark.parametrize(("kind", "says"), [("video", "照片"), ("file", "照片"), ("other", "文字")])
def test_what_we_cannot_take_is_said(world: World, wang: Talker, kind: str, says: str) -> None:
    assert says in wang.send(kind=kind)
    assert not Matter.objects.exists()


def test_a_link_that_is_sent_is_taken_as_words(world: World, wang: Talker) -> None:
    wang.send("路灯不亮\nhttps://example.org/1", kind="link")
    assert "https://example.org/1" in Matter.objects.get().words
