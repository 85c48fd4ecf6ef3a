"""What SMS providers tell us: receipts change a message's state, replies are messages that came in."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import structlog

from maplebridge.core.errors import RuleBroken
from maplebridge.people import public as people

from ..rules import sms as rules
from .receiving import receive
from .sending import receipt

log = structlog.get_logger("maplebridge.channels")


class Take(Protocol):
    """Reads a callback's body; raises NotReadable, and then keeps nothing."""

    def __call__(self, provider: str, body: bytes, *, now: datetime) -> None: ...


def take_receipts(provider: str, body: bytes, *, now: datetime) -> None:
    """Note what became of messages. One that is none of ours (a sign-in code) changes nothing."""
    for told in rules.receipts(provider, body):
        receipt(
            channel="sms", outgoing_id=told.id, provider_ref=told.provider_ref,
            to="" if told.id else people.normalise_phone(told.to) or told.to,
            arrived=told.arrived, code=told.code, now=now,
        )  # fmt: skip


def take_replies(provider: str, body: bytes, *, now: datetime) -> None:
    """Keep what people sent, each once; the same text from two providers is two."""
    for sent in rules.replies(provider, body):
        try:
            receive(
                channel="sms", account=provider, external_id=sent.name,
                sender=people.normalise_phone(sent.sender) or sent.sender, text=sent.text, now=now,
            )  # fmt: skip
        except RuleBroken as broken:  # longer than any text message: no phone sent it
            log.warning("sms refused", why=broken.code)
