"""The catalogue goes out as a workbook and comes back the same; a bad file is told, never obeyed."""

from __future__ import annotations

import io
import string
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maplebridge.core import calendar
from maplebridge.core.tables import Column, Table, Workbook, open_table, write_csv, write_xlsx
from maplebridge.matters.models import CatalogueVersion
from maplebridge.matters.rules import catalogue
from maplebridge.matters.rules.by_text import HEARD_OF
from maplebridge.matters.rules.catalogue import (
    CHIEF_LEVELS,
    DUTY_LEVELS,
    LANGUAGES,
    LISTS,
    OTHER,
    Datatype,
)
from maplebridge.matters.rules.catalogue_faults import ICONS, SEPARATORS, faults
from maplebridge.matters.rules.catalogue_workbook import COLUMNS, LIMITS, from_sheets, to_tables
from maplebridge.matters.rules.input import storable
from maplebridge.matters.rules.office_hours import ROWS
from tests.matters.test_catalogue_rules import kind, shipped
from tests.matters.test_catalogue_versions import proposal
from tests.matters.test_catalogue_versions import zhou as zhou
from tests.world import World, client_for

# A catalogue of any shape ---------------------------------------------------------------------


def plain(most: int, lines: int = 1) -> st.SearchStrategy[str]:
    """Text that may stand in a catalogue, with the signs that spreadsheets like to twist."""
    odd = st.sampled_from(["=1+1", "'quoted", "-3", "007", "1e5", "_x0041_", '<&>"', "＝", "TRUE"])
    kept = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=most)
    texts = (kept | odd).map(str.strip).filter(lambda text: bool(text) and storable(text))
    if lines == 1:
        return texts
    return st.lists(texts, min_size=1, max_size=2).map("\n".join)


