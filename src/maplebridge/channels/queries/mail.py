"""The key of our marks on mails, the threads, and how many mails an address sent today."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac

from ..models import Incoming, Outgoing


def mail_key() -> bytes:
    """Made from the server's key, like the secrets of webhooks."""
    return salted_hmac("maplebridge.channels.mail", "1", algorithm="sha256").digest()


def mail_account(thread: str, box: str) -> str | None:
    """The account of a thread; None for none. The thread `box` is the address's own conversation."""
    if not thread:
        return None
    return box if thread == "main" else f"{box}+{thread}"


def mails_of_today(sender: str, now: datetime, *, vouched: bool) -> int:
    """How many came from an address within a day. Those that our mail server vouches for count
    apart: strangers who write its name must not use up its day."""
    rows = Incoming.objects.filter(
        channel="mail", sender=sender, received_at__gt=now - timedelta(days=1)
    )
    ours = {"account": settings.MAIL_BOX.lower()}
    return (rows.filter(**ours) if vouched else rows.exclude(**ours)).count()


def last_mail(message: Outgoing) -> str:
    """The Message-ID that our message answers; "" when nobody wrote before."""
    rows = Incoming.objects.filter(
        channel="mail", account=message.account, sender=message.to, received_at__lte=message.made_at
    )
    name = rows.order_by("-id").values_list("external_id", flat=True).first() or ""
    return name if name.startswith("<") and name.endswith(">") else ""
