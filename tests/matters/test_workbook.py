"""The catalogue goes out as a workbook and comes back the same; a bad file is told, never obeyed."""

from __future__ import annotations

import contextlib
import io
import string
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maplebridge.core import calendar
from maplebridge.matters.models import CatalogueVersion
from maplebridge.matters.rules import catalogue
from maplebridge.matters.rules import catalogue_files as sheets
from maplebridge.matters.rules.catalogue import DUTY_LEVELS, LANGUAGES, LISTS, OTHER, Datatype
from maplebridge.matters.rules.catalogue_faults import ICONS, SEPARATORS, faults
from maplebridge.matters.rules.catalogue_files import Sheet, SheetUnreadable, read_csv, read_xlsx
from maplebridge.matters.rules.catalogue_workbook import COLUMNS, from_sheets, to_sheets
from maplebridge.matters.rules.input import storable
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
    duty = draw(st.sets(st.sampled_from(DUTY_LEVELS), min_size=1))
    advice = draw(TEXTS)
    return {
        "code": code, "group": draw(st.sampled_from(["", *groups])), "names": draw(NAMES),
        "icon": draw(st.sampled_from(sorted(ICONS))),
        "first_answer_hours": draw(st.integers(1, 720)), "settle_days": draw(st.integers(1, 365)),
        "round_the_clock": draw(st.booleans()),
        "urgent_advice": bool(advice) and draw(st.booleans()),
        "anonymous": code == OTHER or draw(st.booleans()), "private": draw(st.booleans()),
        "public_spot": draw(st.booleans()),
        "duplicate_radius_m": draw(st.integers(0, 5000)),
        "duty": [level for level in DUTY_LEVELS if level in duty],
        "closing_condition": draw(TEXTS), "advice": advice,
        "keywords": draw(st.lists(KEYWORDS, max_size=4, unique=True)),
        "attributes": [draw(questions(one)) for one in asked],
    }  # fmt: skip


@st.composite
def catalogues(draw: Any) -> dict[str, Any]:
    groups = draw(st.lists(CODES, min_size=1, max_size=3, unique=True))
    codes = draw(st.lists(CODES.filter(lambda code: code != OTHER), max_size=3, unique=True))
    return {
        "version": draw(st.text(string.ascii_letters + string.digits, min_size=1, max_size=20)),
        "valid_from": draw(st.dates(date(2000, 1, 1), date(2100, 1, 1))).isoformat(),
        "close_days": draw(st.integers(1, 90)), "reopen_days": draw(st.integers(1, 365)),
        "call_back_percent": draw(st.integers(1, 100)), "call_back_most": draw(st.integers(1, 500)),
        "office_hours": [["08:30", "12:00"], ["14:00", "17:30"]],
        "groups": [{"code": code, "names": draw(NAMES)} for code in groups],
        "categories": [draw(kinds(code, groups)) for code in [*codes, OTHER]],
    }  # fmt: skip


@given(catalogues())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_goes_out_comes_back_the_same(data: dict[str, Any]) -> None:
    assert faults(data) == []
    book = catalogue.parse(data)
    assert catalogue.dump(book) == data
    out = to_sheets(book)
    ways = (read_xlsx(sheets.write_xlsx(out)), read_csv(sheets.write_csv(out), list(COLUMNS)))
    for back in ways:
        read, wrong = from_sheets(back)
        assert wrong == []
        assert read == data
        assert catalogue.parse(read) == book


# What is wrong is named -----------------------------------------------------------------------


def shipped_sheets() -> dict[str, Sheet]:
    return {sheet.name: sheet for sheet in to_sheets(catalogue.parse(shipped()))}


def test_each_fault_names_sheet_row_and_column() -> None:
    found = shipped_sheets()
    column = {name: COLUMNS["kinds"].index(name) for name in COLUMNS["kinds"]}
    found["kinds"].rows[3][column["settle_days"]] = "soon"
    found["kinds"].rows[4][column["name_en"]] = ""
    found["questions"].rows[1][0] = "lightning"
    found["values"].rows[0][2] = "kee"
    found["catalogue"].rows[1][1] = "two words"
    _, wrong = from_sheets(list(found.values()))
    told = {(one.sheet, one.row, one.letter, one.heading, one.why) for one in wrong}
    assert ("questions", 2, "A", "kind", "kind_unknown") in told
    assert ("values", 1, "C", "kee", "column_unknown") in told
    assert ("values", 0, "", "key", "column_missing") in told
    found["values"].rows[0][2] = "key"
    found["questions"].rows[1][0] = "lighting"
    _, wrong = from_sheets(list(found.values()))
    told = {(one.sheet, one.row, one.letter, one.heading, one.why) for one in wrong}
    assert told == {
        ("catalogue", 2, "B", "value", "version_unreadable"),
        ("kinds", 4, "H", "settle_days", "number_out_of_range"),
        ("kinds", 5, "F", "name_en", "name_missing"),
    }


def test_a_missing_sheet_is_one_fault_and_other_sheets_are_left_alone() -> None:
    found = shipped_sheets()
    del found["values"]
    found["notes"] = Sheet("Notes", [["remember the milk"]])
    _, wrong = from_sheets(list(found.values()))
    assert [(one.sheet, one.row, one.why) for one in wrong] == [("values", 0, "sheet_missing")]


