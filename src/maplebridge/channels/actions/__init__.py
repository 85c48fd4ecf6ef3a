"""What channels do: take messages in, once; send messages, until it is known how that ended."""

from .keeping import purge_expired
from .receiving import receive
from .sending import deliver, queue_due, receipt, retry, send

__all__ = ["deliver", "purge_expired", "queue_due", "receipt", "receive", "retry", "send"]
