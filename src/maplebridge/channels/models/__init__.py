"""What channels keep: messages in and out, whose addresses are proved, and whom we tell outside."""

from .messages import Incoming, IncomingFile, Outgoing
from .push import PushDevice
from .senders import LinkCode, Sender
from .ways import ChosenWay
from .webhooks import Webhook, WebhookDelivery
from .wechat import GridCode, WechatMenu, WechatToken

__all__ = [
    "ChosenWay",
    "GridCode",
    "Incoming",
    "IncomingFile",
    "LinkCode",
    "Outgoing",
    "PushDevice",
    "Sender",
    "Webhook",
    "WebhookDelivery",
    "WechatMenu",
    "WechatToken",
]
