"""The month's notice: what it brought to each household, who objected, what is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Sum

from maplebridge.core.errors import Missing
from maplebridge.ledger import public as ledger

from ..models import Deed, MonthNotice, Objection, Passbook, VillageBank
from ..rules import DeedState, Field, month_of
from .accounts import ISSUANCE
from .households import agreed_names

PAGE = 50
_SHOWN = [state.value for state in (DeedState.NOTICED, DeedState.POSTED)]


@dataclass(slots=True)
class NoticeLine:
    """One household of a notice: its number, its name where it agreed, its points by field."""

    household_id: UUID
    number: int
    name: str
    fields: dict[str, int] = field(default_factory=dict)
    deeds: int = 0

    @property
    def points(self) -> int:
        return sum(self.fields.values())

    @property
    def in_order(self) -> list[int]:
        """The points of the five fields, in their order."""
        return [self.fields.get(one.value, 0) for one in Field]


def get_notice(notice_id: UUID) -> MonthNotice:
    """A notice; everybody may read it. Raises Missing."""
    found = (
        MonthNotice.objects.select_related("bank__place", "charter").filter(pk=notice_id).first()
    )
    if found is None:
        raise Missing("notice_missing")
    return found


def notices_of(
    bank: VillageBank, *, before: date | None = None, limit: int = PAGE
) -> list[MonthNotice]:
    """The bank's notices, latest month first, all of them or those of months before one."""
    found = MonthNotice.objects.filter(bank=bank)
    if before is not None:
        found = found.filter(month__lt=before)
    return list(found.order_by("-month")[:limit])


def notice_lines(
    notice: MonthNotice, *, after: int = 0, limit: int | None = PAGE
) -> list[NoticeLine]:
    """A line a household in the order of the numbers, without what was voided after an objection.

    One more than `limit` when there are more; None: all of them, for the board.
    """
    with_deeds = Deed.objects.filter(notice=notice, household=OuterRef("household"))
    books = Passbook.objects.filter(
        Exists(with_deeds.filter(state__in=_SHOWN)), bank=notice.bank_id, number__gt=after
    ).order_by("number")
    books = books[: limit + 1] if limit is not None else books
    numbers = dict(books.values_list("household", "number"))
    names = agreed_names(numbers.keys())
    lines = {key: NoticeLine(key, number, names.get(key, "")) for key, number in numbers.items()}
    rows = Deed.objects.filter(notice=notice, state__in=_SHOWN, household__in=numbers)
    for household_id, kind_field, points in rows.values_list("household", "field", "points"):
        line = lines[household_id]
        line.fields[kind_field] = line.fields.get(kind_field, 0) + points
        line.deeds += 1
    return list(lines.values())


def notice_totals(notice: MonthNotice) -> dict[str, int]:
    """The points of each field in the whole notice."""
    rows = Deed.objects.filter(notice=notice, state__in=_SHOWN).order_by().values_list("field")
    return dict(rows.annotate(points=Sum("points")))


def noticed_deeds(notice: MonthNotice, household_id: UUID, *, limit: int = 200) -> list[Deed]:
    """The single entries of one household of a notice, by day."""
    found = Deed.objects.filter(notice=notice, household=household_id)
    return list(found.select_related("catalogue").order_by("done_on", "id")[:limit])


def objections_of(notice: MonthNotice) -> dict[str, int]:
    """How many objections came, how many were upheld, how many wait."""
    answers = list(
        Objection.objects.filter(deed__notice=notice).values_list("upheld", flat=True)[:10_000]
    )
    return {
        "received": len(answers),
        "upheld": answers.count(True),
        "waiting": answers.count(None),
    }


def waiting_objections(bank: VillageBank, *, limit: int = PAGE) -> list[Objection]:
    """What the council has to answer, oldest first."""
    found = Objection.objects.filter(deed__bank=bank, upheld__isnull=True)
    return list(
        found.select_related("deed__catalogue", "deed__notice", "person").order_by("at", "id")[
            :limit
        ]
    )


def get_objection(objection_id: UUID) -> Objection:
    found = Objection.objects.select_related("deed__bank").filter(pk=objection_id).first()
    if found is None:
        raise Missing("objection_missing")
    return found


@dataclass(frozen=True, slots=True)
class OpenBook:
    """What everybody may know of a bank: households, points given and points promised."""

    households: int
    given: int
    promised: int


def open_book(bank: VillageBank) -> OpenBook:
    account = ledger.find_account(
        unit=ledger.Unit.PT, kind=ISSUANCE, owner_id=None, book_id=bank.pk
    )
    balance = ledger.balance(account) if account else ledger.Balance(posted=0, held=0)
    households = Passbook.objects.filter(bank=bank).count()
    return OpenBook(households, given=-balance.posted, promised=balance.held)


def month_to_publish(bank: VillageBank, today: date) -> date | None:
    """The last month that is over, unless it is published or the bank did not run in it."""
    month = month_of(month_of(today) - timedelta(days=1))
    if month < month_of(bank.founded_on):
        return None
    if MonthNotice.objects.filter(bank=bank, month__gte=month).exists():
        return None
    return month


def household_of_number(bank: VillageBank, number: int) -> UUID:
    """The household with a passbook number. Raises Missing."""
    found = Passbook.objects.filter(bank=bank, number=min(number, 2_000_000_000))
    household_id = found.values_list("household", flat=True).first()
    if household_id is None:
        raise Missing("notice_missing")
    return household_id


def open_notices(now: datetime) -> QuerySet[MonthNotice]:
    """Notices whose window is over and where something can be done: an entry that no open objection
    holds, or none left at all. One that waits for answers stands in nobody's way."""
    left = Deed.objects.filter(notice=OuterRef("pk"), state=DeedState.NOTICED.value)
    unanswered = Objection.objects.filter(deed=OuterRef("pk"), upheld__isnull=True)
    due = MonthNotice.objects.filter(closes_at__lte=now, posted_at__isnull=True)
    return due.filter(Exists(left.filter(~Exists(unanswered))) | ~Exists(left)).order_by(
        "closes_at", "id"
    )


def postable(notice: MonthNotice, *, batch: int) -> Iterator[UUID]:
    """Deeds of a notice that nobody's open objection holds, at most `batch`."""
    unanswered = Objection.objects.filter(deed=OuterRef("pk"), upheld__isnull=True)
    found = Deed.objects.filter(~Exists(unanswered), notice=notice, state=DeedState.NOTICED.value)
    yield from found.order_by("id").values_list("pk", flat=True)[:batch]
