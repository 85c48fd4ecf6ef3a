"""What people do with a matter. Each verb locks the matter, checks, writes its line, tells others."""

from .alarms import act_on_alarms
from .duties import close_undisputed, purge_expired
from .handing import assign, refer, return_
from .learning import train
from .relaying import relay
from .reporting import Report, Reported, receipt_for, report
from .residents import add_words, dispute, rate, take_part, withdraw
from .working import (
    accept,
    answer,
    mark_duplicate,
    resume,
    see_contact,
    start,
    suspend,
    triage,
)

__all__ = [
    "Report",
    "Reported",
    "accept",
    "act_on_alarms",
    "add_words",
    "answer",
    "assign",
    "close_undisputed",
    "dispute",
    "mark_duplicate",
    "purge_expired",
    "rate",
    "receipt_for",
    "refer",
    "relay",
    "report",
    "resume",
    "return_",
    "see_contact",
    "start",
    "suspend",
    "take_part",
    "train",
    "triage",
    "withdraw",
]
