"""By which doors mail comes in and goes out: LMTP, SMTP and IMAP servers that are real."""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
import socket
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from maplebridge.channels import actions
from maplebridge.channels.adapters import mail as door
from maplebridge.channels.adapters import mailbox
from maplebridge.channels.adapters.bus import NotDelivered
from maplebridge.channels.adapters.senders import Refused
from maplebridge.channels.commands import mail as command
from maplebridge.channels.models import Incoming, Outgoing
from maplebridge.channels.rules import mail as rules
from tests.channels.dovecot import PASSWORD, USER, Dovecot, dovecot
from tests.channels.mails import BOX, WANG, letter
from tests.conftest import cannot_run
from tests.servers import Missing, free_port
from tests.world import build_world


@pytest.fixture(autouse=True)
def _set_up(settings: Any) -> None:
    settings.MAIL_BOX = BOX
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"


@contextlib.contextmanager
def listening(*, smtp: bool = False) -> Iterator[int]:
    """The command's own server, in a thread of its own."""
    ready: list[tuple[asyncio.AbstractEventLoop, int]] = []
    up = threading.Event()

    def serve() -> None:
        async def main() -> None:
            server = await command.listen("127.0.0.1", 0, smtp=smtp)
            ready.append((asyncio.get_running_loop(), server.sockets[0].getsockname()[1]))
            up.set()
            with contextlib.suppress(asyncio.CancelledError):
                await server.serve_forever()

        asyncio.run(main())

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    assert up.wait(5)
    loop, port = ready[0]
    yield port
    with contextlib.suppress(RuntimeError):  # the loop ends with the first of them
        for task in asyncio.all_tasks(loop):
            loop.call_soon_threadsafe(task.cancel)
    thread.join(5)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("smtp", [False, True])
def test_the_server_in_front_hands_mail_over(transactional_db: None, smtp: bool) -> None:
    build_world()
    with listening(smtp=smtp) as port:
        with (smtplib.SMTP if smtp else smtplib.LMTP)("127.0.0.1", port) as client:
            client.send_message(letter(), from_addr=WANG, to_addrs=[BOX])
            assert Incoming.objects.get().sender == WANG
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                client.send_message(letter(), from_addr=WANG, to_addrs=["x@feng.example"])
            client.rset()
            with pytest.raises(smtplib.SMTPSenderRefused):
                client.sendmail(WANG, [BOX], b"x" * (rules.BYTES_MAX + 1), ["SIZE=36000001"])
    assert Incoming.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_over_the_limit_is_refused_while_it_is_read(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "BYTES_MAX", 10_000)
    with listening() as port, socket.create_connection(("127.0.0.1", port)) as line:
        talk = line.makefile("rwb")
        talk.readline()
        for said in (b"LHLO x", b"MAIL FROM:<wang@qq.example>", b"RCPT TO:<help@feng.example>"):
            talk.write(said + b"\r\n")
            talk.flush()
            while talk.readline()[3:4] == b"-":
                pass
        talk.write(b"DATA\r\n")
        talk.flush()
        talk.readline()
        talk.write((b"y" * 78 + b"\r\n") * 200 + b".\r\n")
        talk.flush()
        assert talk.readline().startswith(b"552")
    assert not Incoming.objects.exists()


# By IMAP ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def imap() -> Iterator[Dovecot]:
    try:
        with dovecot() as running:
            yield running
    except Missing as missing:
        cannot_run(missing)


def url_of(imap: Dovecot, password: str = PASSWORD) -> str:
    return f"imap://{quote(USER, safe='')}:{quote(password, safe='')}@127.0.0.1:{imap.port}/INBOX"


def test_a_mailbox_is_read_once_and_what_is_too_large_is_left(
    db: None, imap: Dovecot, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_world()
    settings.IMAP_URL = url_of(imap)
    monkeypatch.setattr(mailbox, "BYTES_MAX", 50_000)
    imap.append(letter().as_bytes())
    imap.append(letter("y" * 60_000).as_bytes())
    for _ in range(2):
        actions.poll_mailbox(now=timezone.now())
    assert [row.sender for row in Incoming.objects.all()] == [WANG]
    small, large = imap.flags()
    assert b"\\Seen" in small
    assert b"\\Flagged" not in small
    assert b"\\Flagged" in large, "for a person to look at"


def test_a_mail_that_fails_stays_unread_and_comes_again(
    db: None, imap: Dovecot, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_world()
    settings.IMAP_URL = url_of(imap)
    imap.append(letter().as_bytes())
    with monkeypatch.context() as broken:
        broken.setattr("maplebridge.channels.actions.mail.receive", _breaks)
        with pytest.raises(ZeroDivisionError):
            actions.poll_mailbox(now=timezone.now())
    assert b"\\Seen" not in imap.flags()[-1]
    actions.poll_mailbox(now=timezone.now())
    assert Incoming.objects.count() == 1


def _breaks(**_more: Any) -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize("url", ["http://x/", "imap://mail.example/", "imaps://127.0.0.1:1/", ""])
def test_an_address_that_leads_to_no_mailbox_is_said(url: str) -> None:
    with pytest.raises(NotDelivered), mailbox.unread(url):
        pass


def test_a_wrong_password_is_said_without_the_password(imap: Dovecot) -> None:
    with pytest.raises(NotDelivered) as refused, mailbox.unread(url_of(imap, "wrong-word")):
        pass
    assert "wrong-word" not in str(refused.value)


# Out ----------------------------------------------------------------------------------------


class Picky:
    """A mail server that answers each recipient with `answer`."""

    def __init__(self, answer: str) -> None:
        self.answer = answer

    async def handle_RCPT(self, *_more: Any) -> str:  # noqa: N802  aiosmtpd's name
        return self.answer


def message() -> Outgoing:
    now = timezone.now()
    return Outgoing(
        channel="mail", account=BOX, to=WANG, text="已换灯泡", made_at=now, queued_at=now,
        due_at=now, expires_at=now,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "what"),
    [("550 5.1.1 no such user", Refused), ("451 4.7.1 greylisted", NotDelivered)],
)
def test_a_refusal_is_final_and_a_delay_is_not(
    settings: Any, answer: str, what: type[Exception]
) -> None:
    server = Controller(Picky(answer), hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_PORT = server.port
    try:
        with pytest.raises(what):
            door.deliver(message(), now=timezone.now())
    finally:
        server.stop()


@pytest.mark.django_db
def test_a_server_that_is_away_is_tried_again(settings: Any) -> None:
    settings.EMAIL_PORT = free_port()
    with pytest.raises(NotDelivered):
        door.deliver(message(), now=timezone.now())


def test_without_a_mailbox_nothing_goes_out(settings: Any) -> None:
    settings.MAIL_BOX = ""
    with pytest.raises(Refused):
        door.deliver(message(), now=timezone.now())
