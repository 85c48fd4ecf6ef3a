"""What the columns and words of an old hotline probably mean: a proposal that a person confirms.

Guesses are shown where they can be changed, and none is used before somebody has said yes to the
page that shows it (decision 0114).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeVar

from .legacy_survey import Column, Survey
from .states import ClosingCode, State

Fold = Callable[[str], str]
_OursT = TypeVar("_OursT")

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": (
        "工单编号", "工单号", "工单号码", "受理编号", "诉求编号", "事件编号", "案件编号", "业务流水号", "流水号",
        "单号", "编号", "ticket", "case number", "number", "id",
    ),
    "words": (
        "诉求内容", "诉求描述", "问题描述", "反映内容", "来电内容", "事件描述", "工单内容", "诉求详情", "投诉内容",
        "具体内容", "内容描述", "描述", "内容", "诉求标题", "工单标题", "标题", "description", "content",
    ),
    "reported_at": (
        "受理时间", "来电时间", "登记时间", "诉求时间", "创建时间", "上报时间", "提交时间", "接收时间", "受理日期",
        "来电日期", "登记日期", "日期", "时间", "created", "reported", "opened",
    ),
    "state": (
        "工单状态", "办理状态", "处理状态", "诉求状态", "当前状态", "状态", "办理进度", "status", "state",
    ),
    "closing": (
        "办结方式", "办结类型", "办结结果", "办理结果", "处理结果", "解决情况", "是否解决", "结案方式", "结案类型", "结果",
        "resolution", "outcome", "result",
    ),
    "answer": (
        "答复内容", "回复内容", "反馈内容", "处理意见", "办理意见", "办理情况", "处理情况", "办理结果", "处理结果",
        "办结意见", "答复", "回复", "answer", "reply",
    ),
    "answered_at": (
        "答复时间", "回复时间", "反馈时间", "首次答复时间", "首次回复时间", "答复日期", "answered",
    ),
    "closed_at": (
        "办结时间", "结案时间", "完成时间", "归档时间", "关闭时间", "办结日期", "结案日期", "实际办结时间", "closed",
    ),
    "category": (
        "诉求类型", "诉求类别", "问题类型", "问题类别", "问题分类", "事项类别", "事项分类", "工单类型", "工单分类",
        "诉求分类", "类别", "类型", "分类", "三级分类", "二级分类", "一级分类", "category", "kind", "type",
    ),
    "place": (
        "所属社区", "所属村居", "社区", "村居", "村社区", "所属网格", "网格", "所属街道", "街道", "乡镇街道", "所属镇街",
        "镇街", "所属区域", "所属辖区", "事发区域", "区域", "属地", "承办单位", "承办部门", "责任单位", "community", "area",
    ),
    "place_text": (
        "诉求地址", "事发地址", "事发地点", "事件地址", "问题地址", "详细地址", "发生地址", "发生地点", "具体地址", "地址",
        "地点", "位置", "address", "location",
    ),
    "lon": ("经度", "事发经度", "lng", "lon", "longitude", "x"),
    "lat": ("纬度", "事发纬度", "lat", "latitude", "y"),
    "channel": (
        "诉求来源", "工单来源", "来源渠道", "受理渠道", "诉求渠道", "来电渠道", "受理方式", "来源", "渠道", "channel",
        "source",
    ),
}  # fmt: skip
"""Usual headings of each of our columns, the likeliest first. They stand in simplified signs and small
letters; headings and words are folded to these by the caller's `Fold` before they are compared."""

_BLANK = re.compile(r"[\s\u3000_\-:：*（）()【】\[\]/／、.]+")

STATES: Mapping[State, tuple[str, ...]] = {
    State.CLOSED: (
        "办结", "结案", "完成", "归档", "关闭", "已答复", "已回复", "已回访", "已解决", "closed", "done", "resolved",
    ),
    State.ACCEPTED: (
        "办理中", "处理中", "在办", "承办中", "已派", "已受理", "已签收", "已接单", "转办", "交办", "跟进", "处置中",
        "in progress", "assigned",
    ),
    State.RECEIVED: (
        "待", "未", "新建", "登记", "提交", "草稿", "受理", "new", "open", "waiting",
    ),
}  # fmt: skip
"""Pieces of the words for a state, asked in this order: 未办结 is none of the first."""
_NOT_YET = ("未", "待", "不")

CLOSINGS: Mapping[ClosingCode, tuple[str, ...]] = {
    ClosingCode.DUPLICATE: ("重复", "重单", "并单", "合并", "duplicate"),
    ClosingCode.WITHDRAWN: ("撤销", "撤回", "撤单", "取消", "withdrawn", "cancel"),
    ClosingCode.NO_CONTACT: ("联系不上", "无法联系", "无人接听", "未接通", "no contact"),
    ClosingCode.NOT_OURS: (
        "不属于", "非职责", "不予受理", "超出", "转其他", "转办其他", "退回", "移交", "not ours",
    ),
    ClosingCode.CANNOT_FIX: (
        "无法解决", "不能解决", "未解决", "没有解决", "暂无法", "不具备", "无法", "cannot", "unresolved",
    ),
    ClosingCode.ANSWERED: ("解释", "答复", "解答", "回复", "咨询", "说明", "引导", "answered", "explained"),
    ClosingCode.FIXED: (
        "解决", "办结", "完成", "整改", "修复", "处理", "是", "yes", "fixed", "resolved",
    ),
}  # fmt: skip
"""Pieces of the words for an ending, asked in this order."""

