"""What people do with a matter. Each verb locks the matter, checks, writes its line, tells others."""

from .duties import close_undisputed, purge_expired
from .learning import train
from .reporting import Report, Reported, receipt_for, report
from .residents import add_words, dispute, rate, take_part, withdraw
from .working import accept, answer, mark_duplicate, refer, see_contact

__all__ = [
    "Report",
    "Reported",
    "accept",
    "add_words",
    "answer",
    "close_undisputed",
    "dispute",
    "mark_duplicate",
    "purge_expired",
    "rate",
    "receipt_for",
    "refer",
    "report",
    "see_contact",
    "take_part",
    "train",
    "withdraw",
]
