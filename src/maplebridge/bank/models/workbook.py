"""A workbook on its way into a bank, its rows, and what households bring over from a paper book."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from maplebridge.core.values import uuid7

from ..rules.workbook import KEY_MAX, NOTE_MAX, OPENING_MAX, WHATS
from .banks import VillageBank

IMPORT_STATES = ("checking", "checked", "entering", "done", "dropped")
ROW_STATES = ("good", "known", "bad", "entered")
OPENING_STATES = ("prepared", "approved", "refused")
AT_WORK = ("checking", "entering")


class BankImport(models.Model):
    """A workbook of deeds or of opening points: read and checked, then looked at, then entered.

    `digest` is the SHA-256 of the file, so that the same again goes on where it stopped. `row` is
    the last one read, and while it is entered the last one entered. `rows` counts those read:
    `known` stand already, `bad` cannot be entered, `good` are the others, of which `entered` are in.
    With `skip_bad` bad rows are left out; without, nothing is entered while one is bad. `problem` is
    the code of why it stopped, with `facts`: a sentence in the language of whoever reads. `why` says where opening points come from.

    Personal data: the council's file, until it is read: seven days after the last progress at most.
    Basis: the households' own wish that their deeds are entered. The figures stay.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bank = models.ForeignKey(VillageBank, on_delete=models.PROTECT, related_name="imports")
    what = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    file = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    why = models.CharField(max_length=200, blank=True)
    skip_bad = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="checking")
    problem = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    row = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    entered = models.PositiveIntegerField(default=0)
    began_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    began_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["bank", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(what__in=WHATS), name="bank_import_what_known"),
            models.CheckConstraint(
                condition=Q(state__in=IMPORT_STATES), name="bank_import_state_known"
            ),
            models.CheckConstraint(
                condition=Q(rows=F("good") + F("known") + F("bad"), entered__lte=F("good")),
                name="bank_import_counts_every_row",
            ),
            models.UniqueConstraint(
                fields=["bank"],
                condition=Q(state__in=AT_WORK, problem=""),
                name="bank_one_import_at_work",
            ),
        ]
        indexes = [
            models.Index(fields=["bank", "-id"], name="bank_imports"),
            models.Index(
                fields=["moved_at"], condition=Q(file__isnull=False), name="bank_imports_to_forget"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BankImportRow(models.Model):
    """A row of a workbook on its way in: as it was understood, or why it cannot be taken.

    `code`, `cell` and `facts` say what is wrong with a bad row; not what the cell said.

    Personal data: which household did what, as the council's file says. Basis: that of the deed. Rows
    that were entered go with the end of the import, all others 30 days after its last progress.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(
        BankImport, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    row = models.PositiveIntegerField()
    key = models.CharField(max_length=KEY_MAX, blank=True)
    deed_id = models.UUIDField(null=True)
    passbook = models.PositiveIntegerField(null=True)
    household = models.ForeignKey(
        "people.Household", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=40, blank=True)
    done_on = models.DateField(null=True)
    note = models.CharField(max_length=NOTE_MAX, blank=True)
    points = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8)
    code = models.CharField(max_length=40, blank=True)
    cell = models.CharField(max_length=20, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["run", "row"]
        constraints = [
            models.UniqueConstraint(fields=["run", "row"], name="bank_one_line_a_row"),
            models.CheckConstraint(
                condition=Q(state__in=ROW_STATES), name="bank_import_row_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="bad") | Q(code="", household__isnull=False),
                name="bank_only_bad_rows_say_why",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "state", "row"], name="bank_import_rows_by_state"),
            models.Index(fields=["run", "household"], name="bank_import_rows_of"),
            models.Index(
                fields=["run", "deed_id"],
                condition=Q(deed_id__isnull=False),
                name="bank_import_rows_by_deed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row} {self.state}"


class OpeningBalance(models.Model):
    """Points that a household had in the paper book when its bank began here, with the reason.

    The ledger holds them (code `opening`) from when they are brought in until somebody else of the
    council, of another household, has looked. A household begins once: another one stands only
    where the one before was refused. Nothing is edited; `run` says where the figure comes from.

    Personal data: ids of the household and of those who brought and decided. Basis: the household's
    own points. Kept as long as the bank's book; nobody's once the person's row is emptied.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bank = models.ForeignKey(VillageBank, on_delete=models.PROTECT, related_name="openings")
    run = models.ForeignKey(
        BankImport, on_delete=models.PROTECT, related_name="openings", db_index=False
    )
    household = models.ForeignKey("people.Household", on_delete=models.PROTECT, related_name="+")
    points = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="prepared")
    hold = models.OneToOneField("ledger.Transfer", on_delete=models.PROTECT, related_name="+")
    prepared_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    prepared_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    approver_household_id = models.UUIDField(null=True)
    why_not = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["bank", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gt=0, points__lte=OPENING_MAX), name="bank_opening_has_points"
            ),
            models.CheckConstraint(
                condition=Q(state="prepared", decided_at__isnull=True)
                | Q(state__in=OPENING_STATES[1:], decided_at__isnull=False),
                name="bank_opening_is_decided_once",
            ),
            models.CheckConstraint(
                condition=Q(state="prepared")
                | (
                    Q(decided_by__isnull=False, prepared_by__isnull=False)
                    & ~Q(decided_by=F("prepared_by"))
                ),
                name="bank_opening_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(approver_household_id__isnull=True)
                | ~Q(approver_household_id=F("household")),
                name="bank_nobody_opens_for_their_own",
            ),
            models.UniqueConstraint(
                fields=["bank", "household"],
                condition=~Q(state="refused"),
                name="bank_a_household_begins_once",
            ),
        ]
        indexes = [models.Index(fields=["run", "state", "id"], name="bank_openings_of_run")]

    def __str__(self) -> str:
        return f"{self.points}"