CHANNELS: Mapping[str, tuple[str, ...]] = {
    "phone": ("电话", "来电", "热线", "12345", "语音", "phone", "call"),
    "sms": ("短信", "sms"),
    "chat": ("微信", "公众号", "小程序", "聊天", "wechat", "chat"),
    "mail": ("邮件", "邮箱", "mail"),
    "desk": ("来访", "窗口", "现场", "走访", "上门", "来信", "信件", "visit"),
    "web": ("网站", "网络", "网页", "门户", "app", "平台", "web", "网"),
}

KINDS: Mapping[str, tuple[str, ...]] = {
    "water": ("供水", "排水", "给水", "用水", "自来水", "水务", "管网", "污水", "water supply"),
    "lighting": ("路灯", "亮化", "照明"),
    "rubbish": ("环卫", "环境卫生", "市容", "保洁", "垃圾"),
    "road": ("市政道路", "道路", "路面"),
    "noise": ("噪声", "噪音", "扰民"),
    "stairs": ("电梯", "楼道"),
    "parking": ("停车", "交通秩序"),
    "greenery": ("园林", "绿化", "林业"),
    "elder_care": ("养老", "助老", "老龄"),
    "hazard": ("安全", "消防", "燃气", "供气", "隐患"),
    "dispute": ("矛盾", "纠纷", "调解"),
}
"""Pieces of the words by which hotlines sort, which are those of offices and not of residents; asked in this
order, of the kinds that the catalogue in force knows."""

KEPT_FOR_LISTS = frozenset({"state", "closing", "category", "channel"})
"""Only a column with few different words can be one of these."""
_LIST_MAX = 300


def _bare(text: str) -> str:
    """Without blanks and marks."""
    return _BLANK.sub("", text)


def guess_columns(survey: Survey, places: Collection[str], fold: Fold) -> dict[str, str]:
    """Ours → the file's, for as many of ours as something speaks for; each of the file's once.

    `places`: names and codes that are known here; a column full of them says where.
    """
    rated = sorted(
        (
            (-_rating(ours, column, _bare(fold(column.name)), places), order, ours, column.name)
            for order, ours in enumerate(HEADINGS)
            for column in survey.columns
        ),
    )
    found: dict[str, str] = {}
    used: set[str] = set()
    for against, _, ours, name in rated:
        if against < 0 and ours not in found and name not in used:
            found[ours] = name
            used.add(name)
    if ("lon" in found) != ("lat" in found):
        found.pop("lon", None)
        found.pop("lat", None)
    return {ours: found[ours] for ours in HEADINGS if ours in found}


def _rating(ours: str, column: Column, heading: str, places: Collection[str]) -> float:
    """0 when nothing speaks for it or its cells speak against it; else the more the likelier."""
    said = _said(ours, heading)
    if not column.filled or not _fits(ours, column):
        return 0.0
    if ours == "place" and column.words:
        known = sum(count for word, count in column.words.items() if word in places)
        if known * 2 > column.filled:
            return max(said, 50.0) + 50.0 * known / column.filled
    return said


def _said(ours: str, heading: str) -> float:
    """What the heading says: a usual one as it stands, or one that ends with it or holds it."""
    most = 0.0
    for at, usual in enumerate(map(_bare, HEADINGS[ours])):
        if heading == usual:
            most = max(most, 100.0 - at)
        elif len(usual) > 1 and heading.endswith(usual):
            most = max(most, 60.0 - at)
        elif len(usual) > 1 and usual in heading:
            most = max(most, 30.0 - at)
    return most


def _fits(ours: str, column: Column) -> bool:
    """Whether the shape of its cells allows it."""
    if ours in {"reported_at", "answered_at", "closed_at"}:
        return column.share(column.times) > 0.5 or column.share(column.numbers) > 0.9
    if ours in {"lon", "lat"}:
        return column.share(column.numbers) > 0.9
    if ours in KEPT_FOR_LISTS:
        return column.words is not None and len(column.words) <= _LIST_MAX
    if ours == "number":
        return column.words is None or len(column.words) * 10 >= column.filled * 9
    if ours == "words":
        return column.share(column.times) < 0.5 and column.share(column.numbers) < 0.5
    return column.share(column.times) < 0.5


def guess_state(word: str, fold: Fold) -> State | None:
    """`未办结` and `待办结` wait: what is denied is not what the rest says."""
    folded = _bare(fold(word))
    if folded.startswith(_NOT_YET):
        return State.RECEIVED
    return _first(folded, STATES.items())


def guess_closing(word: str, fold: Fold) -> ClosingCode | None:
    folded = _bare(fold(word))
    if folded in {"否", "no", "不"}:
        return ClosingCode.CANNOT_FIX
    return _first(folded, CLOSINGS.items())


def guess_kind(word: str, fold: Fold, known: Collection[str]) -> str | None:
    """The code of a kind that is known here."""
    table = [(code, pieces) for code, pieces in KINDS.items() if code in known]
    return _first(_bare(fold(word)), table)


def guess_channel(word: str, fold: Fold) -> str | None:
    return _first(_bare(fold(word)), CHANNELS.items())


def _first(folded: str, table: Iterable[tuple[_OursT, tuple[str, ...]]]) -> _OursT | None:
    for ours, pieces in table:
        if any(_bare(piece) in folded for piece in pieces):
            return ours
    return None
