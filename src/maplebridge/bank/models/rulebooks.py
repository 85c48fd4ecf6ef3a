"""Rows that stand as they were entered: the rules that a council adopts, and what concerns earned."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.frozen import Entered
from maplebridge.core.values import uuid7

from ..rules import (
    Catalogue,
    Charter,
    Part,
    Reason,
    Tariff,
    digest,
    read_catalogue,
    read_charter,
    read_tariff,
)

MATTER_POINTS = "matter_points"
BANK_DEEDS = "bank_deeds"
BANK_RULES = "bank_rules"


class Rulebook(Entered):
    """One version of a rulebook, in force from a day until the next version's day. Never changed.

    `name` says what it holds: MATTER_POINTS, a community's tariff for concerns; BANK_DEEDS, a bank's
    catalogue of deeds; BANK_RULES, how the bank decides. `owner_id` is that community or bank; None
    for the tariff of the whole jurisdiction. `digest` freezes name, owner, version, day and body;
    a row that no longer matches it is not read.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=40)
    owner_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField()
    valid_from = models.DateField()
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=200)
    entered_by = models.UUIDField(null=True)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "version"],
                condition=Q(owner_id__isnull=True),
                name="bank_one_rulebook_a_version",
            ),
            models.UniqueConstraint(
                fields=["name", "valid_from"],
                condition=Q(owner_id__isnull=True),
                name="bank_one_rulebook_a_day",
            ),
            models.UniqueConstraint(
                fields=["owner_id", "name", "version"],
                condition=Q(owner_id__isnull=False),
                name="bank_one_own_rulebook_a_version",
            ),
            models.UniqueConstraint(
                fields=["owner_id", "name", "valid_from"],
                condition=Q(owner_id__isnull=False),
                name="bank_one_own_rulebook_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.citation

    @property
    def title(self) -> str:
        """Name and owner in one: what the digest and the citation call the rulebook."""
        return f"{self.name}@{self.owner_id.hex}" if self.owner_id else self.name

    @property
    def citation(self) -> str:
        """How an outcome names the version that it used: ``matter_points/1``."""
        return f"{self.title}/{self.version}"

    def seal(self) -> str:
        """What `digest` has to be."""
        return digest(self.title, self.version, self.valid_from.isoformat(), self.body)

    @property
    def tariff(self) -> Tariff:
        """The validated tariff. Raises ValueError when the row is not as it was entered."""
        return read_tariff(self._sealed_body())

    @property
    def catalogue(self) -> Catalogue:
        """The validated kinds of deeds. Raises as `tariff` does."""
        return read_catalogue(self._sealed_body())

    @property
    def charter(self) -> Charter:
        """The validated rules of a bank. Raises as `tariff` does."""
        return read_charter(self._sealed_body())

    def _sealed_body(self) -> object:
        if self.seal() != self.digest:
            raise ValueError(f"{self.citation} is not as it was entered")
        return self.body


class MatterReward(Entered):
    """What one closing of a matter gave one of those who took part, and under which rulebook.

    `number` is 0 for the reporter and counts the helpers from 1. Names a household, never a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter_id = models.UUIDField()
    closing = models.PositiveIntegerField()
    number = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=10)
    household_id = models.UUIDField(null=True)
    points = models.PositiveIntegerField()
    reason = models.CharField(max_length=20)
    transfer = models.OneToOneField(
        "ledger.Transfer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    rulebook = models.ForeignKey(Rulebook, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["matter_id", "closing", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter_id", "closing", "number"], name="bank_one_share_a_taker"
            ),
            models.UniqueConstraint(
                fields=["matter_id", "household_id"],
                condition=Q(reason=Reason.GIVEN.value),
                name="bank_one_share_a_household_and_matter",
            ),
            models.CheckConstraint(
                condition=Q(part__in=[part.value for part in Part]), name="bank_part_known"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=[reason.value for reason in Reason]),
                name="bank_reason_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    reason=Reason.GIVEN.value,
                    points__gt=0,
                    transfer__isnull=False,
                    household_id__isnull=False,
                )
                | (~Q(reason=Reason.GIVEN.value) & Q(points=0) & Q(transfer__isnull=True)),
                name="bank_points_come_with_a_transfer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.points}"
