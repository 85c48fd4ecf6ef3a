"""Papers as .docx, for offices that go on writing in them: Office Open XML by our own hands.

Only paragraphs and tables, because that is what every office program opens alike.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

from .blocks import Area, Block, Boxes, Facts, Grid, Heading, Numbered, Paper, Signatures, Text

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WIDTH = 9_300
"""Between the margins of A4, in twentieths of a point."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN = "http://schemas.openxmlformats.org"
_MAIN = f'xmlns:w="{_OPEN}/wordprocessingml/2006/main"'
_PACKAGE = f"{_OPEN}/package/2006"
_DOC = f"{_OPEN}/officeDocument/2006/relationships"


def write_docx(paper: Paper) -> bytes:
    """The same paper, the same bytes."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, body in _parts(paper):
            part = zipfile.ZipInfo(name)  # a fixed day, so that bytes depend on the content alone
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, _HEAD + body)
    return file.getvalue()


def _parts(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "[Content_Types].xml", _CONTENT_TYPES
    yield "_rels/.rels", _ROOT
    yield "word/_rels/document.xml.rels", _LINKS
    yield "word/styles.xml", _STYLES
    body = "".join(
        [
            _paragraph(paper.house, "House") if paper.house else "",
            _paragraph(paper.title, "Title"),
            _paragraph(paper.number, "Number") if paper.number else "",
            *(piece for block in paper.blocks for piece in _block(block)),
        ]
    )
    yield "word/document.xml", f"<w:document {_MAIN}><w:body>{body}{_PAGE}</w:body></w:document>"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield _paragraph(block.words, "Heading1")
        case Text():
            yield _paragraph(block.words, "Aside" if block.aside else "Normal")
        case Numbered():
            for number, words in block.counted:
                yield _paragraph(f"{number}. {words}", "Normal")
        case Facts():
            yield _table(block.rows, (2_300, WIDTH - 2_300))
        case Area():
            yield from _area(block)
        case Boxes():
            ticks = "  ".join(f"{'☑' if on else '☐'} {words}" for words, on in block.options)
            yield _table([(block.label, ticks)], (2_300, WIDTH - 2_300))
        case Grid():
            each = WIDTH // len(block.headings)
            yield _table((block.headings, *block.rows), (each,) * len(block.headings), head=True)
        case Signatures():
            yield from _signatures(block)


def _area(block: Area) -> Iterator[str]:
    yield _paragraph(block.label, "Label")
    if block.words:
        yield _paragraph(block.words, "Normal")
    else:
        yield from (_paragraph("", "Line") for _ in block.empty)


def _signatures(block: Signatures) -> Iterator[str]:
    for place in block.places:
        yield _paragraph(f"{place.label}  {place.name}", "Label")
        yield _paragraph(place.note, "Line")


def _table(rows: Sequence[Sequence[str]], widths: Sequence[int], *, head: bool = False) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = "".join(
        "<w:tr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            f"{_paragraph(words, 'Label' if head and not at else 'Cell')}</w:tc>"
            for words, width in zip(row, widths, strict=True)
        )
        + "</w:tr>"
        for at, row in enumerate(rows)
    )
    return f"<w:tbl>{_BORDERS}<w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>{_paragraph('', 'Gap')}"


def _paragraph(words: str, style: str) -> str:
    lines = _NOT_XML.sub("", words).replace("\r\n", "\n").split("\n")
    run = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>{run}</w:r></w:p>'


def _style(name: str, paragraph: str, run: str) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


_SANS = '<w:rFonts w:ascii="Noto Sans CJK SC" w:hAnsi="Noto Sans CJK SC" w:eastAsia="Noto Sans CJK SC"/>'
_LINE_BELOW = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="999999"/></w:pBdr>'
_STYLES = (
    f"<w:styles {_MAIN}><w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Noto Serif CJK SC" w:hAnsi="Noto Serif CJK SC" w:eastAsia="Noto Serif CJK SC"/>'
    '<w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>'
    + _style("Normal", '<w:spacing w:after="100" w:line="400" w:lineRule="auto"/>', "")
    + _style("House", '<w:jc w:val="center"/>', f'{_SANS}<w:color w:val="A33327"/><w:sz w:val="20"/>')
    + _style("Title", '<w:spacing w:after="160"/><w:jc w:val="center"/>', '<w:b/><w:sz w:val="40"/>')
    + _style("Number", '<w:spacing w:after="200"/><w:jc w:val="right"/>', '<w:sz w:val="20"/>')
    + _style(
        "Heading1", '<w:keepNext/><w:spacing w:before="240" w:after="80"/>',
        f'{_SANS}<w:b/><w:sz w:val="25"/>',
    )
    + _style("Label", '<w:keepNext/><w:spacing w:before="120"/>', f'{_SANS}<w:sz w:val="20"/>')
    + _style("Cell", "", '<w:sz w:val="21"/>')
    + _style("Line", f'{_LINE_BELOW}<w:spacing w:before="200"/>', "")
    + _style("Gap", '<w:spacing w:after="60" w:line="120" w:lineRule="exact"/>', "")
    + _style("Aside", '<w:spacing w:after="80"/>', '<w:color w:val="555555"/><w:sz w:val="18"/>')
    + "</w:styles>"
)  # fmt: skip
_BORDERS = (
    '<w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>'
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="999999"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders></w:tblPr>"
)
_PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1360" w:right="1300" w:bottom="1250" w:left="1300" w:header="700" '
    'w:footer="700" w:gutter="0"/></w:sectPr>'
)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/></Types>'
)
_ROOT = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_DOC}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_LINKS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_DOC}/styles" Target="styles.xml"/></Relationships>'
)
