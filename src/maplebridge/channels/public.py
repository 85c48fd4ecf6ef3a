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
from .actions.falling_over import send_another_way
from .adapters import NotDelivered, publish, send_sms
from .messages import CHANNEL_NAMES, ERRORS
from .messages import STATES as MESSAGE_STATES
from .models import Incoming, IncomingFile, Outgoing
from .queries import Way, addresses_of, way_to, ways_chosen, ways_to
from .queries.about import PAGE, ToldAbout, told_about, undelivered, undelivered_about
from .queries.waiting import why_it_waits
from .rules.messages import BRIEF, FREE_ONLY, LINK, NO_LINK, SAFE, OutgoingState
from .rules.webhooks import HookType

__all__ = [
    "BRIEF",
    "CHANNEL_NAMES",
    "ERRORS",
    "FREE_ONLY",
    "LINK",
    "MESSAGE_STATES",
    "NO_LINK",
    "PAGE",
    "SAFE",
    "HookType",
    "Incoming",
    "IncomingFile",
    "NotDelivered",
    "Outgoing",
    "OutgoingState",
    "ToldAbout",
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
    "send_another_way",
    "send_sms",
    "told_about",
    "undelivered",
    "undelivered_about",
    "way_to",
    "ways_chosen",
    "ways_to",
    "why_it_waits",
]
