"""E-mail as residents use it: over LMTP, SMTP and IMAP, answered by real mail, never by a loop."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage, Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone
from PIL import Image

from maplebridge.channels import actions
from maplebridge.channels.models import Incoming, Outgoing
from maplebridge.channels.rules import mail as rules
from maplebridge.core import files, outbox
from maplebridge.core.models import StoredFile
from maplebridge.matters import public as matters
from maplebridge.matters.models import MatterEvent
from tests.channels.mails import BOX, WANG, jpeg, letter
from tests.servers import free_port
from tests.world import World, build_world, viewer

AUTH = "mx.feng.example; dmarc=pass header.from=qq.example"


class Post:
    """A mail server of our own: keeps what it is given, or refuses with `answer`."""

    def __init__(self) -> None:
        self.got: list[Message] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.answer = ""

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  aiosmtpd's name
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        self.got.append(email.message_from_bytes(envelope.content))
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        return "250 OK"


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture(autouse=True)
def _set_up(settings: Any) -> None:
    settings.MAIL_BOX, settings.MAIL_AUTHSERV = BOX, ""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    handler = Post()
    server = Controller(handler, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=True)
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield handler
    server.stop()


def take(one: EmailMessage, **more: Any) -> actions.Taken:
    return actions.take_mail(
        raw=one.as_bytes(), **{"envelope_sender": WANG, "now": timezone.now()} | more
    )


def conversed(one: EmailMessage, **more: Any) -> actions.Taken:
    taken = take(one, **more)
    outbox.deliver_all()
    return taken


def answer_to(
    received: Message, text: str, *, sender: str = WANG, marked: bool = True
) -> EmailMessage:
    """What a mail program sends when somebody presses "reply"."""
    to = str(received["Reply-To"] if marked else received["From"])
    made = letter(text, subject=f"Re: {received['Subject']}", sender=sender, to=to)
    if marked:
        made["In-Reply-To"] = made["References"] = str(received["Message-ID"])
    return made


def words_of(received: Message) -> str:
    part = next(p for p in received.walk() if p.get_content_type() == "text/plain")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode(part.get_content_charset() or "ascii")


def placed(world: World, post: Post) -> matters.Matter:
    """Report by mail and say where: the house asks back when it does not know."""
    conversed(letter())
    if not matters.Matter.objects.exists():
        conversed(answer_to(post.got[-1], world.grid.name))
    return matters.Matter.objects.get()


# A conversation by mail ---------------------------------------------------------------------


def test_a_mail_becomes_a_matter_with_a_receipt_in_the_answer(world: World, post: Post) -> None:
    matter = placed(world, post)
    assert "灯不亮" in matter.words
    assert matter.reporter_id is None, "nobody proved this address"
    reply = post.got[-1]
    assert matter.reference in words_of(reply)
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", words_of(reply)), "the receipt code"
    assert reply["Auto-Submitted"] == "auto-replied"
    assert reply["X-Auto-Response-Suppress"] == "All"
    assert str(reply["Message-ID"]).endswith("@feng.example>")
    assert post.envelopes[-1] == (BOX, [WANG])
    subject = str(email.header.make_header(email.header.decode_header(str(reply["Subject"]))))
    assert matter.reference in subject
    assert {part.get_content_type() for part in reply.walk()} >= {"text/plain", "text/html"}


def test_a_reply_goes_on_with_the_same_matter(world: World, post: Post) -> None:
    matter = placed(world, post)
    assert conversed(answer_to(post.got[-1], "门牌是三号楼\n\n> 旧的话")) == "received"
    lines = MatterEvent.objects.filter(matter=matter, verb="add_words")
    assert [line.text for line in lines] == ["门牌是三号楼"]
    assert matters.Matter.objects.count() == 1


def test_an_answer_reaches_the_reporter_and_five_stars_come_back(world: World, post: Post) -> None:
    matter = placed(world, post)
    matters.answer(
        viewer=viewer(world.li), matter_id=matter.pk, text="已换灯泡", now=timezone.now()
    )
    outbox.deliver_all()
    told = post.got[-1]
    assert "已换灯泡" in words_of(told)
    assert told["In-Reply-To"] == told["References"]
    conversed(answer_to(told, "5\n\n发自我的iPhone"))
    matter.refresh_from_db()
    assert (matter.state, matters.Rating.objects.get().stars) == ("closed", 5)


def test_a_program_that_drops_the_mark_is_known_by_the_message_it_answers(
    world: World, post: Post
) -> None:
    matter = placed(world, post)
    reply = answer_to(post.got[-1], "再补充一句", marked=False)
    reply["References"] = str(post.got[-1]["Message-ID"])
    conversed(reply)
    assert MatterEvent.objects.filter(matter=matter, text="再补充一句").exists()


def test_nobody_speaks_in_anothers_thread(world: World, post: Post) -> None:
    """With the mark of somebody else, or with their name in From and no mark."""
    matter = placed(world, post)
    matters.answer(viewer=viewer(world.li), matter_id=matter.pk, text="好了", now=timezone.now())
    outbox.deliver_all()
    told = post.got[-1]
    conversed(answer_to(told, "1", sender="evil@qq.example"), envelope_sender="evil@qq.example")
    conversed(letter("5", subject="Re: x"))
    matter.refresh_from_db()
    assert matter.state == "answered"
    assert not matters.Rating.objects.exists()


def test_an_address_is_a_persons_only_by_their_code(
    world: World, post: Post, settings: Any
) -> None:
    settings.MAIL_AUTHSERV = "mx.feng.example"
    code = actions.make_code(viewer=viewer(world.wang), now=timezone.now())
    conversed(letter(f"{code}\n\n发自我的iPhone", subject="", Authentication_Results=AUTH))
    conversed(letter(Authentication_Results=AUTH))
    matter = matters.Matter.objects.get()
    assert (matter.reporter_id, matter.grid_id) == (world.wang.pk, world.grid.pk)
    conversed(letter("另一件：水管漏了", subject="漏水"))
    other = matters.Matter.objects.exclude(pk=matter.pk).first()
    assert other is None or other.reporter_id is None, "nobody vouched for this one"


# Never a loop -------------------------------------------------------------------------------


def test_a_machines_mail_is_neither_kept_nor_answered(world: World, post: Post) -> None:
    for one, envelope in [
        (letter(Auto_Submitted="auto-replied"), WANG),
        (letter(Precedence="bulk"), WANG),
        (letter(List_Id="<x.example>"), WANG),
        (letter(), ""),
        (letter(sender=BOX), BOX),
    ]:
        assert conversed(one, envelope_sender=envelope) == "ignored"
    assert (Incoming.objects.count(), post.got) == (0, [])


def test_two_houses_do_not_answer_each_other(world: World, post: Post) -> None:
    """What we send, handed back to us as another house would, ends there."""
    placed(world, post)
    echo = email.message_from_bytes(post.got[-1].as_bytes(), policy=email.policy.default)
    assert isinstance(echo, EmailMessage)
    sent = len(post.got)
    assert conversed(echo) == "ignored"
    assert len(post.got) == sent


def test_the_same_mail_again_is_the_same_message(world: World, post: Post) -> None:
    one = letter()
    assert [conversed(one), conversed(one)] == ["received", "known"]
    assert Incoming.objects.count() == 1


def test_more_than_twenty_a_day_of_one_address_are_too_many(world: World) -> None:
    for _ in range(rules.A_DAY_MAX):
        assert take(letter()) == "received"
    assert take(letter()) == "too_many"
    assert take(letter(), now=timezone.now() + timedelta(days=1, minutes=1)) == "received"


def test_a_bounce_is_noted_with_the_message_that_did_not_arrive(world: World, post: Post) -> None:
    placed(world, post)
    sent = Outgoing.objects.filter(channel="mail").order_by("-id").first()
    assert sent is not None
    for name in ("<0123456789abcdef0123456789abcdef.aaaabbbbccccdddd@feng.example>", None):
        bounce = _bounce(name or str(post.got[-1]["Message-ID"]))
        assert conversed(bounce, envelope_sender="") == "ignored"
        sent.refresh_from_db()
        assert (sent.state, sent.error) == (("sent", "") if name else ("failed", "bounced"))


def _bounce(name: str) -> EmailMessage:
    raw = (
        "From: MAILER-DAEMON@qq.example\nTo: help@feng.example\nSubject: failure\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nno such user\n"
        "--b\nContent-Type: message/delivery-status\n\nStatus: 5.1.1\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {name}\n\n--b--\n"
    )
    made = email.message_from_string(raw, policy=email.policy.default)
    assert isinstance(made, EmailMessage)
    return made


# Attachments --------------------------------------------------------------------------------


def test_photos_are_kept_without_the_cameras_data_and_others_are_named(world: World) -> None:
    one = letter()
    one.add_attachment(jpeg(), maintype="image", subtype="jpeg", filename="现场.jpg")
    one.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="合同.pdf")
    one.add_attachment(b"no picture", maintype="image", subtype="png", filename="坏.png")
    assert take(one) == "received"
    incoming = Incoming.objects.get()
    kept = StoredFile.objects.get(pk=incoming.files.get().file_id)
    with files.open(kept) as content:
        assert not Image.open(content).getexif()
    assert "合同.pdf" in incoming.text
    assert "坏.png" in incoming.text


def test_a_logo_under_a_signature_is_no_photo(world: World) -> None:
    one = letter(html="<p>灯不亮</p><img src=cid:logo>")
    small = jpeg(side=20, exif=False)
    one.add_attachment(small, maintype="image", subtype="jpeg", cid="<logo>", disposition="inline")
    take(one)
    assert not Incoming.objects.get().files.exists()
