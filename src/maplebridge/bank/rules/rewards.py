"""When points can be exchanged, until when a piece is kept, and the code that fetches it."""

from __future__ import annotations

from datetime import date, timedelta

from .catalogue import Catalogue
from .charter import Charter

KINDS = ("goods", "service", "honour")
REDEMPTION_STATES = ("reserved", "collected", "cancelled", "expired")
LIVE = ("reserved", "collected")
"""States in which a piece is somebody's."""
POINTS_MAX = 100_000
PIECES_MAX = 1_000
CODE_LETTERS = "ABCDEFGHJKLMNPQRTUVWXY346789"
"""Without what looks alike on paper: I O S Z 0 1 2 5."""
CODE_LENGTH = 10


def redeeming(charter: Charter, day: date) -> bool:
    """Whether the bank exchanges on this day: always, or in the months that its rules name."""
    return not charter.redeem_months or day.month in charter.redeem_months


def next_month_of_redeeming(charter: Charter, day: date) -> date:
    """The first day of the next month in which the bank exchanges, this month's when it does now."""
    first = day.replace(day=1)
    while not redeeming(charter, first):
        first = (first + timedelta(days=32)).replace(day=1)
    return first


def promises_more(before: Catalogue, after: Catalogue) -> bool:
    """Whether a deed is new in the catalogue, or earns more points than it did."""
    earned = {kind.code: kind.points for kind in before.kinds}
    return any(kind.points > earned.get(kind.code, 0) for kind in after.kinds)


def plain_code(typed: str) -> str:
    """A code as it was made, however it was typed: small letters, blanks, dashes."""
    kept = (letter for letter in typed.upper() if letter.isascii() and letter.isalnum())
    return "".join(kept)[: CODE_LENGTH + 2]


def shown_code(code: str) -> str:
    """A code in two groups, to be read aloud."""
    return f"{code[:5]} {code[5:]}"
