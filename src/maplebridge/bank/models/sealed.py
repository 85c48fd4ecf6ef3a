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


SLIP_RUN_STATES = ("printing", "ready", "gone")


class SlipRun(models.Model):
    """All slips of a sealed month on their way to the printer, part by part, for the council.

    `after` is the passbook number of the last slip that is in a part, `made` how many are. `problem`
    is why it stopped, with `facts`; asked for again it goes on from there. Gone: its files were let go of. is
    whoever of the council asked last.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seal = models.ForeignKey(MonthSeal, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default="printing")
    problem = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    after = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["seal", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=SLIP_RUN_STATES), name="bank_slip_run_state_known"
            ),
            models.UniqueConstraint(
                fields=["seal", "language"],
                condition=~models.Q(state="gone"),
                name="bank_slips_are_printed_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["moved_at"],
                condition=~models.Q(state="gone"),
                name="bank_slip_runs_to_forget",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seal_id} {self.language}"


class SlipPart(models.Model):
    """A PDF with the slips of some passbooks one after the other, `first` to `last`.

    Personal data: what each household of a village has and did in a month, by its number. Basis: the
    households' own slips. Kept 7 days after the last part was made, then row and file go.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(SlipRun, on_delete=models.PROTECT, related_name="parts", db_index=False)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["run", "first"]
        constraints = [
            models.UniqueConstraint(fields=["run", "first"], name="bank_a_slip_is_in_one_part"),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"
