"""What is reported by kind, village and month: kept sheets for everybody, every count for those inside."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from maplebridge.core.viewer import ANONYMOUS, Role
from maplebridge.insight import actions
from maplebridge.insight.models import KindMonth
from maplebridge.insight.queries import kinds
from maplebridge.matters.models import Matter
from maplebridge.mediation.models import MediationFile
from maplebridge.people.public import viewer_of
from tests.people.ground import NOW, Ground

OCTOBER, SEPTEMBER = date(2026, 10, 1), date(2026, 9, 1)


@pytest.fixture
def ground(db: None) -> Ground:
    return Ground()


def report(
    ground: Ground, number: int, month: int, *, west: bool = False, kind: str = "dispute"
) -> None:
    place = ground.west if west else ground.east
    at = datetime(2026, month, 15, 4, 0, tzinfo=UTC)
    for _ in range(number):
        _number[0] += 1
        Matter.objects.create(
            reference=f"M-2026-{_number[0]:06d}", words="邻里", category=kind, rulebook="x",
            place=place, path=place.path, community=place, street=ground.street, reported_at=at,
            first_answer_due_at=at, settle_due_at=at, last_activity_at=at,
        )  # fmt: skip


_number = [0]


def shown(ground: Ground, month: date) -> tuple[int | None, int | None, int | None]:
    sheet = KindMonth.objects.get(place=ground.street, month=month).shown.get("dispute", {})
    return tuple(sheet.get(str(one.pk), 0) for one in (ground.east, ground.west, ground.street))  # type: ignore[return-value]  # three


def test_a_small_count_is_held_back_with_one_that_would_tell_it(ground: Ground) -> None:
    report(ground, 6, 10)
    report(ground, 2, 10, west=True)
    report(ground, 7, 9)
    report(ground, 9, 9, west=True)
    actions.count_kinds(now=NOW)
    assert shown(ground, OCTOBER) == (None, None, 8)
    assert shown(ground, SEPTEMBER) == (7, 9, 16)


def test_a_month_is_counted_once_when_it_is_over(ground: Ground) -> None:
    report(ground, 6, 10)
    report(ground, 6, 11)
    actions.count_kinds(now=NOW)
    assert not KindMonth.objects.filter(month=date(2026, 11, 1)).exists()
    report(ground, 6, 10)
    actions.count_kinds(now=NOW)
    assert shown(ground, OCTOBER) == (6, 0, 6), "what was shown stays"


def test_everybody_reads_the_sheets_and_workers_every_count(ground: Ground) -> None:
    report(ground, 6, 10)
    report(ground, 2, 10, west=True)
    actions.count_kinds(now=NOW)
    street, now = ground.street, date(2026, 11, 27)
    outside = kinds.trend(ANONYMOUS, street, "dispute", now)
    assert [counts[-1] for _place, counts in outside.rows] == [None, None]
    operator = ground.worker("孙值班", street, Role.OPERATOR)
    inside = kinds.trend(viewer_of(operator, now=NOW), street, "dispute", now)
    assert [counts[-1] for _place, counts in inside.rows] == [6, 2]
    assert (inside.whole, outside.whole) == (True, False)
    east = ground.worker("李主任", ground.east, Role.HEAD)
    assert not kinds.trend(viewer_of(east, now=NOW), street, "dispute", now).whole


def test_the_page_says_which_kind_and_begins_with_disputes(ground: Ground) -> None:
    client = Client(headers={"accept-language": "en"})
    page = client.get(f"/insight/kinds/{ground.grid.pk}/")
    assert "Help with a dispute" in page.content.decode()
    assert ground.east.name in page.content.decode()
    assert client.get(f"/insight/kinds/{ground.east.pk}/?kind=lighting").status_code == 200
    assert client.get(f"/insight/kinds/{ground.east.pk}/?kind=x").status_code == 404
    assert client.get(f"/insight/kinds/{ground.root.pk}/").status_code == 404


def test_another_app_joins_with_a_count_of_its_own(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(ground, 6, 10)
    monkeypatch.setattr(
        kinds, "SOURCES", (*kinds.SOURCES, lambda *_: [(ground.east.pk, OCTOBER, "dispute", 3)])
    )
    actions.count_kinds(now=NOW)
    assert shown(ground, OCTOBER) == (9, 0, 9)


def brought(ground: Ground, number: int, *, west: bool = False, **more: Any) -> None:
    place = ground.west if west else ground.east
    at = datetime(2026, 10, 15, 4, 0, tzinfo=UTC)
    for _ in range(number):
        _number[0] += 1
        MediationFile.objects.create(**{
            "reference": f"T-{_number[0]}", "kind": "graves", "kinds": "2026-01", "place": place,
            "path": place.path, "community": place, "street": ground.street, "opened_at": at,
            "submitted_at": at, "state": "submitted", "last_activity_at": at, **more,
        })  # fmt: skip


def test_what_is_brought_to_mediation_is_counted_by_kind_with_small_counts_held_back(
    ground: Ground,
) -> None:
    brought(ground, 6)
    brought(ground, 2, west=True)
    brought(ground, 7, kind="homestead")
    brought(ground, 9, state="draft", submitted_at=None)
    KindMonth.objects.create(
        place=ground.street, month=SEPTEMBER, path=ground.street.path, shown={}, counted_at=NOW
    )
    actions.count_kinds(now=NOW)
    sheet = KindMonth.objects.get(place=ground.street, month=OCTOBER).shown
    places = [str(one.pk) for one in (ground.east, ground.west, ground.street)]
    assert [sheet["mediation.graves"][one] for one in places] == [None, None, 8]
    assert [sheet["mediation.homestead"][one] for one in places] == [7, 0, 7]
    now, kind = date(2026, 11, 27), "mediation.graves"
    row = kinds.trend(ANONYMOUS, ground.street, kind, now)
    assert row.town[-2:] == ("–", 8), "a sheet of before it was counted says nothing of it"
    assert kinds.trend(ANONYMOUS, ground.street, "mediation.debt", now).town[-1] == 0
    worker = viewer_of(ground.worker("孙值班", ground.street, Role.OPERATOR), now=NOW)
    inside = kinds.trend(worker, ground.street, kind, now)
    assert [counts[-1] for _place, counts in inside.rows] == [6, 2]
    page = Client(headers={"accept-language": "en"}).get(
        f"/insight/kinds/{ground.east.pk}/?kind={kind}"
    )
    assert "Mediation: Graves" in page.content.decode()


def test_months_are_those_that_are_over() -> None:
    found = kinds.months_before(date(2026, 1, 31))
    assert (found[0], found[-1], len(found)) == (date(2025, 1, 1), date(2025, 12, 1), 12)
