"""A matter is found by all that was said of it, by those who may read it, and by nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from maplebridge.matters import actions, queries
from maplebridge.matters import public as matters
from maplebridge.matters.actions import finding, tasks
from maplebridge.matters.models import InsideWords, Matter, MatterWords
from maplebridge.matters.rules import found_by
from maplebridge.matters.rules.filters import Tab
from maplebridge.matters.rules.states import Verb
from tests import world as cast
from tests.world import World

REPORT, PLACE, ADDED, ANSWER = "三栋的路灯不亮", "菜场东门", "补充：闪了两晚", "灯泡已经换好"
TASK, REASON = "请电工带梯子", "不归我管，请看图纸"


def report(world: World, words: str = REPORT, who: Any = None) -> Matter:
    sent = matters.Report(
        id=uuid4(), words=words, category="other", place_id=world.grid.pk, place_text=PLACE,
        neighbours_see=True,
    )  # fmt: skip
    viewer = cast.viewer(who or world.wang)
    return actions.report(viewer=viewer, sent=sent, now=timezone.now()).matter


def told(world: World, who: Any = None) -> Matter:
    """A matter with a line of each kind: of its reporter, of its handler, and of the work inside."""
    matter, now = report(world, who=who), timezone.now()
    worker = cast.viewer(world.sun if who else world.li)
    mine = cast.viewer(who or world.wang)
    actions.add_words(viewer=mine, matter_id=matter.pk, text=ADDED, now=now)
    tasks.ask(
        viewer=cast.viewer(world.sun), matter_id=matter.pk, id=None, what=TASK,
        post_id=world.li_post.pk, due_on=(now + timedelta(days=1)).date(), now=now,
    )  # fmt: skip
    actions.answer(
        viewer=worker, matter_id=matter.pk, text=ANSWER, left="梯子明天到", now=now
    )  # fmt: skip
    return matter


def in_inbox(person: Any, typed: str) -> bool:
    page = queries.inbox(cast.viewer(person), Tab.ALL, now=timezone.now(), typed=typed)
    return bool(page.rows)


def in_own(person: Any, typed: str) -> bool:
    return bool(queries.mine(cast.viewer(person), typed=typed).rows)


# who           | finds by the report, place, added words, answer | by the work inside
ROLES = [
    ("wang", in_own, True, False),  # whose concern it is
    ("wang", in_inbox, False, False),
    (
        "chen",
        in_own,
        False,
        False,
    ),  # a neighbour, who may open it and has it in no list that is searched
    ("chen", in_inbox, False, False),
    ("li", in_inbox, True, True),  # the grid worker
    ("li", in_own, False, False),
    ("sun", in_inbox, True, True),  # the operator of the community
    ("qian", in_inbox, True, True),  # the head of the street
    ("wu", in_inbox, False, False),  # a grid worker elsewhere
]


@pytest.mark.django_db
def test_who_finds_a_matter_by_which_words(world: World) -> None:
    told(world)
    for name, look, outside, inside in ROLES:
        person = getattr(world, name)
        for typed in ("路灯", "菜场", "闪了两晚", "换好"):
            assert look(person, typed) is outside, (name, look.__name__, typed)
        assert look(person, "电工") is inside, (name, look.__name__)
        assert not look(person, "没人说过"), name


@pytest.mark.django_db
def test_a_worker_finds_their_own_report_by_what_a_reporter_reads(world: World) -> None:
    """On the page of their own report they are its reporter, not its worker."""
    matter = told(world, who=world.li)
    page = cast.client_for(world.li).get(reverse("matters:show", args=[matter.pk]))
    assert TASK not in page.content.decode()
    assert in_inbox(world.li, "换好")
    assert not in_inbox(world.li, "电工")
    assert in_inbox(world.sun, "电工")


@pytest.mark.django_db
def test_words_of_a_line_join_those_of_the_report_but_no_two_make_a_phrase(world: World) -> None:
    told(world)
    assert in_own(world.wang, "路灯 换好")
    assert not in_own(world.wang, "东门补充")


@pytest.mark.django_db
def test_the_reason_of_a_hand_back_is_found_and_another_matters_number_is_not(
    world: World,
) -> None:
    first, second, now = report(world), report(world, "四栋停水"), timezone.now()
    sun = cast.viewer(world.sun)
    actions.return_(
        viewer=cast.viewer(world.li), matter_id=first.pk, reason="other_duty", text=REASON, now=now
    )
    assert in_inbox(world.sun, "图纸")
    actions.mark_duplicate(viewer=sun, matter_id=second.pk, of_reference=first.reference, now=now)
    number = first.reference.rpartition("-")[2]
    assert {row.id for row in queries.inbox(sun, Tab.ALL, now=now, typed=number).rows} == set()


@pytest.mark.django_db
def test_the_end_of_two_thousand_characters_is_found(world: World) -> None:
    report(world, "灯" * 1990 + "，井盖松了")
    assert in_own(world.wang, "井盖松了")
    assert in_own(world.wang, "菜场")


@pytest.mark.django_db
def test_what_was_indexed_before_is_written_anew_and_goes_on_where_it_stopped(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [told(world).pk for _ in range(3)]
    kept = dict(MatterWords.objects.values_list("matter_id", "grams"))
    inside = list(InsideWords.objects.values_list("grams", flat=True))
    MatterWords.objects.update(whole=None, grams=queries.grams_of(REPORT, ""))
    InsideWords.objects.all().delete()
    assert not in_own(world.wang, "换好")
    monkeypatch.setattr(finding, "BATCH", 1)
    monkeypatch.setattr(finding, "SITTING_SECONDS", -1)
    now = timezone.now()
    actions.reread_words(now=now)
    assert MatterWords.objects.filter(whole=True).count() == 1
    monkeypatch.setattr(finding, "SITTING_SECONDS", 60)
    for _ in range(2):
        actions.reread_words(now=now)
        assert dict(MatterWords.objects.values_list("matter_id", "grams")) == kept
        assert list(InsideWords.objects.values_list("grams", flat=True)) == inside
    assert set(kept) == set(whole)
    assert in_own(world.wang, "换好")
    assert in_inbox(world.sun, "电工")


@pytest.mark.django_db
def test_what_is_forgotten_is_found_by_nobody(world: World) -> None:
    matter, now = told(world), timezone.now()
    actions.rate(viewer=cast.viewer(world.wang), matter_id=matter.pk, stars=5, solved=True, now=now)
    for days, left in ((1094, 1), (1096, 0)):
        actions.purge_expired(now=now + timedelta(days=days))
        assert InsideWords.objects.count() == MatterWords.objects.count() == left


def test_every_verb_stands_on_a_shelf_or_says_why_not() -> None:
    nowhere = {verb for verb in Verb if found_by.shelf_of(verb) is None}
    assert nowhere == {Verb.REPORT, Verb.MARK_DUPLICATE, Verb.JOIN, Verb.SPLIT}
