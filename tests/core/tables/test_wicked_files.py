"""Whatever a file holds, it is read within its limits or refused in one sentence that says where."""

from __future__ import annotations

import contextlib
import io
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maplebridge.core.tables import Column, Limits, Table, TableUnusable, open_table, write_xlsx
from maplebridge.core.tables.spreadsheet import Texts

LIMITS = Limits(
    file_bytes=3_000_000, unpacked_bytes=8_000_000, parts=50, sheets=5, texts=1_000, rows=2_000,
    columns=50, cells=3_000, cell_characters=6_000,
)  # fmt: skip


def read(content: bytes, limits: Limits = LIMITS, **more: Any) -> list[list[list[str]]]:
    book = open_table(io.BytesIO(content), limits, **more)
    return [[row.cells for row in sheet.rows()] for sheet in book.sheets]


def good() -> bytes:
    target = io.BytesIO()
    columns = [Column("a"), Column("b")]
    write_xlsx(target, [Table(name, columns, [["x", 1], ["路灯", "2"]]) for name in ("one", "two")])
    return target.getvalue()


def packed(compression: int = zipfile.ZIP_DEFLATED, **parts: str | bytes) -> bytes:
    """The good workbook with parts replaced or added; by the last word of their name."""
    source = zipfile.ZipFile(io.BytesIO(good()))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name in source.namelist():
            word = name.rpartition("/")[2].partition(".")[0]
            archive.writestr(name, parts.pop(word, source.read(name)))
        for word, content in parts.items():
            archive.writestr(f"xl/{word}.xml", content)
    return target.getvalue()


def sheet(body: str) -> bytes:
    return packed(sheet2=f"<worksheet><sheetData>{body}</sheetData></worksheet>")


def lying_about_its_size() -> bytes:
    """A part that says it is small and unpacks to 30 MB."""
    bomb = b"<worksheet><sheetData>" + b" " * 30_000_000
    content = bytearray(packed(sheet2=bomb))
    size = len(bomb).to_bytes(4, "little")
    assert size in content
    return bytes(content.replace(size, (100).to_bytes(4, "little")))


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    "<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'
NONE = "table_not_workbook"


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        (b"PK\x03\x04 and nothing", NONE, ""),
        (b"x" * (LIMITS.file_bytes + 1), "table_file_too_large", ""),
        (packed(sheet2=b"<worksheet>" + b" " * 30_000_000), "table_unpacks_too_large", ""),
        (lying_about_its_size(), "table_row_broken", "two!1"),
        (packed(sharedStrings=b"<sst>" + b" " * 30_000_000), "table_unpacks_too_large", ""),
        (packed(sharedStrings=b"<sst>" + b"<si/>" * 2_000), "table_too_many_texts", ""),
        (packed(sharedStrings=f"<sst><si><t>{'x' * 7000}</t></si></sst>"), "table_text_too_long", ""),
        (packed(sheet2=LAUGHS), NONE, ""),
        (packed(sheet2=LAUGHS.encode("utf-16")), NONE, ""),
        (packed(sheet2=OUTSIDE), NONE, ""),
        (packed(workbook=OUTSIDE), NONE, ""),
        (packed(sheet2="<worksheet>"), "table_row_broken", "two!1"),
        (packed(sheet2="<x>" * 500), NONE, ""),
        (packed(sheet2=f"<x a='{'y' * 3_000_000}'/>"), NONE, ""),
        (packed(sheet2="".join(f"<x{n}/>" for n in range(2_000)).join(["<x>", "</x>"])), NONE, ""),
        (packed(compression=zipfile.ZIP_BZIP2), NONE, ""),
        (packed(**{f"more{n}": b"" for n in range(60)}), NONE, ""),
        (sheet('<row r="99999"><c><v>1</v></c></row>'), "table_too_many_rows", "two!99999"),
        (sheet('<row r="2"/><row r="1"/>'), "table_row_broken", "two!2"),
        (sheet('<row r="-1"/>'), "table_row_broken", "two!1"),
        (sheet('<row><c r="ZZ1"><v>1</v></c></row>'), "table_too_many_columns", "two!ZZ1"),
        (sheet('<row r="3"><c r="B3"/><c r="A3"/></row>'), "table_row_broken", "two!3"),
        (sheet('<row><c r="AAAA1"><v>1</v></c></row>'), "table_row_broken", "two!1"),
        (sheet('<row><c t="s"><v>77</v></c></row>'), "table_row_broken", "two!1"),
        (sheet('<row><c t="s"><v>-1</v></c></row>'), "table_row_broken", "two!1"),
        (sheet(f'<row r="4"><c r="C4"><is><t>{"x" * 7000}</t></is></c></row>'), "table_cell_too_long", "two!C4"),
        (sheet("<row><c><v>1</v></c></row>" * 1_999 + "<row>" + "<c><v>1</v></c>" * 2_000), "table_too_many_columns", "two!AY2000"),
        (sheet(("<row>" + "<c><v>1</v></c>" * 40 + "</row>") * 100), "table_too_many_cells", "two!A76"),
        (b"a,b\n1," + b"x" * 7_000, "table_cell_too_long", "B2"),
        (b'a,b\n1,"' + b"x" * 200_000, "table_row_broken", "2"),
        (b"a\n" * 2_001, "table_too_many_rows", "2001"),
        (b"," * 60 + b"a", "table_too_many_columns", "BI1"),
        (b",".join([b"a"] * 40) + b"\n" + (b",".join([b"a"] * 40) + b"\n") * 90, "table_too_many_cells", "76"),
    ],
)  # fmt: skip
def test_a_file_that_means_no_good_is_refused_and_says_where(
    content: bytes, code: str, where: str
) -> None:
    with pytest.raises(TableUnusable) as told:
        read(content)
    assert (told.value.code, told.value.facts.get("where", "")) == (code, where)
    assert told.value.sentence


