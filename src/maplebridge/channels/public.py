"""What other apps may call of channels."""

from .actions import receipt, receive, send
from .adapters import NotDelivered, publish, send_sms
from .models import Incoming, IncomingFile, Outgoing
from .rules.messages import OutgoingState

__all__ = [
    "Incoming",
    "IncomingFile",
    "NotDelivered",
    "Outgoing",
    "OutgoingState",
    "publish",
    "receipt",
    "receive",
    "send",
    "send_sms",
]