def by_language(texts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries(dict.fromkeys(LANGUAGES, texts))


NAMES = by_language(plain(20))
TEXTS = st.just({}) | by_language(plain(40, lines=2))
HEAD = st.sampled_from(string.ascii_lowercase)
CODES = st.builds(str.__add__, HEAD, st.text(string.ascii_lowercase + "_0123456789", max_size=8))
KEYWORDS = (
    plain(8)
    .map(str.lower)
    .filter(
        lambda word: word == word.lower().strip() and not any(sign in word for sign in SEPARATORS)
    )
)


HOURS = st.sampled_from(
    [[["09:00", "11:00"]], [["08:00", "12:00"], ["13:00", "17:00"], ["18:00", "20:00"]]]
)


@st.composite
def questions(draw: Any, code: str) -> dict[str, Any]:
    datatype = draw(st.sampled_from(Datatype))
    keys = draw(st.lists(CODES, min_size=2, max_size=4, unique=True)) if datatype in LISTS else []
    return {
        "code": code, "names": draw(NAMES), "datatype": datatype.value, "hint": draw(TEXTS),
        "required": draw(st.booleans()), "neighbours_see": draw(st.booleans()),
        "values": [{"key": key, "names": draw(NAMES)} for key in keys],
    }  # fmt: skip


@st.composite
def kinds(draw: Any, code: str, groups: list[str]) -> dict[str, Any]:
    asked = draw(st.lists(CODES, max_size=3, unique=True)) if code != OTHER else []
    danger = draw(st.booleans())
    duty = draw(st.sets(st.sampled_from(DUTY_LEVELS[len(CHIEF_LEVELS) :]), min_size=1))
    duty |= set() if danger else draw(st.sets(st.sampled_from(CHIEF_LEVELS)))
    advice = draw(TEXTS)
    return {
        "code": code, "group": draw(st.sampled_from(["", *groups])), "names": draw(NAMES),
        "icon": draw(st.sampled_from(sorted(ICONS))),
        "first_answer_hours": draw(st.integers(1, 720)), "settle_days": draw(st.integers(1, 365)),
        "round_the_clock": danger,
        "urgent_advice": bool(advice) and draw(st.booleans()),
        "anonymous": code == OTHER or draw(st.booleans()), "private": draw(st.booleans()),
        "public_spot": draw(st.booleans()),
        "duplicate_radius_m": draw(st.integers(0, 5000)),
        "duty": [level for level in DUTY_LEVELS if level in duty],
        "closing_condition": draw(TEXTS), "advice": advice,
        "keywords": draw(st.lists(KEYWORDS, max_size=4, unique=True)),
        "attributes": [draw(questions(one)) for one in asked],
    }  # fmt: skip


def _in_their_order(steps: set[str]) -> list[str]:
    return [step for step in HEARD_OF if step in steps]


@st.composite
def catalogues(draw: Any) -> dict[str, Any]:
    groups = draw(st.lists(CODES, min_size=1, max_size=3, unique=True))
    codes = draw(st.lists(CODES.filter(lambda code: code != OTHER), max_size=3, unique=True))
    return {
        "version": draw(st.text(string.ascii_letters + string.digits, min_size=1, max_size=20)),
        "valid_from": draw(st.dates(date(2000, 1, 1), date(2100, 1, 1))).isoformat(),
        "close_days": draw(st.integers(1, 90)), "reopen_days": draw(st.integers(1, 365)),
        "call_back_percent": draw(st.integers(1, 100)), "call_back_most": draw(st.integers(1, 500)),
        "sms_steps": draw(st.sets(st.sampled_from(HEARD_OF)).map(_in_their_order)),
        "office_hours": [["08:30", "12:00"], ["14:00", "17:30"]],
        "office_hours_on": draw(st.dictionaries(st.sampled_from(ROWS), HOURS, max_size=3)),
        "groups": [{"code": code, "names": draw(NAMES)} for code in groups],
        "categories": [draw(kinds(code, groups)) for code in [*codes, OTHER]],
    }  # fmt: skip


def xlsx(tables: Iterable[Table]) -> bytes:
    target = io.BytesIO()
    write_xlsx(target, list(tables))
    return target.getvalue()


def as_csv(tables: Iterable[Table]) -> bytes:
    target = io.BytesIO()
    write_csv(target, list(tables))
    return target.getvalue()


def opened(content: bytes) -> Workbook:
    return open_table(io.BytesIO(content), LIMITS, sections=list(COLUMNS))


@given(catalogues())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_goes_out_comes_back_the_same(data: dict[str, Any]) -> None:
    assert faults(data) == []
    book = catalogue.parse(data)
    assert catalogue.dump(book) == data
    for content in (xlsx(to_tables(book)), as_csv(to_tables(book))):
        read, wrong = from_sheets(opened(content).sheets)
        assert wrong == []
        assert read == data
        assert catalogue.parse(read) == book


# What is wrong is named -----------------------------------------------------------------------


def shipped_tables() -> dict[str, Table]:
    return {table.name: table for table in to_tables(catalogue.parse(shipped()))}


def put(table: Table, row: int, heading: str, value: str) -> None:
    """A value into the cell of this row of the sheet, of which the headings are the first."""
    cells: Any = list(table.rows)[row - 2]
    cells[table.headings.index(heading)] = value


def test_each_fault_names_sheet_row_and_column() -> None:
    found = shipped_tables()
    put(found["kinds"], 4, "settle_days", "soon")
    put(found["kinds"], 5, "name_en", "")
    put(found["questions"], 2, "kind", "lightning")
    put(found["catalogue"], 2, "value", "two words")
    headings = ["kee" if name == "key" else name for name in found["values"].headings]
    misspelt = replace(found["values"], columns=[Column(name) for name in headings])
    _, wrong = from_sheets(opened(xlsx((found | {"values": misspelt}).values())).sheets)
    told = {(one.sheet, one.row, one.letter, one.heading, one.why) for one in wrong}
    assert ("questions", 2, "A", "kind", "kind_unknown") in told
    assert ("values", 1, "C", "kee", "column_unknown") in told
    assert ("values", 0, "", "key", "column_missing") in told
    put(found["questions"], 2, "kind", "lighting")
    _, wrong = from_sheets(opened(xlsx(found.values())).sheets)
    told = {(one.sheet, one.row, one.letter, one.heading, one.why) for one in wrong}
    assert told == {
        ("catalogue", 2, "B", "value", "version_unreadable"),
        ("kinds", 4, "H", "settle_days", "number_out_of_range"),
        ("kinds", 5, "F", "name_en", "name_missing"),
    }


def test_a_missing_sheet_is_one_fault_and_other_sheets_are_left_alone() -> None:
    found = shipped_tables()
    found["values"] = Table("Notes", [Column("remember the milk")], [])
    _, wrong = from_sheets(opened(xlsx(found.values())).sheets)
    assert [(one.sheet, one.row, one.why) for one in wrong] == [("values", 0, "sheet_missing")]


def test_a_table_saved_by_a_spreadsheet_in_china_is_read() -> None:
    text = as_csv(shipped_tables().values()).decode("utf-8-sig")
    data, wrong = from_sheets(opened(text.encode("gb18030")).sheets)
    assert wrong == []
    assert catalogue.parse(data) == catalogue.parse(shipped())


def test_no_cell_of_a_table_is_a_formula() -> None:
    data = shipped()
    kind(data, "road")["names"]["en"] = '=HYPERLINK("x")'
    text = as_csv(to_tables(catalogue.parse(data))).decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert ",=" not in text


# A proposal of any shape ----------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_shape_of_a_proposal_breaks_the_check_and_what_passes_is_read(data: Any) -> None:
    content = proposal()
    target: Any = content
    while True:
        keys = list(target) if isinstance(target, dict) else list(range(len(target)))
        key = data.draw(st.sampled_from(keys))
        inner = target[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        target = inner
    target[key] = data.draw(JSON)
    if not faults(content):
        catalogue.parse(content)


# On the page ----------------------------------------------------------------------------------


def test_a_workbook_is_downloaded_changed_brought_back_and_adopted(world: World, zhou: Any) -> None:
    browser = client_for(zhou, HTTP_ACCEPT_LANGUAGE="en")
    for ending in ("xlsx", "csv"):
        got = browser.get(f"/matters/catalogue/2026-01/workbook.{ending}")
        assert got.status_code == 200
        assert f"catalogue-2026-01.{ending}" in got["Content-Disposition"]
    assert browser.get("/matters/catalogue/2026-01/workbook.exe").status_code == 404
    assert browser.get("/matters/catalogue/none/workbook.csv").status_code == 404
    content = proposal(f"by-{ending}", calendar.today(timezone.now()) + timedelta(days=2))
    kind(content, "road")["settle_days"] = 5
    file = xlsx(to_tables(catalogue.parse(content)))
    looked = browser.post("/matters/catalogue/bring/", {"file": SimpleUploadedFile("a.xlsx", file)})
    assert looked.status_code == 200
    assert [(one.kind, one.before, one.after) for one in looked.context["changes"]] == [
        ("Road and path", "7", "5")
    ]
    draft = looked.context["form"]["draft"].value()
    done = browser.post("/matters/catalogue/adopt/", {"draft": draft, "why": "路要快修"})
    assert done.status_code == 302
    assert CatalogueVersion.objects.get().content == content


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"PK\x03\x04 nothing", "cannot be read as an Excel workbook"),
        (b"a,b,c", "A table begins with the row [catalogue]"),
        (b"x" * 2_000_001, "The file is larger than 2 MB"),
        (as_csv(to_tables(catalogue.parse(shipped()))), "is too early"),
        (as_csv(to_tables(catalogue.parse(shipped()))[:4]), "The sheet “values”"),
    ],
)
def test_a_bad_file_is_told_and_nothing_is_adopted(
    world: World, zhou: Any, file: bytes, said: str
) -> None:
    browser = client_for(zhou, HTTP_ACCEPT_LANGUAGE="en")
    page = browser.post("/matters/catalogue/bring/", {"file": SimpleUploadedFile("a.csv", file)})
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not CatalogueVersion.objects.exists()


# Beside another reader and writer -------------------------------------------------------------


def test_another_program_reads_what_we_write_and_we_read_what_it_saves() -> None:
    import openpyxl

    out = to_tables(catalogue.parse(shipped()))
    book = openpyxl.load_workbook(io.BytesIO(xlsx(out)))
    assert book.sheetnames == [*COLUMNS, "choices"]
    assert book["kinds"].cell(2, 7).value == 2
    assert book["kinds"].cell(2, 4).value == "安全隐患"
    book["catalogue"].cell(3, 2).value = date(2027, 3, 1)  # kept as a number of days by Excel
    book["kinds"].cell(4, 8).value = 5.0
    saved = io.BytesIO()
    book.save(saved)
    data, wrong = from_sheets(opened(saved.getvalue()).sheets)
    assert wrong == []
    assert data["valid_from"] == "2027-03-01"
    assert kind(data, "road")["settle_days"] == 5
    same = shipped()
    kind(same, "road")["settle_days"] = 5
    same["valid_from"] = "2027-03-01"
    assert catalogue.parse(data) == catalogue.parse(same)
