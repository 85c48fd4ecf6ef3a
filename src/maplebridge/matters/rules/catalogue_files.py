"""Spreadsheets as plain text cells: Excel workbooks (.xlsx) and tables (.csv), read within limits.

Written for files that a stranger may have prepared: every size is checked before and while it is
read, no document type and no entity is taken, nothing is fetched and no formula is worked out.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

BYTES_MAX = 2_000_000
UNPACKED_MAX = 8_000_000
PARTS_MAX, SHEETS_MAX, ROWS_MAX, COLUMNS_MAX, CELLS_MAX = 200, 20, 20_000, 80, 300_000
CELL_MAX = 6_000

_CHUNK = 65_536
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,8})")
_HIDDEN = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CELL = re.compile(r"([A-Z]{1,3})[0-9]+")
_LIVE = ("=", "+", "-", "@", "'")
"""Beginnings that a spreadsheet would run as a formula; in a .csv an apostrophe stands before them."""


class SheetUnreadable(ValueError):
    """The file is none of ours: `why` is the code of a sentence, `most` the limit that it breaks."""

    def __init__(self, why: str, most: int = 0) -> None:
        super().__init__(why)
        self.why, self.most = why, most


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of text cells; `first` is the number that the first of them has in the file."""

    name: str
    rows: list[list[str]] = field(default_factory=list)
    first: int = 1


# Workbooks -----------------------------------------------------------------------------------


def read_xlsx(content: bytes) -> list[Sheet]:
    """The sheets of a workbook in its order. Raises SheetUnreadable."""
    if len(content) > BYTES_MAX:
        raise SheetUnreadable("file_too_large", BYTES_MAX // 1_000_000)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _Workbook(archive).sheets()
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        expat.ExpatError,
    ):
        raise SheetUnreadable("no_workbook") from None
    except (LookupError, ValueError, RuntimeError, OverflowError) as broken:
        if isinstance(broken, SheetUnreadable):
            raise
        raise SheetUnreadable("no_workbook") from None


