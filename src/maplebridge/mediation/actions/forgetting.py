"""What talks leave behind goes with the words of the file; codes that nobody used go after a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from maplebridge.core import documents

from ..models import (
    Advance,
    AgreedPayment,
    Agreement,
    ClaimItem,
    CourtConfirmation,
    FollowUp,
    PaidNote,
    Reckoning,
    SceneRecord,
    SealedFigure,
    Signature,
    SigningCode,
    SilentOffers,
)
from ..rules.talks import CODES_KEPT


def forget_talks(files: Sequence[UUID]) -> None:
    """Items, offers, words, accounts, signatures and visits of these files go. That there was an
    agreement, its sums and days stay, as figures without a name."""
    SealedFigure.objects.filter(offers__file__in=files).delete()
    SilentOffers.objects.filter(file__in=files).delete()
    ClaimItem.objects.filter(file__in=files).delete()
    Reckoning.objects.filter(file__in=files).delete()
    Advance.objects.filter(file__in=files).delete()
    SceneRecord.objects.filter(file__in=files).delete()
    FollowUp.objects.filter(file__in=files).delete()
    PaidNote.objects.filter(payment__agreement__file__in=files).delete()
    CourtConfirmation.objects.filter(agreement__file__in=files).delete()
    SigningCode.objects.filter(agreement__file__in=files).delete()
    Signature.objects.filter(agreement__file__in=files).delete()
    AgreedPayment.objects.filter(agreement__file__in=files).update(
        payee_name="", account="", capitals=""
    )
    found = Agreement.objects.filter(file__in=files)
    for agreement_id in found.values_list("pk", flat=True):
        documents.forget(agreement_id)
    found.update(facts="", clauses=[], future_treatment="", recorder="", answered={}, made_by=None)


def end_figures(file_id: UUID) -> None:
    """Sealed figures go when talks end, whatever way they end."""
    SealedFigure.objects.filter(offers__file=file_id).delete()


def forget_codes(*, now: datetime) -> None:
    """Codes that nobody used are removed after a day."""
    SigningCode.objects.filter(made_at__lt=now - CODES_KEPT).delete()
