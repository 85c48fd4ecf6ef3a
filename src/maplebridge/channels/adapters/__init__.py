"""The doors to services outside, one file a door. Each call is tried once; retries belong to the caller."""

from .bus import NotDelivered, publish
from .sms import send_sms

__all__ = ["NotDelivered", "publish", "send_sms"]
