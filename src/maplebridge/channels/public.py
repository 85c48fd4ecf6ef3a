"""What other apps may call of channels."""

from .actions import (
    announce,
    let_go,
    not_at_night,
    nudge,
    nudge_task,
    person_behind,
    prove,
    receipt,
    receive,
    send,
)
from .adapters import NotDelivered, publish, send_sms
from .models import Incoming, IncomingFile, Outgoing
from .queries import Way, addresses_of, ways_to
from .rules.messages import FREE_ONLY, OutgoingState
from .rules.webhooks import HookType

__all__ = [
    "FREE_ONLY",
    "HookType",
    "Incoming",
    "IncomingFile",
    "NotDelivered",
    "Outgoing",
    "OutgoingState",
    "Way",
    "addresses_of",
    "announce",
    "let_go",
    "not_at_night",
    "nudge",
    "nudge_task",
    "person_behind",
    "prove",
    "publish",
    "receipt",
    "receive",
    "send",
    "send_sms",
    "ways_to",
]
