"""Understanding a short message: a wish in a word, a rating, a reference, the name of a place. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .states import Verb

TALK = timedelta(minutes=30)
"""So long further words belong to the matter that was just spoken of."""
TALK_AFTER_ANSWER = timedelta(hours=48)
"""So long words that name no matter may be about an answer: we ask (decision 0137)."""
TALK_AFTER_WORDS = timedelta(hours=48)
"""A worker who adds words may have asked something; the resident answers when they can."""
REASON_WAITS = timedelta(hours=48)
"""So long the next words are taken for the reason that we asked for."""
SPOT = timedelta(minutes=30)
SCENE = timedelta(days=1)
"""A code that was scanned so lately says more than the sender's home."""
UNPLACED = timedelta(hours=2)
"""A concern whose place nobody named goes to the top of the house then; nothing stays without an answer."""
MISSES_MAX = 2
MESSAGES_AN_HOUR = 30
CHOICES_MAX = 5


HEARD = frozenset(
    {
        Verb.ACCEPT,
        Verb.REFER,
        Verb.ASSIGN,
        Verb.TRIAGE,
        Verb.ANSWER,
        Verb.ADD_WORDS,
        Verb.SUSPEND,
        Verb.DISPUTE,
        Verb.RATE,
        Verb.WITHDRAW,
        Verb.MARK_DUPLICATE,
        Verb.SPLIT,
        Verb.CLOSE_UNDISPUTED,
        Verb.RECOUNT,
        Verb.CALL_BACK,
        Verb.PLACE,
    }
)
"""The steps that a reporter hears of; parts of the work and who decides are our own business."""


class Asking(StrEnum):
    """What we asked back and wait for."""

    WORDS = "words"
    PLACE = "place"
    REASON = "reason"
    WHICH = "which"


class Which(StrEnum):
    """What somebody says when we asked whether their words are about a matter."""

    ABOUT = "about"
    ANOTHER = "another"
    UNSAID = ""


class Wish(StrEnum):
    """What a message wants that is more than words."""

    NONE = ""
    PROGRESS = "progress"
    HELP = "help"
    NEW = "new"
    CANCEL = "cancel"
    RATE = "rate"
    DISPUTE = "dispute"
    UNLINK = "unlink"


@dataclass(frozen=True, slots=True)
class Said:
    """A message understood. `rest` are the words that are left without the wish."""

    wish: Wish = Wish.NONE
    stars: int = 0
    rest: str = ""
    reference: str = ""


_REFERENCE = re.compile(r"(?<![A-Z0-9])M-?(\d{4})-?(\d{6,})(?!\d)")
_WISHES = (
    (Wish.PROGRESS, r"(?:查询|查詢|查)?(?:进度|進度|查询|查詢)|progress|status"),
    (Wish.HELP, r"帮助|幫助|help|\?"),
    (Wish.UNLINK, r"解绑|解綁|解除绑定|解除綁定|unlink"),
    (Wish.CANCEL, r"算了|取消|不用了|cancel|0"),
    (Wish.NEW, r"新事项|新事項|新|new"),
)
_EXACT = tuple((wish, re.compile(pattern)) for wish, pattern in _WISHES)
_PROGRESS_OF = re.compile(r"(?:进度|進度|查询|查詢|查|progress|status)[\s:,]*m-?\d{4}-?\d{6,}")
_NEW = re.compile(r"(?:新事项|新事項|新|new)[:,\s]\s*(?P<rest>.+)", re.DOTALL)
_NOT = re.compile(
    r"(?:不满意|不滿意|未解决|未解決|没解决|沒解決|not (?:satisfied|solved))(?P<rest>.*)", re.DOTALL
)
_GOOD = re.compile(r"(?:非常|很|挺)?(?:满意|滿意)|已解决|已解決|satisfied|solved")
_YES = re.compile(r"是的?|对|對|好了|嗯|解决了|解決了|yes|y")
_NO = re.compile(r"否|不是|没有|沒有|没|沒|no|n")
_STARS = re.compile(r"([1-5])\s*(?:分|星|颗星|顆星)?")
_ABOUT_IT = re.compile(r"1|一|是的?")
_ANOTHER = re.compile(r"2|二|不是|另外?一件(?:事)?|another")
_THANKS = re.compile(
    r"(?:(?:好的?|收到|知道|明白|辛苦|谢谢|謝謝|感谢|感謝|多谢|多謝|了|你们?|你們|您|大家|师傅|師傅"
    r"|thanks|thank you|ok|okay|received)[\s,.!。~]*){1,6}"
)
_ENDS = " \n\t.。!！,，、;；~～:：\"'“”「」"


