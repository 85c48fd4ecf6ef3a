"""What mediators say of themselves, whom parties would choose, and what ties a mediator declared."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from ..rules.choosing import CHOICES_MAX, Bond
from .casefile import MediationFile
from .parties import Party


class MediatorProfile(models.Model):
    """What somebody who holds a post as mediator says of themselves, for parties to choose by.

    `kinds` are codes of the catalogue, `languages` words. No figure about a mediator stands here or
    anywhere: nobody is ranked.

    Personal data: fields and languages of a mediator, shown to everybody who signs in. Basis: their
    own wish. Removed when they empty it, and with the end of the post's term.
    """

    post = models.OneToOneField(
        "people.Post", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    kinds = models.JSONField(default=list)
    languages = models.CharField(max_length=120, blank=True)
    about = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.post_id)


class LeadChoice(models.Model):
    """One of the mediators whom a party would like, the first choice having `rank` 1.

    Personal data: whom a party trusts. Basis: their request. Removed when the talks are over.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="choices")
    post = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["party", "rank"], name="mediation_choice_rank"),
            models.UniqueConstraint(fields=["party", "post"], name="mediation_choice_once"),
            models.CheckConstraint(
                condition=Q(rank__gte=1, rank__lte=CHOICES_MAX), name="mediation_choice_few"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}"


class Tie(models.Model):
    """A tie to a party that the leading mediator declared. They go on only if every party says so.

    `kept` are the ids of the parties that want them all the same.

    Personal data: what ties a mediator to a party, read by the parties. Basis: 人民調解法 art. 15 and
    the parties' trust. Removed with the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(MediationFile, on_delete=models.PROTECT, related_name="ties")
    post = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    bond = models.CharField(max_length=10)
    words = models.CharField(max_length=200, blank=True)
    kept = models.JSONField(default=list)
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["file", "post"], name="mediation_tie_once"),
            models.CheckConstraint(
                condition=Q(bond__in=[one.value for one in Bond]), name="mediation_bond_known"
            ),
        ]

    def __str__(self) -> str:
        return self.bond
