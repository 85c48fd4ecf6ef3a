"""One answer, two ways of writing it: XML, which every endpoint must speak, and JSON.

An answer is a tree of plain values. A list knows how its lines are called, because XML names them
and JSON does not. Only writing happens here: nothing that was sent is ever parsed as XML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias
from xml.sax.saxutils import escape

Value: TypeAlias = "str | int | float | bool | datetime | Listed | Mapping[str, Value] | None"

TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
"""The content type of each format that an address may end in."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Listed:
    """Lines of one kind; `line` is the name of each in XML."""

    line: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Document:
    """What is answered. `root` is its name in XML; JSON begins with the list or the object."""

    root: str
    body: Listed | Mapping[str, Value]


def written(document: Document, form: str) -> str:
    """The document as text; `form` is one of TYPES."""
    return as_json(document) if form == "json" else as_xml(document)


def as_json(document: Document) -> str:
    """Arrays at the top, what is not known as null."""
    return json.dumps(_plain(document.body), ensure_ascii=False, separators=(",", ":"))


def as_xml(document: Document) -> str:
    """UTF-8. What is not known is an empty element; signs that XML cannot hold are replaced."""
    parts = ['<?xml version="1.0" encoding="utf-8"?>', *_element(document.root, document.body)]
    return "".join(parts)


def instant(at: datetime) -> str:
    """W3C date and time in UTC, to the second: 2026-11-23T04:00:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _plain(value: Value) -> object:
    if isinstance(value, Listed):
        return [_plain(one) for one in value.values]
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return instant(value) if isinstance(value, datetime) else value


def _element(name: str, value: Value) -> Iterator[str]:
    if value is None or value == "":
        yield f"<{name}/>"
        return
    yield f"<{name}>"
    if isinstance(value, Listed):
        for one in value.values:
            yield from _element(value.line, one)
    elif isinstance(value, Mapping):
        for part, inner in value.items():
            yield from _element(part, inner)
    else:
        yield _text(value)
    yield f"</{name}>"


def _text(value: str | int | float | bool | datetime) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return instant(value)
    return escape(_NOT_XML.sub("\ufffd", str(value)))
