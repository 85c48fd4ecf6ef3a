"""Lines of the bank's paper: what really moved on the account of the fund, beside what the book says."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from .banks import VillageBank
from .fund import Donation, Spending


class StatementLine(models.Model):
    """One line of a bank statement. `key` is made of what it says, so that importing twice adds nothing.

    It is matched to the gift or the spending that it paid, or explained in words, such as a fee.
    `amount_fen` is positive for what came in.

    Personal data: `words` may name a payer. Basis: the duty to keep a village's book true. Kept
    1,095 days since `day`, then emptied. Chair, treasurer and a head of the place read it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bank = models.ForeignKey(VillageBank, on_delete=models.PROTECT, related_name="lines")
    key = models.CharField(max_length=64)
    day = models.DateField()
    amount_fen = models.BigIntegerField()
    words = models.CharField(max_length=200, blank=True)
    donation = models.OneToOneField(
        Donation, on_delete=models.PROTECT, null=True, related_name="line"
    )
    spending = models.OneToOneField(
        Spending, on_delete=models.PROTECT, null=True, related_name="line"
    )
    explained = models.CharField(max_length=200, blank=True)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["bank", "-day", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "key"], name="one_statement_line_a_key"),
            models.CheckConstraint(condition=~Q(amount_fen=0), name="bank_a_line_moves_money"),
            models.CheckConstraint(
                condition=Q(donation__isnull=True, spending__isnull=True)
                | Q(donation__isnull=False, spending__isnull=True, amount_fen__gt=0)
                | Q(donation__isnull=True, spending__isnull=False, amount_fen__lt=0),
                name="bank_a_line_pays_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["bank", "day", "id"], name="bank_lines_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.amount_fen}"
