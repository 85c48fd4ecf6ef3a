"""A bank's workbook: the headings of its sheets in three languages, and what a row of it must say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid5

from maplebridge.core.values import Points

from .statements import day_of

KEY_MAX = 60
NOTE_MAX = 200
OPENING_MAX = 100_000
"""The most points that one household may bring over from the paper book."""
NUMBER_MAX = 2_000_000_000

LANGUAGES = ("zh-hans", "zh-hant", "en")
DEEDS, OPENING = "deeds", "opening"
WHATS = (DEEDS, OPENING)
SHEETS: Mapping[str, tuple[str, str, str]] = {
    DEEDS: ("善行", "善行", "Deeds"),
    OPENING: ("期初积分", "期初積分", "Opening points"),
    "households": ("住户", "住戶", "Households"),
    "rewards": ("奖品", "獎品", "Rewards"),
    "fund": ("基金", "基金", "Fund"),
}
HEADINGS: Mapping[str, tuple[str, str, str]] = {
    "id": ("编号", "編號", "Row id"),
    "passbook": ("存折号", "存摺號", "Passbook"),
    "kind": ("善行项目", "善行項目", "Kind"),
    "sort": ("奖品种类", "獎品種類", "Sort of reward"),
    "day": ("日期", "日期", "Day"),
    "note": ("说明", "說明", "Note"),
    "points": ("积分", "積分", "Points"),
    "field": ("联建", "聯建", "Field"),
    "state": ("状态", "狀態", "State"),
    "entered": ("登记时间", "登記時間", "Entered"),
    "notice": ("公示月份", "公示月份", "Notice"),
    "door": ("门牌", "門牌", "Door"),
    "opened": ("立折时间", "立摺時間", "Opened"),
    "available": ("可用积分", "可用積分", "Points to redeem"),
    "held": ("预留积分", "預留積分", "Points reserved"),
    "promised": ("待入账积分", "待入賬積分", "Points promised"),
    "name": ("名称", "名稱", "Name"),
    "offered": ("可兑换", "可兌換", "Offered"),
    "free": ("可兑换件数", "可兌換件數", "Pieces free"),
    "reserved": ("已预留件数", "已預留件數", "Pieces reserved"),
    "collected": ("已领取件数", "已領取件數", "Pieces fetched"),
    "written_off": ("已核销件数", "已核銷件數", "Pieces written off"),
    "cost": ("库存成本（元）", "庫存成本（元）", "Cost in stock (yuan)"),
    "at": ("时间", "時間", "When"),
    "entry": ("类别", "類別", "Entry"),
    "number": ("凭证号", "憑證號", "Number"),
    "source": ("来源", "來源", "Source"),
    "about": ("摘要", "摘要", "About"),
    "money": ("资金（元）", "資金（元）", "Money (yuan)"),
    "goods": ("物品（元）", "物品（元）", "Goods (yuan)"),
    "undone": ("冲销", "沖銷", "Taken back"),
}
WANTED: Mapping[str, tuple[str, ...]] = {
    DEEDS: ("id", "passbook", "kind", "day"),
    OPENING: ("passbook", "points"),
}
"""The columns that a sheet must have to be taken in; `note` may be there too."""

_WHOLE = re.compile(r"[0-9]{1,10}", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]+")


def word(names: tuple[str, str, str], language: str) -> str:
    """The word in a language; English for one that the workbook does not speak."""
    return names[LANGUAGES.index(language)] if language in LANGUAGES else names[2]


def heading(code: str, language: str) -> str:
    return word(HEADINGS[code], language)


def code_of(said: str) -> str:
    """The column that a heading names, in any of the languages or by its code; "" for none."""
    plain = said.strip().lower()
    for code, names in HEADINGS.items():
        if plain == code or plain in {name.lower() for name in names}:
            return code
    return ""


def columns_of(headings: Iterable[str]) -> dict[str, str]:
    """The heading of each column that is known, by the column's code; the first one counts."""
    found: dict[str, str] = {}
    for said in headings:
        if code := code_of(said):
            found.setdefault(code, said.strip())
    return found


class BadCell(Exception):
    """A cell that cannot be taken. `why` names the sentence, `column` the column by its code."""

    def __init__(self, why: str, column: str, **facts: int | str) -> None:
        super().__init__(why)
        self.why, self.column, self.facts = why, column, facts


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it was read. `key` is its id as typed, "" for an opening, which its passbook names."""

    row: int
    passbook: int
    key: str = ""
    kind: str = ""
    day: date | None = None
    note: str = ""
    points: Points = Points(0)


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot be taken: which column stands in the way, and why."""

    row: int
    why: str
    column: str
    key: str = ""
    facts: Mapping[str, int | str] = field(default_factory=dict)


def read_row(what: str, row: int, cells: Mapping[str, str], at: Mapping[str, str]) -> Line | Bad:
    """The row in these cells; `at` gives the heading of each column by its code."""

    def cell(code: str) -> str:
        return _UNSEEN.sub(" ", cells.get(at.get(code, ""), "")).strip()

    key = cell("id") if what == DEEDS else ""
    try:
        passbook = _whole(cell("passbook"), "passbook", 1, NUMBER_MAX)
        if what == OPENING:
            points = Points(_whole(cell("points"), "points", 1, OPENING_MAX))
            return Line(row, passbook, points=points)
        return Line(
            row, passbook, _key(key), _said(cell("kind")), _day(cell("day")), _note(cell("note"))
        )
    except BadCell as bad:
        return Bad(row, bad.why, bad.column, key[:KEY_MAX], bad.facts)


def deed_id(bank_id: UUID, key: str) -> UUID:
    """The deed that a row stands for: its own id where it was exported, else one made of the bank
    and what was typed, the same in every file."""
    try:
        return UUID(key)
    except ValueError:
        return uuid5(bank_id, f"workbook row {key}")


def _whole(text: str, column: str, least: int, most: int) -> int:
    plain = text.replace(",", "").removesuffix(".0")
    if not _WHOLE.fullmatch(plain) or not least <= int(plain) <= most:
        raise BadCell("row_number", column, least=least, most=most)
    return int(plain)


def _key(text: str) -> str:
    if not text:
        raise BadCell("row_no_id", "id")
    if len(text) > KEY_MAX:
        raise BadCell("row_too_long", "id", most=KEY_MAX)
    return text


def _said(text: str) -> str:
    if not text:
        raise BadCell("row_kind", "kind")
    return text


def _day(text: str) -> date:
    try:
        return day_of(text)
    except ValueError:
        raise BadCell("row_day", "day") from None


def _note(text: str) -> str:
    if len(text) > NOTE_MAX:
        raise BadCell("row_too_long", "note", most=NOTE_MAX)
    return text
