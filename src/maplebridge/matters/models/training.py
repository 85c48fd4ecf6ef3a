"""Models that suggest kinds, and that somebody asked for one to be learned."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7


class TriageModel(models.Model):
    """A trained model that suggests categories; the one adopted last is in use.

    `content` is rules.triage.packed: hashed weights, no words. `facts` say what it was trained on
    and how it did on texts that it had not seen; "report" is training.Report as plain values. It
    names nobody. `adopted_at` is None for one that nobody took into use yet.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    made_at = models.DateTimeField()
    adopted_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=200)
    content = models.BinaryField()
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.source} {self.made_at:%Y-%m-%d}"


class TrainingRun(models.Model):
    """That somebody asked for a model to be learned from the own closed matters, and how far it is.

    `texts` is how many the last of its three trials was learned from. It names nobody; who asked
    stands in the audit.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    state = models.CharField(max_length=8, default="waiting")
    texts = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    model = models.ForeignKey(TriageModel, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed"]),
                name="training_state_known",
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="waiting"), name="one_training_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.asked_at:%Y-%m-%d}"