class _Workbook:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        parts = archive.infolist()
        if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_MAX:
            raise SheetUnreadable("file_too_large", UNPACKED_MAX // 1_000_000)
        for part in parts:
            if part.flag_bits & 1 or part.compress_type not in (0, zipfile.ZIP_DEFLATED):
                raise SheetUnreadable("no_workbook")
        self.left, self.cells = UNPACKED_MAX, CELLS_MAX

    def sheets(self) -> list[Sheet]:
        main = next(
            (to for kind, _, to in self._links("_rels/.rels", "") if kind == "officeDocument"), ""
        )
        folder, _, name = main.rpartition("/")
        links = list(self._links(f"{folder}/_rels/{name}.rels", folder))
        texts = next((to for kind, _, to in links if kind == "sharedStrings"), "")
        shared = _SharedTexts().read(self._pieces(texts)) if texts else []
        named = _Names().read(self._pieces(main))
        if not named or len(named) > SHEETS_MAX:
            raise SheetUnreadable("too_many_sheets", SHEETS_MAX)
        targets = {link: to for kind, link, to in links if kind == "worksheet"}
        return [
            Sheet(name, self._rows(targets[link], shared))
            for name, link in named
            if link in targets
        ]

    def _rows(self, part: str, shared: list[str]) -> list[list[str]]:
        reader = _Rows(shared, self.cells)
        rows = reader.read(self._pieces(part))
        self.cells = reader.left
        return rows

    def _links(self, part: str, folder: str) -> Iterator[tuple[str, str, str]]:
        """Kind, id and part of each relationship."""
        for kind, link, to in _Links().read(self._pieces(part)):
            where = to.removeprefix("/") if to.startswith("/") else f"{folder}/{to}".lstrip("/")
            yield kind.rpartition("/")[2], link, where

    def _pieces(self, part: str) -> Iterator[bytes]:
        """The unpacked part piece by piece, never more than is left: what it says may be a lie."""
        with self.archive.open(part) as stream:
            while piece := stream.read(_CHUNK):
                self.left -= len(piece)
                if self.left < 0:
                    raise SheetUnreadable("file_too_large", UNPACKED_MAX // 1_000_000)
                yield piece


class _Reader:
    """Feeds XML to start, end and text, by local names; refuses every document type."""

    def read(self, pieces: Iterable[bytes]) -> list:  # type: ignore[type-arg]  # each says its own
        self.found: list = []  # type: ignore[type-arg]  # each says its own
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = lambda name: self.end(name.rpartition(" ")[2])
        parser.CharacterDataHandler = self.text
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
        return self.found

    def _refuse(self, *_: object) -> None:
        raise SheetUnreadable("no_workbook")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        self.start(name.rpartition(" ")[2], plain)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text between."""


class _Links(_Reader):
    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            self.found.append((attributes["Type"], attributes["Id"], attributes["Target"]))


class _Names(_Reader):
    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            self.found.append((attributes["name"], attributes["id"]))


class _Texts(_Reader):
    """Collects what stands in <t>, without the phonetic signs beside it."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.length = 0
        self.inside, self.phonetic = False, False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.phonetic = self.phonetic or name == "rPh"
        self.inside = name in self.holders and not self.phonetic

    def end(self, name: str) -> None:
        self.inside = False
        self.phonetic = self.phonetic and name != "rPh"

    def text(self, text: str) -> None:
        if self.inside:
            self.length += len(text)
            if self.length > CELL_MAX:
                raise SheetUnreadable("cell_too_long", CELL_MAX)
            self.words.append(text)

    holders: frozenset[str] = frozenset({"t"})

    def take(self) -> str:
        text, self.words, self.length = "".join(self.words), [], 0
        return _HIDDEN.sub(lambda found: chr(int(found[1], 16)), text)


class _SharedTexts(_Texts):
    def end(self, name: str) -> None:
        super().end(name)
        if name == "si":
            self.found.append(self.take())
            if len(self.found) > CELLS_MAX:
                raise SheetUnreadable("too_many_cells", CELLS_MAX)


class _Rows(_Texts):
    holders = frozenset({"t", "v"})

    def __init__(self, shared: list[str], left: int) -> None:
        super().__init__()
        self.shared, self.left = shared, left
        self.kind, self.column = "", 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        if name == "row":
            number = int(attributes.get("r", len(self.found) + 1))
            if not len(self.found) < number <= ROWS_MAX:
                raise SheetUnreadable("too_many_rows", ROWS_MAX)
            self.found += [[] for _ in range(number - len(self.found))]
        elif name == "c":
            self.kind = attributes.get("t", "n")
            at = _CELL.fullmatch(attributes.get("r", ""))
            self.column = column_number(at[1]) if at else len(self.found[-1]) + 1

    def end(self, name: str) -> None:
        super().end(name)
        if name != "c":
            return
        text, row = self.value(self.take()), self.found[-1]
        if not text:
            return
        self.left -= 1
        if self.left < 0:
            raise SheetUnreadable("too_many_cells", CELLS_MAX)
        if not len(row) < self.column <= COLUMNS_MAX:
            raise SheetUnreadable("too_many_columns", COLUMNS_MAX)
        row += [""] * (self.column - len(row) - 1)
        row.append(text)

    def value(self, text: str) -> str:
        if self.kind == "s":
            return str(self.shared[_place(text)]) if text else ""
        if self.kind == "b":
            return "yes" if text == "1" else "no"
        if self.kind == "n" and text:
            number = float(text)
            return str(int(number)) if number == int(number) else text
        return text


def _place(text: str) -> int:
    """A position in the shared texts; Python would count a negative one from the end."""
    if not text.isdecimal():
        raise SheetUnreadable("no_workbook")
    return int(text)


def write_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """A workbook; the same sheets give the same bytes. The first row of each stays in sight."""
    target = io.BytesIO()
    names = range(1, len(sheets) + 1)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, body: str) -> None:
            part = zipfile.ZipInfo(name)  # a fixed day, so that bytes depend on the content alone
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, f'<?xml version="1.0" encoding="UTF-8"?>\n{body}')

        put("[Content_Types].xml", _CONTENT_TYPES % "".join(_OVERRIDE % at for at in names))
        put("_rels/.rels", _ROOT)
        listed = "".join(
            f'<sheet name={quoteattr(sheet.name)} sheetId="{at}" r:id="rId{at}"/>'
            for at, sheet in zip(names, sheets, strict=True)
        )
        put("xl/workbook.xml", _BOOK % listed)
        links = "".join(_SHEET_LINK % (at, at) for at in names)
        put("xl/_rels/workbook.xml.rels", _BOOK_LINKS % (links, len(sheets) + 1))
        put("xl/styles.xml", _STYLES)
        for at, sheet in zip(names, sheets, strict=True):
            rows = "".join(_row(number, row) for number, row in enumerate(sheet.rows, 1))
            put(f"xl/worksheets/sheet{at}.xml", _SHEET % rows)
    return target.getvalue()


