"""Reading a mail as it came: wrong charsets, HTML, nested parts. Pure; never raises for content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from html.parser import HTMLParser
from typing import TypeAlias

from .mail import PART_MAX, Attachment, Letter, addresses_in, only_sender, tidy_subject

Letterform: TypeAlias = "Message[str, str]"
PARTS_MAX = 100
HTML_MAX = 100_000
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "gb18030": "gb18030",
}
_GUESSES = ("utf-8", "gb18030", "big5")


def read_letter(raw: bytes) -> Letter:
    """The sender, the words and the attachments of a mail; without a sender where it is unreadable.

    The sender is taken from the header as it stands: decoded first, a name could pass for an address.
    """
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(raw)
    except RecursionError:  # parts in parts, a thousand deep: no person's program writes that
        message = Message()
    headers: dict[str, str] = {}
    auth: list[str] = []
    sent_to: list[str] = []
    senders: list[str] = []
    for name, value in message.raw_items():
        key, text = name.lower(), re.sub(r"[\r\n]+\s*", " ", str(value))
        headers.setdefault(key, text)
        if key == "authentication-results":
            auth.append(text)
        if key == "from":
            senders.append(text)
        if key in {"to", "cc", "delivered-to", "x-original-to", "envelope-to"}:
            sent_to.append(text)
    plain, html, attached, named = _parts(message)
    return Letter(
        sender=only_sender(senders),
        subject=tidy_subject(_header(headers.get("subject", ""))),
        text=plain or html,
        headers=headers,
        auth_results=auth,
        recipients=addresses_in(sent_to),
        attachments=attached,
        own_ids=named,
    )


def _parts(message: Letterform) -> tuple[str, str, list[Attachment], list[str]]:
    plain: list[str] = []
    html: list[str] = []
    attached: list[Attachment] = []
    named: list[str] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        content = _payload(part)
        name = _name(part)
        if kind in {"text/rfc822-headers", "message/rfc822-headers"}:
            text = content.decode("ascii", "replace")
            named += re.findall(r"(?im)^message-id:\s*(<[^<>\s]+>)", text)
        elif name or part.get_content_disposition() == "attachment" or _is_media(kind):
            inline = part.get_content_disposition() == "inline" or bool(part.get("content-id"))
            attached.append(Attachment(name, kind, content, inline))
        elif kind == "text/plain":
            plain.append(decoded(content[:PART_MAX], _charset(part)))
        elif kind == "text/html":
            text = decoded(content[:PART_MAX], _charset(part) or _meta(content))
            html.append(text_of(text))
    named += [str(inner.get("message-id", "")) for inner in _inner(message)]
    return "\n".join(plain).strip(), "\n".join(html).strip(), attached, named


def _leaves(message: Letterform) -> Iterator[Letterform]:
    """The parts that hold something, but not those of a mail that is itself attached."""
    queue, seen = [message], 0
    while queue and seen < PARTS_MAX:
        part = queue.pop(0)
        seen += 1
        if part.get_content_type() == "message/rfc822":
            continue
        if part.is_multipart():
            queue = _below(part) + queue
        else:
            yield part


def _inner(message: Letterform) -> Iterator[Letterform]:
    """Mails attached to a report."""
    if message.get_content_type() != "multipart/report":
        return
    for part in _below(message):
        if part.get_content_type() == "message/rfc822":
            yield from _below(part)


def _below(part: Letterform) -> list[Letterform]:
    inside = part.get_payload()
    return [one for one in inside if isinstance(one, Message)] if isinstance(inside, list) else []


def _charset(part: Letterform) -> str:
    try:
        return part.get_content_charset("") or ""
    except (ValueError, LookupError):
        return ""


def _is_media(kind: str) -> bool:
    return kind.partition("/")[0] in {"image", "audio", "video", "application"}


def _payload(part: Letterform) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return b""
    return content if isinstance(content, bytes) else b""


def _name(part: Letterform) -> str:
    try:
        raw = part.get_filename("") or ""
    except (ValueError, LookupError, AttributeError, IndexError):
        return "?"
    return " ".join(_header(raw).split())[:80]


def _header(raw: str) -> str:
    """A header in words: encoded ones by our own charsets, bare bytes by guessing."""
    try:
        pieces = decode_header(
            raw.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
        )
    except (ValueError, LookupError, HeaderParseError):
        return decoded(raw.encode("utf-8", "surrogateescape"), "")
    words = []
    for piece, charset in pieces:
        if isinstance(piece, bytes):
            words.append(decoded(piece, charset or ""))
        else:
            words.append(decoded(piece.encode("utf-8", "surrogateescape"), ""))
    return "".join(words)


def decoded(raw: bytes, charset: str) -> str:
    """Bytes as text: by the charset that is named, if it fits, else by what fits."""
    charset = charset.strip().lower()
    if charset in _WIDER and (plain := _utf8_han(raw)):
        return plain
    tries = [_WIDER.get(charset, charset)] if charset else []
    if charset in {"us-ascii", "ascii", "iso-8859-1", "latin-1", "windows-1252", "unknown-8bit"}:
        tries = [] if any(byte > 127 for byte in raw) else ["ascii"]
        last = "latin-1" if charset.startswith(("iso-8859-1", "latin", "windows")) else ""
    else:
        last = ""
    for name in (*tries, *_GUESSES, last):
        if name:
            try:
                return raw.decode(name).replace("\x00", "")
            except (UnicodeDecodeError, LookupError):
                continue
    return raw.decode("utf-8", "replace").replace("\x00", "")


def _utf8_han(raw: bytes) -> str:
    """The text when it is UTF-8 with Han in it, which no text in GBK is by chance; else ""."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text.replace("\x00", "") if any(sign >= "\u2e80" for sign in text) else ""


