"""What other apps may call of channels."""

from .actions import announce, nudge, person_behind, prove, receipt, receive, send
from .adapters import NotDelivered, publish, send_sms
from .models import Incoming, IncomingFile, Outgoing
from .rules.messages import OutgoingState
from .rules.webhooks import HookType

__all__ = [
    "HookType",
    "Incoming",
    "IncomingFile",
    "NotDelivered",
    "Outgoing",
    "OutgoingState",
    "announce",
    "nudge",
    "person_behind",
    "prove",
    "publish",
    "receipt",
    "receive",
    "send",
    "send_sms",
]
