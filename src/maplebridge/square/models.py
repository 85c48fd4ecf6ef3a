"""What everybody reads of a matter: the released wording, copies of photos, and where it is, roughly."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from .rules.stages import Stage

RELEASED = Q(stage=Stage.RELEASED.value)


class Publication(models.Model):
    """A matter on its way to everybody: what its reporter allowed, and what a post released.

    `words` are the public wording; the original stays in the matter as it was typed. Places and
    kind are those of the day it was released or of the last step since. `lon`/`lat` is the point
    that everybody sees. `waiting` says that somebody in a post should look. All instants UTC.

    Personal data: that a resident allowed it, and what they reported. Basis: their consent
    (個人信息保護法 art. 13), which can be taken back. The row goes with the words of its matter.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, default=Stage.ASKED.value)
    waiting = models.BooleanField(default=True)
    exact_spot = models.BooleanField(default=False)
    allowed_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    allowed_at = models.DateTimeField()
    text_version = models.CharField(max_length=40)
    words = models.TextField(blank=True)
    category = models.CharField(max_length=20)
    grid = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    community = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    street = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    decided_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    released_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-released_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=[stage.value for stage in Stage]),
                name="publication_stage_known",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.RELEASED.value, released_at__isnull=False)
                & ~Q(words="")
                & Q(decided_by__isnull=False)
                | ~Q(stage=Stage.RELEASED.value),
                name="nothing_is_public_without_words_and_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.TAKEN_BACK.value, words="", lon__isnull=True, waiting=False)
                | ~Q(stage=Stage.TAKEN_BACK.value),
                name="what_is_taken_back_says_nothing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-released_at", "-id"], name="publication_all", condition=RELEASED
            ),
            models.Index(
                fields=["community", "-released_at", "-id"],
                name="publication_community",
                condition=RELEASED,
            ),
            models.Index(
                fields=["street", "-released_at", "-id"],
                name="publication_street",
                condition=RELEASED,
            ),
            models.Index(
                fields=["category", "-released_at", "-id"],
                name="publication_kind",
                condition=RELEASED,
            ),
            models.Index(
                fields=["allowed_at", "id"], name="publication_queue", condition=Q(waiting=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.matter_id}"


class PublicLine(models.Model):
    """The public wording of one answer; the answer itself stays as it was written."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="lines")
    event = models.ForeignKey("matters.MatterEvent", on_delete=models.PROTECT, related_name="+")
    words = models.TextField()

    class Meta:
        ordering = ["event"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "event"], name="one_public_wording_a_line"
            )
        ]

    def __str__(self) -> str:
        return f"of {self.event_id}"


class PublicPicture(models.Model):
    """A copy of a photo for everybody, with what a moderator covered; the original stays private.

    `areas` are left, top, width, height in thousandths. A photo that was decided not to be shown
    has a row without a file.

    Personal data: what the copy still shows. Basis: the reporter's consent. It goes with the photo,
    or when the matter is taken back.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="pictures")
    photo = models.ForeignKey("matters.MatterPhoto", on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    areas = models.JSONField(default=list)
    decided_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["photo"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "photo"], name="one_decision_a_photo")
        ]

    def __str__(self) -> str:
        return f"of {self.photo_id}"
