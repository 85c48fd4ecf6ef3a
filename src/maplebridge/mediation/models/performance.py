"""After the agreement: what was paid, what the court said, who was visited."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from .agreements import AgreedPayment, Agreement
from .casefile import MediationFile
from .parties import Party

OUTCOMES = ("", "confirmed", "rejected", "refused", "withdrawn")


class PaidNote(models.Model):
    """That something was paid: `by` says who wrote it down, and the receiver confirms it.

    It counts at once; `denied_at` takes it out again when the receiver says that nothing came.
    `proof` is a photo of the receipt.

    Personal data: a payment between two people. Basis: the agreement. Removed with the words of
    the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    payment = models.ForeignKey(AgreedPayment, on_delete=models.PROTECT, related_name="paid")
    amount_fen = models.BigIntegerField()
    paid_on = models.DateField()
    proof = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    denied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="mediation_paid_positive"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(denied_at__isnull=True),
                name="mediation_paid_or_denied",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CourtConfirmation(models.Model):
    """The joint application to a court to confirm an agreement, and its answer.

    `asked_by` are the ids of the parties that asked for it: it goes out when all who signed did.
    `organisation` is a court that takes part here and reads the application, the agreement, and
    number and address of those in `contacts`. `taken_on` is the day on which it took it on,
    `ruling_longer` that it added ten days, `reason` why it did not take it on or confirm it.

    Personal data: that people went to court together. Basis: their application. Removed with the
    words of the file.
    Law: 人民調解法 art. 33 (in force 2011-01-01).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.OneToOneField(
        Agreement, on_delete=models.PROTECT, related_name="confirmation"
    )
    court = models.CharField(max_length=80)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    asked_by = models.JSONField(default=list)
    contacts = models.JSONField(default=list)
    taken_on = models.DateField(null=True)
    ruling_longer = models.BooleanField(default=False)
    reason = models.CharField(max_length=600, blank=True)
    applied_on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, blank=True)
    answered_on = models.DateField(null=True)
    case_number = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="mediation_court_known"),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(applied_on__isnull=False, answered_on__isnull=False),
                name="mediation_court_answers_an_application",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "-id"],
                name="mediation_applied_at",
                condition=Q(organisation__isnull=False, applied_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class FollowUp(models.Model):
    """That somebody asked a party how it went. `content` is how content they are, in their words' class.

    Personal data: what a party said about the outcome. Basis: the committee's duty to see that
    agreements are kept (人民調解法 art. 31). Removed with the words of the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(MediationFile, on_delete=models.PROTECT, related_name="visits")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    visited_on = models.DateField()
    by_phone = models.BooleanField(default=False)
    performed = models.CharField(max_length=8)
    content = models.CharField(max_length=12, blank=True)
    words = models.CharField(max_length=600, blank=True)
    by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(performed__in=("in_full", "in_part", "not_yet")),
                name="mediation_visit_performed",
            ),
            models.CheckConstraint(
                condition=Q(content__in=("", "satisfied", "partly", "unsatisfied")),
                name="mediation_visit_content",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
