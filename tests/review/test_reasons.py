"""A rating says why in words from a closed list; the review counts them by kind, never by person."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Role
from maplebridge.matters import public as matters
from maplebridge.matters.public import Matter, Rating, RatingReason
from maplebridge.people.models import Person
from maplebridge.review import actions
from maplebridge.review.models import MonthlyReview
from maplebridge.review.rules import figures
from tests.world import NOON, World, client_for, post, viewer

NOVEMBER = date(2026, 11, 1)
FIRST = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def english(who: Person) -> Client:
    client = client_for(who)
    client.cookies["django_language"] = "en"
    return client


def answered(world: World, category: str = "lighting") -> Matter:
    sent = matters.Report(words="路灯不亮", place_id=world.grid.pk, category=category)
    matter = matters.report(viewer=viewer(world.wang), sent=sent, now=NOON).matter
    return matters.answer(viewer=viewer(world.li), matter_id=matter.pk, text="已修好", now=NOON)


def rated(world: World, stars: int, *reasons: str, category: str = "lighting") -> Matter:
    return matters.rate(
        viewer=viewer(world.wang), matter_id=answered(world, category).pk, stars=stars,
        solved=True, reasons=reasons, now=LATER,
    )  # fmt: skip


def given(matter: Matter) -> set[str]:
    found = RatingReason.objects.filter(rating__matter=matter)
    return set(found.values_list("reason", flat=True))


@pytest.mark.parametrize(
    ("stars", "reason", "goes"),
    [
        (1, "too_slow", True), (1, "quick", False), (2, "not_told", True),
        (2, "well_explained", False), (3, "not_put_right", True), (3, "quick", True),
        (4, "too_slow", True), (4, "put_right_well", True), (5, "quick", True),
        (5, "not_clear", False),
    ],
)  # fmt: skip
def test_a_reason_goes_with_its_stars(world: World, stars: int, reason: str, goes: bool) -> None:
    if goes:
        assert given(rated(world, stars, reason)) == {reason}
        return
    with pytest.raises(RuleBroken) as told:
        rated(world, stars, reason)
    assert told.value.code == "matter_reason_unfit"
    assert not Rating.objects.exists(), "nothing was closed"
    assert Matter.objects.get().state == "answered"


def test_reasons_are_optional_several_and_from_the_list(world: World) -> None:
    assert given(rated(world, 3)) == set()
    assert given(rated(world, 3, "too_slow", "quick", "too_slow")) == {"too_slow", "quick"}
    with pytest.raises(RuleBroken) as told:
        rated(world, 1, "unfriendly")
    assert told.value.code == "matter_reason_unknown"
    rating = Rating.objects.order_by("id").first()
    for reason in ("unfriendly", "too_slow"):
        with pytest.raises(IntegrityError), transaction.atomic():
            RatingReason.objects.bulk_create(
                [RatingReason(rating=rating, reason=reason) for _ in range(2)]
            )


def test_they_are_chosen_on_the_page_and_kept_when_they_do_not_go(world: World) -> None:
    matter = answered(world)
    client = english(world.wang)
    page = client.get(f"/matters/{matter.pk}/").content.decode()
    assert "Nobody told me what happened" in page
    sent = {"rate-stars": "5", "rate-solved": "yes", "rate-text": "多谢"}
    wrong = client.post(f"/matters/{matter.pk}/rate/", {**sent, "rate-reasons": ["too_slow"]})
    assert wrong.status_code == 422
    told = wrong.content.decode()
    assert "“It took too long” does not go with the face you chose" in told
    assert re.search(r'value="too_slow"[^>]*\bchecked', told)
    assert "多谢" in told
    right = client.post(
        f"/matters/{matter.pk}/rate/", {**sent, "rate-reasons": ["quick", "well_explained"]}
    )
    assert right.status_code == 302
    assert given(matter) == {"quick", "well_explained"}


def test_they_are_given_by_the_api(world: World) -> None:
    matter = answered(world)
    client, address = client_for(world.wang), f"/api/v1/matters/{matter.pk}/rate"
    for reasons in (["unfriendly"], ["quick"]):
        sent = {"stars": 2, "solved": True, "reasons": reasons}
        assert client.post(address, sent, content_type="application/json").status_code == 422
    sent = {"stars": 2, "solved": True, "reasons": ["too_slow", "not_told"]}
    done = client.post(address, sent, content_type="application/json")
    assert done.status_code == 200, done.content.decode()
    assert given(matter) == {"too_slow", "not_told"}


def test_the_review_counts_them_by_kind_and_none_of_few(world: World) -> None:
    post(world.chen, Role.HEAD, world.community)
    for _ in range(3):
        rated(world, 2, "too_slow", "not_told")
    for _ in range(3):
        rated(world, 4, "too_slow", "quick")
    for _ in range(4):
        rated(world, 1, "not_clear", category="water")
    actions.draft_due(now=FIRST)
    review = MonthlyReview.objects.get(place=world.community, month=NOVEMBER)
    told = [(kind, why, s.part, s.whole) for kind, why, s in figures.reasons_of(review.figures)]
    assert told == [
        ("lighting", "too_slow", 6, 6),
        ("lighting", "not_told", 3, 6),
        ("lighting", "quick", 3, 6),
    ]
    client = english(world.chen)
    page = client.get(f"/review/{review.pk}/").content.decode()
    assert "Why it was rated so" in page
    assert "It took too long" in page
    assert "3/6" in page
    assert "hard to understand" not in page, "four ratings are too few"
    table = client.get(f"/review/{review.pk}/figures.csv").content.decode()
    assert "2026-11,reason,lighting,too_slow,6,6" in table
    assert "not_clear" not in table
    other = MonthlyReview.objects.get(place=world.other_community, month=NOVEMBER)
    assert figures.reasons_of(other.figures) == []


def test_a_review_from_before_has_none() -> None:
    assert figures.reasons_of({"kinds": {"lighting": {"rated": 9}}}) == []
