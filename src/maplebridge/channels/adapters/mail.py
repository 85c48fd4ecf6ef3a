"""The door to the mail server: one message, once, with the heads that keep machines from answering."""

from __future__ import annotations

import re
import smtplib
from datetime import datetime
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from .. import queries
from ..models import Outgoing
from ..rules import mail
from .bus import NotDelivered
from .senders import Refused

ALWAYS = {
    "Auto-Submitted": "auto-replied",
    "X-Auto-Response-Suppress": "All",
}


def deliver(message: Outgoing, *, now: datetime) -> str:
    """The door of the channel `mail`. Raises Refused, NotDelivered."""
    if not settings.MAIL_BOX:
        raise Refused("not_set_up")
    made = compose(message)
    try:
        with get_connection(fail_silently=False) as server:
            server.send_messages([made])
    except smtplib.SMTPRecipientsRefused as refused:
        code = max(code for code, _text in refused.recipients.values())
        if code >= 500:
            raise Refused(f"smtp_{code}") from refused
        raise NotDelivered(f"the mail server answered {code}") from refused
    except smtplib.SMTPResponseException as refused:
        if 500 <= refused.smtp_code < 600 and refused.smtp_code not in {530, 535}:
            raise Refused(f"smtp_{refused.smtp_code}") from refused
        raise NotDelivered(f"the mail server answered {refused.smtp_code}") from refused
    except (OSError, smtplib.SMTPException) as problem:
        raise NotDelivered(f"the mail server is away: {type(problem).__name__}") from problem
    return str(made.extra_headers["Message-ID"])


def compose(message: Outgoing) -> EmailMultiAlternatives:
    """A mail that a person can answer: the reply carries our mark for this address and thread."""
    box, key = settings.MAIL_BOX.lower(), queries.mail_key()
    thread = message.account.partition("+")[2] or "main"
    headers = ALWAYS | {"Message-ID": mail.own_id(key, message.pk, box)}
    if earlier := queries.last_mail(message):
        headers |= {"In-Reply-To": earlier, "References": earlier}
    with translation.override(_language(message.text)):
        about = str(message.data.get("short", "") or gettext("Your message"))
        below = gettext("Write your answer above this line.")
    subject = f"[{message.label}] {about}" if message.label else about
    text = f"{message.text}\n\n{mail.ABOVE}\n{below}\n"
    html = render_to_string(
        "channels/mail.html",
        {"paragraphs": message.text.split("\n\n"), "line": mail.ABOVE, "below": below},
    )
    made = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text,
        from_email=formataddr((settings.MAIL_NAME, box)),
        to=[message.to],
        reply_to=[mail.with_tag(box, mail.tag_for(key, thread, message.to))],
        headers=headers,
    )
    made.attach_alternative(html, "text/html")
    return made


def _language(words: str) -> str:
    """The words were written in the language of the person; ours beside them follow."""
    return settings.LANGUAGE_CODE if re.search(r"[\u4e00-\u9fff]", words) else "en"
