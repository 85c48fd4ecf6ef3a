"""The pages below /mediation/."""

from .deciding import appoint, decide, hold, let_go, screen, step
from .desk import desk, home
from .figures import figure, figures
from .file import readings, show
from .intake import apply, discard, send, take
from .parties import add_party, contact, end_speaker, identity, leave, party, say, speaker
from .private import alone, share
from .seats import add_seat, leave_seat, say_seat

__all__ = [
    "add_party",
    "add_seat",
    "alone",
    "apply",
    "appoint",
    "contact",
    "decide",
    "desk",
    "discard",
    "end_speaker",
    "figure",
    "figures",
    "hold",
    "home",
    "identity",
    "leave",
    "leave_seat",
    "let_go",
    "party",
    "readings",
    "say",
    "say_seat",
    "screen",
    "send",
    "share",
    "show",
    "speaker",
    "step",
    "take",
]
