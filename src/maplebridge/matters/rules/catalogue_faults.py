"""Everything that is wrong with a proposed catalogue, all at once, each with the place where it stands.

What comes in is what a file or a form said, of any shape. No fault means that rules.catalogue.parse
reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise
from typing import Any, TypeVar

from . import by_text
from .catalogue import CHIEF_LEVELS, DUTY_LEVELS, LANGUAGES, LISTS, OTHER, Datatype
from .input import storable
from .office_hours import ROWS

FAULTS_MAX = 200
"""Beyond so many the rest is not looked for: the file is another one."""
ICONS = frozenset(
    [
        "bell",
        "bin",
        "camera",
        "car",
        "clock",
        "coin",
        "drop",
        "edit",
        "heart",
        "home",
        "info",
        "lamp",
        "leaf",
        "list",
        "map",
        "paper",
        "people",
        "person",
        "phone",
        "pin",
        "plus",
        "route",
        "search",
        "settings",
        "shield",
        "sound",
        "speak",
        "stairs",
        "sun",
        "tree",
        "warn",
    ]
)
"""Drawings that a kind may stand under."""
SEPARATORS = "、,，;；|\n"
"""What stands between keywords in a cell, and so in no keyword."""

NAME_MAX, TEXT_MAX, KEYWORD_MAX = 60, 500, 30
MOST = {"groups": 40, "categories": 120, "attributes": 20, "values": 50, "keywords": 120}
RANGES = {
    "close_days": (1, 90),
    "reopen_days": (1, 365),
    "call_back_percent": (1, 100),
    "call_back_most": (1, 500),
    "first_answer_hours": (1, 720),
    "settle_days": (1, 365),
    "duplicate_radius_m": (0, 5000),
}
CALL_BACKS = ("call_back_percent", "call_back_most")
FLAGS = ("round_the_clock", "urgent_advice", "anonymous", "private", "public_spot")

_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}")
_CODE = {20: re.compile(r"[a-z][a-z0-9_]{0,19}"), 40: re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")}

Path = tuple[str | int, ...]
Row = tuple[Path, Mapping[str, Any]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong (the code of a sentence with its facts) and where: keys and positions."""

    path: Path
    why: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


def faults(data: Mapping[str, Any]) -> list[Fault]:
    """All faults in the order of the file, at most FAULTS_MAX; empty when it can be adopted."""
    found: list[Fault] = []
    for fault in _all(data):
        found.append(fault)
        if len(found) >= FAULTS_MAX:
            break
    return found


def _all(data: Mapping[str, Any]) -> Iterator[Fault]:
    version = data.get("version")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        yield Fault(("version",), "version_unreadable")
    if not _reads(date.fromisoformat, data.get("valid_from")):
        yield Fault(("valid_from",), "day_unreadable")
    for key in ("close_days", "reopen_days"):
        yield from _whole(data.get(key), (key,))
    for key in CALL_BACKS:
        if key in data:  # a workbook from before says nothing about them
            yield from _whole(data[key], (key,))
    if not by_text.are_steps(data.get("sms_steps", list(by_text.BY_TEXT))):
        yield Fault(("sms_steps",), "steps_unknown", {"names": ", ".join(by_text.HEARD_OF)})
    yield from _hours(data.get("office_hours"), ("office_hours",))
    yield from _hours_on(data.get("office_hours_on", {}))
    groups = yield from _rows(data, "groups", ())
    for path, row in groups:
        yield from _names(row.get("names"), (*path, "names"))
    known = {_word(row.get("code")) for _, row in groups}
    kinds = yield from _rows(data, "categories", ())
    for path, row in kinds:
        yield from _kind(row, path, known)
    if not any(row.get("code") == OTHER for _, row in kinds):
        yield Fault(("categories",), "other_missing", {"code": OTHER})


def _kind(row: Mapping[str, Any], path: Path, groups: set[str]) -> Iterator[Fault]:
    yield from _names(row.get("names"), (*path, "names"))
    yield from _figures(row, path, groups)
    for key in ("closing_condition", "advice"):
        yield from _texts(row.get(key), (*path, key))
    if row.get("urgent_advice") is True and not row.get("advice"):
        yield Fault((*path, "advice"), "advice_missing")
    duty = row.get("duty")
    if not isinstance(duty, list) or not duty or duty != [d for d in DUTY_LEVELS if d in duty]:
        yield Fault((*path, "duty"), "duty_unreadable", {"names": ", ".join(DUTY_LEVELS)})
    elif set(duty) <= set(CHIEF_LEVELS):
        yield Fault((*path, "duty"), "duty_chiefs_alone")
    elif set(duty) & set(CHIEF_LEVELS) and row.get("round_the_clock") is True:
        yield Fault((*path, "duty"), "duty_chief_danger")
    yield from _keywords(row.get("keywords"), (*path, "keywords"))
    questions = yield from _rows(row, "attributes", path, width=40)
    for at, question in questions:
        yield from _question(question, at)
    needs = [at for at, question in questions if question.get("required") is True]
    if row.get("code") == OTHER and (needs or row.get("anonymous") is not True):
        yield Fault(path, "other_for_everybody")


def _figures(row: Mapping[str, Any], path: Path, groups: set[str]) -> Iterator[Fault]:
    group = row.get("group")
    if group != "" and (not isinstance(group, str) or group not in groups):
        yield Fault((*path, "group"), "group_unknown", {"code": str(group)[:40]})
    if _word(row.get("icon")) not in ICONS:
        yield Fault((*path, "icon"), "icon_unknown", {"names": ", ".join(sorted(ICONS))})
    for key in ("first_answer_hours", "settle_days", "duplicate_radius_m"):
        yield from _whole(row.get(key), (*path, key))
    for key in FLAGS:
        if not isinstance(row.get(key), bool):
            yield Fault((*path, key), "flag_unreadable")


