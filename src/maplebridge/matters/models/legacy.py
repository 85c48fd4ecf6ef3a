"""What an old hotline's workbook leaves behind: the run, the rows refused, the old numbers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

RUN_STATES = ("waiting", "running", "done", "failed")


class ImportRun(models.Model):
    """One workbook on its way in: how far it is read, and what came of its rows.

    `digest` is the SHA-256 of file and map, so that the same again goes on where it stopped.
    A `trial` writes no matter. `rows` counts those read, of which `taken` became matters, `known`
    had come in before and `refused` could not be taken. `row` is the number of the last in the file,
    `total` how many rows it has, where somebody counted them.

    Personal data: the workbook itself, with whatever the old hotline wrote. Basis: taking over a
    public duty. The file goes when it is read, and seven days after the last progress at the
    latest; the figures stay.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    file = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    trial = models.BooleanField(default=False)
    state = models.CharField(max_length=8, default="waiting")
    problem = models.CharField(max_length=300, blank=True)
    row = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    rows = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RUN_STATES), name="import_state_known"),
            models.CheckConstraint(
                condition=Q(rows=models.F("taken") + models.F("known") + models.F("refused")),
                name="import_counts_every_row",
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(trial=False, state__in=["waiting", "running"]),
                name="one_import_a_source_at_work",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.name}"


class ImportDraft(models.Model):
    """A workbook that somebody is preparing to take over: what it holds, what was chosen so far.

    `seen` is the survey of its columns (rules/legacy_survey.py), empty until a worker has read it;
    `content` the map as far as it is made, `settled` the pages of words that somebody said yes to.
    `tried` is the last run that only tried it.

    Personal data: the workbook, and its words and first rows without the columns of callers and
    officers. Basis: taking over a public duty. Gone when it is taken over or put away, and seven
    days after the last step at the latest.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    seen = models.JSONField(default=dict)
    content = models.JSONField(default=dict)
    settled = models.JSONField(default=list)
    problem = models.CharField(max_length=300, blank=True)
    tried = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, related_name="+")
    began_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class ImportRefusal(models.Model):
    """A row of a workbook that could not be taken: which, and why. Not what was reported: `cell` is the
    word of a list, the time or the position that was not understood, numbers of people covered.

    Personal data: the old number of somebody's call. Basis: so that somebody can put the row
    right. Kept 90 days after the run's last progress.
    """

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="refusals")
    row = models.PositiveIntegerField()
    number = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=20)
    column = models.CharField(max_length=100, blank=True)
    cell = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["run", "row"]
        constraints = [
            models.UniqueConstraint(fields=["run", "row"], name="one_refusal_a_row"),
        ]

    def __str__(self) -> str:
        return f"{self.row} {self.reason}"


class LegacyReference(models.Model):
    """The number under which another system knew a matter; each is taken over once.

    It names nobody: whoever holds the old system's records alone can read it.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=40)
    number = models.CharField(max_length=60)
    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, related_name="legacy")
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="taken_over")

    class Meta:
        ordering = ["source", "number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="one_matter_an_old_number")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.number}"
