"""The page of one matter: who handled it, and what it says to whom."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from maplebridge.matters import actions
from maplebridge.matters.models import Matter
from tests.world import World, client_for, go_on_leave, viewer


def make(world: World, **more: Any) -> Matter:
    sent = actions.Report(words="路灯不亮", place_id=world.grid.pk, **more)
    return actions.report(viewer=viewer(world.wang), sent=sent, now=timezone.now()).matter


def handled(world: World, matter: Matter, who: str = "wang") -> str:
    page = client_for(getattr(world, who)).get(f"/matters/{matter.pk}/").content.decode()
    return page.split('<dl class="facts card">')[1].split("</dl>")[0]


def answer(world: World, matter: Matter, who: str = "li") -> None:
    actions.answer(
        viewer=viewer(getattr(world, who)), matter_id=matter.pk, text="好了", now=timezone.now()
    )


def test_what_a_resident_wrote_is_set_and_translated_as_no_text_of_the_page(world: World) -> None:
    """On an English page its commas would else be as narrow as English ones."""
    matter, wang = make(world), client_for(world.wang)
    assert 'translate="no">路灯不亮' in wang.get(f"/matters/{matter.pk}/").content.decode()
    answer(world, matter)
    assert '<strong translate="no">路灯不亮' in wang.get("/").content.decode()


def test_an_answered_matter_says_who_answered_in_which_post(world: World) -> None:
    matter = make(world)
    answer(world, matter)
    facts = handled(world, matter)
    assert "李网格" in facts
    assert "网格员 · 第一網格" in facts
    actions.rate(
        viewer=viewer(world.wang), matter_id=matter.pk, stars=5, solved=True, now=timezone.now()
    )
    assert "李网格" in handled(world, matter)


def test_an_operator_who_answered_is_named_with_their_own_post(world: World) -> None:
    matter = make(world)
    answer(world, matter, "sun")
    facts = handled(world, matter)
    assert "孙值班" in facts
    assert "东社区" in facts or "東社區" in facts
    assert "李网格" not in facts


def test_a_deputy_who_answered_is_named_with_the_holder(world: World) -> None:
    matter = make(world)
    go_on_leave(world.li)
    answer(world, matter, "zhao")
    facts = handled(world, matter)
    assert "赵代理" in facts
    assert "李网格" in facts
    assert "网格员 · 第一網格" in facts


def test_a_matter_that_was_handed_on_names_who_answered_there(world: World) -> None:
    matter = make(world)
    actions.refer(
        viewer=viewer(world.li), matter_id=matter.pk, place_id=world.other_grid.pk,
        reason="在第三网格", now=timezone.now(),
    )  # fmt: skip
    answer(world, matter, "wu")
    assert "第三網格" in handled(world, matter)
    assert "吴外社" in handled(world, matter)


def test_a_matter_that_nobody_touched_still_names_the_place(world: World) -> None:
    matter = make(world)
    actions.withdraw(viewer=viewer(world.wang), matter_id=matter.pk, now=timezone.now())
    assert "第一網格" in handled(world, matter)
