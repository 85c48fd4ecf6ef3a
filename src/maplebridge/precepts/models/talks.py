"""A draft of village rules, and what residents say about it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from ..rules.articles import Article, unpacked
from .rulebooks import VillageRules

WAITING, SHOWN, HIDDEN = "waiting", "shown", "hidden"
COMMENT_STATES = (WAITING, SHOWN, HIDDEN)


class RulesDraft(models.Model):
    """What is to become the next edition, open to words of the residents. One at a time.

    `base` is the number of the edition that it changes, 0 for the first. `revision` counts the
    times it was saved, so that of two people who write at once nobody undoes the other unseen.
    `ended_at` with `adopted` or `dropped` closes it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rules = models.ForeignKey(VillageRules, on_delete=models.PROTECT, related_name="drafts")
    base = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    articles = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    opened_by = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    ended = models.CharField(max_length=10, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["rules", "-opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rules"], condition=Q(ended_at__isnull=True), name="one_open_draft"
            ),
            models.CheckConstraint(
                condition=Q(ended="", ended_at__isnull=True)
                | Q(ended__in=["adopted", "dropped"], ended_at__isnull=False),
                name="draft_end_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rules_id} {self.revision}"

    @property
    def listed(self) -> tuple[Article, ...]:
        return unpacked(self.articles)


class RulesComment(models.Model):
    """What somebody of the place says about a draft, or one article of it (`article` 0: the whole).

    Others read it once somebody who writes the draft has shown it, without a name. `answer` is what
    came of it.

    Personal data: whose words they are, told to those who write the draft. Basis: the person's
    wish to have a say. Person and words are emptied 365 days after the draft ended.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    draft = models.ForeignKey(RulesDraft, on_delete=models.PROTECT, related_name="comments")
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    article = models.PositiveIntegerField(default=0)
    text = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, default=WAITING)
    answer = models.CharField(max_length=500, blank=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["draft", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=COMMENT_STATES), name="rules_comment_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["draft", "state", "id"], name="rules_comments_of"),
            models.Index(fields=["person", "-id"], name="rules_comments_by"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
