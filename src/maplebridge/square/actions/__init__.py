"""What people do about the public side: allow, release, cover, take back."""

from .allowing import ask_after_report, choose_readers
from .duties import purge_expired
from .releasing import decide_photo, look_again, refuse, release

__all__ = [
    "ask_after_report",
    "choose_readers",
    "decide_photo",
    "look_again",
    "purge_expired",
    "refuse",
    "release",
]
