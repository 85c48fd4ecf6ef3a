"""Reads a draft as a careful neighbour would: what a village's rules may hardly say. It only warns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from .articles import Article

NAME_MIN = 2
"""Characters of a name that is looked for; one alone stands in any sentence."""


class Doubt(StrEnum):
    """What a village's rules may not do, as far as words alone can tell."""

    FINE = "fine"
    FORCE = "force"
    RIGHTS = "rights"
    WOMEN = "women"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Warning:
    """Article, what is doubtful there, and the words that made it look so."""

    number: int
    doubt: Doubt
    words: str


_NOT = r"(?<!不得)(?<!不准)(?<!禁止)(?<!严禁)(?<!嚴禁)(?<!不能)(?<!不可)"
"""「不得罚款」 forbids what the word names, so it is no warning."""
_PATTERNS: dict[Doubt, tuple[re.Pattern[str], ...]] = {
    Doubt.FINE: (
        re.compile(_NOT + r"(?:罚款|罰款|罚金|罰金|处罚|處罰|没收|沒收|罚没|罰沒)"),
        re.compile(r"(?:罚|罰|处以|處以|赔偿双倍|賠償雙倍)[^。；;\n]{0,6}[\d一二三四五六七八九十百千万萬]+\s*(?:元|块|塊)"),
        re.compile(r"(?:缴纳|繳納|交纳|交納|交)[^。；;\n]{0,8}(?:违约金|違約金|保证金|保證金|押金)"),
    ),
    Doubt.FORCE: (
        re.compile(_NOT + r"(?:拘留|扣押|关押|關押|搜查|拆除其|强拆|強拆|驱逐|驅逐|逐出|赶出村|趕出村|示众|示眾|游街|遊街)"),
    ),
    Doubt.RIGHTS: (
        re.compile(
            r"(?:取消|停发|停發|扣发|扣發|扣除|不予|不给|不給|不得享受|不享受|暂停|暫停|剥夺|剝奪|收回)"
            r"[^。；;\n]{0,12}(?:低保|补助|補助|补贴|補貼|福利|待遇|分红|分紅|选举权|選舉權|被选举权|"
            r"宅基地|承包地|承包权|承包權|资格|資格|盖章|蓋章|证明|證明|入学|入學|户口|戶口|医保|醫保)"
        ),
        re.compile(_NOT + r"(?:[停断斷]水|停供|(?<![停断斷]水)(?<![停断斷]水[、和])[停断斷][电電])"),
        re.compile(r"(?:扣|减|減)[^。；;\n]{0,4}(?:积分|積分)"),
    ),
    Doubt.WOMEN: (
        re.compile(r"(?:外嫁|出嫁|嫁出|远嫁|遠嫁|离婚|離婚|丧偶|喪偶|未婚|改嫁)[^。；;\n]{0,4}(?:女|妇|婦)"),
        re.compile(r"(?:妇女|婦女|女儿|女兒|女方|女村民)[^。；;\n]{0,12}(?:出嫁|外嫁|嫁出|结婚后|結婚後|离婚后|離婚後)"),
        re.compile(r"(?:户无男|戶無男|纯女户|純女戶|上门女婿|上門女婿|入赘|入贅|招婿)"),
    ),
    Doubt.PERSON: (
        re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
        re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])"),
    ),
}  # fmt: skip


def warnings(articles: Iterable[Article], names: Iterable[str] = ()) -> list[Warning]:
    """What to look at again, by article, each doubt once an article. `names` are those of the
    place's residents: an article that says one of them may be about a person.

    Words alone cannot judge: a warning may be wrong, and a draft without one may still break the
    law. The township reads it when the rules are filed.

    Law: 村民委員會組織法 art. 27 (in force 2018-12-29).
    Law: 婦女權益保障法 art. 56 (in force 2023-01-01).
    """
    known = [name for name in names if len(name) >= NAME_MIN]
    return [one for article in articles for one in _of(article, known)]


def _of(article: Article, names: list[str]) -> Iterator[Warning]:
    said = f"{article.heading}\n{article.text}"
    for doubt, patterns in _PATTERNS.items():
        match = next((hit for pattern in patterns if (hit := pattern.search(said))), None)
        if match is not None:
            yield Warning(article.number, doubt, match[0])
        elif doubt is Doubt.PERSON and (name := next((one for one in names if one in said), "")):
            yield Warning(article.number, doubt, name)
