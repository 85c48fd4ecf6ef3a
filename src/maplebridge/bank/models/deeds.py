"""Deeds as they are entered, who saw them, the month's notice, and what was objected."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from maplebridge.core.values import uuid7

from ..rules import DeedState, Field
from .banks import VillageBank
from .rulebooks import Rulebook

_PROMISED = [state.value for state in (DeedState.APPROVED, DeedState.NOTICED, DeedState.POSTED)]
_NOTICED = [state.value for state in (DeedState.NOTICED, DeedState.POSTED, DeedState.VOIDED)]


class MonthNotice(models.Model):
    """What a month brought to each household, published so that anybody in the village may object.

    `month` is its first day. The window closes at `closes_at`; `certain` is False when the working
    days of that year were not announced yet. `posted_at` is set when every deed of it is settled.
    Holds no personal data: the deeds that cite it do.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bank = models.ForeignKey(VillageBank, on_delete=models.PROTECT, related_name="notices")
    month = models.DateField()
    charter = models.ForeignKey(Rulebook, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    closes_at = models.DateTimeField()
    certain = models.BooleanField()
    posted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["bank", "-month"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "month"], name="one_notice_a_month"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("published_at")), name="a_notice_leaves_time"
            ),
        ]
        indexes = [
            models.Index(
                fields=["closes_at"], condition=Q(posted_at__isnull=True), name="notice_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.bank_id} {self.month:%Y-%m}"


class Deed(models.Model):
    """Something good that a household did, entered by somebody, with the points of its day's rules.

    Kind, field, points and both rulebooks are those of `done_on` and never change. `id` may be made
    by whoever enters it: entered twice it stands once. `hold_id` is the ledger's row that promises
    the points, from the approval on. `approver_household_id` is where the approver lived then; the
    database refuses a deed that was approved from within. `photo_hash` and `looks_like` serve the
    hint that a photo was handed in before. `paper` is the number of the paper form that it was read
    off (rules.papers), "" for none; a paper stands once, unless its entry was taken back.

    Personal data: what a household did and who says so, to thank for it in public only as far as
    the household agrees. Basis: the household's own wish. `text`, photo and `refusal` are emptied
    1,095 days after `done_on`; kind, day and points stay with the book.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bank = models.ForeignKey(VillageBank, on_delete=models.PROTECT, related_name="deeds")
    household = models.ForeignKey("people.Household", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    field = models.CharField(max_length=20)
    points = models.PositiveIntegerField()
    catalogue = models.ForeignKey(Rulebook, on_delete=models.PROTECT, related_name="+")
    charter = models.ForeignKey(Rulebook, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField()
    state = models.CharField(max_length=10, default=DeedState.ENTERED.value)
    text = models.CharField(max_length=200, blank=True)
    photo = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    photo_hash = models.BigIntegerField(null=True)
    looks_like = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    entered_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    entered_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    approver_household_id = models.UUIDField(null=True)
    refusal = models.CharField(max_length=200, blank=True)
    paper = models.CharField(max_length=11, blank=True)
    hold_id = models.UUIDField(null=True, unique=True)
    notice = models.ForeignKey(
        MonthNotice, on_delete=models.PROTECT, null=True, related_name="deeds"
    )

    class Meta:
        ordering = ["-entered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in DeedState]),
                name="deed_state_known",
            ),
            models.CheckConstraint(
                condition=Q(field__in=[field.value for field in Field]), name="deed_field_known"
            ),
            models.CheckConstraint(condition=Q(points__gt=0), name="deed_points_positive"),
            models.UniqueConstraint(
                fields=["bank", "paper"],
                condition=~Q(paper="") & ~Q(state=DeedState.WITHDRAWN.value),
                name="a_paper_is_entered_once",
            ),
            models.CheckConstraint(
                condition=Q(approver_household_id__isnull=True)
                | ~Q(approver_household_id=F("household")),
                name="nobody_approves_for_their_own_household",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_PROMISED)
                | Q(hold_id__isnull=False, decided_at__isnull=False),
                name="approved_points_are_promised",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_NOTICED, notice__isnull=False)
                | (~Q(state__in=_NOTICED) & Q(notice__isnull=True)),
                name="points_come_after_a_notice",
            ),
        ]
        indexes = [
            models.Index(fields=["bank", "state", "entered_at", "id"], name="deed_bank_state"),
            models.Index(fields=["household", "-done_on", "-id"], name="deed_household"),
            models.Index(fields=["entered_by", "-entered_at"], name="deed_entered_by"),
            models.Index(
                fields=["bank", "-id", "photo_hash"],
                condition=Q(photo_hash__isnull=False),
                name="deed_photos",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.done_on}"


class DeedWitness(models.Model):
    """A household that is asked whether it saw the deed, and has said so since `said_at`.

    `beneficiary` repeats the deed's household: the database refuses a witness from within.
    `noted_by` is the council member who heard it from somebody of the household.

    Personal data: who saw a neighbour's deed. Basis: proof of what points are given for. Removed
    1,095 days after the deed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    deed = models.ForeignKey(Deed, on_delete=models.PROTECT, related_name="witnesses")
    household = models.ForeignKey("people.Household", on_delete=models.PROTECT, related_name="+")
    beneficiary = models.UUIDField()
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    noted_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    said_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["deed", "household"], name="a_household_says_it_once"),
            models.CheckConstraint(
                condition=~Q(household=F("beneficiary")), name="no_witness_from_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} saw {self.deed_id}"


class Objection(models.Model):
    """Somebody in the village says that an entry of the notice is not right, and what was answered.

    It is about an entry, never about a person's conduct. `person` is None for one that came on
    paper without a name; `noted_by` is who typed that in. Only the council reads who objected.

    Personal data: who objected and in which words, to answer them. Basis: the objector's request.
    Words, answer and person are emptied 1,095 days after the answer; that it was, and how it ended,
    stays with the notice.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    deed = models.ForeignKey(Deed, on_delete=models.PROTECT, related_name="objections")
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    on_paper = models.BooleanField()
    noted_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    text = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    upheld = models.BooleanField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(upheld__isnull=True, answered_at__isnull=True)
                | Q(upheld__isnull=False, answered_at__isnull=False),
                name="an_answer_says_yes_or_no",
            )
        ]

    def __str__(self) -> str:
        return f"objection to {self.deed_id}"


class RingLook(models.Model):
    """The council looked again at entries that confirmed each other in a circle.

    `mark` is the digest of those entries: a circle that grows is listed anew. It says nothing about
    the households; what is wrong with an entry is decided on the entry.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bank = models.ForeignKey(VillageBank, on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=64)
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bank", "mark"], name="a_ring_is_looked_at_once")
        ]

    def __str__(self) -> str:
        return self.mark[:12]
