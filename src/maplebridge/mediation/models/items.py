"""The item sheet of a talk: what is claimed, admitted and agreed, one row an item."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import Fen, uuid7

from ..rules.ranges import Item
from .casefile import MediationFile
from .parties import Party


class ClaimItem(models.Model):
    """One item that a party claims. Sums are fen; None where nobody has said anything yet.

    `claimant` is whose item it is. `admitted` is what the other side admits, `agreed` what both
    settled on, `likely` what the mediator holds for probable: nobody else ever sees that one.
    `evidence` says in words which paper stands behind it. `head` is the head of loss of an item that
    was taken over from a reckoning, and `reckoning` the number of that version; "" and None for what
    was written by hand.

    Personal data: what a quarrel is about, in sums. Basis: the parties' request for mediation
    (個人信息保護法 art. 13). Removed with the words of the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(MediationFile, on_delete=models.PROTECT, related_name="items")
    claimant = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    label = models.CharField(max_length=80)
    evidence = models.CharField(max_length=200, blank=True)
    head = models.CharField(max_length=24, blank=True)
    reckoning = models.PositiveSmallIntegerField(null=True)
    claimed_fen = models.BigIntegerField()
    admitted_fen = models.BigIntegerField(null=True)
    agreed_fen = models.BigIntegerField(null=True)
    likely_fen = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(claimed_fen__gt=0)
                & (Q(admitted_fen__isnull=True) | Q(admitted_fen__gte=0))
                & (Q(agreed_fen__isnull=True) | Q(agreed_fen__gte=0))
                & (Q(likely_fen__isnull=True) | Q(likely_fen__gte=0)),
                name="mediation_item_sums",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def as_item(self) -> Item:
        """The row as the rules see it."""
        return Item(
            str(self.pk), Fen(self.claimed_fen), _fen(self.admitted_fen), _fen(self.agreed_fen),
            _fen(self.likely_fen),
        )  # fmt: skip


def _fen(amount: int | None) -> Fen | None:
    return None if amount is None else Fen(amount)
