"""A missing figure is entered by one operator, read again by another, and then counts in a calculation."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from maplebridge.__main__ import main
from maplebridge.core.viewer import Role
from maplebridge.mediation.models import StatisticFigure
from maplebridge.mediation.queries.figures import known_figures
from maplebridge.people.public import Person
from tests import world
from tests.mediation.damages.example import car, claim, item, other, person

pytestmark = pytest.mark.django_db
PAGE = "/mediation/figures/jiangxi/2023/income_urban/"
LIST = "/mediation/figures/?region=jiangxi&year=2023"
READ = {
    "value": "45,554", "source": "江西统计局公报 2024-03", "read_on": "2025-01-10", "status": "official_copy",
}  # fmt: skip


@pytest.fixture
def keepers() -> list[Person]:
    """Two operators of the whole jurisdiction."""
    cast = world.build_world()
    both = [world.person("周总值", "13900000009"), world.person("郑复核", "13900000019")]
    for one in both:
        world.post(one, Role.OPERATOR, cast.jurisdiction.root)
    return both


@pytest.fixture
def clients(keepers: list[Person]) -> list[Client]:
    return [world.client_for(one) for one in keepers]


def counts() -> int | None:
    found = known_figures().find("jiangxi", "income_urban", 2023)
    return found.fen if found else None


def test_a_figure_counts_when_two_people_read_the_same(clients: list[Client]) -> None:
    first, second = clients
    assert "缺少" in first.get(LIST).content.decode()
    assert first.post(PAGE, READ).status_code == 302
    assert counts() is None
    assert "等待第二人核对" in first.get(LIST).content.decode()
    seen = second.get(PAGE).content.decode()
    assert "江西统计局公报 2024-03" in seen
    assert "45554" not in seen
    assert second.post(PAGE, {"value": "45554"}).status_code == 302
    assert counts() == 4_555_400
    page = first.get(LIST).content.decode()
    assert "45554.00" in page
    assert "周总值, 郑复核" in page


def test_nobody_checks_the_own_entry_not_even_in_the_database(
    clients: list[Client], keepers: list[Person]
) -> None:
    first, _ = clients
    first.post(PAGE, READ)
    assert first.post(PAGE, {"value": "45554"}).status_code == 403
    assert counts() is None
    with pytest.raises(IntegrityError), transaction.atomic():
        StatisticFigure.objects.update(checked_by=keepers[0], checked_at=timezone.now())


def test_another_value_is_refused_kept_as_typed_and_the_entry_can_be_taken_back(
    clients: list[Client],
) -> None:
    first, second = clients
    first.post(PAGE, READ)
    answer = second.post(PAGE, {"value": "45545"})
    assert answer.status_code == 422
    assert "与第一人录入的不同" in answer.content.decode()
    assert 'value="45545"' in answer.content.decode()
    assert second.post(PAGE, {"do": "take_back"}).status_code == 302
    assert not StatisticFigure.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": "much"}, "请填写金额"),
        ({"value": "-5"}, "请填写金额"),
        ({"value": "3"}, "100 元至一千万元"),
        ({"read_on": "2999-01-01"}, "尚未到来"),
        ({"source": " "}, "必填"),
        ({"status": "rumour"}, "rumour"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(
    change: dict[str, str], said: str, clients: list[Client]
) -> None:
    answer = clients[0].post(PAGE, {**READ, **change})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not StatisticFigure.objects.exists()


def test_a_correction_replaces_what_counted_and_the_old_one_stays(clients: list[Client]) -> None:
    first, second = clients
    first.post(PAGE, READ)
    second.post(PAGE, {"value": "45554"})
    second.post(PAGE, {**READ, "value": "45600"})
    assert counts() == 4_555_400
    first.post(PAGE, {"value": "45600"})
    assert counts() == 4_560_000
    old = StatisticFigure.objects.get(fen=4_555_400)
    assert old.replaced_at is not None


def test_a_series_or_place_that_nobody_knows_is_not_there(clients: list[Client]) -> None:
    for wrong in (
        "/mediation/figures/atlantis/2023/income_urban/",
        "/mediation/figures/jiangxi/2023/happiness/",
        "/mediation/figures/jiangxi/1700/income_urban/",
    ):
        assert clients[0].get(wrong).status_code == 404


def test_the_figure_counts_in_a_calculation_and_the_sheet_names_both(
    clients: list[Client], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body: dict[str, Any] = claim(
        [car("a", "full"), other("walker", "foot", "none")],
        person(
            "li", "walker", item("disability"),
            disability={"assessed_on": "2024-02-10", "levels": [10]},
        ),
        statistics_year=2023,
    ) | {"jurisdiction": "jiangxi", "accident_on": date(2023, 6, 1).isoformat()}  # fmt: skip
    file = tmp_path / "claim.json"
    file.write_text(json.dumps(body), encoding="utf-8")
    clients[0].post(PAGE, READ)
    clients[1].post(PAGE, {"value": "45554"})
    assert main(["mediation", "assess", str(file)]) == 2
    assert "缺少 江西省 2023 年" in capsys.readouterr().err
    assert main(["mediation", "assess", str(file), "--entered"]) == 0
    text = capsys.readouterr().out
    assert "残疾赔偿金：45554.00 × 20 × 10% = 91108.00 元" in text
    assert "周总值 录入，郑复核 复核" in text
