"""Slips of a sealed month: what a household is handed, and whether a paper says what was sealed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from maplebridge.core import calendar
from maplebridge.core.audit import merkle
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger

from .. import policy
from ..models import Deed, MonthSeal, Slip, VillageBank
from ..rules import month_after, slips
from ..rules.slips import SlipFigures
from .accounts import HOUSEHOLD
from .banks import seat_of
from .sheets import SheetLine, get_seal, line_of_household, lines_by_household

PART = 100
"""Slips of one printed part: fifty sheets of paper."""
ROWS = 8
"""Rows that a slip has room for; the figures hold all of them."""
_MOVING = [ledger.State.POSTED.value, ledger.State.SETTLED.value]


@dataclass(frozen=True, slots=True)
class SlipRow:
    """One booked row: `deed` is what was done, for a row that thanks for it."""

    at: datetime
    code: str
    amount: int
    deed: Deed | None


@dataclass(frozen=True, slots=True)
class HouseholdSlip:
    """A slip ready to print: the sealed line, and the household's latest rows of the month."""

    said: SlipFigures
    line: SheetLine
    rows: tuple[SlipRow, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What a paper said and what came of it. `matches` only when leaf, root and heads all fit."""

    said: SlipFigures
    seal: MonthSeal
    matches: bool
    path: tuple[bytes, ...] = ()


def slips_for(
    viewer: Viewer, bank: VillageBank, month: date, *, now: datetime, after: int = 0
) -> tuple[list[HouseholdSlip], int]:
    """A part of the village's slips for the council to hand out, and after which number it goes on.

    Raises Forbidden `deed_needs_council`, Missing `sheet_not_sealed`, RuleBroken `slip_book_changed`.
    """
    if not policy.may_print_slips(seat_of(viewer.person_id, bank.pk, calendar.today(now))):
        raise Forbidden("deed_needs_council")
    seal = get_seal(bank, month)
    made = part_of_slips(bank, seal, after)
    more = made and Slip.objects.filter(seal=seal, number__gt=made[-1].said.number).exists()
    return made, made[-1].said.number if more else 0


def part_of_slips(bank: VillageBank, seal: MonthSeal, after: int) -> list[HouseholdSlip]:
    """The next slips of the seal; whoever asks has been found to be one who may print them."""
    return _made(bank, seal, lines_by_household(bank, seal.month, after=after, limit=PART))


def own_slip(bank: VillageBank, month: date, household_id: UUID) -> HouseholdSlip:
    """The slip of one household, for its people. Raises Missing, RuleBroken `slip_book_changed`."""
    line = line_of_household(bank, month, household_id)
    made = _made(bank, get_seal(bank, month), {household_id: line})
    if not made:  # its passbook was opened after the month was sealed
        raise RuleBroken("slip_none_yet")
    return made[0]


def check(bank: VillageBank, said: SlipFigures) -> Checked:
    """Whether what a paper says stands in the sealed month. Raises Missing `sheet_not_sealed`.

    Computes from the paper's figures alone up to the head; the leaves of others are read, nothing
    else of them.
    """
    seal = get_seal(bank, said.month)
    sealed = Slip.objects.filter(seal=seal).order_by("number").values_list("number", "leaf")
    numbers, leaves = [], []
    for number, leaf in sealed.iterator(chunk_size=2_000):
        numbers.append(number)
        leaves.append(bytes(leaf))
    if said.number not in numbers:
        return Checked(said, seal, matches=False)
    index = numbers.index(said.number)
    path = merkle.path(leaves, index)
    root = merkle.root_from(said.leaf, index, seal.count, path)
    found = slips.head(
        bank_id=bank.pk, month=said.month, count=seal.count, book=seal.period.head,
        root=root.hex() if root else "",
    )  # fmt: skip
    return Checked(said, seal, matches=found == seal.head, path=tuple(path))


def parts_of(seal: MonthSeal) -> list[tuple[int, int, int]]:
    """The parts of a village's slips: number to go on after, first and last number. One query."""
    numbers = list(
        Slip.objects.filter(seal=seal).order_by("number").values_list("number", flat=True)
    )
    parts = [numbers[at : at + PART] for at in range(0, len(numbers), PART)]
    return [(part[0] - 1, part[0], part[-1]) for part in parts]


def _made(bank: VillageBank, seal: MonthSeal, lines: dict[UUID, SheetLine]) -> list[HouseholdSlip]:
    """Each line with its code, after its leaf was found to be the sealed one."""
    numbers = [line.number for line in lines.values()]
    kept = {one.number: one for one in Slip.objects.filter(seal=seal, number__in=numbers)}
    rows = _rows(bank, seal.month, list(lines))
    made = []
    for household, line in lines.items():
        if line.number not in kept:
            continue
        code = kept[line.number].code
        said = SlipFigures(bank.pk, seal.month, line.number, line.figures, code)
        if said.leaf != bytes(kept[line.number].leaf):
            raise RuleBroken("slip_book_changed", number=line.number)
        own = rows.get(household, [])
        made.append(HouseholdSlip(said, line, tuple(own[-ROWS:]), max(0, len(own) - ROWS)))
    return made


def _rows(bank: VillageBank, month: date, households: list[UUID]) -> dict[UUID, list[SlipRow]]:
    """The booked rows of these households in the month, oldest first. Three queries."""
    wallets = dict(
        ledger.LedgerAccount.objects.filter(
            book_id=bank.pk, unit=ledger.Unit.PT.value, kind=HOUSEHOLD, owner_id__in=households
        ).values_list("pk", "owner_id")
    )
    begins, ends = calendar.start_of(month), calendar.start_of(month_after(month))
    deed = Deed.objects.filter(hold_id=OuterRef("resolves")).values("pk")[:1]
    found: Iterable[Any] = (
        ledger.Transfer.objects.filter(
            Q(debit__in=list(wallets)) | Q(credit__in=list(wallets)),
            book_id=bank.pk, state__in=_MOVING, at__gte=begins, at__lt=ends,
        )
        .annotate(deed=Subquery(deed))
        .order_by("at", "pk")
        .values_list("at", "code", "amount", "debit_id", "credit_id", "deed")
    )  # fmt: skip
    found = list(found)
    deeds = Deed.objects.select_related("catalogue").in_bulk([one[-1] for one in found if one[-1]])
    rows: dict[UUID, list[SlipRow]] = {}
    for at, code, amount, debit, credit, key in found:
        for account, sign in ((debit, -1), (credit, 1)):
            if account in wallets:
                row = SlipRow(at, code, sign * amount, deeds.get(key))
                rows.setdefault(wallets[account], []).append(row)
    return rows