def parse(text: str) -> Said:
    """What a message says. Full-width signs count as plain ones; the rest keeps its own writing."""
    plain = unicodedata.normalize("NFKC", text).strip()
    short = plain.lower().strip(_ENDS)
    reference = reference_in(plain)
    for wish, pattern in _EXACT:
        if pattern.fullmatch(short):
            return Said(wish, reference=reference)
    if _PROGRESS_OF.fullmatch(short):
        return Said(Wish.PROGRESS, reference=reference)
    if found := _NOT.fullmatch(plain.lower()):
        return Said(
            Wish.DISPUTE, rest=plain[found.start("rest") :].strip(_ENDS), reference=reference
        )
    if _GOOD.fullmatch(short):
        return Said(Wish.RATE, stars=5, reference=reference)
    if found := _STARS.fullmatch(short):
        return Said(Wish.RATE, stars=int(found[1]), reference=reference)
    if found := _NEW.fullmatch(plain.lower()):
        return Said(Wish.NEW, rest=plain[found.start("rest") :].strip(), reference=reference)
    return Said(rest=text.strip(), reference=reference)


def says_yes(text: str) -> bool | None:
    """Whether a short answer is a yes or a bare no; None for anything else."""
    short = unicodedata.normalize("NFKC", text).strip().lower().strip(_ENDS)
    if _YES.fullmatch(short) or _GOOD.fullmatch(short):
        return True
    return False if _NO.fullmatch(short) else None


def which(text: str) -> Which:
    """Whether a short answer says that the words are about the matter, or about something else."""
    short = unicodedata.normalize("NFKC", text).strip().lower().strip(_ENDS)
    if _ABOUT_IT.fullmatch(short):
        return Which.ABOUT
    return Which.ANOTHER if _ANOTHER.fullmatch(short) else Which.UNSAID


def says_thanks(text: str) -> bool:
    """Whether somebody thanks and says nothing else."""
    short = unicodedata.normalize("NFKC", text).strip().lower().strip(_ENDS)
    return bool(_THANKS.fullmatch(short))


def share_a_word(one: str, other: str) -> bool:
    """Whether two folded texts have a Latin word of four letters or two signs in a row in common."""
    return bool(_words(one) & _words(other))


def _words(text: str) -> set[str]:
    pairs = (text[at : at + 2] for at in range(len(text) - 1))
    han = {pair for pair in pairs if pair.isalpha() and not pair.isascii()}
    return han | set(re.findall(r"[a-z]{4,}", text))


def reference_in(text: str) -> str:
    """The first reference of a matter in the text, in its full form; "" without one."""
    found = _REFERENCE.search(unicodedata.normalize("NFKC", text).upper())
    return f"M-{found[1]}-{found[2]}" if found else ""


def without_reference(text: str) -> str:
    """The words beside a reference, in their own writing."""
    return re.sub(_REFERENCE.pattern, "", text, count=1, flags=re.IGNORECASE).strip(_ENDS)


_BEFORE = re.compile(
    r"^(?:我家|我们|我們)?(?:就)?(?:住)?(?:在|位于|位於|地址是|地址|地点是|地点|地點)[:：\s]*"
)
_BEHIND = re.compile(
    r"(?:的)?(?:附近|旁边|旁邊|对面|對面|门口|門口|楼下|樓下|楼上|樓上|里面|裡面|那里|那裡|这里|這裡|前面|后面|後面|里|裡)$"
)


def place_guesses(text: str) -> tuple[str, ...]:
    """What to look for when somebody says where it is, the fullest first; at most three."""
    first = " ".join(unicodedata.normalize("NFKC", text).strip(_ENDS).split())[:60]
    bare = _BEHIND.sub("", _BEFORE.sub("", first)).strip(_ENDS)
    guesses = [first, bare]
    if found := re.match(r".*?(?:栋|棟|幢|号楼|號樓|小区|小區|苑|花园|花園|社区|社區|村|路)", bare):
        guesses.append(found[0])
    return tuple(dict.fromkeys(guess for guess in guesses if guess))[:3]


def is_recent(at: datetime | None, now: datetime, within: timedelta) -> bool:
    return at is not None and now - at <= within
