"""E-mail in and out: which is a person's, which thread it belongs to, what of it is new. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import getaddresses, parseaddr
from uuid import UUID

BYTES_MAX = 36_000_000
PHOTOS_MAX = 4
A_DAY_MAX = 20
"""So many mails of one address a day are read; more is a machine, or nobody's intention."""
PART_MAX = 1_000_000
SUBJECT_MAX = 200
SMALL_INLINE = 10_000
"""An inline picture with fewer bytes is a logo under a signature."""
ABOVE = "――――――――――"
"""What stands above this line in a reply is new."""


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    kind: str
    content: bytes
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, read. `headers` by lower-case name; the first of each counts."""

    sender: str
    subject: str
    text: str
    headers: Mapping[str, str]
    auth_results: Sequence[str] = ()
    recipients: Sequence[str] = ()
    attachments: Sequence[Attachment] = field(default_factory=tuple)
    own_ids: Sequence[str] = ()
    """Message-IDs that a report of a failure names."""

    @property
    def message_id(self) -> str:
        return self.headers.get("message-id", "").strip()

    @property
    def references(self) -> list[str]:
        named = f"{self.headers.get('in-reply-to', '')} {self.headers.get('references', '')}"
        return re.findall(r"<[^<>\s]{3,250}>", named)[:50]


def address_of(text: str) -> str:
    """The bare address in lower case; "" when there is none that can be written to."""
    found = parseaddr(text)[1].strip().lower()
    usable = found.isascii() and re.fullmatch(r"[^@\s<>,;]{1,64}@[a-z0-9.-]{1,180}", found)
    return found if usable else ""


def only_sender(values: Sequence[str]) -> str:
    """The one address in the only From header; "" for none, for several, for two headers."""
    if len(values) != 1 or len(found := getaddresses([values[0]])) != 1:
        return ""
    return address_of(found[0][1])


def addresses_in(values: Sequence[str]) -> list[str]:
    return [one for _name, raw in getaddresses(list(values)) if (one := address_of(raw))]


def automatic(letter: Letter, envelope_sender: str | None, box: str) -> str:
    """Why a mail was sent by a machine, and gets no answer; "" for a person's."""
    told = letter.headers
    auto = told.get("auto-submitted", "no").partition(";")[0].strip().lower()
    kind = told.get("content-type", "").lower()
    if kind.startswith("multipart/report") or "delivery-status" in kind:
        return "report"
    if envelope_sender == "":
        return "null_sender"
    if auto not in {"no", ""}:
        return "auto_submitted"
    suppress = told.get("x-auto-response-suppress", "").lower()
    if re.search(r"\b(?:all|autoreply|oof)\b", suppress):
        return "suppressed"
    if told.get("precedence", "").strip().lower() in {"bulk", "junk", "list", "auto_reply"}:
        return "precedence"
    if {"list-id", "list-unsubscribe", "x-autoreply", "x-autorespond", "feedback-id"} & set(told):
        return "list"
    local = letter.sender.partition("@")[0]
    if local in {"mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply"}:
        return "daemon"
    if without_token(letter.sender) == box:
        return "ourselves"
    return "" if letter.sender else "no_sender"


def is_authentic(letter: Letter, authserv: str) -> bool:
    """Whether our own mail server, named `authserv`, vouches that the sender's domain sent it.

    DMARC, or DKIM by the sender's own domain. A header that anybody else wrote counts nothing: the
    server in front must remove those that carry its own name.
    """
    if not authserv:
        return False
    domain = letter.sender.partition("@")[2]
    for line in letter.auth_results:
        server, _, results = line.partition(";")
        if server.strip().split(" ")[0].lower() != authserv.lower():
            continue
        if any(_passes(result, domain) for result in _results(results)):
            return True
    return False


def _passes(result: str, domain: str) -> bool:
    """Whether one result says that DMARC, or DKIM by this domain, passed."""
    if re.match(r"dmarc\s*=\s*pass(?=\s|$)", result):
        return bool(re.search(rf"\sheader\.from\s*=\s*{re.escape(domain)}(?=\s|$)", result))
    signed = re.match(r"dkim\s*=\s*pass\s(?:.*\s)?header\.d\s*=\s*([a-z0-9.-]+)(?=\s|$)", result)
    if signed is None:
        return False
    return domain == signed[1] or domain.endswith(f".{signed[1]}")


def _results(text: str) -> list[str]:
    """The results of one header, without quoted words and comments: a stranger may write into both."""
    kept, depth, quoted, skip = [], 0, False, False
    for sign in text.lower():
        if skip:
            skip = False
        elif sign == "\\":
            skip = True
        elif sign == '"' and not depth:
            quoted = not quoted
        elif sign in "()" and not quoted:
            depth = max(0, depth + (1 if sign == "(" else -1))
        elif not quoted and not depth:
            kept.append(sign)
    return [one.strip() for one in "".join(kept).split(";")]


# Threads ------------------------------------------------------------------------------------


def tag_for(key: bytes, thread: str, address: str) -> str:
    """What stands behind the plus: the thread and a mark that only we can make for this address."""
    return f"{thread}-{_mark(key, thread, address)}"


