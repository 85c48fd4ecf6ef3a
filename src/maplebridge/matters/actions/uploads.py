"""Photos in pieces: begun once, continued where they stopped, whole or not there at all."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet, Sum

from maplebridge.core import files
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from ..models.uploads import PhotoPiece, PhotoUpload

PIECE_MAX = 128 * 1024
"""What a poor network loses at most when it breaks, and a small part of what a request may carry."""
PIECE_MIN = 64 * 1024
"""Smaller is the last piece alone: each is a row, and a photo is never more than 382 of them."""
UNSENT_MAX = 40
"""Photos of one person that are on their way at once: ten reports with four each."""
UNSENT_BYTES_MAX = 400_000_000
"""What they may take together: 40 photos of a usual size, 16 of the largest."""
KEPT = timedelta(days=1)
BATCH = 200


def begin_upload(
    *, viewer: Viewer, upload_id: UUID, size: int, sha256: str, now: datetime
) -> PhotoUpload:
    """Make room for a photo, or find how much of it is here already.

    Raises RuleBroken: file_empty, file_too_large, matter_upload_unreadable, matter_upload_other
    (the id is another photo's), matter_too_many_uploads; Missing for somebody else's.
    """
    if size < 1:
        raise RuleBroken("file_empty")
    if size > files.PHOTO_SIZE_MAX:
        raise RuleBroken("file_too_large", megabytes=files.PHOTO_SIZE_MAX // 1_000_000)
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise RuleBroken("matter_upload_unreadable")
    with transaction.atomic():
        earlier = PhotoUpload.objects.select_for_update().filter(pk=upload_id).first()
        if earlier is not None:
            if earlier.person_id != viewer.person_id:
                raise Missing("matter_upload_missing")
            if (earlier.size, earlier.sha256) != (size, sha256):
                raise RuleBroken("matter_upload_other")
            return earlier
        mine = PhotoUpload.objects.filter(person=viewer.person_id)
        if viewer.signed_in and not _room_for(size, mine):
            raise RuleBroken("matter_too_many_uploads", most=mine.count())
        return PhotoUpload.objects.create(
            id=upload_id, person_id=viewer.person_id, size=size, sha256=sha256, touched_at=now
        )


def add_piece(
    *, viewer: Viewer, upload_id: UUID, start: int, content: bytes, now: datetime
) -> PhotoUpload:
    """Add bytes where the upload stops; a piece that came before changes nothing.

    The caller looks at `received` of what comes back to see where to go on. With the last piece the
    photo is checked and kept, outside of the transaction, as that may take a second; when that was
    cut off, the next call does it. Raises Missing; RuleBroken when it is no photo: then it is gone,
    and for a piece so small that it could only be meant to fill the table with rows.
    """
    if len(content) > PIECE_MAX:
        raise RuleBroken("matter_upload_unreadable")
    with transaction.atomic():
        upload = _mine(viewer, upload_id)
        fits = 0 < len(content) <= upload.size - upload.received
        if start == upload.received and fits and upload.file_id is None:
            if len(content) < PIECE_MIN and start + len(content) < upload.size:
                raise RuleBroken("matter_upload_piece_small", least=PIECE_MIN // 1024)
            PhotoPiece.objects.create(upload=upload, start=start, content=content)
            upload.received += len(content)
            upload.touched_at = now
            upload.save(update_fields=["received", "touched_at"])
    if upload.received == upload.size and upload.file_id is None:
        return _complete(upload, now)
    return upload


def whole_photos(*, viewer: Viewer, upload_ids: Sequence[UUID]) -> list[UUID]:
    """The files of uploads that are whole, in order. Raises Missing when one is not here (any more)."""
    found = PhotoUpload.objects.filter(pk__in=upload_ids, person=viewer.person_id)
    there = dict(found.filter(file__isnull=False).values_list("pk", "file_id"))
    if not there.keys() >= set(upload_ids):
        raise Missing("matter_upload_missing")
    return [there[pk] for pk in upload_ids]


def forget_uploads(*, viewer: Viewer, upload_ids: Sequence[UUID]) -> None:
    """Their report is received and has the files; or the person threw the report away."""
    PhotoUpload.objects.filter(pk__in=upload_ids, person=viewer.person_id).delete()


def purge_uploads(*, now: datetime) -> None:
    """Remove what nobody went on with for a day, pieces and all; its file goes with the next sweep."""
    old = PhotoUpload.objects.filter(touched_at__lt=now - KEPT).order_by("touched_at", "id")
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        PhotoUpload.objects.filter(pk__in=ids, touched_at__lt=now - KEPT).delete()


def _room_for(size: int, mine: QuerySet[PhotoUpload]) -> bool:
    """Those that are whole lie with the files already, and count as one each."""
    waiting = mine.filter(file__isnull=True).aggregate(bytes=Sum("size"))["bytes"] or 0
    return mine.count() < UNSENT_MAX and waiting + size <= UNSENT_BYTES_MAX


def _mine(viewer: Viewer, upload_id: UUID) -> PhotoUpload:
    found = PhotoUpload.objects.select_for_update()
    upload = found.filter(pk=upload_id, person=viewer.person_id).first()
    if upload is None:
        raise Missing("matter_upload_missing")
    return upload


def _complete(upload: PhotoUpload, now: datetime) -> PhotoUpload:
    content, digest = io.BytesIO(), hashlib.sha256()
    pieces = upload.pieces.order_by("start").values_list("content", flat=True)
    for piece in pieces.iterator(
        chunk_size=8
    ):  # a photo lies in memory once, not piece by piece too
        content.write(piece)
        digest.update(piece)
    size = content.tell()
    if not size and PhotoUpload.objects.filter(pk=upload.pk, file__isnull=False).exists():
        return PhotoUpload.objects.get(pk=upload.pk)  # another request has just done it
    try:
        if digest.hexdigest() != upload.sha256:
            raise RuleBroken("matter_upload_torn")
        stored = files.ingest(_as_upload(content, size), now=now)
    except RuleBroken:
        PhotoUpload.objects.filter(pk=upload.pk, file__isnull=True).delete()
        raise
    with transaction.atomic():
        PhotoUpload.objects.filter(pk=upload.pk).update(file=stored)
        PhotoPiece.objects.filter(upload=upload.pk).delete()
    upload.file = stored
    return upload


def _as_upload(content: io.BytesIO, size: int) -> UploadedFile[bytes]:
    content.seek(0)
    return UploadedFile(content, "photo", "", size)
