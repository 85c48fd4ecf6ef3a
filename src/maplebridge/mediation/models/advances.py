"""What was paid in advance while a file waits or rests."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from ..rules.advances import Kind
from .casefile import MediationFile
from .parties import Party

_OF_PARTIES = (Kind.PARTY.value, Kind.JOINT.value)


class Advance(models.Model):
    """That somebody paid in advance for a party: rescue, treatment, a funeral.

    `payer` is a party; an insurer or office that is none stands in `payer_name`. `cover_of` is the
    party whose compulsory cover an insurer paid from. `payee` is for whom it was paid, also when the
    money went to a hospital. `paper` names the notice or receipt, `proof` is its photo. Rows stand as
    they were entered: taken back they carry when, by whom and why, and count no more.

    Personal data: a payment for somebody who was hurt. Basis: the parties' request for mediation
    (個人信息保護法 art. 13). Removed with the words of the file.
    Law: 道路交通安全法 art. 75 (in force 2021-04-29).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(
        MediationFile, on_delete=models.PROTECT, related_name="advances", db_index=False
    )
    kind = models.CharField(max_length=8)
    payer = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    payer_name = models.CharField(max_length=80, blank=True)
    cover_of = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    payee = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount_fen = models.BigIntegerField()
    paid_on = models.DateField()
    paper = models.CharField(max_length=120, blank=True)
    proof = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["file", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0), name="mediation_advance_positive"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=_OF_PARTIES, payer__isnull=False, cover_of__isnull=True)
                | (
                    Q(kind=Kind.INSURER.value, cover_of__isnull=False)
                    & (Q(payer__isnull=False) | ~Q(payer_name=""))
                )
                | (
                    Q(kind=Kind.FUND.value, payer__isnull=True, cover_of__isnull=True)
                    & ~Q(payer_name="")
                ),
                name="mediation_advance_payer",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="mediation_advance_ended_why",
            ),
        ]
        indexes = [models.Index(fields=["file", "id"], name="mediation_advances")]

    def __str__(self) -> str:
        return str(self.pk)
