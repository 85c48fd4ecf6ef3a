"""The monthly review of a place: frozen figures, call-backs drawn by lot, and proposed changes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from .rules.changes import Kind

OUTCOMES = ("solved", "not_solved", "declined", "not_reached")
DECISIONS = ("open", "adopted", "declined")


class MonthlyReview(models.Model):
    """What happened at a place in a month: counts as they were when it was drafted.

    `figures` are rules.figures by kind and by place, and which kinds were sorted into which. It
    names nobody and counts nobody: matters and places only.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=64)
    month = models.DateField()
    figures = models.JSONField()
    drafted_at = models.DateTimeField()
    conclusions = models.TextField(blank=True)
    concluded_at = models.DateTimeField(null=True)
    concluded_by = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-month", "path", "id"]
        constraints = [
            models.UniqueConstraint(fields=["place", "month"], name="one_review_a_place_and_month"),
        ]
        indexes = [models.Index(fields=["-month", "path"], name="review_month")]

    def __str__(self) -> str:
        return f"{self.path} {self.month:%Y-%m}"


class CallSample(models.Model):
    """The lots of one month: with `seed`, the share and the most anybody draws the same matters again.

    `rulebook` is the catalogue version that set both: the one in force on the last day of the month,
    which nobody could change any more when the seed was made. "" was drawn before versions said it.
    `keys_digest` tells whether the list of closed matters is still the one that was drawn from.
    `left_out` counts what was closed and not drawn from, by why (rules.sample.Left); null was drawn
    before that was counted.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    month = models.DateField(unique=True)
    seed = models.CharField(max_length=64)
    share_bp = models.PositiveIntegerField()
    most = models.PositiveIntegerField(default=60)
    rulebook = models.CharField(max_length=20, blank=True, default="")
    keys_digest = models.CharField(max_length=64, blank=True, default="")
    closed = models.PositiveIntegerField()
    left_out = models.JSONField(null=True)
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["-month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class CallBack(models.Model):
    """One closed matter whose reporter is called, by those who took no part in it.

    `caller` is the other community that calls; where there is only one community, `caller_post` is
    an operator or head who took no part. Neither: nobody was independent, so nobody calls. The
    outcome stands beside the resident's own rating and never changes it; of "not solved", `reopened`
    says whether the resident wanted the matter opened again.

    Personal data: what a resident said on the phone, to check the house's own figures. Basis: the
    resident's request (個人信息保護法 art. 13). `text` is emptied 365 days after the drawing; the
    outcome stays as a figure.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sample = models.ForeignKey(CallSample, on_delete=models.PROTECT, related_name="calls")
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    community = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    caller = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, null=True, related_name="+"
    )
    caller_post = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    outcome = models.CharField(max_length=12, blank=True)
    reopened = models.BooleanField(null=True)
    text = models.TextField(blank=True)
    noted_at = models.DateTimeField(null=True)
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["-drawn_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "matter"], name="one_call_a_matter"),
            models.CheckConstraint(
                condition=Q(outcome="", noted_at__isnull=True)
                | Q(outcome__in=OUTCOMES, noted_at__isnull=False),
                name="a_call_says_how_and_when",
            ),
            models.CheckConstraint(
                condition=Q(caller__isnull=True) | ~Q(community=models.F("caller")),
                name="nobody_calls_for_themselves",
            ),
            models.CheckConstraint(
                condition=Q(caller__isnull=True) | Q(caller_post__isnull=True),
                name="one_caller_a_call",
            ),
        ]
        indexes = [
            models.Index(fields=["caller", "-drawn_at", "id"], name="call_caller"),
            models.Index(fields=["caller_post", "-drawn_at", "id"], name="call_caller_post"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome or 'open'} for {self.matter_id}"


class Proposal(models.Model):
    """A change of the rules that a review led to: as data, replayed on the past, then decided.

    `change` is rules.changes; `replay` what it would have meant, with the assumptions. `version` is
    the catalogue that came of it, "" for a change that the catalogue does not hold.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    change = models.JSONField()
    why = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+")
    replay = models.JSONField(null=True)
    replayed_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, default="open")
    decided_at = models.DateTimeField(null=True)
    in_force_from = models.DateField(null=True)
    version = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in Kind]) & Q(decision__in=DECISIONS),
                name="proposal_kind_and_decision_known",
            ),
        ]
        indexes = [models.Index(fields=["-made_at", "-id"], name="proposal_made")]

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at:%Y-%m-%d}"
