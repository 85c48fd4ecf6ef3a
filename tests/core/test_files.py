"""Uploads: what is kept is a clean picture; what is hostile is refused in a sentence and leaves nothing."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import RequestFactory
from PIL import Image
from PIL.ExifTags import IFD, Base
from PIL.JpegImagePlugin import JpegImageFile

from maplebridge.core import files
from maplebridge.core.errors import RuleBroken
from maplebridge.core.models import SealedDocument, StoredFile

NOW = datetime(2026, 3, 4, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def picture(
    size: tuple[int, int] = (60, 40), form: str = "JPEG", mode: str = "RGB", **more: Any
) -> bytes:
    target = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(target, form, **more)
    return target.getvalue()


def upload(
    content: bytes, name: str = "photo.jpg", media_type: str = "image/jpeg"
) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, media_type)


def kept(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(width: int = 50_000, height: int = 50_000, rows: int = 10) -> bytes:
    """A PNG of a few hundred bytes that says it unpacks to gigabytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * rows * (width * 3 + 1), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A small PNG whose comment unpacks to 200 MB."""
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    comment = b"Comment\0\0" + zlib.compress(b"A" * 200_000_000, 9)
    body = zlib.compress(b"\0\0")
    parts = [(b"IHDR", head), (b"zTXt", comment), (b"IDAT", body), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200
SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)
HOSTILE: list[tuple[str, str, Callable[[], bytes]]] = [
    ("empty", "file_empty", lambda: b""),
    ("html named jpg", "file_type_unknown", lambda: b"<html><script>alert(1)</script></html>"),
    ("svg", "file_type_unknown", lambda: SVG),
    ("gif header before html", "file_broken", lambda: b"GIF89a/*<script>alert(1)</script>*/"),
    ("jpeg header before html", "file_broken", lambda: b"\xff\xd8\xff<script>alert(1)</script>"),
    ("truncated jpeg", "file_broken", lambda: picture((800, 600))[:2000]),
    ("truncated png", "file_broken", lambda: picture((800, 600), "PNG")[:900]),
    ("damaged png", "file_broken", lambda: picture(form="PNG").replace(b"IDAT", b"IDAX")),
    ("png of gigabytes", "file_too_many_pixels", png_bomb),
    ("png with a bomb in a comment", "file_broken", text_bomb),
    ("heic", "file_heic", lambda: HEIC),
    ("more than a photo has", "file_too_large", lambda: picture() + b"\0" * 25_000_000),
    ("tiff", "file_type_unknown", lambda: picture(form="TIFF")),
    ("bmp", "file_type_unknown", lambda: picture(form="BMP")),
    ("postscript", "file_type_unknown", lambda: b"%!PS-Adobe-3.0\n(/etc/passwd) run\n"),
    ("pdf where a picture is asked", "file_type_unknown", lambda: b"%PDF-1.7\n...\n%%EOF\n"),
    ("noise", "file_type_unknown", lambda: bytes(range(256)) * 10),
]  # fmt: skip


@pytest.mark.parametrize(("code", "make"), [h[1:] for h in HOSTILE], ids=[h[0] for h in HOSTILE])
def test_a_hostile_upload_is_refused_in_a_sentence_and_nothing_is_kept(
    code: str, make: Callable[[], bytes], media: Path
) -> None:
    with pytest.raises(RuleBroken) as refused:
        files.ingest(upload(make()), now=NOW)
    assert refused.value.code == code
    assert "%(" not in refused.value.sentence
    assert not StoredFile.objects.exists()
    assert not kept(media)


def test_a_picture_with_a_page_behind_it_is_kept_without_the_page(media: Path) -> None:
    files.ingest(upload(picture() + b"<script>alert(1)</script>PK\x05\x06"), now=NOW)
    assert all(b"script" not in path.read_bytes() for path in kept(media))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize(
    "name", ["x.jpg", "x.exe", "../../etc/passwd", "圖" * 100 + ".jpg", "a\0b"]
)
def test_a_real_picture_is_kept_whatever_it_is_called(form: str, name: str, media: Path) -> None:
    one = upload(picture(form=form))
    one._name = name  # Django would clean it; a hostile client goes around
    stored = files.ingest(one, now=NOW)
    assert stored.media_type in {"image/jpeg", "image/webp"}
    assert (stored.width, stored.height) == (60, 40)
    assert all(path.is_relative_to(media) and len(path.name) == 64 for path in kept(media))


def test_place_and_camera_are_removed_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    exif[Base.Model] = "PhoneOfMrWang"
    exif.get_ifd(IFD.GPSInfo)[1] = "N"
    exif.get_ifd(IFD.GPSInfo)[2] = (28.0, 41.0, 0.0)
    stored = files.ingest(upload(picture((60, 40), exif=exif, comment=b"13800000000")), now=NOW)
    content = files.open(stored).read()
    assert (stored.width, stored.height) == (40, 60)
    assert not Image.open(io.BytesIO(content)).getexif()
    assert b"PhoneOfMrWang" not in content
    assert b"13800000000" not in content


def large(width: int, height: int, mode: str = "L", form: str = "JPEG", **more: Any) -> bytes:
    target = io.BytesIO()
    Image.new(mode, (width, height), 90).save(target, form, **more)
    return target.getvalue()


def test_a_photo_of_64_million_pixels_and_of_24_mb_is_taken_in_at_a_fraction_of_its_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unpacked: list[tuple[int, int]] = []
    load = JpegImageFile.load

    def loaded(picture: JpegImageFile) -> Any:
        found = load(picture)
        unpacked.append(picture.im.size)
        return found

    monkeypatch.setattr(JpegImageFile, "load", loaded)
    stored = files.ingest(upload(large(9248, 6920) + b"\0" * 24_000_000), now=NOW)
    assert (stored.width, stored.height) == (2048, 1532)
    assert max(unpacked) == (2312, 1730), "a quarter of each side, never the whole"


@pytest.mark.parametrize(
    ("form", "mode", "size", "more"),
    [
        ("JPEG", "L", (9300, 7000), {}),
        ("JPEG", "RGB", (6400, 6400), {"progressive": True, "subsampling": "4:4:4"}),
        ("PNG", "L", (6400, 6400), {}),
    ],
)
def test_more_pixels_than_memory_bears_are_refused(
    form: str, mode: str, size: tuple[int, int], more: dict[str, Any]
) -> None:
    """A progressive JPEG is held whole before it is made smaller: with every colour, 40 million."""
    with pytest.raises(RuleBroken) as refused:
        files.ingest(upload(large(*size, mode, form, **more)), now=NOW)
    assert refused.value.code == "file_too_many_pixels"


def test_a_photo_with_a_second_picture_in_it_is_a_photo_like_any_other() -> None:
    """As phones keep a brighter copy or a preview in the same file."""
    content = large(6600, 6600, form="MPO", save_all=True, append_images=[Image.new("L", (40, 30))])
    stored = files.ingest(upload(content), now=NOW)
    assert (stored.media_type, stored.width, stored.height) == ("image/jpeg", 2048, 2048)


MEASURE = """
import io, sys
import django
django.setup()
from maplebridge.core import files

