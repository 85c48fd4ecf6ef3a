"""The time bank's tables: its rules, who takes part, what is offered and asked, and each visit."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from maplebridge.core.frozen import Frozen
from maplebridge.core.values import uuid7

from .rules.book import RELATIONS, Book, digest, read_book
from .rules.stages import LIVE, Asked, Stage
from .rules.windows import Weekly, Window

_LIVE = sorted(one.value for one in LIVE)


class HoursRules(models.Model):
    """One version of the time bank's rules, in force from a day until the next version's day.

    `digest` freezes version, day and body; `book` refuses a row that no longer matches.
    """

    objects: ClassVar[models.Manager[Any]] = Frozen.as_manager()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(unique=True)
    valid_from = models.DateField(unique=True)
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=200)
    entered_by = models.UUIDField(null=True)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.citation

    @property
    def citation(self) -> str:
        """How a transfer names the version that it used: ``timebank/1``."""
        return f"timebank/{self.version}"

    @property
    def book(self) -> Book:
        """The validated rules. Raises ValueError when the row is not as it was entered."""
        if digest(self.version, self.valid_from.isoformat(), self.body) != self.digest:
            raise ValueError(f"{self.citation} is not as it was entered")
        return read_book(self.body)


class Member(models.Model):
    """Somebody who takes part: who helps, who is helped, or who was given minutes.

    Its row is locked before minutes of that person move, so that no cap is passed by two at once.
    `insurance` is the policy number of the accident insurance that was taken out for a helper.

    Personal data: that somebody takes part, and until when they are insured. Basis: their own
    request; 志願服務條例 for the insurance. Removed 730 days after the last thing they did here,
    once they have no minutes left.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="+")
    insurance = models.CharField(max_length=60, blank=True)
    insured_until = models.DateField(null=True)
    joined_at = models.DateTimeField()
    active_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(insurance="") | Q(insured_until__isnull=False),
                name="timebank_insurance_has_an_end",
            )
        ]
        indexes = [models.Index(fields=["active_at", "id"], name="timebank_member_active")]

    def __str__(self) -> str:
        return str(self.pk)


