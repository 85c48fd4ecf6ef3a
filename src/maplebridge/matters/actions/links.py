"""Links that open one matter's answer: made with a message, used without signing in, ended at will."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac

from maplebridge.core import audit
from maplebridge.core.errors import Missing
from maplebridge.core.viewer import ANONYMOUS, Viewer
from maplebridge.people import public as people

from ..models import AnswerLink, Matter
from ..rules import receipts
from .reporting import receipt_for

LASTS = timedelta(days=30)
"""From the last message on."""


def link_for(matter_id: UUID, *, now: datetime) -> str:
    """The token of the matter's link that is good now, for another 30 days. At most two statements."""
    found = AnswerLink.objects.filter(matter=matter_id, ended_at__isnull=True, ends_at__gt=now)
    row = found.order_by("-id").first()
    if row is not None and row.digest == receipts.hash_of(token_of(row.pk)):
        AnswerLink.objects.filter(pk=row.pk).update(ends_at=now + LASTS)
        return token_of(row.pk)
    made = AnswerLink(matter_id=matter_id, made_at=now, ends_at=now + LASTS)
    made.digest = receipts.hash_of(token_of(made.pk))
    made.save(force_insert=True)
    return token_of(made.pk)


def token_of(link_id: UUID) -> str:
    """Twelve signs made from the secret key: nobody guesses them, and no table holds them."""
    digest = salted_hmac("maplebridge.matters.link", str(link_id), algorithm="sha256").digest()
    return receipts.normal(receipts.receipt_from(digest))


def matter_of_link(token: str, *, now: datetime) -> Matter:
    """The matter that the link opens. Raises Missing for one that has ended or never was."""
    return _link(token, now).matter


def _link(token: str, now: datetime) -> AnswerLink:
    live = AnswerLink.objects.filter(ended_at__isnull=True, ends_at__gt=now)
    found = live.select_related("matter__reporter", "matter__community")
    row = found.filter(digest=receipts.hash_of(token)).first() if receipts.normal(token) else None
    if row is None:
        raise Missing("matter_answer_link_ended")
    return row


def holder_of(matter: Matter, *, now: datetime) -> tuple[Viewer, str]:
    """Who acts by the link, as far as one matter goes: its reporter, or who holds its receipt."""
    if matter.reporter is not None:
        return people.viewer_of(matter.reporter, now=now), ""
    return ANONYMOUS, receipts.hash_of(receipt_for(matter.pk))


@transaction.atomic
def end_link(*, token: str, now: datetime) -> None:
    """The holder ends the link; the next message brings a new one."""
    row = _link(token, now)
    AnswerLink.objects.filter(pk=row.pk, ended_at__isnull=True).update(ended_at=now)
    viewer, _ = holder_of(row.matter, now=now)
    audit.record(viewer=viewer, verb="matter.end_link", thing=row.matter, now=now)
