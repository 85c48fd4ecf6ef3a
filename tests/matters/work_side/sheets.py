"""Workbooks for tests: XLSX as a spreadsheet program writes it, and CSV."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

HEADER = [
    "工单编号",
    "来电时间",
    "诉求内容",
    "类别",
    "社区",
    "地址",
    "状态",
    "结果",
    "答复",
    "办结时间",
]
MAP: dict[str, Any] = {
    "source": "旧热线",
    "columns": {
        "number": "工单编号", "reported_at": "来电时间", "words": "诉求内容", "category": "类别",
        "place": "社区", "place_text": "地址", "state": "状态", "closing": "结果",
        "answer": "答复", "closed_at": "办结时间",
    },
    "categories": {"路灯": "lighting", "供水": "water"},
    "states": {"已办结": "closed", "办理中": "accepted", "待办": "received"},
    "closings": {"已解决": "fixed", "已解释": "answered"},
    "places": {"东": "東社區"},
    "default_category": "other",
}  # fmt: skip


def old_row(number: int, **more: str) -> list[str]:
    """A closed matter of the old hotline; `more` by the column's name."""
    row = dict(
        zip(
            HEADER,
            [
                f"GD{number:08}", "2026-10-12 08:30:00", f"第{number}盏路灯不亮", "路灯", "东",
                "楓林路3棟", "已办结", "已解决", "灯泡已换好", "2026-10-13 10:00:00",
            ],
            strict=True,
        )
    )  # fmt: skip
    return list((row | more).values())


USUAL = [
    "工单编号", "受理时间", "来电人姓名", "联系电话", "诉求内容", "诉求类型", "承办单位", "所属社区", "诉求地址", "工单状态",
    "办理结果", "答复内容", "办结时间", "诉求来源", "满意度",
]  # fmt: skip


def usual_row(number: int, **more: str) -> list[str]:
    """A row as a 12345 hotline hands it over, callers and officers in it."""
    row = {
        "工单编号": f"GD2026{number:06}", "受理时间": "2026-10-12 08:30:00", "来电人姓名": "张三",
        "联系电话": "13812345678", "诉求内容": f"第{number}盏路灯不亮，请尽快修理", "诉求类型": "路灯",
        "承办单位": "城管局", "所属社区": "東社區", "诉求地址": "楓林路3棟", "工单状态": "已办结",
        "办理结果": "已解决", "答复内容": "灯泡已换好，请查看", "办结时间": "2026-10-13 10:00:00",
        "诉求来源": "12345热线", "满意度": "满意",
    }  # fmt: skip
    return list((row | more).values())


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(
    rows: Iterable[Sequence[Any]], *, header: Sequence[str] = HEADER, shared: bool = True
) -> bytes:
    """Numbers stay numbers; texts are shared strings, as programs write them, or inline."""
    known: dict[str, int] = {}
    lines = []
    for at, row in enumerate([header, *rows], start=1):
        cells = "".join(
            _cell(f"{chr(65 + n)}{at}", value, known, shared) for n, value in enumerate(row)
        )
        lines.append(f'<row r="{at}">{cells}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", _types())
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets>'
            '<sheet name="工单" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{links}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
            f'Type="{links}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        )
        book.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
        )
        if shared:
            items = "".join(f"<si><t>{escape(text)}</t></si>" for text in known)
            book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{items}</sst>')
    return target.getvalue()


PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def _types() -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "workbook": f"{kind}.sheet.main+xml",
        "worksheets/sheet1": f"{kind}.worksheet+xml",
        "sharedStrings": f"{kind}.sharedStrings+xml",
    }
    named = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{what}"/>'
        for part, what in parts.items()
    )
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="{rels}"/>'
        f"{named}</Types>"
    )


def _cell(at: str, value: Any, known: dict[str, int], shared: bool) -> str:
    if isinstance(value, int | float):
        return f'<c r="{at}"><v>{value}</v></c>'
    if not value:
        return ""
    if shared:
        return f'<c r="{at}" t="s"><v>{known.setdefault(value, len(known))}</v></c>'
    return f'<c r="{at}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def map_json(**more: Any) -> str:
    return json.dumps(MAP | more, ensure_ascii=False)
