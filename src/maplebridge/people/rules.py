"""Who acts for whom on a given day, how a phone is written, and what of a person strangers see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

PHONE = re.compile(r"1[3-9]\d{9}", re.ASCII)
PHONE_INPUT_MAX = 40
"""More characters than this were never a phone number; they are not even normalised."""
NAME_MAX = 80
REASON_MIN = 4
REASON_MAX = 200
DOOR_INPUT_MAX = 20
VOUCH_HOURS = 24
"""So long after a worker met the person, the code on the number they named opens the account."""
UNSURE_SECONDS = 600
STAFF_MINUTES_MAX = 60
MANDATE_DAYS_MAX = 366
LEAVE_DAYS_MAX = 366

TOKEN_PREFIX = "mbt_"
"""So a token that lies where it should not is recognised by people and by scanners."""
TOKEN_BYTES = 32
TOKEN_DAYS = 90
TOKEN_DAYS_MAX = 365
TOKEN_NAME_MAX = 60
TOKENS_MAX = 20

PHONE_LAST = 4
"""So many digits at the end of a number are how people tell it without saying it."""
SEARCH_WORDS_MAX = 6
SEARCH_WORD_MAX = 30

UNSENT_SECONDS = 600
UNSENT_CHARACTERS_MAX = 4000
"""What somebody wrote while signed out waits so long, and so much of it."""

_SECRET = re.compile(r"csrf|password|code|credential|token|next", re.IGNORECASE)
_NO_WORDS = re.compile(r"[0-9a-fA-F-]{32,36}|[\d\s:.+-]*|[ -~]{0,11}")
_WORD = re.compile(r"[0-9]+[^\W0-9_]*|[^\W0-9_]+")
_PUNCTUATION = re.compile(r"[\s\-‐-―()（）._·]+")


def normalise_phone(text: str) -> str | None:
    """Return the eleven digits of a mobile number of mainland China, or None when it is not one.

    Full-width digits, spaces, dashes and +86, 0086 or 86 in front are how people type it.
    """
    if len(text) > PHONE_INPUT_MAX:
        return None
    digits = _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text))
    if len(digits) > 11:
        digits = re.sub(r"^(\+|00)?86", "", digits)
    return digits if PHONE.fullmatch(digits) else None


def search_words(text: str) -> tuple[str, ...]:
    """The words of a search; a number begins one: 3棟1單元101 -> 3棟, 1單元, 101.

    Empty when there is no letter or digit in it, or more than anybody types.
    """
    words = tuple(_WORD.findall(unicodedata.normalize("NFKC", text[: SEARCH_WORDS_MAX * 40])))
    long = any(len(word) > SEARCH_WORD_MAX for word in words)
    return () if long or len(words) > SEARCH_WORDS_MAX else words


def typed_words(fields: Iterable[tuple[str, object]]) -> list[str]:
    """What a person wrote in a form: no keys, dates, numbers or choices, and nothing secret."""
    left, words = UNSENT_CHARACTERS_MAX, []
    for name, value in fields:
        text = str(value).strip()
        if not _SECRET.search(name) and not _NO_WORDS.fullmatch(text) and left > 0:
            words.append(text[:left])
            left -= len(text)
    return words


def mask_name(name: str) -> str:
    """王小明 -> 王*: the first character, and one star whatever the length."""
    name = name.strip()
    return f"{name[0]}*" if name else ""


def mask_phone(phone: str) -> str:
    """13812340000 -> 138****0000; anything shorter than seven digits shows nothing."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 7 + 4 else "*" * min(len(phone), 4)


def is_recent(last_sign: date | None, today: date, days: int) -> bool:
    """Whether a number was seen in use so lately that nobody else can have been given it."""
    return last_sign is not None and (today - last_sign).days <= days


def same_person(typed: tuple[str, str], known: tuple[str, str]) -> bool:
    """Whether name and number of the door are those on record; an unknown one fits nothing."""
    pairs = zip(map(_plain, typed), map(_plain, known), strict=True)
    return all(known and typed == known for typed, known in pairs)


def _plain(text: str) -> str:
    """Without width, case, spaces and the word for door: １０１ 室 -> 101."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).rstrip("室號号房")


def clean_name(text: str) -> str | None:
    """A name as typed, inner spaces kept single; None when empty, too long or not printable."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    return name if 0 < len(name) <= NAME_MAX and name.isprintable() else None


