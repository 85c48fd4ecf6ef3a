"""What other apps may call of channels."""

from .adapters import NotDelivered, publish, send_sms

__all__ = ["NotDelivered", "publish", "send_sms"]
