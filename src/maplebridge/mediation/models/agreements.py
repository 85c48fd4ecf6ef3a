"""The agreement: its draft, what is paid, who signed how, and the sealed paper."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from .casefile import MediationFile
from .parties import Party

STATES = ("draft", "signing", "in_effect")
WAYS = ("code", "paper")


class Agreement(models.Model):
    """What the parties of a file agree on. One by word of mouth may be followed by one in writing, which
    then holds in its place.

    `state`: draft while it is written, signing while its text stands still, in_effect when all
    signed and the committee sealed it. `oral`: agreed by word of mouth and only registered.
    `owing` are the parties that are said to owe something: each of them needs a payment.
    `text_hash` is the SHA-256 of the words that everybody signs. `answered` holds, by doubt, why
    the mediator lets it stand. `clauses` are promises beside money, in order.

    Personal data: what two sides agreed on and why. Basis: their agreement. Its words go 3,650
    days after the file was over, with the file.
    Law: 人民調解法 art. 28, 29, 30 (in force 2011-01-01).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(MediationFile, on_delete=models.PROTECT, related_name="agreements")
    number = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default="draft")
    oral = models.BooleanField(default=False)
    facts = models.TextField(blank=True)
    clauses = models.JSONField(default=list)
    future_treatment = models.CharField(max_length=600, blank=True)
    total_fen = models.BigIntegerField(null=True)
    grace_days = models.PositiveSmallIntegerField(default=0)
    all_due_after = models.PositiveSmallIntegerField(null=True)
    owing = models.JSONField(default=list)
    recorder = models.CharField(max_length=60, blank=True)
    answered = models.JSONField(default=dict)
    text_hash = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    fixed_at = models.DateTimeField(null=True)
    effective_at = models.DateTimeField(null=True)
    document = models.ForeignKey(
        "core.SealedDocument", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["file", "oral"], name="mediation_one_of_each_kind"),
            models.CheckConstraint(
                condition=Q(state__in=STATES), name="mediation_agreement_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", text_hash="", fixed_at__isnull=True)
                | (~Q(state="draft") & ~Q(text_hash="") & Q(fixed_at__isnull=False)),
                name="mediation_fixed_words_have_a_hash",
            ),
            models.CheckConstraint(
                condition=Q(state="in_effect", effective_at__isnull=False)
                | (~Q(state="in_effect") & Q(effective_at__isnull=True)),
                name="mediation_in_effect_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class AgreedPayment(models.Model):
    """One sum of an agreement: who pays whom, how. Its parts say when; there is at least one.

    `liable`: with it the payer's part of the dispute is settled. `account` is where it goes.

    Personal data: who owes whom how much, and an account. Basis: the agreement. The account goes
    with the words of the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="payments")
    payer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", db_index=False)
    payee = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    payee_name = models.CharField(max_length=60, blank=True)
    amount_fen = models.BigIntegerField()
    capitals = models.CharField(max_length=60)
    manner = models.CharField(max_length=8, blank=True)
    account = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="mediation_payment_positive")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AgreedPart(models.Model):
    """One part of a payment and the day on which it is due. `reminded` are the reminders that went out."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    payment = models.ForeignKey(AgreedPayment, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    amount_fen = models.BigIntegerField()
    reminded = models.JSONField(default=list)
    remind_on = models.DateField(null=True)

    class Meta:
        ordering = ["payment", "number"]
        constraints = [
            models.UniqueConstraint(fields=["payment", "number"], name="mediation_part_number"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="mediation_part_positive"),
        ]
        indexes = [
            models.Index(
                fields=["remind_on", "id"],
                name="mediation_to_remind",
                condition=Q(remind_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Signature(models.Model):
    """That somebody signed exactly these words. `way`: a code sent to their phone, or on paper.

    `party` is whose signature it is, None for the mediator and the committee (`as_what`). `strokes`
    is what they drew, an SVG path; `name` what they typed. `sent_to` is the number of the code, all
    but its last four digits left out. `paper` is the scan of the signed paper.

    Personal data: a signature and how it was given. Basis: proof of the agreement. Removed with the
    words of the file.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    as_what = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    way = models.CharField(max_length=6)
    strokes = models.TextField(blank=True)
    sent_to = models.CharField(max_length=20, blank=True)
    paper = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    text_hash = models.CharField(max_length=64)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "party"],
                condition=Q(party__isnull=False),
                name="mediation_signed_once",
            ),
            models.UniqueConstraint(
                fields=["agreement", "as_what"],
                condition=Q(party__isnull=True),
                name="mediation_signed_once_at_the_desk",
            ),
            models.CheckConstraint(condition=Q(way__in=WAYS), name="mediation_signing_way_known"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SigningCode(models.Model):
    """The code that a party was sent to sign with: a hash, good for ten minutes and five tries.

    `sends` counts how many codes went out for this signature within a day.

    Personal data: the last digits of the number it went to. Basis: the signature. Removed when it
    is used, and a day after it was made.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="codes")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+", db_index=False)
    code_hash = models.CharField(max_length=64)
    sent_to = models.CharField(max_length=20)
    tries = models.PositiveSmallIntegerField(default=0)
    sends = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "party"], name="mediation_one_code_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["made_at", "id"], name="mediation_codes_to_forget")]

    def __str__(self) -> str:
        return str(self.pk)
