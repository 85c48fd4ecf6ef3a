"""Rows of a workbook as deeds: judged by the same rules as typed ones, a piece at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from maplebridge.core import calendar
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import queries
from ..models import BankImport, BankImportRow, Deed, Passbook, Rulebook, VillageBank
from ..rules import COUNTED, DeedState, month_of
from ..rules.catalogue import DeedKind
from ..rules.charter import Charter
from ..rules.deeds import Counted, cap_reached, day_fits, month_after
from ..rules.workbook import BadCell, Line, deed_id

_COUNTED = [state.value for state in COUNTED]
Standing = dict[UUID, tuple[UUID, str, date]]
"""What stands under an id: household, kind and day."""


@dataclass(frozen=True, slots=True)
class _Terms:
    """The rules of one day."""

    catalogue: Rulebook
    charter: Rulebook
    caps: Charter
    kinds: dict[str, DeedKind]
    by_name: dict[str, list[str]]


class Judge:
    """What one more deed is judged by. Holds the rules of the days seen and the counts of a piece."""

    def __init__(self, bank: VillageBank, now: datetime) -> None:
        self.bank, self.today = bank, calendar.today(now)
        self.late_days = queries.charter_on(bank.pk, self.today).charter.late_days
        self.terms: dict[date, _Terms] = {}
        self.counts: dict[tuple[UUID, date], list[Counted]] = defaultdict(list)

    def on(self, day: date) -> _Terms:
        """Raises BadCell for a day that is not ahead, too long ago or before the bank."""
        if not day_fits(day, self.today, self.bank.founded_on, self.late_days):
            raise BadCell("deed_day", "day", days=self.late_days)
        if day not in self.terms:
            catalogue, charter = (
                read(self.bank.pk, day) for read in (queries.catalogue_on, queries.charter_on)
            )
            kinds = {kind.code: kind for kind in catalogue.catalogue.kinds}
            by_name: dict[str, list[str]] = defaultdict(list)
            for kind in kinds.values():
                for name in {kind.code, *kind.names.values()}:
                    by_name[name.strip().lower()].append(kind.code)
            self.terms[day] = _Terms(catalogue, charter, charter.charter, kinds, by_name)
        return self.terms[day]

    def kind(self, day: date, said: str) -> DeedKind:
        """The kind that a code or a name means on that day. Raises BadCell."""
        terms = self.on(day)
        codes = terms.by_name.get(said.strip().lower(), [])
        if len(codes) > 1:
            raise BadCell("row_kind_twice", "kind", codes="、".join(codes))
        if not codes:
            raise BadCell("row_kind", "kind")
        return terms.kinds[codes[0]]

    def one_more(self, household: UUID, kind: DeedKind, day: date) -> None:
        """Count it. Raises BadCell where a cap is reached."""
        month = self.counts[household, month_of(day)]
        if reached := cap_reached(self.on(day).caps, kind, day, month):
            column = "kind" if reached.code.startswith("deed_kind") else "day"
            raise BadCell(reached.code, column, most=reached.most, taken=reached.taken)
        month.append(Counted(kind.code, day, kind.points))

    def remember(
        self, households: Collection[UUID], days: Iterable[date], run: BankImport | None
    ) -> None:
        """Count what stands for these households in the months of these days; with `run` also its
        rows that were found good before."""
        self.counts.clear()
        months = {month_of(day) for day in days}
        if not months:
            return
        span = {"done_on__gte": min(months), "done_on__lt": month_after(max(months))}
        deeds = Deed.objects.filter(household__in=households, state__in=_COUNTED, **span)
        self._count(deeds.values_list("household", "kind", "done_on", "points"))
        if run is not None:
            rows = BankImportRow.objects.filter(
                run=run, state="good", household__in=households, **span
            )
            self._count(rows.values_list("household", "kind", "done_on", "points"))

    def _count(self, rows: Iterable[tuple[UUID | None, str, date | None, int]]) -> None:
        for household, kind, day, points in rows:
            if household is not None and day is not None:
                self.counts[household, month_of(day)].append(Counted(kind, day, points))


def households_of(bank: VillageBank, numbers: Collection[int]) -> dict[int, tuple[UUID, bool]]:
    """The households with these passbook numbers, and whether they live in the village now."""
    found = Passbook.objects.filter(bank=bank, number__in=numbers)
    rows = found.values_list("number", "household", "household__ended_on", "household__path")
    return {
        number: (household, ended is None and path.startswith(bank.path))
        for number, household, ended, path in rows
    }


def living_in(bank: VillageBank, households: Collection[UUID]) -> set[UUID]:
    """Those of these households that live in the village now."""
    here = people.Household.objects.filter(
        pk__in=households, ended_on__isnull=True, path__startswith=bank.path
    )
    return set(here.values_list("pk", flat=True))


def check_deeds(run: BankImport, lines: list[Line], now: datetime) -> list[BankImportRow]:
    """The rows as they would be entered today, good, known or bad. Reads only."""
    judge = Judge(run.bank, now)
    homes = households_of(run.bank, {line.passbook for line in lines})
    days = [line.day for line in lines if line.day and _near(line.day, judge)]
    judge.remember({key for key, _ in homes.values()}, days, run)
    ids = [deed_id(run.bank_id, line.key) for line in lines]
    standing = _standing(ids) | _staged(run, ids)
    staged = []
    for line, key in zip(lines, ids, strict=True):
        row = BankImportRow(run=run, row=line.row, key=line.key, deed_id=key, note=line.note)
        row.passbook, row.done_on = line.passbook, line.day
        try:
            _place(row, line, judge, homes, standing)
        except BadCell as bad:
            row.state, row.code, row.cell, row.facts = "bad", bad.why, bad.column, bad.facts
            row.note = ""
        staged.append(row)
    return staged


def _near(day: date, judge: Judge) -> bool:
    return day_fits(day, judge.today, judge.bank.founded_on, judge.late_days)


def _place(
    row: BankImportRow,
    line: Line,
    judge: Judge,
    homes: dict[int, tuple[UUID, bool]],
    standing: Standing,
) -> None:
    assert line.day is not None, "a row of deeds has a day"
    assert row.deed_id is not None, "and an id"
    household, here = homes.get(line.passbook, (None, False))
    if stands := standing.get(row.deed_id):
        if household != stands[0] or line.day != stands[2]:
            raise BadCell("row_id_taken", "id")
        if _near(line.day, judge) and judge.kind(line.day, line.kind).code != stands[1]:
            raise BadCell("row_id_taken", "id")
        row.household_id, row.kind, row.state = stands[0], stands[1], "known"
        return
    if household is None or not here:
        raise BadCell("row_passbook", "passbook", number=line.passbook)
    kind = judge.kind(line.day, line.kind)
    judge.one_more(household, kind, line.day)
    row.household_id, row.kind, row.points = household, kind.code, kind.points
    row.state = "good"
    standing[row.deed_id] = (household, kind.code, line.day)


def _standing(ids: list[UUID]) -> Standing:
    found = Deed.objects.filter(pk__in=ids).values_list("pk", "household", "kind", "done_on")
    return {key: (household, kind, day) for key, household, kind, day in found}


def _staged(run: BankImport, ids: list[UUID]) -> Standing:
    """Rows of the same file that came before under the same ids."""
    standing: Standing = {}
    for row in BankImportRow.objects.filter(run=run, state="good", deed_id__in=ids):
        assert row.deed_id is not None, "it was found by its id"
        if row.household_id is not None and row.done_on is not None:
            standing[row.deed_id] = (row.household_id, row.kind, row.done_on)
    return standing


def enter_deeds(viewer: Viewer, run: BankImport, rows: list[BankImportRow], now: datetime) -> None:
    """Enter the good rows of a piece, each judged anew; sets the state of each.

    The passbooks of their households are locked by ascending id, so that the caps hold beside
    people who type.
    """
    bank, judge = run.bank, Judge(run.bank, now)
    wanted = {row.household_id for row in rows if row.household_id}
    list(
        Passbook.objects.select_for_update()
        .filter(bank=bank, household__in=wanted)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    living = living_in(bank, wanted)
    judge.remember(wanted, [row.done_on for row in rows if row.done_on], None)
    standing = _standing([row.deed_id for row in rows if row.deed_id])
    deeds = []
    for row in rows:
        try:
            if deed := _deed(row, judge, living, standing, viewer, now):
                deeds.append(deed)
        except BadCell as bad:
            row.state, row.code, row.facts = "bad", bad.why, bad.facts
    Deed.objects.bulk_create(deeds)


def _deed(
    row: BankImportRow, judge: Judge, living: set[UUID], standing: Standing, viewer: Viewer,
    now: datetime,
) -> Deed | None:  # fmt: skip
    household, day, key = row.household_id, row.done_on, row.deed_id
    assert household is not None, "a good row has a household"
    assert day is not None, "and a day"
    assert key is not None, "and an id"
    if stands := standing.get(key):
        if stands != (household, row.kind, day):
            raise BadCell("row_id_taken", "id")
        row.state = "known"
        return None
    if household not in living:
        raise BadCell("row_passbook", "passbook", number=row.passbook or 0)
    kind = judge.kind(day, row.kind)
    judge.one_more(household, kind, day)
    row.state = "entered"
    terms = judge.on(day)
    return Deed(
        id=key, bank=judge.bank, household_id=household, kind=kind.code, field=kind.field.value,
        points=kind.points, catalogue=terms.catalogue, charter=terms.charter, done_on=day,
        state=DeedState.ENTERED.value, text=row.note, entered_by_id=viewer.person_id,
        entered_at=now,
    )  # fmt: skip
