"""The part of SpreadsheetML that a table of values needs, read as a stream and counted.

No document type, no entity, no link to another file, no formula and no macro is looked at. Names,
depth and length of what the XML parser must hold are bounded too.
"""

from __future__ import annotations

import re
import tempfile
import weakref
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import IO, Any, TypeVar
from xml.parsers import expat

from .limits import Limits, Row, TableUnusable, column_number
from .moments import moment_text, shows_a_moment

_CHUNK = 65_536
NAMES_MAX, DEPTH_MAX, TOKEN_MAX = 1_000, 100, 1_000_000
_MAINS = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_HIDDEN = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LOCAL = {
    name: local
    for local in ("row", "c", "v", "t", "rPh", "sheetData", "si")
    for name in (local, *(f"{main} {local}" for main in _MAINS))
}
"""The elements that matter while rows are read, by the name that the parser gives them."""


class Spreadsheet:
    """The archive: its sheets as (name, part, whether it is hidden), and the rows of each."""

    def __init__(self, file: IO[bytes], limits: Limits) -> None:
        self.limits, self.left = limits, limits.unpacked_bytes
        with _typed():
            _check_directory(file, limits)
            self.archive = zipfile.ZipFile(file)
            parts = self.archive.infolist()
            if len(parts) > limits.parts:
                raise TableUnusable("table_not_workbook")
            self.parts = {part.filename: part for part in parts}
            self._read_book()
        self._texts: Texts | None = None

    def _read_book(self) -> None:
        main = next(
            (to for kind, _, to in self._links("_rels/.rels", "") if kind == "officeDocument"),
            "xl/workbook.xml",
        )
        folder, _, name = main.rpartition("/")
        links = list(self._links(f"{folder}/_rels/{name}.rels", folder))
        book = self._parse(main, _Book())
        self.since_1904 = book.since_1904
        targets = {link: to for kind, link, to in links if kind in {"worksheet", ""}}
        self.sheets = [
            (name, targets[link], hidden) for name, link, hidden in book.sheets if link in targets
        ]
        if not 0 < len(self.sheets) <= self.limits.sheets:
            raise TableUnusable("table_too_many_sheets", most=self.limits.sheets)
        by_kind = {kind: to for kind, _, to in links}
        self.texts_part = by_kind.get("sharedStrings", f"{folder}/sharedStrings.xml")
        styles = by_kind.get("styles", "")
        self.moments = self._parse(styles, _Styles()).moments() if styles in self.parts else set()

    def _links(self, part: str, folder: str) -> Iterator[tuple[str, str, str]]:
        """Kind, id and part of each relationship."""
        if part not in self.parts:
            return
        for kind, link, to in self._parse(part, _Links()).found:
            where = to[1:] if to[:1] == "/" else f"{folder}/{to}".lstrip("/")
            yield kind.rpartition("/")[2], link, where

    def _parse(self, name: str, part: _PartT) -> _PartT:
        for _ in self._feed(name, part):
            pass
        return part

    def _feed(self, name: str, part: _Part) -> Iterator[None]:
        """Unpack a part piece by piece into its reader, never more than is left."""
        parser = _parser(part)
        fed = 0
        with self.archive.open(self._checked(name)) as stream:
            while piece := stream.read(_CHUNK):
                self.left -= len(piece)
                if self.left < 0:
                    most = self.limits.unpacked_bytes // 1_000_000
                    raise TableUnusable("table_unpacks_too_large", megabytes=most)
                parser.Parse(piece, False)
                fed += len(piece)
                if fed - parser.CurrentByteIndex > TOKEN_MAX or len(parser.intern) > NAMES_MAX:
                    raise TableUnusable("table_not_workbook")
                yield
        parser.Parse(b"", True)
        yield

    def _checked(self, name: str) -> zipfile.ZipInfo:
        part = self.parts[name]
        if part.flag_bits & 1 or part.compress_type not in (0, zipfile.ZIP_DEFLATED):
            raise TableUnusable("table_not_workbook")
        return part

    def _shared(self) -> Texts:
        texts = Texts(self.limits.texts)
        if self.texts_part in self.parts:
            self._parse(self.texts_part, _SharedTexts(texts, self.limits))
        return texts

    def rows(self, part: str, sheet: str) -> Iterator[Row]:
        """The rows of a part that hold anything. Raises TableUnusable."""
        with _typed():
            if self._texts is None:
                self._texts = self._shared()
        reader = _Rows(self, self._texts, sheet)
        with _typed(reader.where):
            for _ in self._feed(part, reader):
                yield from reader.take_rows()
                if reader.done:
                    return


