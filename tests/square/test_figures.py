"""What everybody reads of a place: n of N, nothing below five, and no way to compute what is hidden."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from maplebridge.core import calendar
from maplebridge.matters.models import Matter, Rating
from maplebridge.square.actions import count_figures
from maplebridge.square.queries import figures_of
from maplebridge.square.rules import figures
from tests.world import NOON, World, client_for


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 4, None),
        (4, 4, None),
        (0, 5, (0, 0)),
        (3, 5, (None, None)),
        (5, 5, (5, 100)),
        (97, 100, (97, 97)),
        (1, 200, (None, None)),
        (17, 18, (17, 94)),
    ],
)
def test_a_share_has_a_denominator_of_five_or_more(
    part: int, whole: int, expected: tuple[int | None, int | None] | None
) -> None:
    share = figures.share(part, whole)
    assert (share and (share.part, share.percent)) == expected


def test_the_weeks_are_whole_and_end_on_a_monday() -> None:
    assert figures.weeks_until(date(2026, 11, 23)) == (date(2025, 11, 24), date(2026, 11, 23))
    assert figures.weeks_until(date(2026, 11, 29)) == (date(2025, 11, 24), date(2026, 11, 23))


def made(world: World, number: int, **more: object) -> list[Matter]:
    """Matters of the week before, as rows."""
    at = NOON - timedelta(days=5)
    fields = {
        "words": "x", "category": "lighting", "rulebook": "2026-01", "place": world.grid,
        "path": world.grid.path, "grid": world.grid, "community": world.community,
        "street": world.street, "reported_at": at, "first_answer_due_at": at + timedelta(hours=4),
        "settle_due_at": at + timedelta(days=2), "last_activity_at": at,
    } | more  # fmt: skip
    rows = [Matter(reference=f"M-{len(str(more))}-{n}-{hash(str(more)) % 9999}", **fields)
            for n in range(number)]  # fmt: skip
    return Matter.objects.bulk_create(rows)


def closed(code: str, at: datetime) -> dict[str, object]:
    return {
        "state": "closed", "closing_code": code, "closed_at": at, "closing": 1,
        "first_answered_at": at, "answered_at": at,
    }  # fmt: skip


def test_figures_count_all_matters_of_the_place_with_their_denominators(world: World) -> None:
    soon, late = NOON - timedelta(days=5), NOON - timedelta(days=1)
    fixed = made(world, 6, **closed("fixed", soon))
    made(world, 2, **closed("cannot_fix", late))
    made(world, 9, **closed("answered", soon))
    made(world, 3)
    made(world, 7, reported_at=NOON)
    Rating.objects.bulk_create(
        Rating(matter=matter, closing=1, stars=5, solved=True, at=soon) for matter in fixed
    )
    count_figures(now=NOON)
    found = figures_of(world.community)
    assert found is not None
    assert found.reported == 20
    assert found.first_answers is not None
    assert (found.first_answers.part, found.first_answers.whole) == (15, 20)
    assert found.confirmed is not None
    assert (found.confirmed.part, found.confirmed.whole) == (6, 17)
    assert (found.endings["answered"], found.endings["cannot_fix"]) == (9, None)
    assert found.endings["fixed"] is None, "else two of 17 would be what is left"
    street = figures_of(world.street)
    assert street is not None
    assert street.endings == found.endings
    assert found.before == calendar.today(NOON)


def test_the_figures_of_a_week_stay_as_they_were(world: World) -> None:
    made(world, 6)
    count_figures(now=NOON)
    Matter.objects.update(**closed("fixed", NOON))
    made(world, 5, reported_at=NOON - timedelta(days=6))
    for days in (0, 1, 5):
        count_figures(now=NOON + timedelta(days=days))
        found = figures_of(world.community)
        assert found is not None
        assert (found.reported, found.confirmed, found.endings["fixed"]) == (6, None, 0)
    count_figures(now=NOON + timedelta(days=7))
    found = figures_of(world.community)
    assert found is not None
    assert (found.reported, found.endings["fixed"]) == (11, 6)


def test_no_community_is_what_the_street_leaves_over(world: World) -> None:
    there = {"place": world.other_community, "path": world.other_community.path,
             "grid": None, "community": world.other_community}  # fmt: skip
    made(world, 6, **closed("fixed", NOON - timedelta(days=5)))
    made(world, 2, **there, **closed("fixed", NOON - timedelta(days=5)))
    count_figures(now=NOON)
    street, here, other = map(figures_of, (world.street, world.community, world.other_community))
    assert street is not None
    assert here is not None
    assert other is not None
    assert other.reported is None
    assert None in {street.reported, here.reported}, "8 less 6 would be 2"
    assert None in {street.endings["fixed"], here.endings["fixed"]}
    page = client_for(None).get(f"/matters/public/places/{world.community.pk}/").content.decode()
    assert "不显示" in page


def test_a_place_with_few_matters_shows_no_figures(world: World) -> None:
    address = f"/matters/public/places/{world.community.pk}/"
    assert "每周一" in client_for(None).get(address).content.decode(), "nothing was counted yet"
    made(world, 3)
    count_figures(now=NOON)
    assert "不显示" in client_for(None).get(address).content.decode()
    assert client_for(None).get(f"/matters/public/places/{world.grid.pk}/").status_code == 404
    assert client_for(None).get(f"/matters/public/places/{world.wang.pk}/").status_code == 404
