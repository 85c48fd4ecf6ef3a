"""What households bring over from a paper book: promised at once, given when a second person has looked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.values import Points, uuid7
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger
from maplebridge.people import public as people

from .. import policy, queries
from ..models import BankImport, BankImportRow, MonthNotice, OpeningBalance, VillageBank
from ..queries.workbook import took_part
from ..rules.workbook import BadCell, Line
from .accounts import household_account, issuance_account
from .deed_rows import households_of, living_in

OPENING = "bank.openingbalance"
"""What a transfer of opening points is for."""
CODE = "opening"
_PIECE = 500


def check_not_begun(bank_id: UUID) -> None:
    """Opening points come before the first notice. Raises RuleBroken `opening_late`."""
    if MonthNotice.objects.filter(bank=bank_id).exists():
        raise RuleBroken("opening_late")


def check_openings(run: BankImport, lines: list[Line], now: datetime) -> list[BankImportRow]:
    """The rows as they would be brought in, good, known or bad. A household begins once."""
    homes = households_of(run.bank, {line.passbook for line in lines})
    keys = {key for key, _ in homes.values()}
    standing = _standing(run, keys)
    earlier = BankImportRow.objects.filter(run=run, state__in=["good", "known"], household__in=keys)
    in_file = set(earlier.values_list("household", flat=True))
    staged = []
    for line in lines:
        household, here = homes.get(line.passbook, (None, False))
        row = BankImportRow(run=run, row=line.row, passbook=line.passbook, points=line.points)
        row.household_id, row.state = household, "good"
        try:
            if household is None or not here:
                raise BadCell("row_passbook", "passbook", number=line.passbook)
            if household in in_file:
                raise BadCell("row_opening_twice", "passbook", number=line.passbook)
            in_file.add(household)
            _meet(row, standing)
        except BadCell as bad:
            row.state, row.code, row.cell, row.facts = "bad", bad.why, bad.column, bad.facts
        staged.append(row)
    return staged


def _standing(run: BankImport, households: set[UUID]) -> dict[UUID, int]:
    found = OpeningBalance.objects.filter(bank=run.bank_id, household__in=households)
    return dict(found.exclude(state="refused").values_list("household", "points"))


def _meet(row: BankImportRow, standing: dict[UUID, int]) -> None:
    """The same figure again is known, another one is refused: nothing is edited."""
    assert row.household_id is not None, "a row that was placed has a household"
    stands = standing.get(row.household_id)
    if stands is None:
        return
    if stands != row.points:
        raise BadCell("row_opening_stands", "points", points=stands)
    row.state = "known"


def enter_openings(
    viewer: Viewer, run: BankImport, rows: list[BankImportRow], now: datetime
) -> None:
    """Promise the points of the good rows in one journal, each judged anew; sets the state of each.

    The bank is locked, so that no notice is published meanwhile. Raises RuleBroken `opening_late`.
    """
    bank = VillageBank.objects.select_for_update().get(pk=run.bank_id)
    check_not_begun(bank.pk)
    wanted = {row.household_id for row in rows if row.household_id}
    standing, living = _standing(run, wanted), living_in(bank, wanted)
    fresh: list[tuple[BankImportRow, OpeningBalance]] = []
    for row in rows:
        try:
            _meet(row, standing)
            if row.state == "good" and row.household_id not in living:
                raise BadCell("row_passbook", "passbook", number=row.passbook or 0)
        except BadCell as bad:
            row.state, row.code, row.facts = "bad", bad.why, bad.facts
        if row.state == "good" and row.household_id is not None:
            assert viewer.person_id is not None, "somebody brought the file"
            made = OpeningBalance(
                id=uuid7(), bank=run.bank, run=run, household_id=row.household_id,
                points=row.points, prepared_by_id=viewer.person_id, prepared_at=now,
            )  # fmt: skip
            fresh.append((row, made))
    if not fresh:
        return
    issuing = issuance_account(run.bank_id, now=now)
    holds = [
        ledger.Hold(
            unit=ledger.Unit.PT, debit=issuing,
            credit=household_account(one.household_id, run.bank_id, now=now),
            amount=Points(one.points), code=CODE, thing=(OPENING, one.pk),
        )
        for _, one in fresh
    ]  # fmt: skip
    journal = uuid5(run.pk, f"openings {rows[0].row}")
    held = ledger.enter(viewer=viewer, journal_id=journal, entries=holds, now=now)
    for (row, one), transfer in zip(fresh, held, strict=True):
        one.hold, row.state = transfer, "entered"
    OpeningBalance.objects.bulk_create([one for _, one in fresh])


@transaction.atomic
def decide_openings(
    *, viewer: Viewer, run_id: UUID, approve: bool, why_not: str = "", now: datetime
) -> int:
    """Give the points that were brought over, or refuse them with a reason; how many were decided.

    Nobody decides who brought the file, took it up or started it, now or before. That of the
    decider's own household waits for another member. Asked again, what is decided
    stays. Raises Forbidden `workbook_not_yours`, RuleBroken `bank_four_eyes`, `bank_why_missing`,
    `opening_own_only` when nothing but the own household's is left.
    """
    run = BankImport.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise Missing("import_run_missing")
    seat = queries.seat_of(viewer.person_id, run.bank_id, calendar.today(now))
    if not policy.may_decide_openings(seat):
        raise Forbidden("workbook_not_yours")
    if took_part(run, viewer.person_id):
        raise RuleBroken("bank_four_eyes")
    why_not = why_not.strip()[:200]
    if not approve and not why_not:
        raise RuleBroken("bank_why_missing")
    household = people.household_of(viewer.person_id) if viewer.person_id else None
    own = household.pk if household else None
    left = OpeningBalance.objects.filter(run=run, state="prepared").select_related("hold")
    wanted = list(left.exclude(household=own).order_by("id")) if own else list(left.order_by("id"))
    if not wanted and left.exists():
        raise RuleBroken("opening_own_only")
    for at in range(0, len(wanted), _PIECE):
        _decide(viewer, wanted[at : at + _PIECE], approve, why_not, own, now)
    audit.record(
        viewer=viewer, verb="decide_openings", thing=run, now=now, approve=approve,
        count=len(wanted), points=sum(one.points for one in wanted),
    )  # fmt: skip
    return len(wanted)


def _decide(
    viewer: Viewer, part: list[OpeningBalance], approve: bool, why_not: str, own: UUID | None,
    now: datetime,
) -> None:  # fmt: skip
    verb = ledger.Post if approve else ledger.Void
    entries = [verb(hold_id=one.hold_id) for one in part]
    ledger.enter(viewer=viewer, journal_id=uuid5(part[0].pk, "decided"), entries=entries, now=now)
    for one in part:
        one.state, one.why_not = ("approved", "") if approve else ("refused", why_not)
        one.decided_by_id, one.decided_at, one.approver_household_id = viewer.person_id, now, own
    OpeningBalance.objects.bulk_update(
        part, ["state", "why_not", "decided_by", "decided_at", "approver_household_id"]
    )
