"""The frame of a workbook: what stands around the rows, as Office Open XML wants it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

PLAIN, HEADING, AS_TEXT, DAY, TIME = 1, 2, 3, 4, 5
"""Styles of cells, by their place in `_STYLES`."""

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN = "http://schemas.openxmlformats.org"
_MAIN = f'xmlns="{_OPEN}/spreadsheetml/2006/main"'
_DOC = f"{_OPEN}/officeDocument/2006/relationships"
_PACKAGE = f'xmlns="{_OPEN}/package/2006/relationships"'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def book_parts(names: Sequence[str], hidden: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every part but the sheets, by name."""
    every = [*names, *hidden]
    numbers = range(1, len(every) + 1)
    yield "[Content_Types].xml", _HEAD + _CONTENT_TYPES % "".join(_OVERRIDE % at for at in numbers)
    yield "_rels/.rels", _HEAD + _ROOT
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="rId{at}"'
        + (' state="hidden"/>' if at > len(names) else "/>")
        for at, name in zip(numbers, every, strict=True)
    )
    yield "xl/workbook.xml", _HEAD + _BOOK % sheets
    links = "".join(_SHEET_LINK % (at, at) for at in numbers)
    yield "xl/_rels/workbook.xml.rels", _HEAD + _BOOK_LINKS % (links, len(every) + 1)
    yield "xl/styles.xml", _HEAD + _STYLES


def sheet_head(columns: Sequence[tuple[int, int, bool]]) -> str:
    """Up to the rows. Columns by width in characters, style, and whether they are hidden."""
    cols = "".join(
        f'<col min="{at}" max="{at}" width="{width}" style="{style}" customWidth="1"'
        + (' hidden="1"/>' if hidden else "/>")
        for at, (width, style, hidden) in enumerate(columns, 1)
    )
    cols = f"<cols>{cols}</cols>" if cols else ""
    return f"{_HEAD}<worksheet {_MAIN}>{_FROZEN}{cols}<sheetData>"


def sheet_foot(validations: Sequence[tuple[str, str]]) -> str:
    """What comes behind the rows: cells that hold one of a list."""
    rules = "".join(
        f'<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="{cells}">'
        f"<formula1>{escape(place)}</formula1></dataValidation>"
        for cells, place in validations
    )
    if rules:
        rules = f'<dataValidations count="{len(validations)}">{rules}</dataValidations>'
    return f"</sheetData>{rules}</worksheet>"


_CONTENT_TYPES = (
    f'<Types xmlns="{_OPEN}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>%s</Types>'
)
_OVERRIDE = f'<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="{_TYPE}.worksheet+xml"/>'
_ROOT = (
    f'<Relationships {_PACKAGE}><Relationship Id="rId1" Type="{_DOC}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
_BOOK = f'<workbook {_MAIN} xmlns:r="{_DOC}"><sheets>%s</sheets></workbook>'
_SHEET_LINK = f'<Relationship Id="rId%d" Type="{_DOC}/worksheet" Target="worksheets/sheet%d.xml"/>'
_BOOK_LINKS = (
    f"<Relationships {_PACKAGE}>%s"
    f'<Relationship Id="rId%d" Type="{_DOC}/styles" Target="styles.xml"/></Relationships>'
)
_ALIGNED = '<alignment vertical="top" wrapText="1"/></xf>'
_STYLES = (
    f'<styleSheet {_MAIN}><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    f'<cellXfs count="6"><xf/><xf applyAlignment="1">{_ALIGNED}<xf fontId="1" applyFont="1"/>'
    f'<xf numFmtId="49" applyNumberFormat="1" applyAlignment="1">{_ALIGNED}'
    f'<xf numFmtId="164" applyNumberFormat="1" applyAlignment="1">{_ALIGNED}'
    f'<xf numFmtId="165" applyNumberFormat="1" applyAlignment="1">{_ALIGNED}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_FROZEN = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15"/>'
)
