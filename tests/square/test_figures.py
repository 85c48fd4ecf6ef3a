"""What everybody reads of a place: n of N, nothing below five, and no way to compute what is hidden."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.core import calendar
from maplebridge.matters.models import Matter, Rating
from maplebridge.square.queries import figures_of
from maplebridge.square.rules import figures
from tests.world import NOON, World, client_for

COUNTS = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 30), min_size=1)


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


@given(COUNTS)
def test_nobody_computes_a_hidden_part_from_the_whole(counts: dict[str, int]) -> None:
    kept = figures.split(counts)
    hidden = [code for code, count in kept.items() if count is None]
    assert all(count is None or count == 0 or count >= figures.LEAST for count in kept.values())
    assert all(kept[code] in {None, count} for code, count in counts.items())
    alone = len(hidden) == 1
    assert not alone or all(not count for code, count in kept.items() if code not in hidden)


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
    found = figures_of(world.community, NOON)
    assert found.reported == 20
    assert found.first_answers is not None
    assert (found.first_answers.part, found.first_answers.whole) == (15, 20)
    assert found.confirmed is not None
    assert (found.confirmed.part, found.confirmed.whole) == (6, 17)
    assert (found.endings["answered"], found.endings["cannot_fix"]) == (9, None)
    assert found.endings["fixed"] is None
    assert found.before == calendar.today(NOON)


def test_a_place_with_few_matters_shows_no_figures(world: World) -> None:
    page = client_for(None).get(f"/matters/public/places/{world.community.pk}/").content.decode()
    assert "不显示" in page
    assert client_for(None).get(f"/matters/public/places/{world.grid.pk}/").status_code == 404
    assert client_for(None).get(f"/matters/public/places/{world.wang.pk}/").status_code == 404