def thread_of(key: bytes, recipients: Sequence[str], box: str, address: str) -> str:
    """The thread that one of the recipients names for this sender; "" when none does."""
    local, _, domain = box.partition("@")
    pattern = re.compile(
        rf"{re.escape(local)}\+([a-z0-9]{{4,40}})-([a-z2-7]{{16}})@{re.escape(domain)}"
    )
    for one in recipients:
        found = pattern.fullmatch(one.lower())
        if found and hmac.compare_digest(found[2], _mark(key, found[1], address)):
            return found[1]
    return ""


def _mark(key: bytes, thread: str, address: str) -> str:
    text = f"{thread}|{address.lower()}".encode()
    return base64.b32encode(hmac.new(key, text, hashlib.sha256).digest())[:16].decode().lower()


def with_tag(box: str, tag: str) -> str:
    local, _, domain = box.partition("@")
    return f"{local}+{tag}@{domain}"


def without_token(address: str) -> str:
    local, _, domain = address.lower().partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def new_thread(message_id: str) -> str:
    """A short name for the thread that a mail opens; the same mail opens the same."""
    return base64.b32encode(hashlib.sha256(message_id.encode()).digest())[:16].decode().lower()


def own_id(key: bytes, outgoing_id: UUID, box: str) -> str:
    """Our Message-ID: nobody else can write one that we take for ours."""
    name = outgoing_id.hex
    return f"<{name}.{_mark(key, name, box)}@{box.partition('@')[2]}>"


def outgoing_in(key: bytes, ids: Sequence[str], box: str) -> list[UUID]:
    """The messages of ours that these Message-IDs name."""
    found = []
    for one in ids:
        hit = re.fullmatch(r"<([0-9a-f]{32})\.([a-z2-7]{16})@[^<>]+>", one)
        if hit and hmac.compare_digest(hit[2], _mark(key, hit[1], box)):
            found.append(UUID(hit[1]))
    return found


# What of it is new --------------------------------------------------------------------------

_CUT = re.compile(
    rf"^\s*(?:{ABOVE[:5]}.*|-{{2,}}\s*(?:original message|forwarded message|原始邮件|原始郵件|回复的原邮件|转发的邮件)\s*-{{2,}}.*"
    r"|_{20,}|-- |(?:发自我的|發自我的|来自我的|sent from my|从我的|從我的).{0,40})$",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"^\s*\*?(?:from|发件人|發件人|寄件者)\*?\s*[:：]", re.IGNORECASE)
_BLOCK_NEXT = re.compile(
    r"^\s*\*?(?:sent|date|to|subject|cc|发送时间|發送時間|日期|时间|收件人|主题|主題|抄送|寄件日期)\*?\s*[:：]",
    re.IGNORECASE,
)
_WROTE = re.compile(r"(?:wrote|写道|寫道|schrieb|a écrit)\s*[:：]\s*$", re.IGNORECASE)
_WROTE_BEGINS = re.compile(r"^\s*(?:on\b|于|於|在|\d{4}[-年/.]|\S+@|.{0,60}<\S+@)", re.IGNORECASE)


def new_words(text: str) -> str:
    """What the sender wrote now: without the mail they answer, quoted lines and a signature."""
    kept: list[str] = []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").split("\n")
    index = 0
    while index < len(lines):
        line = lines[index]
        if _CUT.match(line) or _is_block(lines, index):
            break
        if skipped := _attribution(lines, index):
            index += skipped
            continue
        if not line.lstrip().startswith((">", "＞")):
            kept.append(line.rstrip())
        index += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _is_block(lines: Sequence[str], index: int) -> bool:
    """The head of a quoted mail: From: and at least two more lines of its kind right below."""
    if not _BLOCK.match(lines[index]):
        return False
    below = [line for line in lines[index + 1 : index + 7] if line.strip()]
    return sum(bool(_BLOCK_NEXT.match(line)) for line in below[:4]) >= 2


def _attribution(lines: Sequence[str], index: int) -> int:
    """How many lines say "On ... wrote:" here, where quoted lines or nothing follow; else 0."""
    if not _WROTE_BEGINS.match(lines[index]):
        return 0
    for count in (1, 2, 3):
        joined = " ".join(lines[index : index + count])
        if _WROTE.search(joined) and len(joined) < 300:
            after = _next_said(lines, index + count)
            if not after or after.startswith((">", "＞")):
                return count
            return len(lines) - index  # quoted without marks: the rest is the older mail
    return 0


def _next_said(lines: Sequence[str], index: int) -> str:
    """The next line with something in it, without looking at all the others."""
    while index < len(lines):
        if said := lines[index].lstrip():
            return said
        index += 1
    return ""


_REPLY = re.compile(
    r"^\s*(?:re|fw|fwd|aw|回复|回覆|答复|答覆|转发|轉寄|转寄)\s*[:：]", re.IGNORECASE
)


def is_reply(subject: str) -> bool:
    return bool(_REPLY.match(subject))


def tidy_subject(subject: str) -> str:
    return " ".join(subject.split())[:SUBJECT_MAX]
