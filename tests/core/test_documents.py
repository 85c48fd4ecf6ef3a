"""Sealed documents: a PDF with a code and a QR, stopped by a glyph that no font has."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from fontTools.ttLib import TTFont

from maplebridge.core import documents, files
from maplebridge.core.errors import RuleBroken
from maplebridge.core.models import AuditEntry, SealedDocument
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import Viewer

NOW = datetime(2026, 3, 4, 17, tzinfo=UTC)  # 5 March in China
PAGE = (
    "{% extends 'core/document.html' %}{% block title %}{{ name }}{% endblock %}"
    "{% block heading %}{{ name }}{% endblock %}"
    "{% block content %}<p>{{ words }}</p><img src='http://127.0.0.1:9/x.png'>"
    "<img src='file:///etc/hostname'>{% endblock %}"
)

pytestmark = pytest.mark.django_db
Make = Callable[..., SealedDocument]


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Make:
    settings.MEDIA_ROOT = tmp_path
    settings.SITE_URL = "https://maple.example"

    def page(_: str, context: dict[str, Any]) -> str:
        return str(engines["django"].from_string(PAGE).render(context))

    monkeypatch.setattr(documents, "render_to_string", page)

    def made(
        name: str = "王小楓", words: str = "路燈壞了，请修。", language: str = "zh-hans"
    ) -> SealedDocument:
        return documents.render(
            template="x", context={"name": name, "words": words}, kind="t", thing_id=uuid7(),
            language=language, viewer=Viewer(person_id=uuid7()), now=NOW,
        )  # fmt: skip

    return made


def fonts_in(content: bytes) -> str:
    """The names of the fonts in a PDF, from its compressed objects too."""
    found = content
    for part in content.split(b"stream\n")[1:]:
        try:
            found += zlib.decompressobj().decompress(part)
        except zlib.error:
            continue
    return found.decode("latin-1")


def test_a_document_is_a_pdf_whose_hash_and_code_are_on_record(make: Make) -> None:
    document = make()
    content = files.open(document.file).read()
    assert content.startswith(b"%PDF-")
    assert hashlib.sha256(content).hexdigest() == document.file.sha256
    assert documents.find(document.code) == document
    assert AuditEntry.objects.get().thing_id == document.pk
    assert "NotoSerifCJK" in fonts_in(content).replace("-", "")


def test_a_code_is_found_however_it_is_typed(make: Make) -> None:
    document = make()
    assert documents.find(f" {document.code.lower().replace('-', ' ')} ") == document
    assert documents.find("2222-2222-2222") is None
    assert documents.find("") is None
    assert documents.find("x" * 5000) is None


def test_codes_hold_nothing_that_is_mistaken_for_something_else() -> None:
    letters = {letter for _ in range(300) for letter in documents.new_code()}
    assert not letters & set("01ILOU")
    assert len(letters) > 25


def test_a_name_with_a_character_that_no_font_has_stops_the_document(make: Make) -> None:
    with pytest.raises(RuleBroken) as stopped:
        make(name="王\U0003ffff楓")
    assert stopped.value.code == "document_glyph_missing"
    assert stopped.value.facts == {"character": "\U0003ffff"}
    assert not SealedDocument.objects.exists()


def test_a_server_without_cjk_fonts_says_so(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "cjk_fonts", tuple)
    with pytest.raises(RuleBroken, match="doctor"):
        make()


def test_rare_characters_that_a_font_has_are_printed(make: Make) -> None:
    font = documents.cjk_fonts()[0]
    with TTFont(font.file, fontNumber=font.index & 0xFFFF, lazy=True) as opened:
        rare = [chr(code) for code in opened.getBestCmap() if 0x20000 <= code < 0x30000][:20]
    assert rare
    make(name="王" + "".join(rare))


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_language_of_the_product_makes_a_document(make: Make, language: str) -> None:
    assert make(language=language).language == language


def test_a_document_escapes_what_residents_typed_and_opens_no_address(make: Make) -> None:
    document = make(words="<img src='file:///etc/passwd'><script>x</script>")
    content = io.BytesIO(files.open(document.file).read()).getvalue()
    assert b"root:" not in content
    assert b"/Image" not in content


def test_nothing_is_missing_on_this_server() -> None:
    assert documents.pdf_problem() == ""
    assert documents.missing_glyphs(["王小楓", "\U0003ffff"]) == {"\U0003ffff"}


def test_a_forgotten_thing_leaves_a_document_that_says_nothing(make: Make) -> None:
    document = make()
    documents.forget(document.thing_id)
    assert documents.find(document.code) == document
    assert len(document.file.sha256) == 64
    with pytest.raises(FileNotFoundError):
        files.open(document.file)
    files.sweep(now=document.file.handed_in_at + timedelta(days=2))
    assert documents.find(document.code) == document