def clean_reason(text: str) -> str | None:
    """A reason that a person can read later; None when it says nothing or too much."""
    reason = " ".join(text.split())
    return reason if REASON_MIN <= len(reason) <= REASON_MAX and reason.isprintable() else None


def in_force(first: date, last: date | None, today: date) -> bool:
    """Both days included; an open end lasts."""
    return first <= today and (last is None or today <= last)


def prefixes(path: str) -> tuple[str, ...]:
    """The paths of all places that cover `path`, from the narrowest (itself) to the root ("")."""
    return tuple(path[:end] for end in range(len(path), -1, -4))


@dataclass(frozen=True, slots=True)
class Seat:
    """A post in force: its holder and the deputy named for it, None when there is none."""

    post_id: UUID
    path: str
    holder_id: UUID
    deputy_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """Who acts in a post today. `deputy_for` is the holder on leave, None for the holder."""

    post_id: UUID
    person_id: UUID
    deputy_for: UUID | None = None


def who_acts(seat: Seat, away: frozenset[UUID]) -> Cover | None:
    """The holder; on leave the deputy; None (vacant) when that one is away too.

    A deputy's own deputy is not asked, so that covers never chain or loop.
    """
    if seat.holder_id not in away:
        return Cover(seat.post_id, seat.holder_id)
    if seat.deputy_id is None or seat.deputy_id == seat.holder_id or seat.deputy_id in away:
        return None
    return Cover(seat.post_id, seat.deputy_id, deputy_for=seat.holder_id)


def line_up(seats: Iterable[Seat], away: frozenset[UUID]) -> list[Cover]:
    """Those who act today, narrowest place first, then by post; vacant posts are left out."""
    ordered = sorted(seats, key=lambda seat: (-len(seat.path), seat.post_id))
    covers = (who_acts(seat, away) for seat in ordered)
    return [cover for cover in covers if cover is not None]


def staff_end(now: datetime, minutes: int) -> datetime | None:
    """When staff mode ends; None when `minutes` is not between 1 and 60."""
    return now + timedelta(minutes=minutes) if 1 <= minutes <= STAFF_MINUTES_MAX else None


def mandate_fits(first: date, last: date, today: date) -> bool:
    """A mandate starts today or later, ends no earlier, and lasts one year at most."""
    return today <= first <= last and (last - first).days < MANDATE_DAYS_MAX


def leave_fits(first: date, last: date, today: date) -> bool:
    """A leave may begin today or later and lasts one year at most."""
    return today <= first <= last and (last - first).days < LEAVE_DAYS_MAX


def overlaps(first: date, last: date, taken: Iterable[tuple[date, date]]) -> bool:
    return any(first <= end and begin <= last for begin, end in taken)


class Gap(StrEnum):
    """Why no team of a service point answers for a grid today."""

    NO_GRID = "no_grid"
    NO_POINT = "no_point"
    NO_TEAM = "no_team"
    AWAY = "away"


class Scope(StrEnum):
    """What a program may do through the API: the closed list."""

    READ_MATTERS = "matters.read"
    REPORT_MATTERS = "matters.report"
    WORK_ON_MATTERS = "matters.work"
    READ_POINTS = "points.read"
    SPEND_POINTS = "points.spend"
    ENTER_DEEDS = "deeds.enter"
    DECIDE_DEEDS = "deeds.decide"
    READ_PLACES = "places.read"
    REPORT_BY_OPEN311 = "open311.report"
    UPDATE_BY_OPEN311 = "open311.update"


OF_A_PERSON = frozenset({Scope.READ_POINTS, Scope.SPEND_POINTS, Scope.DECIDE_DEEDS})
"""What no office has: points are a household's, and a seat on a village's council is a person's."""


def token_end_fits(today: date, end: date) -> bool:
    """The last day of a token: today or later, a year from now at most."""
    return 0 <= (end - today).days <= TOKEN_DAYS_MAX


def token_digest(token: str) -> str | None:
    """What is kept of a token; None for what was never one of ours.

    One round of SHA-256: a token has 256 random bits, so nobody can try them all. Slow hashes are
    for passwords, which people choose.
    """
    if not re.fullmatch(rf"{TOKEN_PREFIX}[A-Za-z0-9_-]{{43}}", token):
        return None
    return sha256(token.encode()).hexdigest()