def _check_directory(file: IO[bytes], limits: Limits) -> None:
    """Refuse a list of parts that is itself the attack: it is held in memory before it is counted."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = len(tail) - 22
    if at < 0 or tail[at : at + 4] != b"PK\5\6" or tail[-2:] != b"\0\0":
        at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) < at + 22 or tail[max(0, at - 20) :][:4] == b"PK\6\7":
        raise TableUnusable("table_not_workbook")
    if int.from_bytes(tail[at + 12 : at + 16], "little") > limits.parts * 500:
        raise TableUnusable("table_not_workbook")
    file.seek(0)


@contextmanager
def _typed(where: Callable[[], TableUnusable] | None = None) -> Iterator[None]:
    """Whatever a torn or wicked file makes the library say becomes the one refusal."""
    try:
        yield
    except TableUnusable:
        raise
    except (
        zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError, LookupError, ValueError,
        RuntimeError, OverflowError, NotImplementedError,
    ):  # fmt: skip
        raise (where() if where else TableUnusable("table_not_workbook")) from None


class Texts:
    """The texts that cells share: the first ones in memory, all others in a file without a name."""

    KEPT_BYTES = 16_000_000

    def __init__(self, most: int) -> None:
        self.most, self.left = most, self.KEPT_BYTES
        self.first: list[str] = []
        self.ends = array("Q", [0])
        self.file: IO[bytes] | None = None
        self.waiting = bytearray()

    def add(self, text: str) -> None:
        if len(self.first) + len(self.ends) > self.most:
            raise TableUnusable("table_too_many_texts", most=self.most)
        if self.left > 0:
            self.left -= 80 + 2 * len(text)
            self.first.append(text)
            return
        self.waiting += (content := text.encode("utf-8", "surrogatepass"))
        self.ends.append(self.ends[-1] + len(content))
        if len(self.waiting) > 1_000_000:
            self._flush()

    def _flush(self) -> None:
        if self.file is None:
            self.file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  # closed with the texts
            weakref.finalize(self, self.file.close)
        self.file.write(self.waiting)
        self.waiting = bytearray()

    def get(self, at: int) -> str:
        """Raises IndexError."""
        if at < len(self.first):
            return self.first[at]
        at -= len(self.first)
        start, end = self.ends[at], self.ends[at + 1]
        if self.waiting:
            self._flush()
        assert self.file is not None  # there are ends only when something waited
        self.file.seek(start)
        return self.file.read(end - start).decode("utf-8", "surrogatepass")


# What stands in the parts ----------------------------------------------------------------------


class _Part:
    """Hears what stands in a part; by local names, but for those parts that are long."""

    depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.depth += 1
        if self.depth > DEPTH_MAX:
            raise TableUnusable("table_not_workbook")
        self.begin(
            name.rpartition(" ")[2], {key.rpartition(" ")[2]: attributes[key] for key in attributes}
        )

    def end(self, name: str) -> None:
        """An element ends."""
        self.depth -= 1

    def text(self, text: str) -> None:
        """Text between."""

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins, by its local name and those of its attributes."""


_PartT = TypeVar("_PartT", bound=_Part)


def _parser(part: _Part) -> Any:
    def refuse(*_: object) -> None:
        raise TableUnusable("table_not_workbook")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.buffer_text = True
    parser.StartElementHandler = part.start
    parser.EndElementHandler = part.end
    parser.CharacterDataHandler = part.text
    return parser


class _Links(_Part):
    def __init__(self) -> None:
        self.found: list[tuple[str, str, str]] = []

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "")
            self.found.append((kind, attributes["Id"], attributes["Target"]))


class _Book(_Part):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.since_1904 = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr":
            self.since_1904 = attributes.get("date1904", "") in {"1", "true"}
        elif name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes["name"], attributes["id"], hidden))


