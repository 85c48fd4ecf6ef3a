"""The first answer is what the resident was told in words; pressing a button alone is none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.matters import actions, queries
from maplebridge.matters.models import Matter
from maplebridge.matters.rules.clocks import Promise, Step, clocks
from maplebridge.matters.rules.states import Verb
from tests.matters.test_rules import START, PlainWeek
from tests.matters.work_side.test_inbox import get, make, send
from tests.world import World, viewer


def at(minutes: int, verb: Verb, *, silent: bool = False) -> Step:
    return Step(START + timedelta(minutes=minutes), verb, by_reporter=False, silent=silent)


@pytest.mark.parametrize(
    ("verb", "silent", "counts"),
    [
        (Verb.ACCEPT, True, False),
        (Verb.ACCEPT, False, True),
        (Verb.START, True, False),
        (Verb.START, False, True),
        (Verb.RESUME, True, False),
        (Verb.SUSPEND, False, True),
        (Verb.ADD_WORDS, False, True),
        (Verb.ANSWER, False, True),
        (Verb.MARK_DUPLICATE, True, True),
        (Verb.TRIAGE, False, False),
        (Verb.REFER, False, False),
    ],
)
def test_which_lines_are_a_first_answer(verb: Verb, silent: bool, counts: bool) -> None:
    lines = [Step(START, Verb.REPORT, by_reporter=True), at(5, verb, silent=silent)]
    assert (clocks(lines, Promise(4, 3), PlainWeek()).first_answer_at is not None) is counts


@pytest.mark.parametrize("words", ["", "下午带电工过来"])
def test_taking_on_counts_as_first_answer_only_with_words(world: World, words: str) -> None:
    matter, now = make(world), timezone.now()
    actions.accept(viewer=viewer(world.li), matter_id=matter.pk, text=words, now=now)
    matter.refresh_from_db()
    assert matter.first_answered_at == (now if words else None)
    owed = matter.settle_due_at if words else matter.first_answer_due_at
    assert matter.due_at == owed
    run = queries.clocks_of(matter, now)
    assert run.next_due is not None
    assert (run.first_answer_at, run.next_due.at) == (matter.first_answered_at, owed)


def test_work_that_begins_with_words_and_a_rest_with_its_reason_are_heard(world: World) -> None:
    begun, resting = make(world, "一"), make(world, "二")
    li, now = viewer(world.li), timezone.now()
    for matter in (begun, resting):
        actions.accept(viewer=li, matter_id=matter.pk, now=now)
    actions.start(viewer=li, matter_id=begun.pk, text="已经到现场", now=now)
    until = calendar.today(now) + timedelta(days=3)
    actions.suspend(
        viewer=li, matter_id=resting.pk, reason="parts", text="等灯泡", until=until, now=now
    )
    for matter in (begun, resting):
        matter.refresh_from_db()
        assert matter.first_answered_at == now == queries.clocks_of(matter, now).first_answer_at
    assert begun.due_at == begun.settle_due_at
    assert resting.due_at == calendar.start_of(until)


def test_the_page_says_before_pressing_what_the_resident_reads(world: World) -> None:
    matter = make(world)
    shown = get(world, "li", f"/matters/{matter.pk}/")
    assert f"居民马上就能看到：{world.li.name}已签收" in shown
    assert "首次答复" in shown
    assert 'name="accept-text"' in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "首次答复还没有给出"),
        ("明早来换灯泡", "您的话算作首次答复"),
    ],
)
def test_what_was_done_is_said_after_pressing(world: World, words: str, said: str) -> None:
    matter = make(world)
    page = send(world, "li", f"/matters/{matter.pk}/accept/", **{"accept-text": words})
    assert said in page.content.decode()
    assert words in get(world, "wang", f"/matters/{matter.pk}/")


def test_words_that_cannot_be_kept_stay_in_the_form(world: World) -> None:
    matter = make(world)
    sent: dict[str, Any] = {"accept-text": "灯\x07泡"}
    page = send(world, "li", f"/matters/{matter.pk}/accept/", **sent)
    assert page.status_code == 422
    assert "泡" in page.content.decode()
    assert Matter.objects.get(pk=matter.pk).state == "received"
