"""The door to a mailbox: what is unread there, by IMAP."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog

from ..rules import is_safe_gateway
from ..rules.mail import BYTES_MAX
from .bus import NotDelivered

log = structlog.get_logger("maplebridge.mail")

SECONDS = 20.0
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Unread:
    """One mail; `done` marks it as read, so that it does not come again."""

    raw: bytes
    done: Callable[[], object]


@contextmanager
def unread(url: str) -> Iterator[Iterator[Unread]]:
    """The first fifty unread mails of imaps://USER:PASSWORD@HOST[:PORT]/FOLDER, one by one.

    A mail larger than BYTES_MAX is not read: it is marked and left for a person to look at. Plain
    imap:// is taken to this machine only. Raises NotDelivered when the server is away or refuses.
    """
    parts = urlsplit(url)
    plain = parts.scheme == "imap"
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname:
        raise NotDelivered("MAPLEBRIDGE_IMAP_URL must look like imaps://USER:PASSWORD@HOST/INBOX")
    if plain and not is_safe_gateway(f"http://{parts.hostname}/"):
        raise NotDelivered("imap:// is taken to this machine only; use imaps://")
    try:
        server = (
            imaplib.IMAP4(parts.hostname, parts.port or 143, timeout=SECONDS)
            if plain
            else imaplib.IMAP4_SSL(
                parts.hostname,
                parts.port or 993,
                ssl_context=ssl.create_default_context(),
                timeout=SECONDS,
            )
        )
    except (OSError, imaplib.IMAP4.error) as problem:
        raise NotDelivered(f"the mailbox is away: {type(problem).__name__}") from problem
    try:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        _ok(server.select(f'"{folder}"'))
        yield _each(server)
    except (OSError, imaplib.IMAP4.error) as problem:
        raise NotDelivered(f"the mailbox refused: {type(problem).__name__}") from problem
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()


def _each(server: imaplib.IMAP4) -> Iterator[Unread]:
    found = _ok(server.uid("SEARCH", "UNSEEN"))
    for uid in (found[0] or b"").split()[:AT_ONCE]:
        name = uid.decode("ascii")
        size = _size(_ok(server.uid("FETCH", name, "(RFC822.SIZE)")))
        if size > BYTES_MAX:
            log.warning("mail too large", uid=name, bytes=size)
            server.uid("STORE", name, "+FLAGS", r"(\Seen \Flagged)")
            continue
        raw = _literal(_ok(server.uid("FETCH", name, "(BODY.PEEK[])")))
        if raw is not None:
            yield Unread(raw, partial(server.uid, "STORE", name, "+FLAGS", r"(\Seen)"))


def _ok(answer: Any) -> list[Any]:
    """What the server said; imaplib mixes bytes, pairs and None."""
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(status)
    return list(data)


def _size(data: list[Any]) -> int:
    """Bytes of a mail; one that is not told counts as too large."""
    text = b" ".join(part if isinstance(part, bytes) else part[0] for part in data if part)
    found = re.search(rb"RFC822\.SIZE (\d+)", text)
    return int(found[1]) if found else BYTES_MAX + 1


def _literal(data: list[Any]) -> bytes | None:
    return next((bytes(part[1]) for part in data if isinstance(part, tuple)), None)
