"""The verbs of mediation."""

from .agreeing import give_up, say
from .duties import purge_expired, ring
from .holding import hold, let_go
from .opening import Sent, Someone, apply, discard_draft, send_draft, take
from .parties import Spoken, add_party, add_speaker, change_party, end_speaker, saw_identity
from .private import open_contact, read_file, share_note, write_note
from .screening import answer, decide
from .seating import ask_seat, leave_seat
from .stepping import appoint, leave, step

__all__ = [
    "Sent",
    "Someone",
    "Spoken",
    "add_party",
    "add_speaker",
    "answer",
    "apply",
    "appoint",
    "ask_seat",
    "change_party",
    "decide",
    "discard_draft",
    "end_speaker",
    "give_up",
    "hold",
    "leave",
    "leave_seat",
    "let_go",
    "open_contact",
    "purge_expired",
    "read_file",
    "ring",
    "saw_identity",
    "say",
    "send_draft",
    "share_note",
    "step",
    "take",
    "write_note",
]
