"""What points are exchanged for: the catalogue, the pieces on the shelf, and who fetches which."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from maplebridge.core.frozen import Entered
from maplebridge.core.values import uuid7

from ..rules.rewards import KINDS, LIVE, POINTS_MAX, REDEMPTION_STATES
from .banks import VillageBank
from .fund import Donation, FundPurpose, Spending


class Reward(models.Model):
    """A thing, a service or an honour that a village gives for points. Not offered: no new promise."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bank = models.ForeignKey(VillageBank, on_delete=models.PROTECT, related_name="rewards")
    name = models.CharField(max_length=60)
    about = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=10)
    points = models.PositiveIntegerField()
    offered = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["bank", "points", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="bank_reward_kind_known"),
            models.CheckConstraint(
                condition=Q(points__gt=0, points__lte=POINTS_MAX), name="bank_reward_has_a_price"
            ),
            models.UniqueConstraint(
                fields=["bank", "name"],
                condition=Q(offered=True),
                name="one_offered_reward_a_name",
            ),
        ]
        indexes = [models.Index(fields=["bank", "offered", "points"], name="bank_rewards_on_offer")]

    def __str__(self) -> str:
        return self.name


class StockLot(models.Model):
    """Pieces that came at once: bought, given, or places of a service that cost the fund nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, related_name="lots")
    pieces = models.PositiveIntegerField()
    cost_fen = models.BigIntegerField()
    purpose = models.ForeignKey(FundPurpose, on_delete=models.PROTECT, null=True, related_name="+")
    donation = models.OneToOneField(
        Donation, on_delete=models.PROTECT, null=True, related_name="lot"
    )
    spending = models.OneToOneField(
        Spending, on_delete=models.PROTECT, null=True, related_name="lot"
    )
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pieces__gt=0), name="bank_a_lot_has_pieces"),
            models.CheckConstraint(
                condition=Q(cost_fen=0, purpose__isnull=True)
                | Q(cost_fen__gt=0, purpose__isnull=False),
                name="bank_cost_is_borne_by_a_purpose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pieces} x {self.reward_id}"


class StockUnit(models.Model):
    """One piece. It is free while no redemption that counts names it: the database sees to that."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, related_name="units")
    lot = models.ForeignKey(StockLot, on_delete=models.PROTECT, related_name="units")
    cost_fen = models.BigIntegerField()
    written_off_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["reward", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(cost_fen__gte=0), name="bank_no_negative_cost"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class WriteOff(Entered):
    """Free pieces of a reward that nobody could use any more, taken off the shelf, with the reason.

    `cost_fen` left the stock of their purposes. Everybody reads the reason in the fund's open book; it
    names nobody. `by` is whoever of the council did it, None for the system.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, related_name="write_offs")
    pieces = models.PositiveIntegerField()
    cost_fen = models.BigIntegerField()
    why = models.CharField(max_length=200)
    by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pieces__gt=0, cost_fen__gte=0) & ~Q(why=""),
                name="bank_a_write_off_says_why",
            ),
        ]
        indexes = [models.Index(fields=["reward", "at"], name="bank_write_offs_of")]

    def __str__(self) -> str:
        return f"{self.pieces} x {self.reward_id}"


class Redemption(models.Model):
    """A household's wish for one piece: reserved, then collected, cancelled or expired.

    While it is reserved the ledger holds the points, and what the piece cost; both are posted when
    it is handed over and given back in any other case. `id` is made by whoever asks and kept for
    retries. `code` stands in the QR that the household shows. A member of the same household never
    hands over: `hander_household_id` is the hander's, at that moment.

    Personal data: ids of the household, of who asked and who handed over. Basis: the household's own
    wish. Kept as long as the bank's book; nobody's once the person's row is emptied.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bank = models.ForeignKey(VillageBank, on_delete=models.PROTECT, related_name="redemptions")
    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, related_name="redemptions")
    unit = models.ForeignKey(StockUnit, on_delete=models.PROTECT, related_name="redemptions")
    household = models.ForeignKey("people.Household", on_delete=models.PROTECT, related_name="+")
    points = models.PositiveIntegerField()
    cost_fen = models.BigIntegerField()
    state = models.CharField(max_length=10)
    code = models.CharField(max_length=12, unique=True)
    asked_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    collect_by = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    handed_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    hander_household_id = models.UUIDField(null=True)
    paper = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(state__in=LIVE), name="bank_a_piece_goes_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=REDEMPTION_STATES), name="bank_redemption_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="reserved", ended_at__isnull=True)
                | (~Q(state="reserved") & Q(ended_at__isnull=False)),
                name="bank_redemption_ends_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="collected") | Q(handed_by__isnull=False),
                name="bank_somebody_hands_over",
            ),
            models.CheckConstraint(
                condition=Q(hander_household_id__isnull=True)
                | ~Q(hander_household_id=F("household_id")),
                name="bank_nobody_hands_to_their_own",
            ),
            models.CheckConstraint(
                condition=Q(points__gt=0, cost_fen__gte=0), name="bank_redemption_has_a_price"
            ),
        ]
        indexes = [
            models.Index(fields=["household", "-id"], name="bank_redemptions_of"),
            models.Index(fields=["bank", "state", "id"], name="bank_redemptions_to_hand"),
            models.Index(
                fields=["collect_by"], condition=Q(state="reserved"), name="bank_redemptions_due"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class RedemptionUndone(models.Model):
    """An exchange that was entered for the wrong household, undone: points and piece are back.

    The redemption itself stays as it was entered. `lot` is the piece, back on the shelf. Another member
    of the council than the one who handed over does this. Personal data: who did it, as an id. Kept with
    the bank's book.
    """

    redemption = models.OneToOneField(
        Redemption, on_delete=models.PROTECT, primary_key=True, related_name="undone"
    )
    lot = models.OneToOneField(StockLot, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=200)
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)