def _meta(content: bytes) -> str:
    found = re.search(rb"charset\s*=\s*[\"']?([\w-]{2,30})", content[:2_000], re.IGNORECASE)
    return found[1].decode("ascii") if found else ""


_BREAKS = {
    "p",
    "div",
    "br",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "table",
    "ul",
    "ol",
    "hr",
    "section",
}
_SILENT = {"script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe"}
_EMPTY = {"br", "hr", "img", "meta", "link", "input", "wbr", "col", "area", "base", "source"}


class _Words(HTMLParser):
    """The words of a page that would be seen, without what is quoted."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.silent:
            if tag == self.silent[-1] and tag not in _EMPTY:
                self.silent.append(tag)
            return
        given = {name: (value or "").lower() for name, value in attrs}
        hidden = "display:none" in given.get("style", "").replace(" ", "")
        quoted = tag == "blockquote" or "gmail_quote" in given.get("class", "")
        if tag not in _EMPTY and (tag in _SILENT or hidden or quoted):
            self.silent.append(tag)
        elif tag in _BREAKS:
            self.out.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            if tag == self.silent[-1]:
                self.silent.pop()
        elif tag in _BREAKS:
            self.out.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.out.append(re.sub(r"[ \t\r\n]+", " ", data))


def _closed(html: str) -> str:
    """Without comments, and without signs that open a tag and close none: the parser would read the
    rest anew at each of them."""
    kept, at = [], 0
    while (opens := html.find("<!--", at)) >= 0:
        kept.append(html[at:opens])
        closes = html.find("-->", opens + 4)
        at = closes + 3 if closes >= 0 else len(html)
    return re.sub(r"<(?=[^<>]*(?:<|\Z))", "&lt;", "".join([*kept, html[at:]]))


def text_of(html: str) -> str:
    """The words of an HTML mail; nothing in it is run, fetched or kept."""
    parser = _Words()
    parser.feed(_closed(html[:HTML_MAX]))
    parser.close()
    lines = [" ".join(line.split()) for line in "".join(parser.out).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
