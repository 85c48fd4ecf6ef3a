"""What a bank's workbook holds, row by row, and how far workbooks on their way in are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Sum

from maplebridge.core.errors import Missing
from maplebridge.core.models import AuditEntry
from maplebridge.ledger import public as ledger

from ..models import (
    BankImport,
    BankImportRow,
    Deed,
    OpeningBalance,
    Passbook,
    Redemption,
    Reward,
    Rulebook,
    StockUnit,
    VillageBank,
)
from .accounts import HOUSEHOLD
from .households import household_rows

SHOWN = 50
_BATCH = 500
_TOOK_UP = ["begin_import", "start_entering"]


@dataclass(frozen=True, slots=True)
class BookHousehold:
    """A household of the bank: its number, its door, and what its points come to."""

    number: int
    door: str
    opened_at: datetime
    available: int
    held: int
    promised: int


def book_households(bank: VillageBank) -> Iterator[BookHousehold]:
    """The households that live in the village, in the order of their numbers."""
    found = Passbook.objects.filter(bank=bank, household__ended_on__isnull=True).order_by("number")
    page = list(found[:_BATCH])
    while page:
        ids = [book.household_id for book in page]
        doors = household_rows(bank, ids, by_name=False)
        accounts = ledger.LedgerAccount.objects.filter(
            book_id=bank.pk, unit=ledger.Unit.PT.value, kind=HOUSEHOLD, owner_id__in=ids
        )
        wallets = {one.owner_id: one for one in accounts}
        for book in page:
            row, wallet = doors.get(book.household_id), wallets.get(book.household_id)
            yield BookHousehold(
                number=book.number,
                door=row.door if row else "",
                opened_at=book.opened_at,
                available=wallet.posted_in - wallet.posted_out - wallet.held_out if wallet else 0,
                held=wallet.held_out if wallet else 0,
                promised=wallet.held_in if wallet else 0,
            )
        page = list(found.filter(number__gt=page[-1].number)[:_BATCH])


@dataclass(frozen=True, slots=True)
class BookDeed:
    """An entry as the book has it, without its note. `catalogue_id` is the version that it cites."""

    id: UUID
    passbook: int | None
    kind: str
    catalogue_id: UUID
    field: str
    points: int
    done_on: date
    state: str
    entered_at: datetime
    notice_month: date | None


def book_deeds(bank: VillageBank) -> Iterator[BookDeed]:
    """Every entry of the bank, whatever became of it, in the order in which they were entered."""
    numbers = dict(Passbook.objects.filter(bank=bank).values_list("household", "number"))
    found = Deed.objects.filter(bank=bank).order_by("entered_at", "id")
    rows = found.values_list(
        "id", "household", "kind", "catalogue", "field", "points", "done_on", "state",
        "entered_at", "notice__month",
    )  # fmt: skip
    for key, household, kind, version, field, points, day, state, at, month in rows.iterator(
        chunk_size=2_000
    ):
        number = numbers.get(household)
        yield BookDeed(key, number, kind, version, field, points, day, state, at, month)


def catalogues_of(bank: VillageBank) -> dict[UUID, Rulebook]:
    """Every version of the bank's kinds of deeds, by id."""
    found = Rulebook.objects.filter(owner_id=bank.pk)
    return {book.pk: book for book in found}


@dataclass(frozen=True, slots=True)
class BookReward:
    """A reward with its pieces by what became of them, and what those on the shelf cost, in fen."""

    reward: Reward
    free: int
    reserved: int
    collected: int
    written_off: int
    cost_fen: int


def book_rewards(bank: VillageBank) -> Iterator[BookReward]:
    """Every reward of the bank, offered or not, by its points.

    The piece of an exchange that was undone is back as another piece: it counts as that one alone.
    """
    units = StockUnit.objects.filter(reward__bank=bank).order_by()
    standing = units.filter(written_off_at__isnull=True).values_list("reward")
    there = dict(standing.annotate(n=Count("pk")))
    cost = dict(standing.annotate(n=Sum("cost_fen")))
    gone = dict(
        units.filter(written_off_at__isnull=False).values_list("reward").annotate(n=Count("pk"))
    )
    ended = {
        (reward, state): (count, fen or 0)
        for reward, state, count, fen in Redemption.objects.filter(bank=bank)
        .order_by()
        .values_list("reward", "state")
        .annotate(n=Count("pk"), fen=Sum("cost_fen"))
    }
    undone = dict(
        Redemption.objects.filter(bank=bank, state="collected", undone__isnull=False)
        .order_by()
        .values_list("reward")
        .annotate(n=Count("pk"))
    )
    for reward in Reward.objects.filter(bank=bank).order_by("points", "id").iterator():
        reserved = ended.get((reward.pk, "reserved"), (0, 0))[0]
        collected, handed = ended.get((reward.pk, "collected"), (0, 0))
        yield BookReward(
            reward,
            free=there.get(reward.pk, 0) - reserved - collected,
            reserved=reserved,
            collected=collected - undone.get(reward.pk, 0),
            written_off=gone.get(reward.pk, 0),
            cost_fen=(cost.get(reward.pk) or 0) - handed,
        )


def imports_of(bank_id: UUID, *, after: UUID | None = None, limit: int = 10) -> list[BankImport]:
    """Workbooks brought to a bank, the latest first, one more than `limit` when there are more."""
    found = BankImport.objects.filter(bank=bank_id).select_related("began_by")
    if after is not None:
        found = found.filter(id__lt=after)
    return list(found.order_by("-id")[: limit + 1])


def get_import(run_id: UUID) -> BankImport:
    """A workbook with its bank. Raises Missing `import_run_missing`."""
    found = BankImport.objects.select_related("bank__place", "began_by").filter(pk=run_id).first()
    if found is None:
        raise Missing("import_run_missing")
    return found


def took_part(run: BankImport, person_id: UUID | None) -> bool:
    """Whether they ever brought this workbook, took it up or started it, as the audit has it too."""
    if person_id is None:
        return False
    if person_id == run.began_by_id:
        return True
    if OpeningBalance.objects.filter(run=run, prepared_by=person_id).exists():
        return True
    done = AuditEntry.objects.filter(thing_id=run.pk, verb__in=_TOOK_UP, actor_id=person_id)
    return done.exists()


def rows_of(run: BankImport, states: list[str], *, after: int = 0) -> Iterator[BankImportRow]:
    """Rows of a workbook in these states, in the order of the file, some hundred at a time."""
    found = BankImportRow.objects.filter(run=run, state__in=states, row__gt=after)
    return found.order_by("row").iterator(chunk_size=_BATCH)


def first_rows(
    run: BankImport, states: list[str], *, after: int = 0, limit: int = SHOWN
) -> list[BankImportRow]:
    """The first of them, one more than `limit` when there are more."""
    found = BankImportRow.objects.filter(run=run, state__in=states, row__gt=after)
    return list(found.order_by("row")[: limit + 1])


def opening_sums(run: BankImport) -> dict[str, tuple[int, int]]:
    """How many households' opening points of a workbook are in which state, and their sum."""
    rows = OpeningBalance.objects.filter(run=run).order_by().values_list("state")
    sums = rows.annotate(n=Count("pk"), p=Sum("points"))
    return {state: (count, points) for state, count, points in sums}
