"""A mail comes in: a person's words are received once, a machine's mail gets no answer.

A mail whose sender our own mail server vouches for belongs to the conversation with that address.
Any other could be written by anybody, so each begins a conversation of its own, and only a reply
that carries our mark goes on with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext

from maplebridge.core import files
from maplebridge.core.errors import RuleBroken

from .. import queries
from ..models import Incoming, Outgoing
from ..rules import mail
from ..rules.letters import read_letter
from ..rules.messages import TEXT_MAX, cleaned
from ..rules.senders import code_in
from .receiving import receive
from .sending import receipt

log = structlog.get_logger("maplebridge.mail")

CHANNEL = "mail"


class Taken(StrEnum):
    """What became of a mail."""

    RECEIVED = "received"
    KNOWN = "known"
    IGNORED = "ignored"
    TOO_MANY = "too_many"


def take_mail(
    *,
    raw: bytes,
    envelope_sender: str | None = None,
    recipients: Sequence[str] = (),
    now: datetime,
) -> Taken:
    """Receive one mail as it came. `envelope_sender` is "" for a mail that wants no answer.

    The same mail again is the same message. Raises only what another try may cure.
    """
    box, key = settings.MAIL_BOX.lower(), queries.mail_key()
    letter = read_letter(raw)
    if reason := mail.automatic(letter, envelope_sender, box):
        if reason == "report":
            _note_bounce(letter, key, box, now)
        log.info("mail ignored", reason=reason)
        return Taken.IGNORED
    named = letter.message_id if letter.message_id.isascii() else ""
    name = (named or hashlib.sha256(raw).hexdigest())[:250]
    account, reference = _thread(letter, recipients, key, box, name)
    if Incoming.objects.filter(channel=CHANNEL, account=account, external_id=name).exists():
        return Taken.KNOWN
    if queries.mails_of_today(letter.sender, now, vouched=account == box) >= mail.A_DAY_MAX:
        log.warning("mail ignored", reason="too_many")
        return Taken.TOO_MANY
    kept, left = _attachments(letter, now)
    _incoming, fresh = receive(
        channel=CHANNEL,
        account=account,
        external_id=name,
        sender=letter.sender,
        text=_words(letter, left),
        kind="text",
        data={"reference": reference, "subject": letter.subject} if reference else {},
        files=kept,
        now=now,
    )
    return Taken.RECEIVED if fresh else Taken.KNOWN


def _thread(
    letter: mail.Letter, recipients: Sequence[str], key: bytes, box: str, name: str
) -> tuple[str, str]:
    """The account that the conversation runs under, and the reference of the matter it is about."""
    sent_to = [*recipients, *letter.recipients]
    thread = mail.thread_of(key, sent_to, box, letter.sender)
    account, reference = queries.mail_account(thread, box), ""
    for outgoing in _answered(letter, key, box):
        reference = reference or outgoing.label
        account = account or outgoing.account
    if account is None and mail.is_authentic(letter, settings.MAIL_AUTHSERV):
        account = box
    return account or f"{box}+{mail.new_thread(name)}", reference


def _answered(letter: mail.Letter, key: bytes, box: str) -> list[Outgoing]:
    """The messages of ours that a mail answers, the last first, when they went to its sender."""
    ids = mail.outgoing_in(key, letter.references, box)
    sent = {
        row.pk: row
        for row in Outgoing.objects.filter(pk__in=ids, channel=CHANNEL, to=letter.sender)
    }
    return [sent[pk] for pk in ids if pk in sent]


def _note_bounce(letter: mail.Letter, key: bytes, box: str, now: datetime) -> None:
    """A report that a mail of ours did not arrive. Only one that names our own mark is believed."""
    ids: list[UUID] = mail.outgoing_in(key, letter.own_ids, box)
    for outgoing_id in ids:
        receipt(channel=CHANNEL, outgoing_id=outgoing_id, arrived=False, code="bounced", now=now)


def _words(letter: mail.Letter, left: Sequence[str]) -> str:
    """The subject and what is new in the text; a code alone when it is one."""
    new = mail.new_words(letter.text)
    for one in (new, letter.subject):
        if code := code_in(one):
            return code
    subject = "" if mail.is_reply(letter.subject) else letter.subject
    parts = [part for part in (subject, new) if part]
    if len(parts) == 2 and new.startswith(subject):
        parts = [new]
    words = "\n".join(parts) or letter.subject
    if left:
        words += "\n" + gettext("Not kept: %(names)s") % {"names": ", ".join(left)}
    return cleaned(words)[:TEXT_MAX]


def _attachments(letter: mail.Letter, now: datetime) -> tuple[list[UUID], list[str]]:
    """The photos, stripped of the camera's data, and the names of what is not kept."""
    kept: list[UUID] = []
    left: list[str] = []
    for one in letter.attachments:
        picture = one.kind.startswith("image/")
        if picture and one.inline and len(one.content) < mail.SMALL_INLINE:
            continue
        if not picture or len(kept) >= mail.PHOTOS_MAX:
            left.append(one.name or one.kind)
            continue
        try:
            stored = files.ingest(_upload(one), now=now)
        except RuleBroken:
            left.append(one.name or one.kind)
            continue
        if stored.pk not in kept:
            kept.append(stored.pk)
    return kept, left[:10]


def _upload(one: mail.Attachment) -> Any:
    return SimpleUploadedFile("attachment", one.content, content_type=one.kind)


def poll_mailbox(*, now: datetime) -> None:
    """Read what is new in the mailbox, if one is set; a mail that fails stays unread there.

    Raises what the last of them failed with, when all others are read.
    """
    from ..adapters.mailbox import unread

    if not (settings.IMAP_URL and settings.MAIL_BOX):
        return
    failed: Exception | None = None
    with unread(settings.IMAP_URL) as letters:
        for one in letters:
            try:
                take_mail(raw=one.raw, recipients=(), now=now)
            except Exception as problem:  # the others must not wait behind it
                log.exception("mail left unread")
                failed = problem
                continue
            one.done()
    if failed is not None:
        raise failed
