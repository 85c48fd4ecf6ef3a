"""Photos that come in pieces from a device with a poor network, until their report is sent."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from maplebridge.core.values import uuid7


class PhotoUpload(models.Model):
    """A photo on its way: how much of it is here, and its file once it is whole.

    `id` is made by the device: the same photo again goes on where it stopped. `person` is None for
    a visitor, whose permission is the id. `received` counts the bytes that are here without a gap.

    Personal data: what a photograph shows. Basis: the resident's request (個人信息保護法 art. 13).
    Removed when its report is received, or one day after the last piece came.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    received = models.PositiveIntegerField(default=0)
    file = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    touched_at = models.DateTimeField()

    class Meta:
        ordering = ["touched_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0, received__lte=F("size")), name="no_more_came_than_there_is"
            )
        ]
        indexes = [models.Index(fields=["touched_at", "id"], name="upload_touched")]

    def __str__(self) -> str:
        return f"{self.received} of {self.size}"


class PhotoPiece(models.Model):
    """Bytes of an upload from `start` on; gone as soon as the photo is whole.

    In the database, so that a piece is stored and counted in one transaction on any file store.

    Personal data: part of a photograph. Basis and days: those of the upload.
    """

    id = models.BigAutoField(primary_key=True)
    upload = models.ForeignKey(PhotoUpload, on_delete=models.CASCADE, related_name="pieces")
    start = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["upload", "start"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "start"], name="one_piece_a_position")
        ]

    def __str__(self) -> str:
        return f"{self.upload_id} from {self.start}"
