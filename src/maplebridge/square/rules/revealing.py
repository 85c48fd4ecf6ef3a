"""What words give away: numbers to call, identity numbers, number plates, addresses, names.

It finds runs that look like one of these, also when they are written apart, in full width or in
Chinese numerals, with up to four signs between digits or signs without width anywhere. It refuses rather than lets through; a moderator then writes the words otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    PHONE = "phone"
    IDENTITY = "identity"
    PLATE = "plate"
    MAIL = "mail"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Found:
    """A run of the text as it was typed, and what it looks like."""

    kind: Kind
    text: str


DIGITS_MIN = 7
"""A run of fewer digits is a date, a floor, a bus line; a local number has seven."""
IDENTITY_LENGTHS = (15, 18)
_SPOKEN = ("〇零", "一壹幺", "二贰貳两", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
_NUMERALS = {ord(sign): str(digit) for digit, signs in enumerate(_SPOKEN) for sign in signs}
_APART = r"[\s\-‐-―−_.·・•,，、()（）/]"
_DIGIT_RUN = re.compile(r"\+?\d(?:[\W_]{0,4}[\dXx])+")
_PROVINCES = "京津沪滬渝冀豫云雲辽遼黑湘皖鲁魯新苏蘇浙赣贛鄂桂甘晋晉蒙陕陝吉闽閩贵貴粤粵青藏川宁寧琼瓊港澳台臺使领領"
_PLATE = re.compile(
    rf"[{_PROVINCES}]{_APART}?[A-Za-z](?:{_APART}?[A-Za-z0-9]){{4,6}}[警学學挂掛港澳试試领領]?"
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_DATE = re.compile(r"^(?:19|20)\d{2}\D?(?:0?[1-9]|1[0-2])\D?(?:0?[1-9]|[12]\d|3[01])$")
_MONTH_AND_DAY = r"(?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])"
_HOUR = r"(?:[01]?\d|2[0-3]):[0-5]\d"
_HOURS = re.compile(
    rf"(?:(?:(?:19|20)\d{{2}}[-/.])?{_MONTH_AND_DAY}[\W_]{{1,4}})?{_HOUR}(?:[\W_]{{1,4}}{_HOUR})?"
)
"""An hour or from one to another, with the day before it: "11-23 8:00-12:00"."""
_DOTS = frozenset(".。·・•‧∙⋅．｡･")
NAME_MIN = 2
"""A name of one character would be found in any sentence."""


def giving_away(words: str, names: Iterable[str] = ()) -> list[Found]:
    """What in `words` could lead to a person, in order; each run once. `names` are those concerned."""
    kept = [at for at, sign in enumerate(words) if unicodedata.category(sign) != "Cf"]
    plain = _plain("".join(words[at] for at in kept))
    taken: list[tuple[int, int, Kind]] = []
    for pattern, kind in ((_MAIL, Kind.MAIL), (_PLATE, Kind.PLATE)):
        taken += [(m.start(), m.end(), kind) for m in pattern.finditer(plain)]
    for match in _DIGIT_RUN.finditer(plain):
        looks_like = _kind_of_digits(match[0])
        if looks_like is not None:
            taken.append((match.start(), match.end(), looks_like))
    taken = [(kept[start], kept[stop - 1] + 1, kind) for start, stop, kind in taken]
    taken += [(start, stop, Kind.NAME) for start, stop in _places_of(names, words)]
    found: list[Found] = []
    end = 0
    for start, stop, kind in sorted(taken):
        if start >= end:
            found.append(Found(kind, words[start:stop].strip()))
            end = stop
    return found


def _plain(words: str) -> str:
    """The same text, character for character, with full-width signs and numerals as ASCII."""
    narrow = (unicodedata.normalize("NFKC", ch) for ch in words)
    return "".join(n if len(n) == 1 else ch for n, ch in zip(narrow, words, strict=True)).translate(
        _NUMERALS
    )


def _kind_of_digits(run: str) -> Kind | None:
    if _HOURS.fullmatch(run):
        return None
    signs = re.sub(r"[^\dXx]", "", run)
    digits = signs.rstrip("Xx")
    if len(signs) in IDENTITY_LENGTHS and len(digits) >= len(signs) - 1:
        return Kind.IDENTITY
    if len(digits) < DIGITS_MIN or _DATE.match(run):
        return None
    return Kind.PHONE


def _places_of(names: Iterable[str], words: str) -> Iterator[tuple[int, int]]:
    """Where each name stands, also with spaces, dots or signs without width in it."""
    kept = [at for at, sign in enumerate(words) if _is_of_a_name(sign)]
    close = "".join(words[at] for at in kept)
    for name in names:
        sought = "".join(filter(_is_of_a_name, name))
        if len(sought) >= NAME_MIN:
            for match in re.finditer(re.escape(sought), close):
                yield kept[match.start()], kept[match.end() - 1] + 1


def _is_of_a_name(sign: str) -> bool:
    return not (sign.isspace() or sign in _DOTS or unicodedata.category(sign) == "Cf")