def peak():
    status = open("/proc/self/status").read()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024

content = open(sys.argv[1], "rb").read()
before = peak()
print(files._decode(content).size[0], peak() - before)
"""


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(),
    reason="the kernel does not tell the memory of a process",
)
def test_a_progressive_photo_of_64_million_pixels_stays_within_the_memory_of_a_smaller_one(
    tmp_path: Path,
) -> None:
    """As chats write them on: 192 MB held by the decoder, and what it is made smaller in."""
    path = tmp_path / "photo"
    path.write_bytes(large(9248, 6920, "RGB", progressive=True, subsampling="4:2:0"))
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], check=True, capture_output=True, text=True
    )
    width, megabytes = map(int, done.stdout.split())
    assert width == 2048
    assert megabytes < files.HELD_BYTES_MAX / 1_000_000 + 40


def test_a_document_stays_within_ten_megabytes() -> None:
    page = b"%PDF-1.7\n" + b" " * 10_000_000 + b"%%EOF"
    with pytest.raises(RuleBroken) as refused:
        files.ingest(upload(page), kinds=("image", "pdf"), now=NOW)
    assert (refused.value.code, refused.value.facts["megabytes"]) == ("file_too_large", 10)


def test_a_large_picture_is_made_smaller_and_has_a_thumbnail() -> None:
    stored = files.ingest(upload(picture((5000, 2500))), now=NOW)
    assert (stored.width, stored.height) == (2048, 1024)
    thumb = Image.open(files.open(stored, thumb=True))
    assert thumb.size == (480, 240)


def test_a_transparent_picture_stays_transparent() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (60, 40), (200, 0, 0, 90)).save(target, "PNG")
    stored = files.ingest(upload(target.getvalue()), now=NOW)
    assert stored.media_type == "image/webp"
    assert Image.open(files.open(stored)).mode == "RGBA"


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "I;16"])
def test_pictures_of_every_mode_come_out_plain(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    stored = files.ingest(upload(picture(form=form, mode=mode)), now=NOW)
    assert stored.media_type == "image/jpeg"


def test_equal_content_is_kept_once(media: Path) -> None:
    first = files.ingest(upload(picture()), now=NOW)
    assert files.ingest(upload(picture(), "other.jpg"), now=NOW) == first
    assert len(kept(media)) <= 2


def test_a_pdf_is_kept_where_one_is_asked_for() -> None:
    content = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"
    stored = files.ingest(upload(content, "a.pdf"), kinds=("pdf",), now=NOW)
    assert stored.media_type == "application/pdf"
    assert files.open(stored).read() == content


def test_a_file_is_served_to_one_viewer_and_runs_nothing() -> None:
    stored = files.ingest(upload(picture()), now=NOW)
    answer = files.response(stored)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"].startswith("private")
    request = RequestFactory().get("/", headers={"If-None-Match": answer["ETag"]})
    assert files.response(stored, request=request).status_code == 304
    assert files.response(stored, thumb=True)["ETag"] == files.response(stored, thumb=True)["ETag"]


def test_a_forgotten_file_leaves_nothing(media: Path) -> None:
    stored = files.ingest(upload(picture()), now=NOW)
    assert files.forget(stored)
    assert not StoredFile.objects.exists()
    assert not kept(media)


def test_a_file_that_something_points_to_is_not_forgotten(media: Path) -> None:
    stored = files.keep(b"%PDF-1.7", "application/pdf")
    point_to(stored)
    assert not files.forget(stored)
    assert kept(media)


def test_what_nobody_sent_goes_a_day_later_and_what_is_used_stays(media: Path) -> None:
    left, used = (files.ingest(upload(picture((60, side))), now=NOW) for side in (40, 50))
    point_to(used)
    files.sweep(now=left.handed_in_at + timedelta(hours=23))
    assert StoredFile.objects.count() == 2
    files.sweep(now=left.handed_in_at + timedelta(hours=25))
    assert StoredFile.objects.get() == used
    assert {path.name for path in kept(media)} == {used.sha256, used.thumb_sha256}
    files.open(used, thumb=True).close()


def test_handing_in_the_same_content_again_gives_it_another_day() -> None:
    stored = files.ingest(upload(picture()), now=NOW)
    StoredFile.objects.update(handed_in_at=NOW - timedelta(days=9))
    files.ingest(upload(picture()), now=NOW)
    stored.refresh_from_db()
    files.sweep(now=stored.handed_in_at + timedelta(hours=23))
    assert StoredFile.objects.exists()


def test_every_table_that_can_point_to_a_file_is_asked() -> None:
    """Found from the models: an app that adds a foreign key needs no line anywhere."""
    keys = [
        field
        for model in apps.get_models()
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if field.related_model is StoredFile
    ]
    asked = {(key.related_model._meta.label, key.field.name) for key in files.references()}
    assert len(keys) >= 2
    assert {(key.model._meta.label, key.name) for key in keys} <= asked


def test_a_row_whose_content_was_lost_is_filled_again_by_equal_content(media: Path) -> None:
    stored = files.ingest(upload(picture()), now=NOW)
    for path in kept(media):
        path.unlink()
    assert files.ingest(upload(picture()), now=NOW) == stored
    files.open(stored).close()
    files.open(stored, thumb=True).close()


def point_to(stored: StoredFile) -> SealedDocument:
    return SealedDocument.objects.create(
        code="2222-2222-2222", kind="t", thing_id=stored.pk, language="en", file=stored, made_at=NOW
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_equal_content_handed_in_during_a_forgetting_keeps_its_bytes(media: Path) -> None:
    """Four phones hand in the same picture over and over while two sweepers forget it."""
    content, ends = picture(), time.monotonic() + 4
    lost: list[str] = []
    gone: list[bool] = []

    def hand_in() -> None:
        while time.monotonic() < ends and not lost:
            with transaction.atomic():
                stored = files.ingest(upload(content), now=NOW)
                for thumb in (False, True):
                    try:
                        files.open(stored, thumb=thumb).close()
                    except FileNotFoundError:
                        lost.append("thumbnail" if thumb else "picture")
        connection.close()

    def forget() -> None:
        while time.monotonic() < ends and not lost:
            if stored := StoredFile.objects.first():
                gone.append(files.forget(stored))
        connection.close()

    with ThreadPoolExecutor(6) as pool:
        for task in [pool.submit(work) for work in [hand_in] * 4 + [forget] * 2]:
            task.result()
    assert not lost
    assert gone.count(True) > 5, "nothing was forgotten meanwhile: the test proves nothing"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_a_file_attached_during_a_forgetting_is_kept(media: Path) -> None:
    stored = files.ingest(upload(picture()), now=NOW)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            StoredFile.objects.select_for_update(no_key=True).get()
            point_to(stored)
            forgotten = pool.submit(forget_elsewhere, stored)
            time.sleep(0.3)
            assert not forgotten.done()
        assert not forgotten.result()
    files.open(stored).close()


def forget_elsewhere(stored: StoredFile) -> bool:
    try:
        return files.forget(stored)
    finally:
        connection.close()
