"""Photos that are none, at every door that takes photos: refused with a reason, and nothing kept.

What is wrong with each is judged in one place (tests/core/test_files.py); here no door goes past it.
Open311 has its own rows in tests/open311/test_sending.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from maplebridge.channels.actions import wechat as wechat_actions
from maplebridge.channels.actions.mail import take_mail
from maplebridge.channels.models import Incoming, IncomingFile
from maplebridge.core.models import StoredFile
from maplebridge.matters import actions
from maplebridge.matters.models import Matter
from tests.core.test_files import HEIC, SVG, png_bomb
from tests.matters.test_outbox import begin, piece
from tests.world import World, client_for, viewer

BOX = "help@feng.example"
WICKED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "heic": ("file_heic", lambda: HEIC),
    "svg with a script": ("file_type_unknown", lambda: SVG),
    "twenty-six megabytes": ("file_too_large", lambda: b"\xff\xd8\xff" + b"0" * 26_000_000),
    "png of gigabytes": ("file_too_many_pixels", png_bomb),
}


@pytest.fixture(params=list(WICKED))
def wicked(request: Any) -> tuple[str, bytes]:
    code, make = WICKED[request.param]
    return code, make()


def _file(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def _nothing_kept() -> bool:
    return not StoredFile.objects.exists() and not Matter.objects.exists()


@pytest.mark.parametrize("who", ["wang", None])
def test_on_the_report_page_signed_in_or_not(
    world: World, wicked: tuple[str, bytes], who: str | None
) -> None:
    client = client_for(getattr(world, who) if who else None)
    sent = {"id": str(uuid4()), "words": "灯不亮", "place": str(world.grid.pk)}
    page = client.post("/matters/report/", sent | {"photos": _file(wicked[1])})
    assert page.status_code == 422
    assert "灯不亮" in page.content.decode(), "what was typed is still there"
    assert _nothing_kept()


def test_on_a_kiosk(world: World, wicked: tuple[str, bytes]) -> None:
    """A device in a station opens the report page as nobody."""
    now = timezone.now()
    code = actions.sign_of(viewer=viewer(world.li), place=world.entrance, now=now).code
    device = client_for(world.li)
    assert device.post("/matters/kiosk/", {"code": code}).status_code == 302
    assert "_auth_user_id" not in device.session
    sent = {"id": str(uuid4()), "words": "灯不亮", "place": str(world.grid.pk)}
    page = device.post("/matters/report/", sent | {"photos": _file(wicked[1])})
    assert page.status_code == 422
    assert _nothing_kept()


def test_by_the_api(world: World, wicked: tuple[str, bytes]) -> None:
    answer = client_for(world.wang).post("/api/v1/matters/photos", {"photo": _file(wicked[1])})
    assert (answer.status_code, answer.json()["code"]) in {(422, wicked[0]), (413, wicked[0])}
    assert _nothing_kept()


def test_from_the_outbox_of_a_device(world: World, wicked: tuple[str, bytes]) -> None:
    code, content = wicked
    wang, upload_id = client_for(world.wang), uuid4()
    answer = begin(wang, upload_id, content, sha256=hashlib.sha256(content).hexdigest())
    if answer.status_code == 200:
        for at in range(0, len(content), actions.PIECE_MAX):
            answer = piece(wang, upload_id, at, content[at : at + actions.PIECE_MAX])
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert _nothing_kept()


def test_when_a_worker_passes_it_on(world: World, wicked: tuple[str, bytes]) -> None:
    sent = {"id": str(uuid4()), "channel": "chat", "text": "灯不亮", "place": str(world.grid.pk)}
    page = client_for(world.li).post("/matters/relay/", sent | {"photos": _file(wicked[1])})
    assert page.status_code == 422
    assert "灯不亮" in page.content.decode()
    assert _nothing_kept()


@pytest.mark.parametrize("kind", ["jpeg", "svg+xml", "heic"])
def test_as_an_attachment_of_a_mail(
    world: World, wicked: tuple[str, bytes], kind: str, settings: Any
) -> None:
    """The words are received, and say what was left out; whatever the mail calls it."""
    settings.MAIL_BOX = BOX
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "wang@qq.example", BOX, "路灯坏了"
    letter["Message-ID"] = f"<{uuid4().hex}@qq.example>"
    letter.set_content("三号楼门口的灯不亮了")
    letter.add_attachment(wicked[1], maintype="image", subtype=kind, filename="photo.jpg")
    take_mail(raw=letter.as_bytes(), now=timezone.now())
    assert "photo.jpg" in Incoming.objects.get().text
    assert not IncomingFile.objects.exists()
    assert _nothing_kept()


def test_as_a_picture_by_wechat(
    world: World, wicked: tuple[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What WeChat hands out is judged like anything else; the message is read without it."""
    now = timezone.now()
    row = Incoming.objects.create(
        channel="wechat", account="gh_1", external_id="1", sender="o1", kind="image",
        data={"media_id": "m1"}, received_at=now,
    )  # fmt: skip
    monkeypatch.setattr(wechat_actions.account, "picture", lambda _media: wicked[1])
    wechat_actions.fetch_picture(incoming_id=row.pk, now=now)
    row.refresh_from_db()
    assert row.data["lost"] == wicked[0]
    assert not IncomingFile.objects.exists()
    assert _nothing_kept()