def test_a_workbook_of_another_program_is_read() -> None:
    """Runs of one text, phonetic signs, cells and rows without a place, gaps, a formula's result."""
    runs = (
        "<sst><si><r><t>路</t></r><r><t>灯</t></r><rPh><t>lu</t></rPh></si>"
        '<si><t xml:space="preserve"> a </t></si></sst>'
    )
    body = (
        '<row><c t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row><row/>'
        '<row><c r="B3" t="str"><f>1+1</f><v>2</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row>'
        "<row><c><v>2.025E7</v></c><c><v>0.10000000000000001</v></c><c><v>-1.5E-7</v></c></row>"
    )
    content = packed(
        sharedStrings=runs, sheet2=f"<worksheet><sheetData>{body}</sheetData></worksheet>"
    )
    book = open_table(io.BytesIO(content), LIMITS)
    assert list(book.sheet("two").rows()) == [
        (1, ["路灯", "", " a "]),
        (3, ["", "2", "TRUE", "#N/A"]),
        (4, ["20250000", "0.1", "-0.00000015"]),
    ]


def test_an_endless_row_of_a_csv_is_refused() -> None:
    with pytest.raises(TableUnusable) as told:
        read(b'"\n",' * 3_000_000, Limits())
    assert told.value.code == "table_row_broken"


def test_a_list_of_parts_that_fills_the_memory_is_not_even_read() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(2_000):
            archive.writestr(f"xl/{number:060}", b"")
    with pytest.raises(TableUnusable):
        read(target.getvalue())


def test_another_sheet_is_read_though_one_is_broken() -> None:
    book = open_table(io.BytesIO(packed(sheet2="<worksheet>")), LIMITS)
    assert [row.number for row in book.sheet("one").rows()] == [1, 2, 3]
    with pytest.raises(TableUnusable) as told:
        book.sheet("three")
    assert told.value.facts == {"wanted": "three", "names": "one、two"}


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    for head in (b"", b"PK\x03\x04"):
        with contextlib.suppress(TableUnusable):
            read(head + content)
        with contextlib.suppress(TableUnusable):
            read(head + content, sections=["one"])


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_single_wrong_byte_breaks_the_reader(data: Any) -> None:
    stored = data.draw(st.booleans())
    content = bytearray(packed(zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(TableUnusable):
        read(bytes(content))


@given(st.lists(st.sampled_from([
    "<row>", "</row>", "<c>", '<c t="s">', '<c r="B1">', "</c>", "<v>", "</v>", "<is>", "</is>", "<t>", "</t>",
    "<rPh>", "</rPh>", "<si>", "</si>", "</sheetData>", "1", "x", "<x>", "</x>", '<row r="5">',
]), max_size=30))  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_no_order_of_elements_breaks_the_reader(pieces: list[str]) -> None:
    body = "".join(pieces)
    with contextlib.suppress(TableUnusable):
        read(packed(sheet2=f"<sheetData>{body}"))
    with contextlib.suppress(TableUnusable):
        read(packed(sharedStrings=f"<sst>{body}"))


def test_shared_texts_beyond_a_bound_lie_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Texts, "KEPT_BYTES", 1_000)
    texts = Texts(10_000)
    words = [f"第{number}句\ud800" * (number % 40) for number in range(5_000)]
    for word in words:
        texts.add(word)
    assert len(texts.first) < 50
    assert [texts.get(at) for at in range(5_000)] == words
    with pytest.raises(IndexError):
        texts.get(5_000)
