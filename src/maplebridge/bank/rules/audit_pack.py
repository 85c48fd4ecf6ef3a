"""What the files of an auditor's pack are called, and the headings of their columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .workbook import word

FILES: Mapping[str, tuple[str, ...]] = {
    "1-trial-balance": (
        "unit", "account", "owner", "opening", "debited", "credited", "closing", "held", "promised",
    ),
    "2-journal": (
        "period", "voucher", "id", "at", "unit", "state", "code", "from", "from_owner", "to",
        "to_owner", "amount", "resolves", "reverses", "journal", "thing_kind", "thing", "rulebook",
        "person",
    ),
    "3-undone": ("at", "id", "unit", "amount", "state", "undone", "code", "owner", "why", "person"),
    "4-entered-and-approved-by-one": ("what", "id", "owner", "points", "at", "person"),
    "5-stock": ("purpose", "reward", "pieces", "cost", "ledger", "difference"),
    "6-fund-by-source": ("from", "to", "purpose", "count", "amount", "taken_back", "net"),
    "7-verification": ("period", "begins", "ends", "state", "rows", "head", "finding"),
    "8-written-off": ("at", "id", "reward", "written_off", "value", "why", "person"),
}  # fmt: skip

WORDS: Mapping[str, tuple[str, str, str]] = {
    "unit": ("单位", "單位", "Unit"),
    "account": ("账户", "賬戶", "Account"),
    "owner": ("户主（存折号或用途）", "戶主（存摺號或用途）", "Owner (passbook or purpose)"),
    "opening": ("期初余额", "期初餘額", "Opening balance"),
    "debited": ("本期转出", "本期轉出", "Out"),
    "credited": ("本期转入", "本期轉入", "In"),
    "closing": ("期末余额", "期末餘額", "Closing balance"),
    "held": ("预留", "預留", "Held"),
    "promised": ("待入账", "待入賬", "Promised"),
    "period": ("账期", "賬期", "Period"),
    "voucher": ("凭证号", "憑證號", "Voucher"),
    "id": ("编号", "編號", "Id"),
    "at": ("时间", "時間", "When"),
    "state": ("状态", "狀態", "State"),
    "code": ("类别", "類別", "Code"),
    "from": ("转出账户", "轉出賬戶", "From"),
    "from_owner": ("转出户", "轉出戶", "From owner"),
    "to": ("转入账户", "轉入賬戶", "To"),
    "to_owner": ("转入户", "轉入戶", "To owner"),
    "amount": ("金额", "金額", "Amount"),
    "resolves": ("了结的预留", "了結的預留", "Ends hold"),
    "reverses": ("冲销的分录", "沖銷的分錄", "Takes back"),
    "journal": ("分录组", "分錄組", "Journal"),
    "thing_kind": ("事由类型", "事由類型", "About (kind)"),
    "thing": ("事由编号", "事由編號", "About (id)"),
    "rulebook": ("规则版本", "規則版本", "Rules"),
    "person": ("经手人编号", "經手人編號", "Person (id)"),
    "undone": ("被冲销的分录", "被沖銷的分錄", "Undone entry"),
    "why": ("原因", "原因", "Why"),
    "what": ("事项", "事項", "What"),
    "points": ("数量", "數量", "Amount"),
    "purpose": ("用途", "用途", "Purpose"),
    "reward": ("奖品", "獎品", "Reward"),
    "pieces": ("清点件数", "清點件數", "Pieces counted"),
    "cost": ("按件成本（元）", "按件成本（元）", "Cost of the pieces (yuan)"),
    "ledger": ("账面余额（元）", "賬面餘額（元）", "Ledger (yuan)"),
    "written_off": ("报损件数", "報損件數", "Pieces written off"),
    "value": ("成本（元）", "成本（元）", "Cost (yuan)"),
    "difference": ("差额（元）", "差額（元）", "Difference (yuan)"),
    "count": ("笔数", "筆數", "Entries"),
    "taken_back": ("冲销金额", "沖銷金額", "Taken back"),
    "net": ("净额", "淨額", "Net"),
    "begins": ("起", "起", "From"),
    "ends": ("止", "止", "Until"),
    "rows": ("行数", "行數", "Rows"),
    "head": ("封存值", "封存值", "Head"),
    "finding": ("核验结果", "核驗結果", "Finding"),
}


def headings(name: str, language: str) -> list[str]:
    return [word(WORDS[code], language) for code in FILES[name]]


@dataclass(slots=True)
class UnitSum:
    """All accounts of one unit over the span: in every line, what went out came in elsewhere."""

    accounts: int = 0
    opening: int = 0
    debited: int = 0
    credited: int = 0
    closing: int = 0

    @property
    def balanced(self) -> bool:
        return self.opening == self.closing == 0 and self.debited == self.credited


@dataclass(slots=True)
class Found:
    """What the pack's summary says: facts that were counted while its files were written."""

    units: dict[str, UnitSum] = field(default_factory=dict)
    rows: int = 0
    undone: int = 0
    by_one: int = 0
    pieces: int = 0
    stock_off: int = 0
    written_off: int = 0
    written_off_fen: int = 0
    whys: list[tuple[datetime, str, int, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    heads: list[tuple[int, str]] = field(default_factory=list)
