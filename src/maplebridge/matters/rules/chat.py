"""What somebody pastes from a group chat, taken apart into messages: who said what.

The programs write a message as "name: text", or as a line of its own with name and time above it.
A colon alone proves nothing ("Place: building 3"), so the labels that people use are left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MESSAGES_MAX = 12
ALIAS_MAX = 24

_TIME = r"(?:\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s+)?(?:[上下]午\s*|[AP]M\s+)?\d{1,2}:\d{2}(?::\d{2})?"
_STAMPED = re.compile(rf"^(?P<name>\S.{{0,39}}?)\s+{_TIME}\s*[:：]?$")
_SPOKEN = re.compile(r"^(?P<name>[^:：,，。！？!?;；/]{1,24})[:：]\s*(?P<text>.*)$")
_TIME_ALONE = re.compile(rf"^{_TIME}$")
_NUMBER = re.compile(r"[(（<]\d{5,}[)）>]$")
_LABELS = frozenset(
    [
        "地址",
        "地点",
        "地點",
        "位置",
        "时间",
        "時間",
        "日期",
        "电话",
        "電話",
        "手机",
        "手機",
        "房号",
        "房號",
        "楼栋",
        "樓棟",
        "门牌",
        "門牌",
        "姓名",
        "联系人",
        "聯繫人",
        "问题",
        "問題",
        "情况",
        "情況",
        "内容",
        "內容",
        "诉求",
        "訴求",
        "备注",
        "備註",
        "原因",
        "注",
        "附",
        "链接",
        "鏈接",
        "place",
        "address",
        "when",
        "time",
        "date",
        "phone",
        "name",
        "note",
        "re",
        "link",
        "http",
        "https",
    ]
)


@dataclass(frozen=True, slots=True)
class Message:
    """What one person said. `alias` is the name that the group knows, "" when none was pasted."""

    alias: str
    words: str


def split(pasted: str) -> list[Message]:
    """The messages of a paste, in order; one without an alias when no line names a speaker.

    What stands above the first speaker belongs to nobody and is kept as a message of its own.
    More than MESSAGES_MAX messages: the last takes the rest, so that nothing is lost unseen.
    """
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in pasted.split("\n"):
        head = _head(line.strip())
        if head is not None and len(found) <= MESSAGES_MAX:
            found.append((head[0], [head[1]]))
        elif not (found[-1][0] and _TIME_ALONE.match(line.strip())):
            found[-1][1].append(line)
    spoken = [Message(alias, "\n".join(lines).strip()) for alias, lines in found]
    return [message for message in spoken if message.words]


def _head(line: str) -> tuple[str, str] | None:
    """(name, first words) when a line begins somebody's message."""
    if stamped := _STAMPED.match(line):
        return _plain(stamped["name"]), ""
    spoken = _SPOKEN.match(line)
    if spoken is None or spoken["text"].startswith("//"):
        return None
    name = _plain(spoken["name"])
    if not name or name.lower() in _LABELS or name.replace(" ", "").isdigit():
        return None
    return name, spoken["text"]


def _plain(name: str) -> str:
    """The name without the number that some programs set behind it."""
    return _NUMBER.sub("", name.strip()).strip(" @")[:ALIAS_MAX]
