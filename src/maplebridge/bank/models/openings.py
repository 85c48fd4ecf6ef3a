"""What a village owned before its bank began here: money in a drawer, towels in a cupboard."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from maplebridge.core.values import uuid7

from ..rules.fund import GIFTS, SPENDING_STATES, WAYS_OF_MONEY
from .banks import VillageBank
from .fund import FundPurpose
from .rewards import Reward, StockLot


class OpeningAsset(models.Model):
    """Money or goods from before, prepared by one person of the council and decided by another.

    While it is prepared the ledger holds it (code `opening`); approved, it stands in its purpose's fund,
    or on the shelf as `lot`. Nothing is edited: a wrong one is refused and prepared anew. `why` says
    where the figure comes from and is read by everybody. `id` is kept for retries.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bank = models.ForeignKey(VillageBank, on_delete=models.PROTECT, related_name="assets")
    gift = models.CharField(max_length=10)
    way = models.CharField(max_length=10, blank=True)
    amount_fen = models.BigIntegerField()
    purpose = models.ForeignKey(FundPurpose, on_delete=models.PROTECT, related_name="+")
    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, null=True, related_name="+")
    pieces = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="prepared")
    hold = models.OneToOneField("ledger.Transfer", on_delete=models.PROTECT, related_name="+")
    lot = models.OneToOneField(StockLot, on_delete=models.PROTECT, null=True, related_name="+")
    prepared_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    why_not = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["bank", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0) & ~Q(why=""), name="bank_an_asset_is_worth_something"
            ),
            models.CheckConstraint(
                condition=Q(gift="money", way__in=WAYS_OF_MONEY, reward__isnull=True, pieces=0)
                | (
                    Q(gift__in=GIFTS, way="", reward__isnull=False, pieces__gt=0) & ~Q(gift="money")
                ),
                name="bank_an_asset_is_money_or_pieces",
            ),
            models.CheckConstraint(
                condition=Q(state="prepared", decided_by__isnull=True, decided_at__isnull=True)
                | (
                    Q(state__in=SPENDING_STATES, decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(state="prepared")
                    & ~Q(decided_by=F("prepared_by"))
                ),
                name="bank_asset_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(lot__isnull=True) | Q(state="approved", gift="goods"),
                name="bank_only_what_is_approved_is_on_the_shelf",
            ),
        ]
        indexes = [models.Index(fields=["bank", "state", "id"], name="bank_assets_by_state")]

    def __str__(self) -> str:
        return self.why
