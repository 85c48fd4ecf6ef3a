"""Finding a matter by any part of its words, on both databases alike, inside what one may read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from maplebridge.matters import actions, queries
from maplebridge.matters import public as matters
from maplebridge.matters.models import Matter, MatterWords
from maplebridge.matters.queries.search import matching
from maplebridge.matters.rules import grams
from tests import world as cast
from tests.world import World

SAID = (
    "三栋二单元的路灯不亮了",
    "楼下广场舞太吵，半夜还在跳",
    "电梯困人，B2停车场的车位被占",
    "Street lamp at the east gate is out",
    "路面有坑，下雨就积水。灯也坏了",
)


def report(world: World, words: str, place_text: str = "") -> Matter:
    sent = matters.Report(
        id=uuid4(), words=words, category="other", place_id=world.grid.pk, place_text=place_text
    )
    return actions.report(viewer=cast.viewer(world.wang), sent=sent, now=timezone.now()).matter


def found(typed: str) -> set[str]:
    return set(matching(Matter.objects.all(), typed).values_list("words", flat=True))


@pytest.mark.parametrize(
    ("typed", "holding"),
    [
        ("路灯", "路灯"),
        ("路燈", "路灯"),
        ("灯", "灯"),
        ("广场舞 半夜", "广场舞"),
        ("半夜，广场舞", "广场舞"),
        ("B2停车", "B2"),
        ("b2", "B2"),
        ("EAST gate", "east gate"),
        ("amp", "lamp"),
        ("积水灯", None),
        ("水灯", None),
        ("没有这个词", None),
        ("，。！", None),
        ("' OR 1=1 --", None),
        ('"* NEAR(', None),
        ("x00706f*", None),
        ("\\&|!:()", None),
    ],
)
@pytest.mark.django_db
def test_any_part_of_the_words_finds_a_matter(
    world: World, typed: str, holding: str | None
) -> None:
    for words in SAID:
        report(world, words)
    expected = {words for words in SAID if holding is not None and holding in words}
    assert found(typed) == expected


@pytest.mark.django_db
def test_the_place_in_words_and_the_number_find_it_too(world: World) -> None:
    matter = report(world, "井盖松了", "东门菜场旁边")
    report(world, "井盖响")
    assert found("菜场") == {"井盖松了"}
    assert found(f" {matter.reference.lower()} ") == {"井盖松了"}
    assert found("M-2026-999999") == set()
    assert found("") == {"井盖松了", "井盖响"}


@given(
    text=st.text(alphabet="灯路坏了Aa1b，. ", max_size=12),
    typed=st.text(alphabet="灯路坏了Aa1b", min_size=1, max_size=4),
)
@settings(max_examples=300, deadline=None)
def test_a_phrase_of_pairs_holds_exactly_when_a_run_holds_the_word(text: str, typed: str) -> None:
    """The index's promise, checked without a database: pairs in order are a part of one run."""
    tokens = grams.grams(text.lower()).split()
    (phrase,) = grams.phrases(typed.lower())
    if phrase[0].endswith("*"):
        hit = any(token.startswith(phrase[0][:-1]) for token in tokens)
    else:
        hit = any(tokens[i : i + len(phrase)] == phrase for i in range(len(tokens)))
    assert hit == any(typed.lower() in run for run in grams.runs(text.lower()))


@pytest.mark.django_db
def test_residents_find_their_own_and_workers_what_waits_for_them(world: World) -> None:
    report(world, SAID[0])
    report(world, SAID[1])
    for person, name, there in (
        (world.wang, "matters:list", True),
        (world.chen, "matters:list", False),
        (world.li, "matters:inbox", True),
        (world.wu, "matters:inbox", False),
    ):
        client = cast.client_for(person)
        page = client.get(reverse(name), {"q": "路燈", "tab": "all"}).content.decode()
        assert (SAID[0] in page) is there, name
        assert SAID[1] not in page
        assert 'value="路燈"' in page
        if not there:
            assert "“路燈”" in page


@pytest.mark.django_db
def test_found_matters_are_paged(world: World) -> None:
    for number in range(30):
        report(world, f"路灯{number}号坏了")
    viewer = cast.viewer(world.wang)
    first = queries.mine(viewer, typed="路灯")
    second = queries.mine(viewer, typed="路灯", after=first.after)
    assert [len(first.rows), len(second.rows)] == [25, 5]
    assert len({row.id for row in [*first.rows, *second.rows]}) == 30


@pytest.mark.django_db
def test_what_is_forgotten_is_found_no_more(world: World) -> None:
    matter = report(world, SAID[0])
    now = timezone.now()
    actions.withdraw(viewer=cast.viewer(world.wang), matter_id=matter.pk, now=now)
    for days, left in ((1094, 1), (1096, 0)):
        actions.purge_expired(now=now + timedelta(days=days))
        assert MatterWords.objects.count() == left
        assert len(found("路灯")) == left


def test_a_long_text_is_found_by_its_beginning() -> None:
    text: Any = "灯" * 3000
    assert len(grams.grams(text).split()) == grams.TEXT_MAX > 2000
