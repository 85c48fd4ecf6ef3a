"""What people and the clock do with reviews, call-backs and proposals."""

from .calling import note_call, purge_expired, read_number
from .drafting import conclude, draft_due, draft_month
from .proposing import adopt, decline, propose, replay

__all__ = [
    "adopt",
    "conclude",
    "decline",
    "draft_due",
    "draft_month",
    "note_call",
    "propose",
    "purge_expired",
    "read_number",
    "replay",
]
