"""The fund that pays for rewards: what it is for, what came in, what went out, what the bank's own paper says."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from maplebridge.core.values import uuid7

from ..rules.fund import GIFTS, SOURCES, SPENDING_STATES, WAYS_OF_MONEY
from .banks import VillageBank


class FundPurpose(models.Model):
    """What money of a fund is for. The one without a name is for whatever the rewards need.

    Money given for a purpose stands in the purpose's own accounts (`fund` for money, `stock` for
    goods at cost), which never go below zero, and is spent for it alone. `covers_points` says
    whether it counts as cover for the points that households hold. `official_code` is the account
    in the chart of collective economies; empty until somebody of the collective has named it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bank = models.ForeignKey(VillageBank, on_delete=models.PROTECT, related_name="purposes")
    name = models.CharField(max_length=60, blank=True)
    covers_points = models.BooleanField(default=True)
    official_code = models.CharField(max_length=20, blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["bank", "name"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "name"], name="one_purpose_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Donation(models.Model):
    """What somebody gave to a village's fund, money or goods, with its receipt's number.

    Numbers run without a gap for each bank and year. A donation that was entered wrongly is taken
    back (`taken_back_at`); its number stays. `named` is the donor's consent to be named to everybody.

    Personal data: the donor's name, for the receipt. Basis: the donor's wish. Kept 3,650 days since
    `given_on`, then emptied; number and amount stay with the book.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bank = models.ForeignKey(VillageBank, on_delete=models.PROTECT, related_name="donations")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=10)
    gift = models.CharField(max_length=10)
    way = models.CharField(max_length=10, blank=True)
    amount_fen = models.BigIntegerField()
    purpose = models.ForeignKey(FundPurpose, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=200, blank=True)
    donor_name = models.CharField(max_length=80, blank=True)
    named = models.BooleanField(default=False)
    given_on = models.DateField()
    transfer = models.OneToOneField(
        "ledger.Transfer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    entered_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    entered_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    why_back = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["bank", "-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "year", "number"], name="one_receipt_a_number"),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, number__gt=0), name="bank_a_gift_is_worth_something"
            ),
            models.CheckConstraint(condition=Q(source__in=SOURCES), name="bank_source_known"),
            models.CheckConstraint(
                condition=Q(gift="money", way__in=WAYS_OF_MONEY)
                | (Q(gift__in=GIFTS, way="") & ~Q(gift="money")),
                name="bank_money_comes_on_a_way",
            ),
            models.CheckConstraint(
                condition=Q(named=False) | ~Q(donor_name=""), name="bank_only_a_name_is_named"
            ),
        ]
        indexes = [
            models.Index(fields=["bank", "named", "-given_on"], name="bank_donors"),
            models.Index(fields=["given_on"], name="bank_gifts_by_day"),
        ]

    def __str__(self) -> str:
        return self.receipt

    @property
    def receipt(self) -> str:
        """The receipt's number as it is read aloud: 2026-0007."""
        return f"{self.year}-{self.number:04d}"


class Spending(models.Model):
    """Money that goes out of the fund: prepared by one person, decided by another.

    While it is prepared the ledger holds the money, so that nobody can promise it twice. With a
    `reward` it buys pieces of it: the money becomes stock at cost. `number` is the voucher's, given
    when it is approved, without a gap for each bank and year. `payee` is a shop or an office, never
    a household: what households get are rewards.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bank = models.ForeignKey(VillageBank, on_delete=models.PROTECT, related_name="spendings")
    purpose = models.ForeignKey(FundPurpose, on_delete=models.PROTECT, related_name="+")
    amount_fen = models.BigIntegerField()
    way = models.CharField(max_length=10)
    what = models.CharField(max_length=200)
    payee = models.CharField(max_length=80, blank=True)
    paid_on = models.DateField()
    reward = models.ForeignKey("Reward", on_delete=models.PROTECT, null=True, related_name="+")
    pieces = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, default="prepared")
    hold = models.OneToOneField("ledger.Transfer", on_delete=models.PROTECT, related_name="+")
    prepared_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True)
    why_not = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["bank", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="bank_spending_positive"),
            models.CheckConstraint(
                condition=Q(way__in=WAYS_OF_MONEY), name="bank_spending_way_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SPENDING_STATES), name="bank_spending_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="prepared", reviewed_by__isnull=True, number__isnull=True)
                | Q(state="refused", reviewed_by__isnull=False, number__isnull=True)
                | Q(state="approved", reviewed_by__isnull=False, number__isnull=False),
                name="bank_spending_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("prepared_by")),
                name="bank_spending_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(reward__isnull=True, pieces=0) | Q(reward__isnull=False, pieces__gt=0),
                name="bank_what_is_bought_is_counted",
            ),
            models.UniqueConstraint(
                fields=["bank", "year", "number"],
                condition=Q(number__isnull=False),
                name="one_voucher_a_number",
            ),
        ]
        indexes = [models.Index(fields=["bank", "state", "id"], name="bank_spendings_by_state")]

    def __str__(self) -> str:
        return self.what

    @property
    def voucher(self) -> str:
        """The voucher's number, "" until it is approved."""
        return f"{self.year}-{self.number:04d}" if self.number else ""
