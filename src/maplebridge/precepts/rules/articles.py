"""The articles of a village's rules: each keeps its number for ever, wherever it comes to stand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

ARTICLES_MAX = 80
HEADING_MAX = 40
TEXT_MAX = 1000
TITLE_MAX = 80


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `number` is what people cite; it is never given to another text."""

    number: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Typed:
    """An article as it was typed: 0 for a new one; `place` says where it is to stand."""

    number: int
    place: int
    heading: str
    text: str


def arranged(typed: Iterable[Typed], *, last_number: int) -> list[Article]:
    """The articles in their order; a new one gets the number after `last_number`, the highest ever.

    An article whose heading and text are empty goes. Equal places keep the order in which they were
    typed. Raises ValueError `many`, `empty_text`, `long`, `number`.
    """
    kept = [one for one in typed if one.heading.strip() or one.text.strip()]
    if len(kept) > ARTICLES_MAX:
        raise ValueError("many")
    known = [one.number for one in kept if one.number]
    if len(known) != len(set(known)) or any(not 0 < one <= last_number for one in known):
        raise ValueError("number")
    found = []
    for one in sorted(kept, key=lambda one: one.place):
        heading, text = one.heading.strip(), _lines(one.text)
        if not text:
            raise ValueError("empty_text")
        if len(heading) > HEADING_MAX or len(text) > TEXT_MAX or "\x00" in heading + text:
            raise ValueError("long")
        found.append(Article(one.number, heading, text))
    return _numbered(found, last_number)


def _numbered(articles: Sequence[Article], last_number: int) -> list[Article]:
    found = []
    for one in articles:
        if not one.number:
            last_number += 1
        found.append(Article(one.number or last_number, one.heading, one.text))
    return found


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def packed(articles: Iterable[Article]) -> list[dict[str, object]]:
    return [asdict(one) for one in articles]


def unpacked(rows: Iterable[dict[str, object]]) -> tuple[Article, ...]:
    return tuple(Article(**row) for row in rows)  # type: ignore[arg-type]  # as packed() wrote them


def highest(articles: Iterable[Article]) -> int:
    return max((one.number for one in articles), default=0)


def digest(*parts: object) -> str:
    """What freezes an adopted edition: SHA-256 over its parts in one written form."""
    plain = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
