"""What people upload: looked at by content, held to limits, stripped of the camera's data, kept by hash.

The caller decides who may see a file; here it is only checked, stored and served.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.http import FileResponse, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from .errors import RuleBroken, Unavailable
from .models import StoredFile

log = structlog.get_logger("maplebridge.files")

SIZE_MAX = 10_000_000
PHOTO_SIZE_MAX = 25_000_000
PIXELS_MAX = 40_000_000
JPEG_PIXELS_MAX = 64_000_000
"""What the cameras of phones make. Such a JPEG is unpacked at a half, a quarter or an eighth, so it
takes less memory than a small picture of another format; a progressive one is held whole first."""
HELD_BYTES_MAX = 240_000_000
"""What the decoder may hold of a progressive JPEG: two bytes a sample. That is 64 million pixels with
colours at a quarter of them, as phones and chats write them, and 40 million with every colour."""
LONG_SIDE_MAX = 2048
THUMB_SIDE = 480
COPY_SIDE_MAX = 1280
"""A copy for everybody: enough to see what is broken, less to recognise anybody by."""
BLOCKS = 4
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
UNUSED_KEPT = timedelta(days=1)
"""How long a picture may wait for the form that it was chosen for."""
BATCH = 200
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


def ingest(
    upload: UploadedFile[Any], *, kinds: Sequence[str] = ("image",), now: datetime
) -> StoredFile:
    """Check and keep an upload; call it before the transaction, it may take a second.

    `kinds` are "image" and "pdf". An image is decoded and written anew (orientation applied, no
    EXIF, at most 2048 px, JPEG or WebP) with a thumbnail; equal content is one row. Raises
    RuleBroken: file_empty, file_too_large, file_type_unknown, file_heic, file_too_many_pixels,
    file_broken; Unavailable: file_store_away. The uploaded name and declared type are never trusted nor kept.
    """
    if not upload.size:
        raise RuleBroken("file_empty")
    most = PHOTO_SIZE_MAX if "image" in kinds else SIZE_MAX
    if upload.size > most:
        raise RuleBroken("file_too_large", megabytes=most // 1_000_000)
    content = upload.read(most + 1)
    kind = _sniff(content)
    most = most if kind == "image" else SIZE_MAX
    if len(content) > most:
        raise RuleBroken("file_too_large", megabytes=most // 1_000_000)
    if kind == "heic":
        raise RuleBroken("file_heic")
    if kind not in kinds:
        raise RuleBroken("file_type_unknown")
    return _keep_image(content) if kind == "image" else keep(content, "application/pdf")


def keep(content: bytes, media_type: str) -> StoredFile:
    """Store content that this program made or checked itself."""
    return _row(content, media_type)


def covered(stored: StoredFile, areas: Sequence[tuple[int, int, int, int]]) -> StoredFile:
    """A copy for everybody: smaller, and in each area only a few averaged blocks are left.

    An area is left, top, width and height in thousandths of the picture. What lies in it cannot be
    computed back: a block is the mean of many pixels, in few shades. Call it before the transaction.
    """
    with open(stored) as content:
        picture = _decode(content.read())
    picture = picture.convert("RGB")
    picture.thumbnail((COPY_SIDE_MAX, COPY_SIDE_MAX), Image.Resampling.LANCZOS)
    for area in areas:
        _cover(picture, area)
    thumb = picture.copy()
    thumb.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    encoded, media_type = _encode(picture)
    small, _ = _encode(thumb)
    return _row(encoded, media_type, picture.size, small)


def _cover(picture: Image.Image, area: tuple[int, int, int, int]) -> None:
    """Replace an area by at most BLOCKS x BLOCKS means, each channel in eight shades."""
    left, top, width, height = area
    box = (
        picture.width * left // 1000,
        picture.height * top // 1000,
        -(-picture.width * (left + width) // 1000),
        -(-picture.height * (top + height) // 1000),
    )
    part = picture.crop(box)
    longest = max(part.size)
    few = (
        max(1, round(BLOCKS * part.width / longest)),
        max(1, round(BLOCKS * part.height / longest)),
    )
    blocks = ImageOps.posterize(part.resize(few, Image.Resampling.BOX), 3)
    picture.paste(blocks.resize(part.size, Image.Resampling.NEAREST), box)


def forget(stored: StoredFile) -> bool:
    """Remove a file for good; False while some row still points to it.

    Its row is locked first: who attaches the file in the same moment comes before, and keeps it,
    or after, and finds it gone. Who hands in equal content in the same moment keeps the bytes.
    """
    return _forget(stored.pk, _unused())


def sweep(*, now: datetime) -> None:
    """Forget what was handed in a day ago and nothing points to: forms that were never sent."""
    old = _unused().filter(handed_in_at__lt=now - UNUSED_KEPT).order_by("id")
    last: UUID | None = None
    while ids := list(
        (old.filter(pk__gt=last) if last else old).values_list("pk", flat=True)[:BATCH]
    ):
        gone = sum(_forget(file_id, old) for file_id in ids)
        log.info("unused files forgotten", files=gone)
        last = ids[-1]


def references() -> list[ForeignObjectRel]:
    """Every foreign key of every app that can point to a stored file."""
    fields = StoredFile._meta.get_fields(include_hidden=True)
    return [field for field in fields if isinstance(field, ForeignObjectRel)]


def _unused() -> QuerySet[StoredFile]:
    """The files that no row of any app points to."""
    found = StoredFile.objects.all()
    for key in references():
        pointing = key.related_model._base_manager.filter(**{key.field.name: OuterRef("pk")})
        found = found.exclude(Exists(pointing))
    return found


def _forget(file_id: UUID, unused: QuerySet[StoredFile]) -> bool:
    """One file if it is still `unused` once its row is locked. Row and bytes in one transaction.

    Bytes go before the commit: a crash in between leaves a row without bytes that nothing points
    to, which the next sweep takes and equal content fills again; never bytes without a row.
    """
    with transaction.atomic():
        stored = StoredFile.objects.filter(pk=file_id).first()
        if stored is None:
            return False
        _one_at_a_time(stored.sha256, stored.thumb_sha256)
        list(StoredFile.objects.select_for_update().filter(pk=file_id).values_list("pk"))
        if not unused.filter(pk=file_id).exists():
            return False
        stored.delete()
        if connection.vendor == "postgresql":
            connection.check_constraints()  # now, not at the commit: bytes cannot be brought back
        for name in filter(None, (stored.sha256, stored.thumb_sha256)):
            if not StoredFile.objects.filter(Q(sha256=name) | Q(thumb_sha256=name)).exists():
                default_storage.delete(_path(name))
    return True


def empty(stored: StoredFile) -> None:
    """Remove the bytes and keep the row: what it says of them, size and hash, stays true."""
    for name in filter(None, (stored.sha256, stored.thumb_sha256)):
        default_storage.delete(_path(name))


def open(stored: StoredFile, *, thumb: bool = False) -> IO[bytes]:
    """The stored bytes, as a file to read and close."""
    name = stored.thumb_sha256 if thumb and stored.thumb_sha256 else stored.sha256
    with _reaching():
        return default_storage.open(_path(name), "rb")


def response(
    stored: StoredFile, *, request: HttpRequest | None = None, thumb: bool = False
) -> HttpResponseBase:
    """Serve a file that the caller has checked the viewer may see; cached by that viewer only."""
    name = stored.thumb_sha256 if thumb and stored.thumb_sha256 else stored.sha256
    etag = f'"{name[:32]}"'
    answer: HttpResponseBase
    if request is not None and request.headers.get("If-None-Match") == etag:
        answer = HttpResponseNotModified()
    else:
        answer = FileResponse(open(stored, thumb=thumb), content_type=stored.media_type)
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
        inline = stored.media_type.startswith("image/")
        answer["Content-Disposition"] = "inline" if inline else "attachment"
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


def _sniff(content: bytes) -> str:
    if content[:5] == b"%PDF-" and b"%%EOF" in content[-2048:]:
        return "pdf"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return "heic"
    starts = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
    if content.startswith(starts) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return "image"
    return ""


def _keep_image(content: bytes) -> StoredFile:
    picture = _decode(content)
    thumb = picture.copy()
    thumb.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    encoded, media_type = _encode(picture)
    small, _ = _encode(thumb)
    return _row(encoded, media_type, picture.size, small)


def _decode(content: bytes) -> Image.Image:
    """The picture, upright, within the limits. Pixels are counted before anything is unpacked."""
    # WeasyPrint switches this on for the whole process when the first document is made.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as probe:
                most = _pixels_max(probe)
                if probe.width * probe.height > most:
                    raise RuleBroken("file_too_many_pixels", megapixels=most // 1_000_000)
                probe.verify()
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                picture.draft("RGB", _fitted(picture.size))
                picture.load()
                if isinstance(
                    picture, JpegImageFile
                ):  # before it is turned, which takes the same again
                    picture.thumbnail((LONG_SIDE_MAX, LONG_SIDE_MAX), Image.Resampling.LANCZOS)
                return _plain(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError as problem:
        raise RuleBroken("file_too_many_pixels", megapixels=PIXELS_MAX // 1_000_000) from problem
    except RuleBroken:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, MemoryError) as problem:
        raise RuleBroken("file_broken") from problem
    except Exception as problem:  # decoders raise struct.error, IndexError, zlib.error and more
        raise RuleBroken("file_broken") from problem


def _pixels_max(picture: Image.Image) -> int:
    if not isinstance(picture, JpegImageFile):
        return PIXELS_MAX
    if not picture.info.get("progressive"):
        return JPEG_PIXELS_MAX
    grain = [(across, down) for _, across, down, _ in picture.layer]
    finest = max(across for across, _ in grain) * max(down for _, down in grain)
    samples = sum(across * down for across, down in grain)  # of `finest` pixels
    return min(JPEG_PIXELS_MAX, HELD_BYTES_MAX * finest // (2 * samples))


def _fitted(size: tuple[int, int]) -> tuple[int, int]:
    """The size within LONG_SIDE_MAX: what a decoder must not go below."""
    scale = min(1.0, LONG_SIDE_MAX / max(size))
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))


def _plain(picture: Image.Image) -> Image.Image:
    """A new picture of nothing but pixels, at most 2048 px on its long side."""
    transparent = "A" in picture.getbands() or "transparency" in picture.info
    plain = picture.convert("RGBA" if transparent else "RGB")
    plain.thumbnail((LONG_SIDE_MAX, LONG_SIDE_MAX), Image.Resampling.LANCZOS)
    plain.info.clear()
    return plain


def _encode(picture: Image.Image) -> tuple[bytes, str]:
    target = io.BytesIO()
    if picture.mode == "RGBA":
        picture.save(target, "WEBP", quality=82, method=4, exif=b"", xmp=b"")
        return target.getvalue(), "image/webp"
    picture.save(target, "JPEG", quality=82, optimize=True, progressive=True)
    return target.getvalue(), "image/jpeg"


def _row(
    content: bytes, media_type: str, pixels: tuple[int, int] | None = None, thumb: bytes = b""
) -> StoredFile:
    """Content first, then its row: a row always has its content; a stray content harms nobody.

    Content is stored before the lock, because a distant store takes its time, and looked for again
    under it, because a sweep may have taken equal content in between.
    """
    name, thumb_name = _store(content), _store(thumb) if thumb else ""
    with transaction.atomic():
        _one_at_a_time(name, thumb_name)
        _store(content)
        if thumb:
            _store(thumb)
        known = StoredFile.objects.filter(sha256=name)
        if known.update(handed_in_at=Now()):
            return known.get()
        return StoredFile.objects.create(
            sha256=name,
            media_type=media_type,
            size=len(content),
            width=pixels[0] if pixels else None,
            height=pixels[1] if pixels else None,
            thumb_sha256=thumb_name,
        )


def _one_at_a_time(*names: str) -> None:
    """Until the transaction ends nobody else keeps or forgets this content.

    SQLite transactions are immediate: there is one writer anyway.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for key in sorted(int(name[:15], 16) for name in names if name):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _store(content: bytes) -> str:
    name = hashlib.sha256(content).hexdigest()
    with _reaching():
        if not default_storage.exists(_path(name)):
            default_storage.save(_path(name), ContentFile(content))
    return name


@contextmanager
def _reaching() -> Iterator[None]:
    """A store that is away, full or refuses us is no fault of the person: Unavailable, and logged."""
    try:
        yield
    except FileNotFoundError:
        raise
    except _store_errors() as problem:
        log.error("file store away", reason=str(problem))
        raise Unavailable("file_store_away") from problem


def _store_errors() -> tuple[type[Exception], ...]:
    """What a disk or an S3 store raises; the latter's errors come with its extra."""
    try:
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError:
        return (OSError,)
    return OSError, BotoCoreError, ClientError


def _path(name: str) -> str:
    return f"{name[:2]}/{name[2:4]}/{name}"
