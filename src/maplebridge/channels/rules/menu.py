"""The menu below the official account: up to three buttons, or lists of up to five below each.

WeChat counts names in bytes of UTF-8; a Chinese sign is three of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

BUTTONS_MAX, BELOW_MAX = 3, 5
NAME_BYTES_MAX, BELOW_NAME_BYTES_MAX, URL_BYTES_MAX = 16, 60, 1_024
KEYS = ("report", "progress", "help")
"""Taps that the conversation answers."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A button: a tap that we answer (`key`), a page (`url`), or a list of entries below it.

    What was set up elsewhere and is none of these has only its name and `other`, its kind.
    """

    name: str
    key: str = ""
    url: str = ""
    below: tuple[Entry, ...] = field(default=())
    other: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What WeChat would refuse: which button (from 0), which entry below it (None: itself), the
    part of it, and why."""

    button: int | None
    below: int | None
    part: str
    why: str


def faults(menu: Sequence[Entry], site: str) -> list[Fault]:
    """Everything that keeps this menu from being published; `site` is our own address."""
    if not menu:
        return [Fault(None, None, "", "empty")]
    if len(menu) > BUTTONS_MAX:
        return [Fault(None, None, "", "too_many")]
    found = []
    for at, button in enumerate(menu):
        found += [Fault(at, None, part, why) for part, why in _wrong(button, NAME_BYTES_MAX, site)]
        if len(button.below) > BELOW_MAX:
            found.append(Fault(at, None, "", "too_many"))
        for under, entry in enumerate(button.below):
            found += [
                Fault(at, under, part, why)
                for part, why in _wrong(entry, BELOW_NAME_BYTES_MAX, site)
            ]
            if entry.below:
                found.append(Fault(at, under, "does", "too_deep"))
    return found


def _wrong(entry: Entry, name_bytes_max: int, site: str) -> list[tuple[str, str]]:
    found = []
    if not entry.name.strip():
        found.append(("name", "name_missing"))
    if len(entry.name.encode()) > name_bytes_max:
        found.append(("name", "name_too_long"))
    if sum(map(bool, (entry.key, entry.url, entry.below))) != 1:
        found.append(("does", "does_nothing"))
    if entry.key and entry.key not in KEYS:
        found.append(("does", "key_unknown"))
    if entry.url.startswith("http://"):
        found.append(("url", "url_plain_ours" if _is_ours(entry.url, site) else "url_unusable"))
    elif entry.url and not _usable(entry.url):
        found.append(("url", "url_unusable"))
    return found


def _is_ours(url: str, site: str) -> bool:
    return url == site or url.startswith(f"{site.rstrip('/')}/")


def _usable(url: str) -> bool:
    """An address that a phone opens: over https, and no longer than it may be."""
    safe = url.startswith("https://") and len(url) > len("https://")
    plain = url.isprintable() and " " not in url
    return safe and plain and len(url.encode()) <= URL_BYTES_MAX


def set_up_elsewhere(menu: Sequence[Entry]) -> tuple[Entry, ...]:
    """Entries that a menu made here cannot hold, such as those that open a mini program: who publishes
    takes them away."""
    found: list[Entry] = []
    for button in menu:
        if button.below:
            found += set_up_elsewhere(button.below)
        elif not is_made_here(button):
            found.append(button)
    return tuple(found)


def is_made_here(entry: Entry) -> bool:
    return bool(entry.below or entry.url) or entry.key in KEYS


def to_buttons(menu: Sequence[Entry]) -> list[dict[str, Any]]:
    """As WeChat takes it."""
    return [_button(entry) for entry in menu]


def _button(entry: Entry) -> dict[str, Any]:
    if entry.below:
        return {"name": entry.name, "sub_button": to_buttons(entry.below)}
    if entry.key:
        return {"type": "click", "name": entry.name, "key": entry.key}
    return {"type": "view", "name": entry.name, "url": entry.url}


def from_buttons(buttons: Any) -> tuple[Entry, ...]:
    """As WeChat tells it, whoever set it up; what is no menu is an empty one."""
    if not isinstance(buttons, list):
        return ()
    return tuple(_entry(one) for one in buttons if isinstance(one, Mapping))


def _entry(one: Mapping[str, Any]) -> Entry:
    name, below = str(one.get("name", "")), one.get("sub_button")
    if isinstance(below, Mapping):
        below = below.get("list")
    if below:
        return Entry(name, below=from_buttons(below))
    match one.get("type"):
        case "click":
            return Entry(name, key=str(one.get("key", "")))
        case "view":
            return Entry(name, url=str(one.get("url", "")))
        case kind:
            return Entry(name, other=str(kind or "?"))
