"""Every night the villages are counted, every month what was reported; small counts are held back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from maplebridge.bank import public as bank
from maplebridge.core import calendar
from maplebridge.core.viewer import Level
from maplebridge.square import public as square
from maplebridge.territory import public as territory

from .. import queries
from ..models import BANK, COUNTY, TOWN, KindMonth, VillageDay
from ..queries.kinds import mediated_kinds, month_after, months_before
from ..rules import roll_out
from ..rules.roll_out import COUNTS, DEEDS, HOUSEHOLDS, NOT, TAKING, Numbers

DAYS_KEPT = 62
_BATCH = 500


def count_villages(*, now: datetime) -> None:
    """Count today's figures of every bank, town and the county, once; twice is once."""
    day = calendar.today(now)
    if not VillageDay.objects.filter(day=day).exists():
        _count(day)
    old = VillageDay.objects.filter(day__lt=day - timedelta(days=DAYS_KEPT)).exclude(day__day=1)
    old.delete()


def _count(day: date) -> None:
    banks = bank.bank_figures(day)
    towns = list(places_in_force(Level.STREET))
    root = territory.root()
    villages = _villages()
    at = [one.path for one in banks]
    numbers = {f"{BANK}:{one.path}": _numbers(one) for one in banks}
    inside: dict[str, list[str]] = defaultdict(list)
    rows = [
        VillageDay(day=day, kind=BANK, place_id=one.place_id, path=one.path, name=one.name,
                   bank_id=one.bank_id)
        for one in banks
    ]  # fmt: skip
    for town in towns:
        key = f"{TOWN}:{town.path}"
        inside[key] = [f"{BANK}:{path}" for path in at if path.startswith(town.path)]
        numbers[key] = roll_out.summed(numbers[part] for part in inside[key])
        part, whole = roll_out.covered_villages(
            (path for path in villages if path.startswith(town.path)), at
        )
        numbers[key] |= {"villages": whole, "covered": part}
        rows.append(VillageDay(day=day, kind=TOWN, place=town, path=town.path, name=town.name))
    key = f"{COUNTY}:"
    loose = [path for path in at if not any(path.startswith(town.path) for town in towns)]
    inside[key] = [f"{TOWN}:{town.path}" for town in towns] + [f"{BANK}:{path}" for path in loose]
    numbers[key] = roll_out.summed(numbers[part] for part in inside[key])
    part, whole = roll_out.covered_villages(villages, at)
    numbers[key] |= {"villages": whole, "covered": part}
    rows.append(VillageDay(day=day, kind=COUNTY, place=root, path="", name=root.name))
    _keep(day, rows, numbers, inside)


def _villages() -> list[str]:
    """Natural villages: the grids, and the villages that have none."""
    grids = [place.path for place in places_in_force(Level.GRID)]
    divided = {path[: -len("0000")] for path in grids}
    whole = [place.path for place in places_in_force(Level.COMMUNITY) if place.path not in divided]
    return sorted([*grids, *whole])


def _keep(
    day: date, rows: list[VillageDay], numbers: dict[str, Numbers], inside: dict[str, list[str]]
) -> None:
    hidden = _held_back(numbers, inside, queries.latest_hidden(day))
    for row in rows:
        key = f"{row.kind}:{row.path}"
        row.hidden = {name: hidden[key, name] for name in COUNTS if (key, name) in hidden}
        row.shown = {
            name: None if name in row.hidden else count
            for name, count in numbers[key].items()
            if name != roll_out.UNPRINTED
        }
    with transaction.atomic():
        VillageDay.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)


def _held_back(
    numbers: dict[str, Numbers], inside: dict[str, list[str]], before: dict[tuple[str, str], int]
) -> dict[tuple[str, str], int]:
    """Households and deeds are told apart: no sum joins them, so each is worked out by itself."""
    lines = [square.Line(one.total, one.parts) for one in roll_out.sums(inside)]
    found: dict[tuple[str, str], int] = {}
    for names in ((HOUSEHOLDS, TAKING, NOT), (DEEDS,)):
        cells = {(key, name): numbers[key][name] for key in numbers for name in names}
        mine = [line for line in lines if line.total in cells and set(line.parts) <= set(cells)]
        kept = {cell: was for cell, was in before.items() if cell in cells}
        rest = [cell for cell in cells if cell[1] == roll_out.UNPRINTED]
        found |= square.held_back(cells, mine, kept, rest)
    return found


def _numbers(one: bank.BankFigures) -> Numbers:
    return {
        HOUSEHOLDS: one.households, TAKING: one.taking_part,
        NOT: max(0, one.households - one.taking_part), DEEDS: one.deeds, "granted": one.granted,
        "redeemed": one.redeemed, "fund_in": one.fund_in, "fund_out": one.fund_out,
        "cash": one.cover.cash, "stock": one.cover.stock, "points": one.cover.points,
        "promised": one.cover.promised, "notices": one.notices, "objected": one.objected,
        "banks": 1,
    }  # fmt: skip


def count_kinds(*, now: datetime) -> None:
    """Count each month that is over and has no sheet yet, by town. What was counted stays."""
    months = months_before(calendar.today(now))
    done = set(KindMonth.objects.filter(month__in=months).values_list("place", "month"))
    for town in _towns():
        missing = [month for month in months if (town.pk, month) not in done]
        if missing:
            _count_kinds(town, missing, now)


def _towns() -> Iterator[territory.Place]:
    """Towns, and the communities that belong to none."""
    streets = [town.path for town in places_in_force(Level.STREET)]
    yield from places_in_force(Level.STREET)
    for alone in places_in_force(Level.COMMUNITY):
        if not any(alone.path.startswith(path) for path in streets):
            yield alone


def _count_kinds(town: territory.Place, months: list[date], now: datetime) -> None:
    inside = places_in_force(Level.COMMUNITY, town.path)
    parts = [str(one.pk) for one in inside if one.pk != town.pk]
    counted = queries.counted_kinds(town, months[0], month_after(months[-1]))
    sheets: dict[date, dict[str, Any]] = {
        month: {kind: {} for kind in mediated_kinds()} for month in months
    }
    for (kind, month), cells in counted.items():
        if month in sheets:
            sheets[month][kind] = _sheet(str(town.pk), parts, kind, cells)
    with transaction.atomic():
        for month, shown in sheets.items():
            KindMonth.objects.get_or_create(
                place=town, month=month,
                defaults={"path": town.path, "shown": shown, "counted_at": now},
            )  # fmt: skip


def _sheet(town: str, parts: list[str], kind: str, cells: dict[Any, int]) -> dict[str, int | None]:
    """A town's counts of one kind in one month; the rest is what belongs to none of its places."""
    counts = {(part, kind): 0 for part in (*parts, "")}
    for community, count in cells.items():
        key = str(community) if str(community) in parts else ""
        counts[key, kind] += count
    lines = [square.Line((town, kind), tuple(counts))] if parts else []
    counts[town, kind] = sum(cells.values())
    hidden = square.held_back(counts, lines, None, [("", kind)])
    return {
        place: None if (place, kind) in hidden else count
        for (place, _), count in counts.items()
        if place
    }


def places_in_force(level: Level, path: str = "") -> Iterator[territory.Place]:
    after = ""
    while page := territory.places_below(path, level, after):
        yield from page
        after = page[-1].path
