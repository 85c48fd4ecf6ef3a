"""What stands in the columns of an old hotline's workbook, seen once from top to bottom.

The survey is what a person chooses from when they say what the columns mean. What a column says of
callers or officers (its heading says so, or it holds mobile or identity numbers) is left out of it
at once: such columns are not taken over, so nobody needs to read them here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from maplebridge.core.tables import Record

from .legacy import TEXT_MAX, covered, holds_person_number, is_instant

FIRST = 20
"""Rows that are kept as they stand, for a look at how they would be read."""
VALUES_MAX = 1_000
"""A column with more different words is no column of words of a list."""
WORD_MAX = 60
PROBED = 200
"""Filled cells of a column whose shape is looked at."""

_PERSON = re.compile(
    r"姓名|电话|電話|手机|手機|号码|號碼|联系人|聯繫人|来电人|來電人|诉求人|訴求人|反映人|投诉人|市民名|"
    r"身份证|身份證|证件|證件|联系方式|聯繫方式|受理人|受理员|受理員|话务员|話務員|坐席|座席|经办人|"
    r"經辦人|承办人|承辦人|处理人|處理人|举报人|舉報人|客户|客戶|来电者|來電者|"
    r"[人者]$|[人者](地址|住址|单位|單位)|性别|性別|年龄|年齡|出生|phone|mobile|caller|operator"
)
_OF_A_PERSON = re.compile(r"[人者户戶](地址|住址|地点|地點)")
"""Where somebody lives, not where something is."""
_OF_A_THING = re.compile(
    r"(内容|內容|描述|时间|時間|日期|地址|地点|地點|状态|狀態|结果|結果|类型|類型|类别|類別|意见|意見|情况|情況)$"
    r"|工单号码|工單號碼|受理号码|受理號碼"
)

_OF_A_CASE = re.compile(r"工单|工單|编号|編號|单号|單號|流水|受理号|受理號")
"""Old numbers may look like numbers of phones, and what was said may hold one."""
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(slots=True)
class Column:
    """One column. `words`: its different texts and how often each stands, None when they are too
    many or too long for a list, or a person's number stands in one. The shapes count `probed` filled cells."""

    name: str
    filled: int = 0
    words: dict[str, int] | None = field(default_factory=dict)
    probed: int = 0
    times: int = 0
    numbers: int = 0
    persons: int = 0
    longest: int = 0

    def add(self, text: str) -> None:
        self.filled += 1
        self.longest = max(self.longest, len(text))
        if self.probed < PROBED:
            self._probe(text)
        if self.words is None:
            return
        self.words[text] = self.words.get(text, 0) + 1
        if len(self.words) > VALUES_MAX or len(text) > WORD_MAX or holds_person_number(text):
            self.words = None

    def _probe(self, text: str) -> None:
        self.probed += 1
        self.times += is_instant(text)
        self.numbers += _is_number(text)
        self.persons += holds_person_number(text) and len(text) <= WORD_MAX

    @property
    def personal(self) -> bool:
        if names_a_person(self.name):
            return True
        folded = self.name.lower()
        exempt = _OF_A_CASE.search(folded) or _OF_A_THING.search(folded)
        return self.persons * 2 > self.probed and not exempt

    def share(self, count: int) -> float:
        return count / self.probed if self.probed else 0.0


@dataclass(frozen=True, slots=True)
class Survey:
    """`first`: number and cells of the first rows, in the order of `columns`. `whole` is False
    when time ran out before the end. `left_out` names the columns that speak of people."""

    columns: tuple[Column, ...]
    left_out: tuple[str, ...]
    first: tuple[tuple[int, tuple[str, ...]], ...]
    rows: int
    whole: bool
    since_1904: bool = False
    sheets: tuple[str, ...] = ()

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def records(self) -> list[Record]:
        names = [column.name for column in self.columns]
        return [(number, dict(zip(names, cells, strict=True))) for number, cells in self.first]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def survey_of(
    records: Iterable[Record],
    *,
    until: Callable[[], bool] = bool,
    since_1904: bool = False,
    sheets: Sequence[str] = (),
) -> Survey:
    """Read every row once, or as many as there are before `until` says stop.

    A file without a row below its headings has no columns here. Raises what reading raises.
    """
    columns: dict[str, Column] = {}
    first: list[tuple[int, Mapping[str, str]]] = []
    rows, whole = 0, True
    for number, cells in records:
        rows += 1
        if len(first) < FIRST:
            first.append((number, {name: _kept(text) for name, text in cells.items()}))
        for name, text in cells.items():
            if name not in columns:
                columns[name] = Column(name)
            if text := _storable(text.strip()):
                columns[name].add(text)
        if rows % 500 == 0 and until():
            whole = False
            break
    open_ones = [column for column in columns.values() if not column.personal]
    return Survey(
        columns=tuple(open_ones),
        left_out=tuple(column.name for column in columns.values() if column.personal),
        first=tuple(
            (number, tuple(cells.get(column.name, "") for column in open_ones))
            for number, cells in first
        ),
        rows=rows,
        whole=whole,
        since_1904=since_1904,
        sheets=tuple(sheets),
    )


def from_json(data: Mapping[str, Any]) -> Survey:
    """What `as_json` made."""
    return Survey(
        columns=tuple(Column(**column) for column in data["columns"]),
        left_out=tuple(data["left_out"]),
        first=tuple((number, tuple(cells)) for number, cells in data["first"]),
        rows=data["rows"],
        whole=data["whole"],
        since_1904=data["since_1904"],
        sheets=tuple(data["sheets"]),
    )


def names_a_person(heading: str) -> bool:
    """Whether a heading says that its column holds callers or officers."""
    folded = heading.lower()
    if _OF_A_PERSON.search(folded):
        return True
    return bool(_PERSON.search(folded)) and not _OF_A_THING.search(folded)


def _kept(text: str) -> str:
    """A cell for the look: numbers of people covered, and no longer than makes a difference."""
    return covered(_storable(text[: TEXT_MAX + 1]))


def _storable(text: str) -> str:
    """What no database keeps becomes the sign for what cannot be shown; reading refuses both."""
    return _UNSTORABLE.sub("\ufffd", text)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
