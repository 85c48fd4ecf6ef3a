"""The papers: each kind empty or with what the file knows, as PDF and to edit, in both scripts."""

from __future__ import annotations

import io
import zipfile

import docx
import pypdfium2
import pytest
from django.template.loader import render_to_string
from django.utils import translation

from maplebridge.core import documents
from maplebridge.core.documents import kind_label
from maplebridge.core.documents.blocks import (
    Area,
    Facts,
    Grid,
    Heading,
    Paper,
    Signatures,
    Signed,
    Text,
)
from maplebridge.core.documents.office import write_docx
from maplebridge.mediation.messages.papers import (
    FIXED,
    HEADINGS,
    LABELS,
    PAPER_NAMES,
    PERSON_LABELS,
    ROLES,
    TICKS,
    WHEN_USED,
)
from maplebridge.mediation.models import MediationFile
from maplebridge.mediation.queries.papers import Filled, compose
from maplebridge.mediation.rules import papers
from maplebridge.mediation.rules.papers import ABOUT_A_PERSON, PAPERS, Kind
from maplebridge.people.models import Person
from tests.mediation.cast import Room, talking
from tests.mediation.test_intake import get, page, send
from tests.mediation.test_signing import drafted


def test_every_key_of_the_table_has_its_words() -> None:
    for kind, entries in PAPERS.items():
        assert PAPER_NAMES[kind]
        assert WHEN_USED[kind]
        for entry in entries:
            match entry:
                case papers.Line() | papers.Sign():
                    known = ROLES if isinstance(entry, papers.Sign) else LABELS
                    assert set(entry.keys) <= set(known)
                case papers.Choice():
                    assert entry.key in LABELS
                    assert set(entry.options) <= set(TICKS)
                case papers.People():
                    assert entry.key in ROLES
                case papers.Words():
                    assert entry.key in HEADINGS
                    assert FIXED[entry.key]
                case papers.Area():
                    assert entry.key in LABELS
    assert set(ABOUT_A_PERSON) == set(PERSON_LABELS)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_paper_is_an_office_file_in_both_scripts(kind: Kind) -> None:
    for language, title in (("zh-hans", "调解"), ("zh-hant", "調解")):
        paper = compose(kind, Filled(house="楓橋人民調解委員會"), language)
        opened = docx.Document(io.BytesIO(write_docx(paper)))
        words = "\n".join(one.text for one in opened.paragraphs)
        assert paper.title in words
        assert title in words + str(paper)


def test_two_on_one_side_stand_under_one_heading() -> None:
    people = {"second_party": [{"name": "陈邻居"}, {"name": "谭司机"}]}
    blocks = compose(Kind.AGREEMENT, Filled(people=people), "zh-hans").blocks
    assert [one.words for one in blocks if isinstance(one, Heading)].count("乙方") == 1
    assert [row for one in blocks if isinstance(one, Facts) for row in one.rows][-2:] == [
        ("姓名", "陈邻居"), ("姓名", "谭司机"),
    ]  # fmt: skip


def test_the_seal_of_a_paper_is_never_on_a_page_of_its_own() -> None:
    """These facts fill their page so far that the signatures fit and the seal does not."""
    signed = {"first_party": [Signed("甲方", "王奶奶")], "second_party": [Signed("乙方", "陈邻居")]}
    filled = Filled(words={"facts": "楼上漏水。" * 108, "hash": "0" * 64}, signed=signed)
    paper = compose(Kind.AGREEMENT, filled, "zh-hans")
    seal = {"document_code": "AAAA-BBBB-CCCC", "document_qr": documents.qr("https://localhost/")}
    with translation.override("zh-hans"):
        page = render_to_string("mediation/paper_sealed.html", {"paper": paper, **seal})
    made = documents._to_pdf(page, documents.DRESS, "mediation/paper.css")
    with pypdfium2.PdfDocument(made) as pages:
        last = pages[len(pages) - 1].get_textpage().get_text_bounded()
        assert len(pages) > 1
    assert "验证码" in last
    assert "陈邻居" in last


def test_an_office_file_keeps_what_xml_cannot_hold_out_and_every_sign_else() -> None:
    told = 'a<b>&"c"\u0001\n𠮷龘'
    paper = Paper(
        "T", "", "", (Text(told), Area("L", "", 2), Grid(("h", "i"), (("1", "<2>"),)),
                      Signatures((Signed("w", "n", "note"),))),
    )  # fmt: skip
    opened = docx.Document(io.BytesIO(write_docx(paper)))
    assert opened.paragraphs[1].text == 'a<b>&"c"\n𠮷龘'
    assert [cell.text for cell in opened.tables[0].rows[1].cells] == ["1", "<2>"]
    assert write_docx(paper) == write_docx(paper)


@pytest.mark.skipif(bool(documents.pdf_problem()), reason="no Pango or fonts here")
def test_an_empty_paper_prints_and_a_file_fills_in_what_it_knows(room: Room) -> None:
    answer = get(room.world.wang, "papers/application.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert get(room.world.wang, "papers/nonsense.pdf").status_code == 404
    assert get(room.world.wang, "papers/rights.exe").status_code == 404
    file = talking(room)
    answer = get(room.he, f"{file.pk}/papers/minutes.docx")
    words = docx.Document(io.BytesIO(answer.content))
    cells = [cell.text for table in words.tables for row in table.rows for cell in row.cells]
    assert {file.reference, "何调解"} <= set(cells)
    assert "13900000001" not in "".join(cells)


def test_parties_print_what_is_theirs_and_the_desk_the_rest(room: Room) -> None:
    file, wang = talking(room), room.world.wang
    assert get(wang, f"{file.pk}/papers/confirmation.docx").status_code == 200
    assert get(wang, f"{file.pk}/papers/minutes.docx").status_code == 404
    assert get(room.world.stranger, f"{file.pk}/papers/rights.docx").status_code == 404
    assert "调解笔录" in page(room.he, f"{file.pk}/papers/")
    assert "调解笔录" not in page(wang, f"{file.pk}/papers/")


def test_words_that_are_still_a_draft_are_printed_by_who_mediates_alone(room: Room) -> None:
    file, way = drafted(room), "papers/agreement.docx"
    assert "水管" in printed(room.he, file, way)
    for who in (room.world.wang, room.world.sun):
        assert "水管" not in printed(who, file, way)
        assert "6228 0000" not in printed(who, file, way)
    send(room.he, f"{file.pk}/agreement/fix/")
    assert "水管" in printed(room.world.wang, file, way)


def printed(who: Person, file: MediationFile, way: str) -> str:
    answer = get(who, f"{file.pk}/{way}")
    return zipfile.ZipFile(io.BytesIO(answer.content)).read("word/document.xml").decode()


def test_who_checks_an_agreement_reads_what_it_is() -> None:
    assert str(kind_label("mediation_agreement")) == "人民调解协议书"
