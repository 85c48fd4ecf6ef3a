"""What was done in a file, line by line, for ever; the words said with it, for as long as the file."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.frozen import Entered
from maplebridge.core.values import uuid7

from ..rules.stages import State
from .casefile import MediationFile


class Step(Entered):
    """One line of a file's record, never changed: who did what, as what, by which article.

    `verb` is a step of rules.stages or a note of something else that happened (a party was added, a
    reminder was given). `hat` is as what the actor did it. `code` is the reason or the reminder, an
    id or a code and never words; `thing_id` the party, seat or session it is about.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(MediationFile, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12)
    to_state = models.CharField(max_length=12)
    actor = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    deputy_for = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    hat = models.CharField(max_length=14, blank=True)
    code = models.CharField(max_length=40, blank=True)
    articles = models.JSONField(default=list)
    thing_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_state__in=[one.value for one in State])
                & Q(to_state__in=[one.value for one in State]),
                name="mediation_step_states_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d}"


class StepWords(models.Model):
    """What somebody wrote with a step, such as why it was not taken on. Read by all in the file.

    Personal data: words about a quarrel. Basis and days: those of the file; then removed.
    """

    step = models.OneToOneField(
        Step, on_delete=models.PROTECT, primary_key=True, related_name="words"
    )
    text = models.CharField(max_length=600)

    def __str__(self) -> str:
        return str(self.step_id)
