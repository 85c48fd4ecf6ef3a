"""What kinds of organisation there are, what a credit code is, and for how long somebody may act."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta
from enum import StrEnum

NAME_MAX = 80
SHORT_NAME_MAX = 40
ABOUT_MAX = 200
ADDRESS_MAX = 120
PHONE_MAX = 40
PLACES_MAX = 60
"""So many places an organisation is active at; a street stands for all that lies in it."""
DELEGATES_MAX = 20
DELEGATE_DAYS_MAX = 1096
INVITED_DAYS = 30
"""An invitation that nobody accepts is over after so many days."""

CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_LENGTH = 18


class OrganisationKind(StrEnum):
    COMPANY = "company"
    PROPERTY = "property"
    SOCIAL = "social"
    VOLUNTEERS = "volunteers"
    INSTITUTION = "institution"
    AUTHORITY = "authority"
    COOPERATIVE = "cooperative"
    COURT = "court"
    INSURER = "insurer"
    OTHER = "other"


def credit_code(text: str) -> str | None:
    """The unified social credit code in its eighteen signs, or None when it is none.

    As typed it may have blanks, dashes, full-width signs and small letters. I, O, S, V and Z are
    never in one. The last sign is the check: each of the 17 before it counts its place among the 31
    signs times 3 to the power of its position (from 0), and all of them and the check together are
    divided by 31 without rest. That it is given to somebody, and to whom, only the register of the
    state knows.

    Source: GB 32100-2015, Coding rule of the unified social credit identifier (in force 2015-10-01).
    """
    code = "".join(ch for ch in unicodedata.normalize("NFKC", text).upper() if ch not in " -")
    if len(code) != CODE_LENGTH or any(sign not in CODE_SIGNS for sign in code):
        return None
    return code if code[-1] == check_sign(code[:-1]) else None


def check_sign(body: str) -> str:
    """The sign that follows the 17 signs of a credit code."""
    total = sum(CODE_SIGNS.index(sign) * pow(3, at, 31) for at, sign in enumerate(body))
    return CODE_SIGNS[-total % 31]


def one_line(text: str, most: int) -> str | None:
    """The words with single blanks between them; None when too long or not printable."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return line if len(line) <= most and line.isprintable() and "\ufffd" not in line else None


def until_allowed(until: date, today: date) -> bool:
    return today <= until <= today + timedelta(days=DELEGATE_DAYS_MAX)


def invitation_over(invited_at: datetime, now: datetime) -> bool:
    return now - invited_at > timedelta(days=INVITED_DAYS)
