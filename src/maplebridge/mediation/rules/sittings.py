"""Sessions: their kinds, when they can be set, and a calendar file that says no more than it must."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from .terms import TERMS, Code

MINUTES_MAX = 8 * 60
AHEAD_DAYS_MAX = 366
WHERE_MAX = 160
LINK_MAX = 300
MINUTES_TEXT_MAX = 20_000
LINE_OCTETS = 75


class SittingKind(StrEnum):
    JOINT = "joint"
    CAUCUS = "caucus"
    """With one side alone; it has no minutes, see CaucusNote."""
    SITE = "site"
    MOBILE = "mobile"
    """The mobile panel of several offices, where the quarrel is."""
    ONLINE = "online"


class Coming(StrEnum):
    """What a party answered to a notice."""

    OPEN = ""
    YES = "yes"
    NO = "no"
    OTHER_TIME = "other_time"


class Served(StrEnum):
    """How a party was told. Each says so by a trace of its own."""

    HERE = "here"
    """On their page and by the way they chose; sent by us."""
    PHONE = "phone"
    IN_PERSON = "in_person"
    PAPER = "paper"
    """Delivered, with the receipt scanned."""
    POST = "post"


def in_time(sits_on: date, today: date) -> bool:
    """Whether the parties can still be told three days before."""
    return sits_on - today >= timedelta(days=TERMS[Code.NOTICE].days)


def may_set(starts_at: datetime, minutes: int, now: datetime) -> bool:
    """A time that lies ahead, within a year, and no longer than a working day."""
    ahead = starts_at - now
    return timedelta() < ahead <= timedelta(days=AHEAD_DAYS_MAX) and 0 < minutes <= MINUTES_MAX


@dataclass(frozen=True, slots=True)
class Entry:
    """A session as a calendar shows it: the file's number and the place, no name and no quarrel."""

    uid: str
    starts_at: datetime
    minutes: int
    title: str
    where: str
    changed_at: datetime
    cancelled: bool = False


def calendar_file(entries: Iterable[Entry], name: str) -> bytes:
    """The sessions as a calendar that phones subscribe to (RFC 5545), times in UTC."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Maplebridge//mediation//ZH",
        "CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]  # fmt: skip
    for one in entries:
        end = one.starts_at + timedelta(minutes=one.minutes)
        lines += [
            "BEGIN:VEVENT", f"UID:{one.uid}", f"DTSTAMP:{_utc(one.changed_at)}",
            f"LAST-MODIFIED:{_utc(one.changed_at)}", f"DTSTART:{_utc(one.starts_at)}",
            f"DTEND:{_utc(end)}", f"SUMMARY:{_text(one.title)}", f"LOCATION:{_text(one.where)}",
            f"STATUS:{'CANCELLED' if one.cancelled else 'CONFIRMED'}", "CLASS:PRIVATE",
            "END:VEVENT",
        ]  # fmt: skip
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    plain = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def _folded(line: str) -> bytes:
    """At most 75 octets a line, a character never cut in two; the rest goes on after a blank."""
    parts, part = list[bytes](), b""
    for sign in line:
        octets = sign.encode()
        if len(part) + len(octets) > LINE_OCTETS - (1 if parts else 0):
            parts.append(part)
            part = b""
        part += octets
    parts.append(part)
    return b"\r\n ".join(parts) + b"\r\n"