def _question(row: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    yield from _names(row.get("names"), (*path, "names"))
    yield from _texts(row.get("hint"), (*path, "hint"))
    for key in ("required", "neighbours_see"):
        if not isinstance(row.get(key), bool):
            yield Fault((*path, key), "flag_unreadable")
    datatype = _word(row.get("datatype"))
    if datatype not in [kind.value for kind in Datatype]:
        yield Fault((*path, "datatype"), "datatype_unknown", {"names": ", ".join(Datatype)})
    values = yield from _rows(row, "values", path, width=40, key="key")
    for at, value in values:
        yield from _names(value.get("names"), (*at, "names"))
    if datatype in LISTS and len(values) < 2:
        yield Fault((*path, "values"), "values_missing")
    if datatype not in LISTS and values:
        yield Fault((*path, "values"), "values_unasked")


def _rows(
    data: Mapping[str, Any], name: str, path: Path, *, width: int = 20, key: str = "code"
) -> Generator[Fault, None, list[Row]]:
    """Faults of a list of rows and their codes; returns those rows that can be looked at."""
    rows = data.get(name)
    if not isinstance(rows, list):
        yield Fault((*path, name), "rows_missing")
        return []
    if len(rows) > MOST[name]:
        yield Fault((*path, name), "too_many", {"most": MOST[name]})
    found: list[Row] = []
    seen: set[str] = set()
    for at, row in enumerate(rows[: MOST[name]]):
        here = (*path, name, at)
        if not isinstance(row, dict):
            yield Fault(here, "rows_missing")
            continue
        code = row.get(key)
        if not isinstance(code, str) or not _CODE[width].fullmatch(code):
            yield Fault((*here, key), "code_unreadable", {"most": width})
        elif code in seen:
            yield Fault((*here, key), "code_twice", {"code": code})
        else:
            seen.add(code)
        found.append((here, row))
    return found


def _names(names: Any, path: Path) -> Iterator[Fault]:
    names = names if isinstance(names, dict) else {}
    for language in LANGUAGES:
        name = names.get(language)
        if not isinstance(name, str) or not name.strip():
            yield Fault((*path, language), "name_missing")
        else:
            yield from _text(name, (*path, language), NAME_MAX, lines=1)


def _texts(texts: Any, path: Path) -> Iterator[Fault]:
    """A text in all languages or in none."""
    if texts == {}:
        return
    if not isinstance(texts, dict) or set(texts) - set(LANGUAGES):
        yield Fault(path, "text_unreadable")
        return
    for language in LANGUAGES:
        text = texts.get(language)
        if not isinstance(text, str) or not text.strip():
            yield Fault((*path, language), "text_missing")
        else:
            yield from _text(text, (*path, language), TEXT_MAX, lines=9)


def _text(text: str, path: Path, most: int, *, lines: int) -> Iterator[Fault]:
    if len(text) > most:
        yield Fault(path, "text_too_long", {"most": most})
    if not storable(text) or text != text.strip() or "\t" in text or text.count("\n") >= lines:
        yield Fault(path, "text_unreadable")


def _keywords(words: Any, path: Path) -> Iterator[Fault]:
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        yield Fault(path, "keywords_unreadable")
        return
    if len(words) > MOST["keywords"]:
        yield Fault(path, "too_many", {"most": MOST["keywords"]})
    for word in words[: MOST["keywords"]]:
        plain = bool(word) and word == word.strip() and storable(word) and len(word) <= KEYWORD_MAX
        if not plain or word != word.lower() or any(sign in word for sign in SEPARATORS + "\t"):
            yield Fault(path, "keyword_unusable", {"word": word[:KEYWORD_MAX], "most": KEYWORD_MAX})
    if len(set(words)) != len(words):
        yield Fault(path, "keyword_twice")


def _whole(number: Any, path: Path) -> Iterator[Fault]:
    least, most = RANGES[str(path[-1])]
    if type(number) is not int or not least <= number <= most:
        yield Fault(path, "number_out_of_range", {"least": least, "most": most})


def _hours_on(rows: Any) -> Iterator[Fault]:
    """Hours of single days; a workbook from before says nothing about them."""
    if not isinstance(rows, dict) or set(rows) - set(ROWS):
        yield Fault(("office_hours_on",), "hours_day_unknown", {"names": ", ".join(ROWS)})
        return
    for row, hours in rows.items():
        yield from _hours(hours, ("office_hours_on", row))


def _hours(hours: Any, path: Path) -> Iterator[Fault]:
    """Pairs of times that open before they close, one after the other."""
    pairs: Sequence[Any] = hours if isinstance(hours, list) else ()
    times: list[time] = []
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2:
            break
        read = [_reads(time.fromisoformat, one) for one in pair]
        if None in read:
            break
        times += [one for one in read if one is not None]
    whole = all(one == one.replace(second=0, microsecond=0, tzinfo=None) for one in times)
    rising = whole and all(a < b for a, b in pairwise(times))
    if not pairs or len(pairs) > 6 or len(times) != 2 * len(pairs) or not rising:
        yield Fault(path, "hours_unreadable")


def _reads(read: Callable[[str], T], text: Any) -> T | None:
    try:
        return read(text) if isinstance(text, str) and len(text) <= 10 else None
    except ValueError:
        return None


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""