class Offer(models.Model):
    """What somebody offers: kinds of help, hours of the week, and the place where they would go.

    Personal data: free hours, languages, and what they would rather not meet. Basis: their own
    wish. Removed when they stop, or the account is closed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="offer")
    skills = models.JSONField()
    weekly = models.JSONField()
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=64)
    languages = models.JSONField(default=list)
    gender = models.CharField(max_length=6, blank=True)
    avoids = models.JSONField(default=list)
    notes = models.CharField(max_length=300, blank=True)
    offered_at = models.DateTimeField()

    class Meta:
        ordering = ["path", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gender__in=["", "female", "male"]), name="timebank_offer_gender"
            )
        ]
        indexes = [models.Index(fields=["path", "id"], name="timebank_offer_path")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def hours(self) -> tuple[Weekly, ...]:
        return tuple(Weekly(*row) for row in self.weekly)


class Request(models.Model):
    """One visit that somebody asks for: by themselves, or by a worker or an agent on their behalf.

    `entered_by` is who wrote it down and `channel` how it came. `secret` makes the number at the
    door. `day`, `first` and `last` are the visit that was arranged.

    Personal data: what help an elder needs and when. Basis: their own request. Words and wishes go
    365 days after it ended.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    elder = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    channel = models.CharField(max_length=10)
    kind = models.CharField(max_length=40)
    minutes = models.PositiveSmallIntegerField()
    windows = models.JSONField()
    last_day = models.DateField()
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=64)
    language = models.CharField(max_length=20, blank=True)
    gender = models.CharField(max_length=6, blank=True)
    things = models.JSONField(default=list)
    notes = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, default=Asked.OPEN.value)
    seats = models.PositiveSmallIntegerField(default=1)
    day = models.DateField(null=True)
    first = models.PositiveSmallIntegerField(null=True)
    last = models.PositiveSmallIntegerField(null=True)
    secret = models.CharField(max_length=64)
    rules = models.ForeignKey(HoursRules, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True)
    emptied = models.BooleanField(default=False)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in Asked]), name="timebank_state_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["self", "agent", "phone", "desk", "paper"]),
                name="timebank_channel_known",
            ),
            models.CheckConstraint(
                condition=Q(day__isnull=True) | Q(first__lt=F("last")), name="timebank_visit_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, state__in=_LIVE)
                | Q(ended_at__isnull=False) & ~Q(state__in=_LIVE),
                name="timebank_request_ends_once",
            ),
        ]
        indexes = [
            models.Index(fields=["elder", "-asked_at", "-id"], name="timebank_request_elder"),
            models.Index(
                fields=["state", "last_day", "id"],
                name="timebank_request_live",
                condition=Q(ended_at__isnull=True),
            ),
            models.Index(
                fields=["ended_at", "id"],
                name="timebank_request_old",
                condition=Q(ended_at__isnull=False, emptied=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def wanted(self) -> tuple[Window, ...]:
        from datetime import date

        return tuple(
            Window(date.fromisoformat(day), first, last) for day, first, last in self.windows
        )

    @property
    def when(self) -> Window | None:
        """The visit that was arranged."""
        if self.day is None or self.first is None or self.last is None:
            return None
        return Window(self.day, self.first, self.last)


class Visit(models.Model):
    """One helper's visit for a request: asked, accepted, came, left, confirmed. Never a place or a way.

    `card` is true when the two instants were typed in from a signed paper card. `holds` counts the
    rows of the ledger that promise the minutes.

    Personal data: who helped whom and when. Basis: the request of both. What was said about it goes
    365 days after it ended; who, when and how long are removed after 1,825 days, with the minutes
    long posted.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="visits")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="visits")
    stage = models.CharField(max_length=10, default=Stage.PROPOSED.value)
    why = models.JSONField(default=list)
    first_time = models.BooleanField()
    proposed_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    proposed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    card = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)
    overdue_at = models.DateTimeField(null=True)
    minutes = models.PositiveSmallIntegerField(default=0)
    holds = models.PositiveSmallIntegerField(default=0)
    confirmed_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    disputed_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    objection = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=[one.value for one in Stage]), name="timebank_stage_known"
            ),
            models.UniqueConstraint(
                fields=["request", "member"], name="timebank_once_asked_for_a_request"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True)
                | Q(came_at__isnull=False, left_at__gte=F("came_at")),
                name="timebank_leaves_after_coming",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-proposed_at", "-id"], name="timebank_visit_member"),
            models.Index(
                fields=["stage", "id"],
                name="timebank_visit_waits",
                condition=Q(stage__in=["started", "ended", "disputed"]),
            ),
            models.Index(fields=["ended_at", "id"], name="timebank_visit_old"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.request_id}"


class VisitRating(models.Model):
    """What one of the two thought of a visit. Only the coordinator and its author read it.

    Personal data: an opinion about a visit. Basis: the author's wish, to arrange visits well.
    Removed after 365 days. No average or rank of a person is ever made of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="ratings")
    author = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    stars = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "author"], name="timebank_one_rating_each"),
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="timebank_stars"),
        ]
        indexes = [models.Index(fields=["at", "id"], name="timebank_rating_age")]

    def __str__(self) -> str:
        return f"{self.stars} for {self.visit_id}"


class Kinship(models.Model):
    """A relative in the direct line to whom somebody may give minutes, as a coordinator saw on paper.

    `age_reached` is what the rules asked for on that day; no date of birth and no number of a paper
    is kept.

    Personal data: a family tie, and that somebody has reached an age. Basis: the giver's request.
    Removed when the giver takes it back, or 730 days after it was last used.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    giver = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    relative = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=20)
    age_reached = models.PositiveSmallIntegerField()
    seen_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    seen_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["giver", "relative"], name="timebank_one_tie_a_pair"),
            models.CheckConstraint(
                condition=~Q(giver=F("relative")), name="timebank_nobody_is_their_own_relative"
            ),
            models.CheckConstraint(
                condition=Q(relation__in=RELATIONS), name="timebank_relation_known"
            ),
        ]
        indexes = [models.Index(fields=["used_at", "id"], name="timebank_tie_age")]

    def __str__(self) -> str:
        return self.relation
