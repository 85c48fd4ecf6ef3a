"""Verbs of village rules and family precepts."""

from .adopting import Deciding, adopt, checked, file_step
from .duties import DAYS, purge_expired
from .family import delete_precept, note_child, note_paper, open_names, say, write_precept
from .talking import begin, comment, decide_comment, drop, read_name, revise

__all__ = [
    "DAYS",
    "Deciding",
    "adopt",
    "begin",
    "checked",
    "comment",
    "decide_comment",
    "delete_precept",
    "drop",
    "file_step",
    "note_child",
    "note_paper",
    "open_names",
    "purge_expired",
    "read_name",
    "revise",
    "say",
    "write_precept",
]
