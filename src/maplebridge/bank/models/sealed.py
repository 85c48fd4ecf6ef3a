"""The seal of a month: one leaf for each passbook, and a head over all of them and the book."""

from __future__ import annotations

from django.db import models

from maplebridge.core.values import uuid7

from .banks import VillageBank


class MonthSeal(models.Model):
    """A closed month as its slips were sealed; `head` is what hangs on the board (rules.slips.head).

    `period` is the sealed stretch of the ledger that reaches the end of the month.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bank = models.ForeignKey(VillageBank, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    period = models.ForeignKey("ledger.BookPeriod", on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    head = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["bank", "-month"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "month"], name="one_seal_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.bank_id} {self.month:%Y-%m}"


class Slip(models.Model):
    """The leaf of one passbook in a sealed month. Holds no figure: those come from the ledger again.

    `code` is the salt; it stands here and on the household's paper.
    """

    id = models.BigAutoField(primary_key=True)
    seal = models.ForeignKey(
        MonthSeal, on_delete=models.PROTECT, related_name="slips", db_index=False
    )
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=16)
    leaf = models.BinaryField()

    class Meta:
        ordering = ["seal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["seal", "number"], name="one_slip_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
