"""Photos in pieces and reports that a device kept: sent again and again, there once."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from maplebridge.core import files
from maplebridge.core.models import StoredFile
from maplebridge.matters import actions
from maplebridge.matters.models import Matter, MatterPhoto, PhotoPiece, PhotoUpload
from maplebridge.matters.views import visitors
from tests.world import World, client_for, photo

OUTBOX = "/matters/report/outbox/"


def picture(colour: str = "#a33") -> bytes:
    target = io.BytesIO()
    noise = Image.effect_noise((400, 300), 90).convert("RGB")
    Image.blend(noise, Image.new("RGB", noise.size, colour), 0.3).save(target, "PNG")
    return target.getvalue()


def begin(client: Client, upload_id: UUID, content: bytes, **more: Any) -> Any:
    sent = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()} | more
    return client.post(f"{OUTBOX}{upload_id}/", sent)


def piece(client: Client, upload_id: UUID, start: int, content: bytes) -> Any:
    return client.patch(
        f"{OUTBOX}{upload_id}/",
        content,
        content_type="application/octet-stream",
        headers={"Upload-Offset": str(start)},
    )


def send_photo(client: Client, upload_id: UUID, content: bytes) -> Any:
    at = begin(client, upload_id, content).json()["received"]
    answer = None
    while at < len(content):
        answer = piece(client, upload_id, at, content[at : at + actions.PIECE_MAX])
        at = answer.json()["received"]
    return answer


def report(client: Client, world: World, *uploads: UUID, **more: Any) -> Any:
    whose = client.get(OUTBOX).json()["whose"]
    base = {"id": str(uuid4()), "words": "路灯不亮", "place": str(world.grid.pk), "whose": whose}
    return client.post(OUTBOX, base | {"upload": [str(one) for one in uploads]} | more)


def test_a_photo_goes_on_where_it_stopped(world: World) -> None:
    wang, upload_id, content = client_for(world.wang), uuid4(), picture()
    assert len(content) > actions.PIECE_MAX
    assert begin(wang, upload_id, content).json() == {"received": 0, "whole": False}
    piece(wang, upload_id, 0, content[: actions.PIECE_MAX])
    again = piece(wang, upload_id, 0, content[: actions.PIECE_MAX])
    assert again.json()["received"] == actions.PIECE_MAX, "a piece that came before is not added"
    ahead = piece(wang, upload_id, 3 * actions.PIECE_MAX, b"later")
    assert ahead.json()["received"] == actions.PIECE_MAX, "no gap"
    assert begin(wang, upload_id, content).json()["received"] == actions.PIECE_MAX
    assert send_photo(wang, upload_id, content).json()["whole"] is True
    assert not PhotoPiece.objects.exists()
    kept = PhotoUpload.objects.get().file
    assert kept is not None
    assert (kept.width, kept.height) == (400, 300)


def test_the_last_piece_alone_may_be_sent_again_when_its_answer_was_lost(world: World) -> None:
    wang, upload_id, content = client_for(world.wang), uuid4(), picture()
    send_photo(wang, upload_id, content)
    last = len(content) // actions.PIECE_MAX * actions.PIECE_MAX
    assert piece(wang, upload_id, last, content[last:]).json()["whole"] is True
    assert StoredFile.objects.count() == 1


def test_a_photo_whose_checking_was_cut_off_is_checked_with_the_next_call(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang, upload_id, content = client_for(world.wang), uuid4(), picture()
    wang.raise_request_exception = False

    def killed(*_args: object, **_more: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(files, "ingest", killed)
        begin(wang, upload_id, content)
        for at in range(0, len(content), actions.PIECE_MAX):
            piece(wang, upload_id, at, content[at : at + actions.PIECE_MAX])
    assert PhotoUpload.objects.get().file is None
    assert piece(wang, upload_id, len(content), b"").json()["whole"] is True


@pytest.mark.parametrize(
    ("content", "sent", "code"),
    [
        (b"", {}, "file_empty"),
        (b"x", {"size": 25_000_001}, "file_too_large"),
        (b"x", {"size": "1.5"}, "matter_upload_unreadable"),
        (b"x", {"sha256": "zz"}, "matter_upload_unreadable"),
    ],
)
def test_what_cannot_be_a_photo_is_not_begun(
    world: World, content: bytes, sent: dict[str, Any], code: str
) -> None:
    answer = begin(client_for(world.wang), uuid4(), content, **sent)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not PhotoUpload.objects.exists()


def test_what_did_not_arrive_whole_or_is_no_picture_is_thrown_away(world: World) -> None:
    wang, content = client_for(world.wang), b"no picture at all"
    torn = uuid4()
    begin(wang, torn, content, sha256="0" * 64)
    assert piece(wang, torn, 0, content).json()["code"] == "matter_upload_torn"
    other = uuid4()
    begin(wang, other, content)
    assert piece(wang, other, 0, content).json()["code"] == "file_type_unknown"
    assert not PhotoUpload.objects.exists()
    assert not PhotoPiece.objects.exists()


def test_nobody_reaches_somebody_elses_photo(world: World) -> None:
    upload_id, content = uuid4(), picture()
    send_photo(client_for(world.wang), upload_id, content)
    for other in (client_for(world.chen), client_for(None)):
        assert begin(other, upload_id, content).status_code == 404
        assert piece(other, upload_id, 0, content[:9]).status_code == 404
        assert report(other, world, upload_id).status_code == 404
        other.delete(f"{OUTBOX}{upload_id}/")
    assert PhotoUpload.objects.count() == 1
    assert client_for(world.wang).delete(f"{OUTBOX}{upload_id}/").status_code == 200
    assert not PhotoUpload.objects.exists()


def test_a_report_comes_with_its_photos_and_once(world: World) -> None:
    wang, first, second = client_for(world.wang), uuid4(), uuid4()
    send_photo(wang, first, picture())
    send_photo(wang, second, picture("#3a3"))
    matter_id = str(uuid4())
    made = report(wang, world, first, second, id=matter_id)
    again = report(wang, world, first, second, id=matter_id)
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json() == again.json()
    assert Matter.objects.count() == 1
    assert MatterPhoto.objects.count() == 2
    assert not PhotoUpload.objects.exists(), "the matter has the files now"
    assert wang.get(made.json()["address"]).status_code == 200
    other = report(wang, world, id=matter_id, words="别的事")
    assert (other.status_code, other.json()["code"]) == (409, "matter_id_taken")


def test_without_one_of_its_photos_nothing_is_received(world: World) -> None:
    wang, begun = client_for(world.wang), uuid4()
    begin(wang, begun, picture())
    answer = report(wang, world, begun)
    assert (answer.status_code, answer.json()["code"]) == (404, "matter_upload_missing")
    assert not Matter.objects.exists()


def test_a_visitor_gets_the_receipt_with_the_answer_each_time(world: World) -> None:
    visitor, upload_id = client_for(None), uuid4()
    send_photo(visitor, upload_id, picture())
    sent = {"id": str(uuid4())}
    codes = {report(visitor, world, upload_id, **sent).json()["receipt"] for _ in range(2)}
    assert len(codes) == 1
    assert len(codes.pop()) == 14
    assert MatterPhoto.objects.count() == 1


def test_a_report_kept_for_one_person_is_never_sent_by_another(world: World) -> None:
    whose = client_for(world.wang).get(OUTBOX).json()["whose"]
    for other in (client_for(world.chen), client_for(None)):
        answer = report(other, world, whose=whose)
        assert (answer.status_code, answer.json()["code"]) == (409, "matter_upload_somebody_else")
    assert not Matter.objects.exists()


def test_a_refusal_says_why(world: World) -> None:
    wang = client_for(world.wang)
    empty = report(wang, world, words="")
    assert (empty.status_code, empty.json()["code"]) == (422, "required")
    unknown = report(wang, world, category="nonsense")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "matter_category_unknown")


def test_uploads_are_gone_a_day_after_the_last_piece(world: World) -> None:
    wang, old, new = client_for(world.wang), uuid4(), uuid4()
    send_photo(wang, old, picture())
    begin(wang, new, picture())
    piece(wang, new, 0, picture()[: actions.PIECE_MAX])
    now = timezone.now()
    PhotoUpload.objects.filter(pk=old).update(touched_at=now - timedelta(days=1, minutes=1))
    PhotoUpload.objects.filter(pk=new).update(touched_at=now - timedelta(hours=23, minutes=59))
    actions.purge_uploads(now=now)
    assert PhotoUpload.objects.get().pk == new
    assert PhotoPiece.objects.count() == 1
    StoredFile.objects.update(handed_in_at=now - timedelta(days=2))
    files.sweep(now=now)
    assert not StoredFile.objects.exists(), "nothing points to the file any more"
    actions.purge_uploads(now=now + timedelta(days=1))
    assert not PhotoPiece.objects.exists()


def test_nobody_fills_the_house_with_photos_that_are_never_sent(world: World) -> None:
    wang, content = client_for(world.wang), picture()
    now = timezone.now()
    PhotoUpload.objects.bulk_create(
        PhotoUpload(person=world.wang, size=1, sha256="0" * 64, touched_at=now)
        for _ in range(actions.uploads.UNSENT_MAX)
    )
    assert begin(wang, uuid4(), content).status_code == 429
    assert begin(client_for(world.chen), uuid4(), content).status_code == 200


def test_pieces_have_a_limit_of_their_own(world: World, settings: Any) -> None:
    settings.LIMITS = {"account": 1, "piece": 3}
    wang, upload_id, content = client_for(world.wang), uuid4(), picture()
    statuses = [begin(wang, upload_id, content).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    page = wang.post("/matters/report/", {"words": "x", "photos": photo()})
    assert page.status_code == 422, "the pieces did not use up what a person may send"


def test_a_photo_is_not_sent_in_a_million_rows(world: World) -> None:
    """Pieces below a sensible size are refused, except the last; the row count has an end."""
    wang, upload_id, content = client_for(world.wang), uuid4(), picture()
    begin(wang, upload_id, content)
    for small in (1, actions.PIECE_MIN - 1):
        answer = piece(wang, upload_id, 0, content[:small])
        assert (answer.status_code, answer.json()["code"]) == (422, "matter_upload_piece_small")
    assert not PhotoPiece.objects.exists()
    assert PhotoUpload.objects.get().received == 0
    at = 0
    while at < len(content):
        answer = piece(wang, upload_id, at, content[at : at + actions.PIECE_MIN])
        at = answer.json()["received"]
    assert answer.json()["whole"] is True
    assert -(-files.PHOTO_SIZE_MAX // actions.PIECE_MIN) < 400, "pieces of the largest photo"


def test_a_day_takes_so_many_photos_from_one_account_and_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when each is thrown away at once: what was begun counts, not what lies here."""
    monkeypatch.setattr(visitors, "PHOTOS_A_DAY", 3)
    wang, content, last = client_for(world.wang), picture(), uuid4()
    for upload_id in (uuid4(), uuid4(), last):
        assert begin(wang, upload_id, content).status_code == 200
        assert begin(wang, upload_id, content).status_code == 200, "again is not another photo"
        if upload_id != last:
            wang.delete(f"{OUTBOX}{upload_id}/")
    refused = begin(wang, uuid4(), content)
    assert (refused.status_code, refused.json()["code"]) == (429, "matter_photos_enough_today")
    assert "3" in refused.json()["message"]
    assert send_photo(wang, last, content).json()["whole"] is True
    assert begin(client_for(world.chen), uuid4(), content).status_code == 200
    visitor = client_for(None)
    assert [begin(visitor, uuid4(), content).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_a_photo_of_24_megabytes_comes_in_pieces_and_lies_in_memory_twice_at_most(
    world: World,
) -> None:
    wang, upload_id = client_for(world.wang), uuid4()
    content = photo_bytes() + b"\0" * 24_000_000
    assert begin(wang, upload_id, content).status_code == 200
    upload, step = PhotoUpload.objects.get(), actions.PIECE_MAX
    PhotoPiece.objects.bulk_create(
        PhotoPiece(upload=upload, start=at, content=content[at : at + step])
        for at in range(0, len(content) - 1000, step)
    )
    last = len(content) // step * step
    PhotoPiece.objects.filter(start=last).delete()
    PhotoUpload.objects.update(received=last)
    tracemalloc.start()
    answer = piece(wang, upload_id, last, content[last:])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.json()["whole"] is True
    assert peak < 2.5 * len(content)


def test_what_one_person_has_on_the_way_has_an_end_in_bytes_too(world: World) -> None:
    wang, most = client_for(world.wang), files.PHOTO_SIZE_MAX
    over = begin(wang, uuid4(), b"x", size=most + 1)
    assert (over.status_code, over.json()["code"]) == (422, "file_too_large")
    room = actions.UNSENT_BYTES_MAX // most
    assert [begin(wang, uuid4(), b"x", size=most).status_code for _ in range(room)] == [200] * room
    assert begin(wang, uuid4(), b"x", size=most).json()["code"] == "matter_too_many_uploads"


def photo_bytes() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (400, 300), "#a33").save(target, "JPEG")
    return target.getvalue()