def _row(number: int, cells: Sequence[str]) -> str:
    style = 1 if number == 1 else 2
    return f'<row r="{number}">%s</row>' % "".join(
        _cell(f"{column_name(at)}{number}", text, style) for at, text in enumerate(cells, 1) if text
    )


def _cell(at: str, text: str, style: int) -> str:
    if _NUMBER.fullmatch(text) and text != "-0":
        return f'<c r="{at}" s="{style}"><v>{text}</v></c>'
    kept = escape(_HIDDEN.sub(lambda found: f"_x005F{found[0]}", text))
    return f'<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{kept}</t></is></c>'


def column_name(number: int) -> str:
    """A for 1, Z for 26, AA for 27."""
    name = ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(65 + letter) + name
    return name


def column_number(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number


_OPEN = "http://schemas.openxmlformats.org"
_MAIN = f'xmlns="{_OPEN}/spreadsheetml/2006/main"'
_DOC = f"{_OPEN}/officeDocument/2006/relationships"
_PACKAGE = f'xmlns="{_OPEN}/package/2006/relationships"'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
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
_STYLES = (
    f'<styleSheet {_MAIN}><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_SHEET = (
    f'<worksheet {_MAIN}><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" '
    'topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="40" width="22" '
    'customWidth="1"/></cols><sheetData>%s</sheetData></worksheet>'
)


# Tables --------------------------------------------------------------------------------------


def read_csv(content: bytes, names: Sequence[str]) -> list[Sheet]:
    """The sheets of one .csv: each begins with a row that holds [its name] and nothing else.

    UTF-8, or GB 18030 as spreadsheets in China save it. Raises SheetUnreadable.
    """
    if len(content) > BYTES_MAX:
        raise SheetUnreadable("file_too_large", BYTES_MAX // 1_000_000)
    sheets: list[Sheet] = []
    cells = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(_decoded(content), newline="")), 1):
            plain = [_plain(cell) for cell in row]
            while plain and not plain[-1]:
                plain.pop()
            cells += len(plain)
            _check_table(number, plain, cells)
            if len(plain) == 1 and plain[0][:1] == "[" and plain[0].strip()[1:-1] in names:
                sheets.append(Sheet(plain[0].strip()[1:-1], [], number + 1))
            elif sheets:
                sheets[-1].rows.append(plain)
            elif plain:
                raise SheetUnreadable("no_section")
    except csv.Error:
        raise SheetUnreadable("no_table") from None
    return sheets


def _check_table(number: int, row: Sequence[str], cells: int) -> None:
    if number > ROWS_MAX:
        raise SheetUnreadable("too_many_rows", ROWS_MAX)
    if len(row) > COLUMNS_MAX:
        raise SheetUnreadable("too_many_columns", COLUMNS_MAX)
    if cells > CELLS_MAX:
        raise SheetUnreadable("too_many_cells", CELLS_MAX)
    if any(len(cell) > CELL_MAX for cell in row):
        raise SheetUnreadable("cell_too_long", CELL_MAX)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetUnreadable("no_table")


def _plain(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] and cell[1:2] in _LIVE else cell


def write_csv(sheets: Sequence[Sheet]) -> bytes:
    """All sheets in one .csv in UTF-8 with a mark, so that Excel reads it as such."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    for sheet in sheets:
        writer.writerow([f"[{sheet.name}]"])
        for row in sheet.rows:
            writer.writerow(
                [f"'{cell}" if cell[:1] and cell[:1] in _LIVE else cell for cell in row]
            )
        writer.writerow([])
    return target.getvalue().encode("utf-8-sig")
