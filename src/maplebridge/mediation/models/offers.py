"""Silent offers between two parties: what they agreed on beforehand, and the sealed figures."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from maplebridge.core.values import uuid7

from ..rules.offers import State, Terms
from .casefile import MediationFile
from .parties import Party


class SilentOffers(models.Model):
    """One attempt to settle one sum by sealed figures. Each side agrees to its terms before it plays.

    `asks` and `pays` are the parties; `ready` holds which of the two agreed to take part, `allows`
    which of them lets the mediator see how far apart a finished round was. `lapsed` are the numbers
    of rounds that the mediator ended without both figures. `settled_fen` is the result.

    Personal data: that two parties tried to settle, and at which sum. Basis: their agreement to
    take part. Removed with the words of the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(MediationFile, on_delete=models.PROTECT, related_name="offers")
    asks = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    pays = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    about = models.CharField(max_length=120)
    rounds = models.PositiveSmallIntegerField()
    settle_bp = models.PositiveSmallIntegerField()
    near_bp = models.PositiveSmallIntegerField()
    ready = models.JSONField(default=list)
    allows = models.JSONField(default=list)
    lapsed = models.JSONField(default=list)
    state = models.CharField(max_length=8, default=State.OPEN.value)
    settled_fen = models.BigIntegerField(null=True)
    opened_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["file"], condition=Q(state="open"), name="mediation_one_open_offers"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in State]), name="mediation_offers_known"
            ),
            models.CheckConstraint(condition=~Q(asks=F("pays")), name="mediation_offers_two"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def terms(self) -> Terms:
        return Terms(self.rounds, self.settle_bp, self.near_bp)


class SealedFigure(models.Model):
    """What one side put into one round. Read by the rule and by that side, by nobody else.

    Personal data: what a party would give or take, in confidence. Basis: its own entry. Removed the
    moment the offers end, with or without a result, and whenever it is taken back.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    offers = models.ForeignKey(SilentOffers, on_delete=models.CASCADE, related_name="figures")
    round = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=4)
    figure_fen = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["offers", "round", "side"], name="mediation_one_figure_a_round"
            ),
            models.CheckConstraint(
                condition=Q(figure_fen__gte=0), name="mediation_figure_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
