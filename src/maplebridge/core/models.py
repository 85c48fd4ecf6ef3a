"""The kernel's tables: the audit, the facts on their way, the clock, the calendar, files, documents."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from .values import uuid7

ACTOR_KINDS = ("person", "system", "visitor")
DELIVERY_STATES = ("waiting", "done", "dead")


class AuditSeal(models.Model):
    """A batch of audit entries closed under one Merkle root and chained to the batch before it.

    `chained` = SHA-256(previous chained ‖ root ‖ number ‖ count): writing it down somewhere else
    anchors every entry up to here. Rows are never changed or removed; triggers refuse.
    """

    number = models.BigIntegerField(primary_key=True)
    count = models.IntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    chained = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="seals_count_from_one"),
            models.CheckConstraint(condition=Q(count__gte=1), name="a_seal_closes_something"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.chained[:12]}"


class AuditEntry(models.Model):
    """One verb that somebody did to one thing: ids and codes, no names.

    Personal data: who did what and when. Basis: proof of official acts. Kept as long as the
    jurisdiction keeps its books; the rows hold ids only, so emptying a person's row makes them
    nobody's. Append-only by triggers; only `seal` and `position` are filled in later, once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8)
    actor_id = models.UUIDField(null=True)
    on_behalf_of = models.UUIDField(null=True)
    deputy_for = models.UUIDField(null=True)
    verb = models.CharField(max_length=60)
    thing_kind = models.CharField(max_length=60)
    thing_id = models.UUIDField()
    facts = models.JSONField(default=dict)
    seal = models.ForeignKey(
        AuditSeal, on_delete=models.PROTECT, null=True, related_name="entries", db_index=False
    )
    position = models.IntegerField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(actor_kind__in=ACTOR_KINDS), name="audit_actor_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(actor_kind="person", actor_id__isnull=False)
                | (~Q(actor_kind="person") & Q(actor_id__isnull=True)),
                name="audit_actor_is_a_person_or_nobody",
            ),
            models.CheckConstraint(
                condition=Q(seal__isnull=True, position__isnull=True)
                | Q(seal__isnull=False, position__gte=0),
                name="audit_sealed_at_a_position",
            ),
            models.UniqueConstraint(fields=["seal", "position"], name="audit_one_entry_a_position"),
        ]
        indexes = [
            models.Index(fields=["thing_id", "id"], name="audit_thing"),
            models.Index(fields=["id"], name="audit_unsealed", condition=Q(seal__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.thing_kind} {self.thing_id}"


class Fact(models.Model):
    """Something that happened, told by one module for others: see events.py and wiring.py."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=120)
    payload = models.JSONField()
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Delivery(models.Model):
    """One fact on its way to one handler. The row is the once-only key of (fact, handler).

    A worker holds a delivery by `leased_by` until `lease_until`; a killed worker's lease runs out
    and counts one of `recoveries`. `error` names the exception and the line, never its message,
    which could quote what a resident typed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="deliveries")
    handler = models.CharField(max_length=200)
    state = models.CharField(max_length=8, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    recoveries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    leased_by = models.UUIDField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["fact", "handler"], name="one_delivery_a_handler"),
            models.CheckConstraint(
                condition=Q(state__in=DELIVERY_STATES), name="delivery_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", finished_at__isnull=True)
                | (~Q(state="waiting") & Q(finished_at__isnull=False)),
                name="delivery_finished_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="delivery_due", condition=Q(state="waiting")
            ),
            models.Index(fields=["-id"], name="delivery_dead", condition=Q(state="dead")),
            models.Index(
                fields=["finished_at"], name="delivery_finished", condition=Q(state="done")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.state}"


class Duty(models.Model):
    """A duty of the clock: the last slot it was done for, and which worker is at it now."""

    name = models.CharField(max_length=200, primary_key=True)
    slot = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    leased_by = models.UUIDField(null=True)
    ran_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """A worker process and when it was last seen alive."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    host = models.CharField(max_length=120)
    pid = models.IntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class CalendarDay(models.Model):
    """A day that differs from the plain week: a weekday off, or a weekend day worked to make up.

    A year that has no row at all is not announced yet: see calendar.py.
    """

    date = models.DateField(primary_key=True)
    workday = models.BooleanField()
    name = models.CharField(max_length=60)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class ReferenceCounter(models.Model):
    """SQLite's counter of one series and year; PostgreSQL uses sequences instead."""

    id = models.BigAutoField(primary_key=True)
    series = models.CharField(max_length=8)
    year = models.IntegerField()
    last = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="one_counter_a_series_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}"


class StoredFile(models.Model):
    """Content that passed the checks of files.py, kept once under its own hash.

    Personal data: what a photograph shows. The apps that point here state purpose and days; who
    may see a file is decided there. The uploaded name and the camera's data are not kept. A file
    that nothing points to goes a day after it was last handed in.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=60)
    size = models.BigIntegerField()
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    thumb_sha256 = models.CharField(max_length=64, blank=True)
    handed_in_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="a_stored_file_holds_something")
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class SealedDocument(models.Model):
    """A PDF as it left the house: its hash and the code by which anybody can ask whether it did.

    Personal data: what the document says of people, so that it can be fetched again, and who made
    it. Basis: proof of official acts. The words go when the thing it is about is forgotten; code
    and hash stay, so that a paper in somebody's drawer can still be checked.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=14, unique=True)
    kind = models.CharField(max_length=40)
    thing_id = models.UUIDField(db_index=True)
    language = models.CharField(max_length=10)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.code
