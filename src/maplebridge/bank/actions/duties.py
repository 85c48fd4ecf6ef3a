"""What the clock does for banks: newcomers get a number, older points move in, words are forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import models, transaction
from django.db.models import F, Q

from maplebridge.core import audit, calendar
from maplebridge.core.scope import below
from maplebridge.core.values import Points, uuid7
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import public as ledger
from maplebridge.people import public as people

from ..models import Deed, DeedWitness, Objection, Passbook, VillageBank
from ..queries import HOUSEHOLD
from ..rules import DeedState
from .accounts import household_account, issuance_account
from .founding import open_passbook

KEPT_DAYS = 1095
_BATCH = 500
_SETTLED = [
    state.value
    for state in (DeedState.POSTED, DeedState.VOIDED, DeedState.REFUSED, DeedState.WITHDRAWN)
]


def look_after_households(*, now: datetime) -> None:
    """Duty: a passbook for each household that came to the village, and into the bank's book what
    the households still have in the common one, from the time before there was a bank."""
    for bank in VillageBank.objects.filter(closed_on__isnull=True).order_by("path").iterator():
        households = people.Household.objects.filter(below("path", bank.path), ended_on=None)
        numbered = Passbook.objects.filter(bank=bank).values("household")
        for household_id in list(households.exclude(pk__in=numbered).values_list("pk", flat=True)):
            with transaction.atomic():
                open_passbook(bank, household_id, now=now)
        _bring_points(bank, now)


def purge_expired(*, now: datetime) -> None:
    """Duty: forget words, photos and witnesses of deeds long past; the book keeps the figures."""
    before = calendar.today(now) - timedelta(days=KEPT_DAYS)
    old = Deed.objects.filter(done_on__lt=before, state__in=_SETTLED)
    while ids := list(_not_empty(old).values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            Deed.objects.filter(pk__in=ids).update(
                text="", refusal="", photo=None, photo_hash=None, looks_like=None
            )
    DeedWitness.objects.filter(deed__in=old.values("pk")).delete()
    Objection.objects.filter(
        answered_at__lt=now - timedelta(days=KEPT_DAYS), deed__in=old.values("pk")
    ).exclude(text="", answer="", person=None).update(text="", answer="", person=None)


def _not_empty(old: models.QuerySet[Deed]) -> models.QuerySet[Deed]:
    empty = Q(text="", refusal="", photo=None, photo_hash=None, looks_like=None)
    return old.exclude(empty).order_by("pk")


def _bring_points(bank: VillageBank, now: datetime) -> None:
    """Each household's free points of the common book, in two transfers of one moment."""
    ids = Passbook.objects.filter(bank=bank).values("household")
    found = ledger.LedgerAccount.objects.filter(
        book_id=ledger.COMMON_BOOK, unit=ledger.Unit.PT.value, kind=HOUSEHOLD, owner_id__in=ids,
        posted_in__gt=F("posted_out") + F("held_out"),
    )  # fmt: skip
    for account_id in list(found.order_by("pk").values_list("pk", flat=True)):
        _bring(bank, account_id, now)


@transaction.atomic
def _bring(bank: VillageBank, account_id: UUID, now: datetime) -> None:
    account = ledger.LedgerAccount.objects.get(pk=account_id)
    free = ledger.balance(account).available
    if free <= 0 or account.owner_id is None:
        return
    ledger.transfer(
        viewer=SYSTEM, id=uuid7(), unit=ledger.Unit.PT, debit=account,
        credit=issuance_account(now=now), amount=Points(free), code="merge", now=now,
    )  # fmt: skip
    ledger.transfer(
        viewer=SYSTEM, id=uuid7(), unit=ledger.Unit.PT, debit=issuance_account(bank.pk, now=now),
        credit=household_account(account.owner_id, bank.pk, now=now), amount=Points(free),
        code="merge", now=now,
    )  # fmt: skip
    audit.record(
        viewer=SYSTEM, verb="bring_points", thing=bank, now=now, household=account.owner_id,
        points=free,
    )  # fmt: skip
