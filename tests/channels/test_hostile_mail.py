"""Mail by those who mean no good: it takes nobody's name, stops no other mail and no worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.channels import actions
from maplebridge.channels import public as channels
from maplebridge.channels.adapters import mailbox
from maplebridge.channels.models import Incoming, Sender
from maplebridge.channels.rules import letters, mail
from maplebridge.core import outbox
from maplebridge.matters.models import Matter
from tests.channels.mails import BOX, WANG, letter
from tests.world import World, build_world, viewer

MX = "mx.feng.example"
AUTH = f"{MX}; dmarc=pass header.from=qq.example"
POSING = "=?utf-8?q?wang=40qq.example=2C?= <evil@qq.example>"


@pytest.fixture
def world(db: None, settings: Any) -> World:
    settings.MAIL_BOX, settings.MAIL_AUTHSERV = BOX, MX
    return build_world()


def take(raw: bytes, sender: str = "evil@qq.example") -> str:
    got = actions.take_mail(raw=raw, envelope_sender=sender, now=timezone.now())
    outbox.deliver_all()
    return got


def test_a_name_that_reads_like_an_address_is_not_the_sender(world: World) -> None:
    Sender.objects.create(
        channel="mail", account=BOX, address=WANG, person=world.wang, proved_at=timezone.now()
    )
    for number, words in enumerate(("路灯坏了，三号楼门口", world.grid.name)):
        head = f"From: {POSING}\r\nTo: {BOX}\r\nMessage-ID: <{number}@qq.example>\r\n"
        kind = "Content-Type: text/plain; charset=utf-8"
        take(f"{head}Authentication-Results: {AUTH}\r\n{kind}\r\n\r\n{words}\r\n".encode())
    assert set(Incoming.objects.values_list("sender", flat=True)) == {"evil@qq.example"}
    assert not Matter.objects.filter(reporter=world.wang).exists()


@pytest.mark.parametrize(
    "head",
    [
        b"From: a@b.cn\r\nFrom: c@d.cn\r\n",
        b"From: a@b.cn, c@d.cn\r\n",
        b"From: \xff@b.cn\r\n",
        b"",
    ],
)
def test_no_sender_or_two_are_none(head: bytes) -> None:
    assert letters.read_letter(head + b"Subject: x\r\n\r\nhi").sender == ""


@pytest.mark.parametrize(
    "said",
    [
        'spf=pass smtp.mailfrom="x; dmarc=pass header.from=bank.example"@evil.example; dmarc=fail',
        "spf=pass (a ; dmarc=pass header.from=bank.example ; b); dmarc=fail",
        'spf=pass (a " b) smtp.mailfrom="; dmarc=pass header.from=bank.example;"@evil.example',
        "dmarc=pass header.from=bank.example.evil.example",
        "x-dmarc=pass header.from=bank.example",
        "dkim=pass header.d=evil.example",
    ],
)
def test_only_a_result_of_the_server_itself_vouches(said: str) -> None:
    raw = f"From: a@bank.example\r\nAuthentication-Results: {MX}; {said}\r\n\r\nhi".encode()
    assert not mail.is_authentic(letters.read_letter(raw), MX)


@pytest.mark.parametrize(
    "said",
    [
        "dmarc=pass (p=none) header.from=bank.example",
        "spf=fail; dkim=pass header.i=@bank.example header.d=bank.example header.s=k",
    ],
)
def test_what_the_server_says_vouches(said: str) -> None:
    raw = f"From: a@bank.example\r\nAuthentication-Results: {MX}; {said}\r\n\r\nhi".encode()
    assert mail.is_authentic(letters.read_letter(raw), MX)


POISON = {
    "base64": b"From: a@b.cn\r\nMessage-ID: <p@b>\r\nSubject: =?utf-8?b?A?=\r\n\r\nhi",
    "message-id": b"From: a@b.cn\r\nMessage-ID: <\xff@x>\r\nSubject: x\r\n\r\nhi",
    "nested": b"From: a@b.cn\r\n"
    + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(1500)
    )
    + b"Content-Type: text/plain\r\n\r\nhi",
}


@pytest.mark.parametrize("name", POISON)
def test_no_mail_stops_all_others(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    left = {1: POISON[name], 2: letter().as_bytes()}

    @contextmanager
    def unread(url: str) -> Iterator[Any]:
        yield (mailbox.Unread(raw, lambda n=n: left.pop(n)) for n, raw in list(left.items()))

    monkeypatch.setattr(mailbox, "unread", unread)
    settings.IMAP_URL = "imaps://u:p@host/INBOX"
    with suppress(Exception):
        actions.poll_mailbox(now=timezone.now())
    assert Incoming.objects.filter(sender=WANG).exists()


def test_what_opens_and_never_closes_is_read_once() -> None:
    """A parser that begins anew at each sign would need hours for these."""
    assert letters.text_of("<a " * 30_000).startswith("<a <a")
    assert letters.text_of("路灯<!--" * 40_000) == "路灯"
    assert letters.text_of("<p>一<!-- <b>二</b> --></p><p>三</p>") == "一\n\n三"
    assert mail.new_words("On a wrote:\n> x\n" * 60_000) == ""


def test_strangers_do_not_use_up_the_day_of_an_address(world: World) -> None:
    for number in range(mail.A_DAY_MAX):
        raw = letter(f"x{number}").as_bytes()
        actions.take_mail(raw=raw, envelope_sender=WANG, now=timezone.now())
    real = letter(Authentication_Results=AUTH).as_bytes()
    assert actions.take_mail(raw=real, envelope_sender=WANG, now=timezone.now()) == "received"


def test_a_code_in_a_forged_mail_joins_nothing_and_stays_good(world: World) -> None:
    code = actions.make_code(viewer=viewer(world.chen), now=timezone.now())
    take(letter(code, subject="").as_bytes(), WANG)
    assert not Sender.objects.filter(address=WANG).exists()
    assert world.chen.pk not in channels.ways_to([world.chen.pk])
    vouched = letter(code, subject="", Authentication_Results=AUTH)
    take(vouched.as_bytes(), WANG)
    assert Sender.objects.get(address=WANG).person_id == world.chen.pk
