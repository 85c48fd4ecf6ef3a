"""A place's own rules: each edition as it was adopted, kept for ever, and what the township said."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from maplebridge.core.frozen import Entered
from maplebridge.core.values import uuid7

from ..rules.articles import Article, digest, unpacked
from ..rules.deciding import Decision, Way

SENT, NOTED, CORRECT = "sent", "noted", "correct"
FILINGS = (SENT, NOTED, CORRECT)


class VillageRules(models.Model):
    """The rules that a village gives itself, once a place. `path` repeats the place's path.

    `last_number` is the highest number that any article of any edition or draft ever had: a number is
    given once, so that a citation, or what somebody said to a draft, never comes to mean another text.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.OneToOneField("territory.Place", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=64, unique=True)
    last_number = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return str(self.pk)


class RulesEdition(Entered):
    """One adopted version, in force from a day until the next one's day. Never changed.

    The counts are what the minutes say; `record` tells where these are kept. `ballot_id` is the vote
    of an assembly that decided, None for a meeting on paper. `adopted_by` is whoever entered it, None
    for the system. `digest` freezes all of it; a row that no longer matches is not read.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rules = models.ForeignKey(VillageRules, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    articles = models.JSONField()
    way = models.CharField(max_length=16)
    met_on = models.DateField()
    entitled = models.PositiveIntegerField()
    present = models.PositiveIntegerField()
    votes_for = models.PositiveIntegerField()
    against = models.PositiveIntegerField()
    abstaining = models.PositiveIntegerField()
    record = models.CharField(max_length=200, blank=True)
    ballot_id = models.UUIDField(null=True)
    valid_from = models.DateField()
    adopted_by = models.UUIDField(null=True)
    adopted_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["rules", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["rules", "number"], name="one_edition_a_number"),
            models.UniqueConstraint(fields=["rules", "valid_from"], name="one_edition_a_day"),
            models.CheckConstraint(
                condition=Q(way__in=[way.value for way in Way]), name="edition_way_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__gte=F("met_on")), name="edition_begins_after_the_meeting"
            ),
            models.CheckConstraint(
                condition=Q(
                    present__lte=F("entitled"),
                    present__gte=F("votes_for") + F("against") + F("abstaining"),
                    votes_for__gt=F("against"),
                ),
                name="edition_counts_fit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rules_id}/{self.number}"

    @property
    def decision(self) -> Decision:
        return Decision(
            Way(self.way), self.met_on, self.entitled, self.present, self.votes_for, self.against,
            self.abstaining, self.record,
        )  # fmt: skip

    @property
    def listed(self) -> tuple[Article, ...]:
        """The articles in their order. Raises ValueError when the row is not as it was entered."""
        if self.seal() != self.digest:
            raise ValueError(f"{self} is not as it was entered")
        return unpacked(self.articles)

    def seal(self) -> str:
        """What `digest` has to be."""
        decision = self.decision
        facts = [decision.way.value, decision.met_on.isoformat(), decision.entitled,
                 decision.present, decision.votes_for, decision.against, decision.abstaining,
                 decision.record]  # fmt: skip
        ballot = self.ballot_id.hex if self.ballot_id else ""
        return digest(
            self.rules_id.hex, self.number, self.title, self.articles, facts, ballot,
            self.valid_from.isoformat(),
        )  # fmt: skip


class RulesFiling(Entered):
    """A step of the filing with the township, on its day: the village sent an edition (`sent`), the
    township put it on file (`noted`) or asked for a correction (`correct`, with words)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    edition = models.ForeignKey(RulesEdition, on_delete=models.PROTECT, related_name="filings")
    kind = models.CharField(max_length=10)
    day = models.DateField()
    words = models.CharField(max_length=500, blank=True)
    entered_by = models.UUIDField(null=True)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["edition", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FILINGS), name="filing_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=CORRECT) | ~Q(words=""), name="a_correction_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