def test_a_table_saved_by_a_spreadsheet_in_china_is_read() -> None:
    text = sheets.write_csv(list(shipped_sheets().values())).decode("utf-8-sig")
    data, wrong = from_sheets(read_csv(text.encode("gb18030"), list(COLUMNS)))
    assert wrong == []
    assert catalogue.parse(data) == catalogue.parse(shipped())


def test_no_cell_of_a_table_is_a_formula() -> None:
    data = shipped()
    kind(data, "road")["names"]["en"] = '=HYPERLINK("x")'
    text = sheets.write_csv(to_sheets(catalogue.parse(data))).decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert ",=" not in text


# Files that mean no good ----------------------------------------------------------------------


def packed(**parts: str | bytes) -> bytes:
    """The shipped workbook with some parts replaced; names by their last word."""
    source = zipfile.ZipFile(io.BytesIO(sheets.write_xlsx(list(shipped_sheets().values()))))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            word = name.rpartition("/")[2].partition(".")[0]
            archive.writestr(name, parts.get(word, source.read(name)))
    return target.getvalue()


BOMB = b"<worksheet><sheetData>" + b" " * 30_000_000
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    "<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'


def lying_about_its_size() -> bytes:
    """A part that says it is small and unpacks to 30 MB."""
    content = bytearray(packed(sheet3=BOMB))
    size = len(BOMB).to_bytes(4, "little")
    small = (100).to_bytes(4, "little")
    assert size in content
    return bytes(content.replace(size, small))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no_workbook"),
        (b"PK\x03\x04 and nothing", "no_workbook"),
        (b"x" * (sheets.BYTES_MAX + 1), "file_too_large"),
        (packed(sheet3=BOMB), "file_too_large"),
        (packed(sheet3=LAUGHS), "no_workbook"),
        (packed(sheet3=OUTSIDE), "no_workbook"),
        (packed(sheet3="<worksheet>"), "no_workbook"),
        (packed(sheet3='<w><row r="99999"><c><v>1</v></c></row></w>'), "too_many_rows"),
        (packed(sheet3='<w><row r="2"/><row r="1"/></w>'), "too_many_rows"),
        (packed(sheet3='<w><row><c r="ZZ1"><v>1</v></c></row></w>'), "too_many_columns"),
        (packed(sheet3='<w><row><c t="s"><v>77</v></c></row></w>'), "no_workbook"),
        (packed(sheet3=f"<w><row><c><is><t>{'x' * 7000}</t></is></c></row></w>"), "cell_too_long"),
    ],
)
def test_a_file_that_means_no_good_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(SheetUnreadable) as refused:
        read_xlsx(content)
    assert refused.value.why == why


def test_a_part_that_lies_about_its_size_is_stopped_on_the_way() -> None:
    with pytest.raises(SheetUnreadable):
        read_xlsx(lying_about_its_size())


@given(st.binary(max_size=300))
def test_no_file_breaks_the_reader(content: bytes) -> None:
    for read in (read_xlsx, lambda given: read_csv(given, list(COLUMNS))):
        with contextlib.suppress(SheetUnreadable):
            from_sheets(read(content))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_single_wrong_byte_breaks_the_reader(data: Any) -> None:
    content = bytearray(packed())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(SheetUnreadable):
        from_sheets(read_xlsx(bytes(content)))


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
    file = sheets.write_xlsx(to_sheets(catalogue.parse(content)))
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
        (b"PK nothing", "cannot be read as an Excel workbook"),
        (b"a,b,c", "A table begins with the row [catalogue]"),
        (b"x" * 2_000_001, "The file is too large: at most 2 MB"),
        (sheets.write_csv(to_sheets(catalogue.parse(shipped()))), "is too early"),
        (sheets.write_csv(to_sheets(catalogue.parse(shipped()))[:4]), "The sheet “values”"),
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

    out = to_sheets(catalogue.parse(shipped()))
    book = openpyxl.load_workbook(io.BytesIO(sheets.write_xlsx(out)))
    assert book.sheetnames == list(COLUMNS)
    assert book["kinds"].cell(2, 7).value == 2
    assert book["kinds"].cell(2, 4).value == "安全隐患"
    book["catalogue"].cell(3, 2).value = date(2027, 3, 1)  # kept as a number of days by Excel
    book["kinds"].cell(4, 8).value = 5.0
    saved = io.BytesIO()
    book.save(saved)
    data, wrong = from_sheets(read_xlsx(saved.getvalue()))
    assert wrong == []
    assert data["valid_from"] == "2027-03-01"
    assert kind(data, "road")["settle_days"] == 5
    same = shipped()
    kind(same, "road")["settle_days"] = 5
    same["valid_from"] = "2027-03-01"
    assert catalogue.parse(data) == catalogue.parse(same)


@given(plain(30, lines=2))
@settings(max_examples=60, deadline=None)
def test_another_program_reads_the_very_same_text(text: str) -> None:
    import openpyxl

    content = sheets.write_xlsx([Sheet("a", [["head"], [text]])])
    value = openpyxl.load_workbook(io.BytesIO(content))["a"].cell(2, 1).value
    assert str(value) == text or "_x" in text  # it leaves the signs for hidden characters alone
