"""Mails of a resident who does not exist, as a mail program writes them."""

from __future__ import annotations

from email.message import EmailMessage
from uuid import uuid4

from django.conf import settings

from maplebridge.channels.adapters.mail import compose
from maplebridge.channels.public import Outgoing

STRANGER = "resident@example.org"
"""example.org is nobody's, by RFC 2606."""


def letter(text: str, *, answers: Outgoing | None = None, sender: str = STRANGER) -> EmailMessage:
    """A new mail to the box of the house, or what "reply" makes of one that the house wrote."""
    made = EmailMessage()
    made["From"], made["Message-ID"] = sender, f"<{uuid4().hex}@example.org>"
    if answers is None:
        made["To"], made["Subject"] = settings.MAIL_BOX, text.split("\n")[0][:40]
    else:
        got = compose(answers)
        made["To"], made["Subject"] = got.reply_to[0], f"Re: {got.subject}"
        made["In-Reply-To"] = made["References"] = str(got.extra_headers["Message-ID"])
    made.set_content(text)
    return made


def last_from_house(sender: str = STRANGER) -> Outgoing | None:
    """The newest mail that the house wrote to that address."""
    return Outgoing.objects.filter(channel="mail", to=sender).order_by("-id").first()
