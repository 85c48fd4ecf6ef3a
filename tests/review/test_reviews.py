"""The monthly review drafts itself, freezes its figures, and is read and concluded by its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Role
from maplebridge.matters import public as matters
from maplebridge.people.models import Person
from maplebridge.review import actions, queries
from maplebridge.review.models import MonthlyReview
from maplebridge.review.rules import figures
from tests.world import NOON, World, client_for, post, viewer

NOVEMBER = date(2026, 11, 1)
FIRST = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)


def english(who: Person | None) -> Client:
    client = client_for(who)
    client.cookies["django_language"] = "en"
    return client


def reported(world: World, who: Person | None = None, place: Any = None) -> matters.Matter:
    sent = matters.Report(words="路灯不亮", place_id=(place or world.grid).pk, category="lighting")
    return matters.report(viewer=viewer(who or world.wang), sent=sent, now=NOON).matter


def a_month(world: World) -> None:
    """Six answered and rated in time, one handed back and opened again, one taken back."""
    li = viewer(world.li)
    for number in range(6):
        matter = reported(world)
        matters.answer(
            viewer=li, matter_id=matter.pk, text="已修好", now=NOON + timedelta(minutes=9)
        )
        matters.rate(
            viewer=viewer(world.wang), matter_id=matter.pk, stars=5 if number else 2,
            solved=bool(number), now=NOON + timedelta(hours=1),
        )  # fmt: skip
    again = reported(world)
    matters.answer(viewer=li, matter_id=again.pk, text="看过了", now=NOON + timedelta(days=2))
    from maplebridge.matters import actions as steps

    steps.dispute(
        viewer=viewer(world.wang), matter_id=again.pk, reason="没好", now=NOON + timedelta(days=3)
    )
    steps.return_(
        viewer=li,
        matter_id=again.pk,
        reason="other_duty",
        text="归供电所",
        now=NOON + timedelta(days=3),
    )
    steps.triage(viewer=li, matter_id=again.pk, category="water", now=NOON + timedelta(days=4))
    matters.withdraw(viewer=viewer(world.wang), matter_id=reported(world).pk, now=NOON)


def drafted(world: World) -> MonthlyReview:
    actions.draft_due(now=FIRST)
    return MonthlyReview.objects.get(place=world.community, month=NOVEMBER)


def test_the_figures_of_a_month_are_what_happened(world: World) -> None:
    a_month(world)
    review = drafted(world)
    total = figures.unpacked(review.figures["total"])
    assert (total.reported, total.closed, total.fixed) == (8, 6, 5)
    assert (total.first_kept, total.first_owed) == (6, 7), "the round that was disputed counts too"
    assert (total.rated, total.content, total.solved) == (6, 5, 5)
    assert (total.returned, total.reopened, total.sorted_anew) == (1, 1, 1)
    assert review.figures["sorted"] == [["lighting", "water", 1]]
    assert list(review.figures["places"]) == [str(world.grid.pk)]
    whole = MonthlyReview.objects.get(place=world.jurisdiction.root)
    assert whole.figures["total"] == review.figures["total"]
    assert str(world.community.pk) in whole.figures["places"]
    other = MonthlyReview.objects.get(place=world.other_community)
    assert other.figures["total"] == {}


def test_it_drafts_itself_once_and_not_before_the_first_working_day(world: World) -> None:
    actions.draft_due(now=datetime(2026, 8, 1, 1, 0, tzinfo=UTC))
    assert MonthlyReview.objects.filter(month=date(2026, 7, 1)).count() in {0, 4}
    saturday = datetime(2027, 5, 1, 1, 0, tzinfo=UTC)
    assert not MonthlyReview.objects.filter(month=date(2027, 4, 1)).exists()
    actions.draft_due(now=FIRST)
    count = MonthlyReview.objects.filter(month=NOVEMBER).count()
    assert count == 4, "two communities, their street and the whole"
    actions.draft_due(now=FIRST + timedelta(days=1))
    assert MonthlyReview.objects.filter(month=NOVEMBER).count() == count
    assert saturday.weekday() == 5


def test_statements_do_not_grow_with_what_happened(
    world: World, assert_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    a_month(world)
    with assert_queries(10):
        queries.figures_of(NOVEMBER)


def test_what_was_concluded_stays_as_it_was_and_the_rest_is_counted_anew(world: World) -> None:
    post(world.chen, Role.HEAD, world.community)
    review = drafted(world)
    actions.conclude(viewer=viewer(world.chen), review_id=review.pk, text="无事。", now=FIRST)
    a_month(world)
    actions.draft_month(NOVEMBER, now=FIRST + timedelta(days=1))
    review.refresh_from_db()
    assert review.figures["total"] == {}
    whole = MonthlyReview.objects.get(place=world.jurisdiction.root)
    assert whole.figures["total"]["reported"] == 8


def test_only_a_head_concludes_and_only_its_place_reads(world: World) -> None:
    review = drafted(world)
    with pytest.raises(Forbidden):
        actions.conclude(viewer=viewer(world.sun), review_id=review.pk, text="x", now=FIRST)
    with pytest.raises(RuleBroken):
        actions.conclude(viewer=viewer(world.qian), review_id=review.pk, text=" ", now=FIRST)
    with pytest.raises(Forbidden):
        queries.review_at(viewer(world.wang), review.pk)
    elsewhere = MonthlyReview.objects.get(place=world.other_community)
    with pytest.raises(Missing):
        queries.review_at(viewer(world.sun), elsewhere.pk)
    done = english(world.qian).post(f"/review/{review.pk}/conclude/", {"text": "灯要换"})
    assert done.status_code == 302
    assert "/review/" in english(world.sun).get("/people/").content.decode()
    assert "灯要换" in english(world.sun).get(f"/review/{review.pk}/").content.decode()


def test_the_page_says_n_of_n_beside_the_month_before_and_hides_what_is_few(world: World) -> None:
    a_month(world)
    review = drafted(world)
    MonthlyReview.objects.create(
        place=world.community, path=world.community.path, month=date(2026, 10, 1),
        figures={"total": {"closed": 10, "fixed": 7, "reported": 12}, "kinds": {}, "places": {}, "sorted": []},
        drafted_at=FIRST,
    )  # fmt: skip
    page = english(world.sun).get(f"/review/{review.pk}/").content.decode()
    assert "5/6 · 83.3%" in page
    assert "7/10 · 70.0%" in page
    assert "fewer than 5" in page, "of the kind water there was one"
    for name in ("王", "李", "赵", "孙"):
        assert name not in page.split("<main", 1)[1].split("</main", 1)[0], "it names nobody"


def test_the_table_and_the_paper_say_the_same(world: World) -> None:
    a_month(world)
    review = drafted(world)
    client = english(world.sun)
    answer = client.get(f"/review/{review.pk}/figures.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    fixed = next(r for r in rows if r["by"] == "total" and r["figure"] == "fixed")
    assert (fixed["n"], fixed["N"]) == ("5", "6")
    assert all(row["n"] == "" for row in rows if row["N"].isdigit() and int(row["N"]) < 5)
    paper = client.post(f"/review/{review.pk}/review.pdf")
    assert paper.status_code == 200
    assert paper["Content-Type"] == "application/pdf"


def test_reviews_are_paged(world: World) -> None:
    for number in range(30):
        MonthlyReview.objects.create(
            place=world.community, path=world.community.path, figures={},
            month=date(2024 + number // 12, number % 12 + 1, 1), drafted_at=FIRST,
        )  # fmt: skip
    first, mark = queries.reviews_for(viewer(world.sun))
    second, end = queries.reviews_for(viewer(world.sun), after=mark)
    assert [len(first), len(second), end] == [25, 5, ""]
    assert len({one.pk for one in [*first, *second]}) == 30
    with pytest.raises(Missing):
        queries.reviews_for(viewer(world.sun), after="nonsense")


def test_the_review_lists_what_nobody_above_decided(world: World) -> None:
    matter = reported(world)
    from maplebridge.matters import actions as steps

    steps.return_(
        viewer=viewer(world.li), matter_id=matter.pk, reason="other_duty", text="归供电所", now=NOON
    )
    for day in range(9):
        steps.act_on_alarms(now=NOON + timedelta(days=day))
    review = drafted(world)
    assert review.figures["stuck"] == [str(matter.pk)]
    page = english(world.sun).get(f"/review/{review.pk}/").content.decode()
    assert matter.reference in page
    other = MonthlyReview.objects.get(place=world.other_community, month=NOVEMBER)
    assert other.figures["stuck"] == []
