"""The doors to services outside, one file a door. Each call is tried once; retries belong to the caller."""

from .bus import NotDelivered, publish
from .sms import send_sms
from .webhooks import Answer, post

__all__ = ["Answer", "NotDelivered", "post", "publish", "send_sms"]
