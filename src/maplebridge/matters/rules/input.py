"""What may be typed: clear limits, so that bad input is refused with a sentence and never stored."""

from __future__ import annotations

import math
import unicodedata

WORDS_MAX = 2000
PLACE_TEXT_MAX = 200
PHOTOS_MAX = 4
WORDS_A_DAY = 20
"""How often the reporter of one matter may add words within a day."""
STARS = range(1, 6)

BREATHS = "，。；！？、：,;!? "
"""Where a long line may be cut without tearing a word."""

_KEPT_CONTROLS = frozenset("\n\t")


def tidy(text: str) -> str:
    """The words as typed, without surrounding blanks and with one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def storable(text: str) -> bool:
    """Whether every character can be stored and shown: no NUL, no lone surrogate, no control, and
    no replacement sign, which stands where the encoding was wrong."""
    return "\ufffd" not in text and not any(
        unicodedata.category(ch) in {"Cc", "Cs"} and ch not in _KEPT_CONTROLS for ch in text
    )


def title_of(words: str, length: int = 48) -> str:
    """The first line, shortened where one would take a breath: what a matter is called."""
    first = words.split("\n", 1)[0].strip()
    if len(first) <= length:
        return first
    cut = first[: length - 1]
    breath = max(cut.rfind(mark) for mark in BREATHS)
    if breath >= length // 2:
        cut = cut[:breath]
    return cut.rstrip(f"{BREATHS} ") + "…"


def on_earth(lon: float, lat: float) -> bool:
    """Whether the pair is a WGS-84 position (NaN and infinity are not)."""
    return math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90
