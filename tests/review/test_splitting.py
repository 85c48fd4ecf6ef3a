"""A kind that holds two different things: seen in the review, split, tried, adopted, looked at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Role
from maplebridge.matters import public as matters
from maplebridge.matters.models import Matter, MatterEvent
from maplebridge.matters.queries import forget_catalogues
from maplebridge.review import actions
from maplebridge.review.models import MonthlyReview, Proposal
from maplebridge.review.rules import changes, splitting
from maplebridge.review.rules.changes import ChangeUnusable, Kind, Part, Wanted
from maplebridge.review.rules.figures import Share
from maplebridge.review.rules.splitting import Case
from tests.review.test_reviews import FIRST, english
from tests.world import NOON, World, post, viewer

NOVEMBER = date(2026, 11, 1)


def cases(count: int, words: str, handed: int, people: int = 50) -> list[Case]:
    return [Case(words, f"{words}{n % people}", n < handed, None) for n in range(count)]


def test_a_word_that_parts_a_kind_is_found_with_both_shares() -> None:
    found = splitting.parted(cases(20, "水表坏了", 17) + cases(40, "水管漏水", 4))
    assert len(found) == 1
    one = found[0]
    assert one.measure == splitting.HANDED
    assert {(one.with_words.part, one.with_words.whole), (one.without.part, one.without.whole)} == {
        (17, 20), (4, 40),
    }  # fmt: skip
    assert splitting.unpacked(splitting.packed("water", one)) == ("water", one)


@pytest.mark.parametrize(
    "some",
    [
        cases(9, "水表坏了", 9) + cases(40, "水管漏水", 0),
        cases(20, "水表坏了", 9) + cases(40, "水管漏水", 10),
        cases(20, "水表坏了", 20, people=4) + cases(40, "水管漏水", 4, people=4),
        cases(12, "水表坏了", 12) + cases(20, "水管漏水", 0),
        cases(10, "水表坏了", 3) + cases(500, "水管漏水", 18),
        [replace(case, where="甲") for case in cases(20, "望湖漏水", 20)]
        + [
            Case("漏水" + "一二三四五六七八九十"[n % 10], str(n), n < 4, None, str(n % 5))
            for n in range(60)
        ],
    ],
    ids=[
        "too few in a group",
        "too little apart",
        "said by four people",
        "too few in all",
        "three of ten may be chance among many words",
        "the name of a place",
    ],
)
def test_what_may_be_chance_or_one_person_is_not_shown(some: list[Case]) -> None:
    assert splitting.parted(some) == []


def test_of_words_that_part_alike_a_keyword_is_taken() -> None:
    some = cases(20, "三楼的楼道灯不亮", 17) + cases(40, "路灯坏了", 4)
    assert splitting.parted(some, ["楼道灯"])[0].words == ("楼道灯",)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [((3, 4), (1, 4), 34 / 70), ((8, 10), (1, 12), 2 * 715 / 646646), ((5, 10), (5, 10), 1.0)],
)
def test_how_often_chance_does_it_is_the_exact_test(
    one: tuple[int, int], other: tuple[int, int], expected: float
) -> None:
    assert splitting.by_chance(Share(*one), Share(*other)) == pytest.approx(expected, rel=0.02)


def test_chance_alone_parts_hardly_ever() -> None:
    """Two hundred kinds in which the words have nothing to do with how it went."""
    chance = Random(7)
    shown = 0
    for _ in range(200):
        words = ["".join(chance.choices("水表管道漏坏修路灯楼", k=8)) for _ in range(60)]
        some = [Case(text, str(n), chance.random() < 0.4, None) for n, text in enumerate(words)]
        shown += bool(splitting.parted(some))
    assert shown <= 2


def test_no_figure_or_single_letter_is_a_word() -> None:
    found = splitting.pieces_of("3栋502室 13800001111 wifi坏了 no")
    assert found == {"wifi", "坏了"}


PARTS = (
    Part("水管", "水管", "Pipes", ("漏水",), 4, 3),
    Part("水表", "水錶", "Meters", ("水表",), 8, 10),
)
SPLIT = Wanted(Kind.SPLIT, "water", parts=PARTS)
CODES = frozenset({"water", "water_2", "other"})


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        (PARTS[:1], "name_two"),
        ((PARTS[0], PARTS[0]), "name_two"),
        ((PARTS[0], Part("表", "錶", "M", ("漏水",), 8, 9)), "keywords_two"),
        ((PARTS[0], Part("表", "錶", "M", (), 8, 9)), "keywords_two"),
        ((PARTS[0], Part("表", "錶", "M", ("表",), 0, 9)), "first_answer_hours_two"),
        ((Part(" " * 61, "x", "x", (), 1, 1), PARTS[1]), "name_one"),
    ],
)
def test_what_two_kinds_need_is_named(parts: tuple[Part, ...], field: str) -> None:
    with pytest.raises(ChangeUnusable) as told:
        changes.checked(Wanted(Kind.SPLIT, "water", parts=parts), CODES)
    assert told.value.field == field


def test_the_rest_is_never_split_and_the_second_gets_a_free_code() -> None:
    with pytest.raises(ChangeUnusable):
        changes.checked(Wanted(Kind.SPLIT, "other", parts=PARTS), CODES)
    checked = changes.checked(SPLIT, CODES)
    assert [part.code for part in checked.parts] == ["water", "water_3"]
    assert changes.read(changes.stored(checked)) == checked


def a_month_of_water(world: World) -> None:
    """Meters are handed on and slow; pipes are not. As rows: sixty reports of one day."""
    people = [world.wang, world.chen, world.zhao, world.sun, world.qian, world.wu]
    for number in range(60):
        meter = number % 3 == 0
        at = NOON + timedelta(minutes=number)
        made = Matter.objects.create(
            reference=f"M-9-{number}", words="水表坏了" if meter else "厨房漏水", category="water",
            rulebook="2026-01", place=world.grid, path=world.grid.path, grid=world.grid,
            community=world.community, street=world.street, reporter=people[number // 3 % 6],
            reported_at=at, first_answer_due_at=at + timedelta(hours=4),
            settle_due_at=at + timedelta(days=2), last_activity_at=at, state="closed",
            closing_code="fixed", closing=1, closed_at=at + timedelta(days=9),
            first_answered_at=at + timedelta(hours=1),
            answered_at=at + timedelta(days=8 if meter else 1),
        )  # fmt: skip
        row: dict[str, Any] = {"matter": made, "from_state": "received", "to_state": "received"}
        lines = [MatterEvent(verb="report", by_reporter=True, at=at, **row)]
        if meter:
            lines.append(
                MatterEvent(verb="refer", actor=world.li, at=at + timedelta(hours=1), **row)
            )
        answered = made.answered_at
        assert answered is not None
        lines.append(MatterEvent(verb="answer", actor=world.li, at=answered, **row))
        MatterEvent.objects.bulk_create(lines)


def test_the_review_shows_it_and_leads_to_a_proposal_that_is_filled_in(world: World) -> None:
    post(world.chen, Role.HEAD, world.jurisdiction.root)
    a_month_of_water(world)
    actions.draft_month(NOVEMBER, now=FIRST)
    review = MonthlyReview.objects.get(place=world.jurisdiction.root, month=NOVEMBER)
    found = dict(splitting.unpacked(row) for row in review.figures["splits"])
    assert found["water"].with_words.whole in {20, 40}
    client = english(world.chen)
    page = client.get(f"/review/{review.pk}/").content.decode()
    assert "Two kinds in one?" in page
    assert "20/20 · 100.0%" in page
    address = page.split('href="/review/proposals/add/?kind=split')[1].split('"')[0]
    form = client.get(f"/review/proposals/add/?kind=split{address.replace('&amp;', '&')}")
    filled = form.context["form"]
    assert filled["category"].value() == "water"
    assert filled["keywords_two"].value()
    elsewhere = MonthlyReview.objects.get(place=world.community, month=NOVEMBER)
    assert "Two kinds" not in client.get(f"/review/{elsewhere.pk}/").content.decode()


def test_a_split_is_typed_tried_adopted_and_looked_at_again(world: World) -> None:
    post(world.chen, Role.HEAD, world.jurisdiction.root)
    a_month_of_water(world)
    client = english(world.chen)
    typed = {
        "kind": "split", "place": str(world.jurisdiction.root.pk), "category": "water", "why": "表归水务",
        "name_one": "水管漏水", "name_en_one": "Leaks", "keywords_one": "漏水、水管",
        "first_answer_hours_one": "4", "settle_days_one": "3", "name_two": "水表",
        "name_en_two": "", "keywords_two": "漏水", "first_answer_hours_two": "8",
        "settle_days_two": "10",
    }  # fmt: skip
    refused = client.post("/review/proposals/add/", typed)
    assert refused.status_code == 422
    assert "“Keywords” cannot be so" in refused.content.decode()
    assert "表归水务" in refused.content.decode()
    sent = client.post("/review/proposals/add/", typed | {"keywords_two": "水表，表"})
    made = Proposal.objects.get()
    assert sent.status_code == 302
    assert [part["code"] for part in made.change["parts"]] == ["water", "water_2"]
    assert made.change["parts"][1]["name_hant"] == "水錶"
    client.post(f"/review/proposals/{made.pk}/replay/")
    made.refresh_from_db()
    assert made.replay is not None
    one, two = made.replay["parts"]
    assert (one["after"]["rounds"], two["after"]["rounds"]) == (40, 20)
    assert (made.replay["named"], made.replay["unnamed"]) == (60, 0)
    assert (one["before"]["hand_overs"], two["before"]["hand_overs"]) == (0, 20)
    assert two["before"]["settle_kept"] < two["after"]["settle_kept"], "ten days, not the old limit"
    page = client.get(f"/review/proposals/{made.pk}/").content.decode()
    assert "20/20 · 100.0%" in page
    assert "what names neither stays with the first" in page
    actions.adopt(viewer=viewer(world.chen), proposal_id=made.pk, now=FIRST)
    forget_catalogues()
    book = matters.catalogue(date(2026, 12, 2))
    old = matters.catalogue(date(2026, 12, 1)).get("water")
    leaks, meters = book.get("water"), book.get("water_2")
    assert old is not None and leaks is not None and meters is not None  # noqa: PT018
    assert (leaks.name("en"), meters.name("en"), meters.name("zh-hant")) == (
        "Leaks",
        "水表",
        "水錶",
    )
    assert meters.keywords == ("水表", "表")
    assert (meters.promise.settle_days, meters.duty, meters.icon) == (10, old.duty, old.icon)
    for month, kinds in (
        (NOVEMBER, {"water": {"closed": 60, "returned": 20, "reported": 60}}),
        (date(2027, 1, 1), {"water": {"reported": 30, "returned": 1},
                            "water_2": {"reported": 10, "returned": 9}}),
    ):  # fmt: skip
        MonthlyReview.objects.update_or_create(
            place=world.jurisdiction.root, month=month,
            defaults={"path": "", "drafted_at": FIRST, "figures":
                      {"total": {}, "kinds": kinds, "places": {}, "sorted": []}},
        )  # fmt: skip
    page = client.get(f"/review/proposals/{made.pk}/").content.decode()
    for told in ("20/60 · 33.3%", "1/30 · 3.3%", "9/10 · 90.0%"):
        assert told in page
    forget_catalogues()


def test_a_kind_that_was_split_meanwhile_is_not_split_again(world: World) -> None:
    post(world.chen, Role.HEAD, world.jurisdiction.root)
    head, made = viewer(world.chen), []
    for _ in range(2):
        one = actions.propose(
            viewer=head, place_id=world.jurisdiction.root.pk, wanted=SPLIT, why="两样", now=FIRST
        )
        made.append(actions.replay(viewer=head, proposal_id=one.pk, now=FIRST))
    actions.adopt(viewer=head, proposal_id=made[0].pk, now=FIRST)
    forget_catalogues()
    with pytest.raises(RuleBroken) as told:
        actions.adopt(viewer=head, proposal_id=made[1].pk, now=FIRST + timedelta(days=1))
    assert told.value.code == "proposal_overtaken"
    forget_catalogues()


def test_the_change_is_chosen_first(world: World) -> None:
    client = english(world.sun)
    page = client.get("/review/proposals/add/").content.decode()
    assert page.count("?kind=") == len(Kind)
    for kind in Kind:
        assert client.get(f"/review/proposals/add/?kind={kind}").status_code == 200
    assert client.post("/review/proposals/add/", {"kind": "moon"}).status_code == 422