class _Styles(_Part):
    """Which styles of cells show a day or a time."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.formats: list[str] = []
        self.inside = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.codes[attributes["numFmtId"]] = attributes["formatCode"]
        elif name in {"cellXfs", "cellStyleXfs", "dxfs"}:
            self.inside = name == "cellXfs"
        elif name == "xf" and self.inside:
            self.formats.append(attributes.get("numFmtId", "0"))

    def moments(self) -> set[str]:
        """The numbers of these styles, as a cell writes them."""
        return {
            str(at)
            for at, format_ in enumerate(self.formats)
            if shows_a_moment(int(format_), self.codes.get(format_, ""))
        }


class _Words(_Part):
    """Collects what stands in <t> and <v>, without the phonetic signs that may stand beside it."""

    def __init__(self, limits: Limits) -> None:
        self.most = limits.cell_characters
        self.words: list[str] = []
        self.length = 0
        self.inside = self.phonetic = False

    def text(self, text: str) -> None:
        if self.inside:
            self.length += len(text)
            if self.length > self.most:
                raise self.too_long()
            self.words.append(text)

    def too_long(self) -> TableUnusable:
        return TableUnusable("table_text_too_long", most=self.most)

    def other(self, local: str | None, step: int) -> None:
        """An element begins or ends that is nothing to us, or holds phonetic signs."""
        self.depth += step
        if self.depth > DEPTH_MAX:
            raise TableUnusable("table_not_workbook")
        if local == "rPh":
            self.phonetic = step > 0

    def take(self) -> str:
        text = self.words[0] if len(self.words) == 1 else "".join(self.words)
        self.words, self.length = [], 0
        if "_x" in text:
            return _HIDDEN.sub(lambda found: chr(int(found[1], 16)), text)
        return text


class _SharedTexts(_Words):
    def __init__(self, texts: Texts, limits: Limits) -> None:
        super().__init__(limits)
        self.texts = texts

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = _LOCAL.get(name)
        if local == "t" and not self.inside and not self.phonetic:
            self.inside = True
        else:
            self.other(local, 1)

    def end(self, name: str) -> None:
        local = _LOCAL.get(name)
        if local == "t" and not self.phonetic:
            self.inside = False
        else:
            self.other(local, -1)
            if local == "si":
                self.texts.add(self.take())


class _Rows(_Words):
    """The rows of one sheet; those that are whole are taken away after each piece."""

    def __init__(self, book: Spreadsheet, texts: Texts, sheet: str) -> None:
        super().__init__(book.limits)
        self.limits, self.texts, self.sheet = book.limits, texts, sheet
        self.moments, self.since_1904 = book.moments, book.since_1904
        self.found: list[Row] = []
        self.number = self.column = 0
        self.left = book.limits.cells
        self.cells: list[str] | None = None
        self.kind, self.style, self.open, self.done = "", "", False, False

    def where(self) -> TableUnusable:
        return TableUnusable.at("table_row_broken", self.sheet, max(1, self.number))

    def too_long(self) -> TableUnusable:
        return self.refused("table_cell_too_long", self.most)

    def refused(self, code: str, most: int) -> TableUnusable:
        return TableUnusable.at(code, self.sheet, self.number, self.column, most=most)

    def take_rows(self) -> list[Row]:
        found, self.found = self.found, []
        return found

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = _LOCAL.get(name)
        if local == "c" and self.cells is not None and not self.open:
            self.open = True
            self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
            at = attributes.get("r")
            column = column_number(at.rstrip("0123456789")) if at else self.column + 1
            if column <= self.column:
                raise self.where()
            self.column = column
        elif local in _HOLDERS and self.open and not self.inside and not self.phonetic:
            self.inside = True
        elif local == "row" and self.cells is None:
            self.begin_row(attributes)
        else:
            self.other(local, 1)

    def begin_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self.number + 1))
        if number <= self.number:
            raise self.where()
        self.number, self.column, self.cells = number, 0, []
        if number > self.limits.rows:
            raise self.refused("table_too_many_rows", self.limits.rows)

    def end(self, name: str) -> None:
        local = _LOCAL.get(name)
        if local in _HOLDERS and self.open and not self.phonetic:
            self.inside = False
        elif local == "c" and self.open:
            self.open = False
            if self.words:
                self.put(self.value(self.take()))
        elif local == "row" and self.cells is not None and not self.open:
            if self.cells:
                self.found.append(Row(self.number, self.cells))
            self.cells = None
        else:
            self.other(local, -1)
            self.done = self.done or local == "sheetData"

    def put(self, text: str) -> None:
        if not text:
            return
        cells = self.cells
        assert cells is not None  # a cell is open only inside a row
        self.left -= 1
        if self.left < 0:
            raise self.refused("table_too_many_cells", self.limits.cells)
        if self.column > self.limits.columns:
            raise self.refused("table_too_many_columns", self.limits.columns)
        if (gap := self.column - len(cells) - 1) > 0:
            cells += [""] * gap
        cells.append(text)

    def value(self, text: str) -> str:
        kind = self.kind
        if kind == "s":
            if not (text.isascii() and text.isdigit()):
                raise self.where()
            return self.texts.get(int(text))
        if kind == "n":
            if self.style in self.moments:
                return moment_text(text, since_1904=self.since_1904)
            return text if text.isdigit() else number_text(text)
        if kind == "b":
            return "TRUE" if text == "1" else "FALSE"
        return text


_HOLDERS = frozenset({"v", "t"})


def number_text(text: str) -> str:
    """A number as somebody typed it: 20250001 and 3.14, neither 2.0250001E7 nor
    3.1400000000000001. A spreadsheet knows fifteen digits."""
    try:
        short = f"{float(text):.15g}"
    except ValueError:
        return text
    if "e" in short:
        short = f"{Decimal(short):f}" if abs(int(short.partition("e")[2])) < 30 else text
    return text if "n" in short else short
