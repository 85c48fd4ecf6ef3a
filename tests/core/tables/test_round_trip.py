"""What is written as .xlsx or .csv is read again the same, by us and by another program."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maplebridge.core.tables import (
    Column,
    Limits,
    Table,
    TableUnusable,
    Value,
    csv_lines,
    moment_of,
    open_table,
    write_csv,
    write_xlsx,
)
from maplebridge.core.tables.writing import sheet_names, text_of

LIMITS = Limits()
ODD = [
    "=1+1", "'quoted", "''", "'", "-3", "007", "1e5", "_x0041_", "_x0041_x0042_", "_x005F", "<&>\"",
    "＝cmd", "TRUE", "a\r\nb", "\r", "\x00", "\x1f", "\ufeff", "\ufffe", "a;b", "a\tb", " ", " x ", "[one]",
    "[two] ", "'[one]", "#N/A", "\u2028", "𠀀", "]]>", "_",
]  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(ODD)
VALUES: st.SearchStrategy[Value] = (
    TEXTS
    | st.lists(st.sampled_from(ODD), max_size=3).map("".join)
    | st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.decimals(-(10**6), 10**6, places=3)
    | st.dates(date(1850, 1, 1))
    | st.datetimes(datetime(1850, 1, 1)).map(lambda at: at.replace(microsecond=0))  # noqa: DTZ001  # a wall clock
)
TABLES = st.builds(
    lambda headings, rows: ([Column(heading) for heading in headings], rows),
    st.lists(TEXTS, min_size=1, max_size=4),
    st.lists(st.lists(VALUES, min_size=1, max_size=4), max_size=4),
)


def plain(rows: list[Any]) -> list[list[str]]:
    """The rows as text, without what is empty at their end; rows that hold nothing go."""
    found = []
    for row in rows:
        texts = [_plain(value) for value in row]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            found.append(texts)
    return found


def _plain(value: Value) -> str:
    """A number of which a spreadsheet knows no more than fifteen digits, without the empty ones."""
    text = text_of(value)
    if isinstance(value, Decimal) and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-0", "0") if text == "-0" else text


def read(content: bytes, **more: Any) -> dict[str, list[list[str]]]:
    book = open_table(io.BytesIO(content), LIMITS, **more)
    return {sheet.name: [row.cells for row in sheet.rows()] for sheet in book.sheets}


def xlsx(*tables: Table) -> bytes:
    target = io.BytesIO()
    write_xlsx(target, tables)
    return target.getvalue()


def as_csv(*tables: Table) -> bytes:
    target = io.BytesIO()
    write_csv(target, tables)
    return target.getvalue()


@given(TABLES, TABLES)
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_again(one: Any, two: Any) -> None:
    tables = Table("one", *one), Table("two", *two)
    wanted = {table.name: plain([table.headings, *table.rows]) for table in tables}
    assert read(xlsx(*tables)) == wanted
    found = read(as_csv(*tables), sections=["one", "two"])
    decimals_apart = {
        name: [[_as_number(c) for c in row] for row in rows] for name, rows in found.items()
    }
    assert decimals_apart == {
        name: [[_as_number(c) for c in row] for row in rows] for name, rows in wanted.items()
    }


def _as_number(text: str) -> str:
    """1.50 and 1.5 are one number; a .csv keeps the one that was written."""
    if text[:1] in "-0123456789" and text.count(".") == 1 and text.isascii():
        return text.rstrip("0").rstrip(".")
    return text


@given(TABLES)
@settings(max_examples=150, deadline=None)
def test_one_table_alone_needs_no_name_in_a_csv(one: Any) -> None:
    table = Table("one", *one)
    rows = read(as_csv(table))[""]
    for found, wanted in zip_longest(rows, plain([table.headings, *table.rows])):
        assert [_as_number(cell) for cell in found] == [_as_number(cell) for cell in wanted]


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=4), min_size=1, max_size=5))
@settings(max_examples=150, deadline=None)
def test_python_reads_the_very_same_csv_but_for_the_apostrophes(rows: list[list[str]]) -> None:
    found = list(csv.reader(io.StringIO("".join(csv_lines(rows)), newline="")))
    for row, cells in zip(rows, found, strict=True):
        for text, cell in zip(row, cells, strict=True):
            assert cell in {text, f"'{text}"}
            assert cell[:1] not in {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"}


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=9).filter(lambda t: "_x" not in t)
            | st.integers(-(10**14), 10**14) | st.dates(date(1901, 1, 1)) | st.booleans(),
            min_size=1, max_size=3,
        ),
        max_size=4,
    )
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_openpyxl_reads_what_we_write_and_we_read_what_it_saves(rows: list[list[Any]]) -> None:
    columns = [Column(f"c{at}") for at in range(3)]
    book = openpyxl.load_workbook(io.BytesIO(xlsx(Table("a", columns, rows))))
    for number, row in enumerate(rows, 2):
        for at, value in enumerate(row, 1):
            found = book["a"].cell(number, at).value
            if isinstance(found, datetime):
                found = found.date()
            assert found == (None if value == "" or _unfit(value) else value) or _unfit(value)
    saved = io.BytesIO()
    book.save(saved)
    assert read(saved.getvalue())["a"] == plain([["c0", "c1", "c2"], *rows])


def _unfit(value: Any) -> bool:
    return isinstance(value, str) and ("\ufffe" in value or "\uffff" in value)


def test_a_time_is_the_one_on_the_wall_in_both_epochs() -> None:
    at = datetime(2026, 3, 1, 8, 30, 7)  # noqa: DTZ001  # a wall clock
    for epoch in (openpyxl.utils.datetime.WINDOWS_EPOCH, openpyxl.utils.datetime.MAC_EPOCH):
        book = openpyxl.Workbook()
        book.epoch = epoch
        sheet = book.worksheets[0]
        sheet.append([at, date(1999, 12, 31), at.time(), 46082.5, 3.14, 20250001.0, 115.8921])
        sheet["D1"].number_format = "0.00"
        saved = io.BytesIO()
        book.save(saved)
        opened = open_table(io.BytesIO(saved.getvalue()), LIMITS)
        assert opened.since_1904 == (epoch == openpyxl.utils.datetime.MAC_EPOCH)
        (row,) = opened.sheet().rows()
        assert row.cells == [
            "2026-03-01 08:30:07", "1999-12-31", "08:30:07", "46082.5", "3.14", "20250001", "115.8921",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("yyyy/m/d", "2026-01-02 12:00:00"),
        ('yyyy"年"m"月"d"日"', "2026-01-02 12:00:00"),
        ("[$-804]aaaa yyyy", "2026-01-02 12:00:00"),
        ("[h]:mm", "46024.5"),
        ("0.00", "46024.5"),
        ('0"days"', "46024.5"),
        ("[Red]0.0", "46024.5"),
        ("General", "46024.5"),
    ],
)
def test_a_number_is_a_day_where_its_format_shows_one(code: str, shown: str) -> None:
    book = openpyxl.Workbook()
    cell = book.worksheets[0]["A1"]
    cell.value, cell.number_format = 46024.5, code
    saved = io.BytesIO()
    book.save(saved)
    assert read(saved.getvalue())["Sheet"] == [[shown]]


def test_a_day_count_without_a_format_can_be_read_as_one() -> None:
    assert moment_of(46024.5) == datetime(2026, 1, 2, 12)  # noqa: DTZ001  # a wall clock
    assert moment_of(44562.5, since_1904=True) == datetime(2026, 1, 2, 12)  # noqa: DTZ001  # a wall clock
    for number in (7.0, 3e6, float("nan")):
        with pytest.raises(ValueError):  # nothing more to say
            moment_of(number)


def test_a_workbook_looks_as_people_like_it() -> None:
    kinds = tuple(f"第{number}类，含逗号" for number in range(60))
    columns = [
        Column("id", hidden=True), Column("编号", width=12, text=True), Column("类别", choices=kinds),
    ]  # fmt: skip
    content = xlsx(Table("工单", columns, [["u1", "007", kinds[3]]]), Table("空", columns, []))
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["工单"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert not sheet["A2"].font.bold
    assert sheet.column_dimensions["A"].hidden
    assert sheet.column_dimensions["B"].width == 12
    assert sheet["B2"].number_format == "@"
    assert sheet["B2"].value == "007"
    (rule,) = sheet.data_validations.dataValidation
    assert str(rule.sqref) == "C2:C1048576"
    place = rule.formula1
    assert place == "'choices'!$A$1:$A$60"
    assert tuple(row[0].value for row in book["choices"]["A1:A60"]) == kinds
    assert book["choices"].sheet_state == "hidden"
    opened = open_table(io.BytesIO(content), LIMITS)
    assert [(one.name, one.hidden) for one in opened.sheets] == [
        ("工单", False), ("空", False), ("choices", True),
    ]  # fmt: skip
    assert list(opened.sheet().records()) == [(2, {"id": "u1", "编号": "007", "类别": kinds[3]})]


def test_names_of_sheets_are_those_that_a_spreadsheet_allows() -> None:
    found = sheet_names(["a/b", "A_B", "", "村" * 40, "村" * 40])
    assert found == ["a_b", "A_B 2", "_", "村" * 31, "村" * 27 + " 2"]


def test_the_same_tables_give_the_same_bytes_and_a_pipe_is_enough() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.content = b""

        def writable(self) -> bool:
            return True

        def write(self, content: Any) -> int:
            self.content += bytes(content)
            return len(content)

    table = Table("a", [Column("x")], [["路灯"]])
    assert xlsx(table) == xlsx(table)
    pipe = Pipe()
    write_xlsx(pipe, [table])
    assert read(pipe.content) == {"a": [["x"], ["路灯"]]}


def test_what_no_spreadsheet_holds_is_refused() -> None:
    with pytest.raises(TableUnusable) as told:
        xlsx(Table("a", [Column("x"), Column("y")], [["", "x" * 32_768]]))
    assert told.value.facts["where"] == "a!B2"


def test_a_csv_of_any_usual_kind_is_read() -> None:
    rows = [["编号", "内容"], ["007", "一;二"]]
    text = "编号,内容\r\n007,一;二\r\n"
    for content in (
        text.encode(), text.encode("utf-8-sig"), text.encode("gb18030"), text.encode("utf-16"),
        text.replace(",", "\t").encode(), '编号;内容\n007;"一;二"\n'.encode(), b"\n" + text.encode(),
    ):  # fmt: skip
        assert read(content)[""] == rows
    assert read("甲,乙".encode("big5"), encoding="big5")[""] == [["甲", "乙"]]
    for content, encoding, code in [
        (b"a,\xff\xff", "", "table_not_text"),
        ("甲".encode("gb18030"), "utf-8", "table_encoding"),
        (b"a", "klingon", "table_encoding"),
    ]:
        with pytest.raises(TableUnusable) as told:
            read(content, encoding=encoding)
        assert told.value.code == code


def test_records_stand_under_their_headings() -> None:
    def records(content: bytes) -> list[Any]:
        return list(open_table(io.BytesIO(content), LIMITS).sheet().records())

    assert records(b" , \n a ,,b\n  \n1,2,3\n4\n") == [
        (4, {"a": "1", "b": "3"}),
        (5, {"a": "4", "b": ""}),
    ]
    for content, code in [(b"", "table_empty"), (b"a,b,a\n", "table_heading_twice")]:
        with pytest.raises(TableUnusable) as told:
            records(content)
        assert told.value.code == code
    assert told.value.facts["column"] == "C"
