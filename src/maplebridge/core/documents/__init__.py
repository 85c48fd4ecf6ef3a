"""Sealed documents: a page becomes a PDF with a code by which anybody can ask whether it is ours.

Before anything is rendered, every character is looked up in the fonts that will print it: a name
with a hole in it would be a document about nobody, so a missing glyph stops the document.
"""

from __future__ import annotations

import base64
import html
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypedDict
from uuid import UUID

import structlog
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from .. import audit, calendar, files
from ..errors import RuleBroken
from ..models import SealedDocument, StoredFile
from ..viewer import Viewer

log = structlog.get_logger("maplebridge.documents")

DRESS = "core/document.css"
FAMILIES = ("Noto Serif CJK SC", "Noto Sans CJK SC")
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Nothing that is mistaken for something else: no 0 and O, no 1, I and L, no U beside V."""
_kinds: dict[str, str | Promise] = {}


@dataclass(frozen=True, slots=True)
class Font:
    """A face of an installed font file."""

    family: str
    file: str
    index: int


class About(TypedDict):
    """What a document is about and for whom: the same four find it again."""

    kind: str
    thing_id: UUID
    language: str
    viewer: Viewer


def name_kind(kind: str, label: str | Promise) -> None:
    """Give a kind of document the name that the verification page shows; from AppConfig.ready."""
    _kinds[kind] = label


def kind_label(kind: str) -> str:
    """The name of a kind in the active language; its code when nobody named it."""
    return str(_kinds.get(kind, kind))


def render(
    *,
    template: str,
    context: Mapping[str, Any],
    kind: str,
    thing_id: UUID,
    language: str,
    viewer: Viewer,
    now: datetime,
    style: str = "",
) -> SealedDocument:
    """Make, store and record a PDF of `template` (it extends core/document.html).

    `style` names a style sheet that is laid over that of all documents. Takes about a second: call it outside a transaction. Raises RuleBroken:
    document_fonts_missing, document_glyph_missing.
    """
    code = new_code()
    with translation.override(language):
        page = render_to_string(template, {**context, **_seal(code, language, now)})
    check_glyphs(_text_of(page))
    content = _to_pdf(page, DRESS, *([style] if style else []))
    with transaction.atomic():
        document = SealedDocument.objects.create(
            code=code,
            kind=kind,
            thing_id=thing_id,
            language=language,
            file=files.keep(content, "application/pdf"),
            made_by=viewer.person_id,
            made_at=now,
        )
        audit.record(
            viewer=viewer, verb="seal_document", thing=document, now=now, kind=kind, about=thing_id
        )
    return document


def sheet(*, template: str, context: Mapping[str, Any], style: str, language: str) -> bytes:
    """A PDF without a seal, to be hung up or filled in by hand; kept nowhere.

    `style` names the one style sheet that dresses it. Takes about a second: call it outside a
    transaction. Raises RuleBroken as render() does.
    """
    tag = translation.to_locale(language).replace("_", "-")
    with translation.override(language):
        page = render_to_string(template, {**context, "document_language": tag})
    check_glyphs(_text_of(page))
    return _to_pdf(page, style)


def qr(address: str) -> SafeString:
    """A QR code of an address of our own, as a drawing to set into a page."""
    import segno

    drawn = segno.make(address, error="m", micro=False).svg_inline(scale=3, border=0)
    return SafeString(drawn)  # drawn here from an address of our own


def picture(stored: StoredFile, *, thumb: bool = True) -> str:
    """The address to give an <img> in a document: the picture itself."""
    with files.open(stored, thumb=thumb) as content:
        encoded = base64.b64encode(content.read()).decode()
    return f"data:{stored.media_type};base64,{encoded}"


def find(code: str) -> SealedDocument | None:
    """The document with this code, however it was typed."""
    plain = re.sub(r"[\s\-－—]", "", code).upper()[:20]
    known = SealedDocument.objects.select_related("file")
    return known.filter(code="-".join(plain[at : at + 4] for at in (0, 4, 8))).first()


def made_since(
    since: datetime, *, kind: str, thing_id: UUID, language: str, viewer: Viewer
) -> SealedDocument | None:
    """The viewer's last document about a thing that has not changed since, to hand out again.

    None when there is none, or when its words were removed. Only the viewer's own: another reader
    may be shown other names.
    """
    about = SealedDocument.objects.filter(kind=kind, thing_id=thing_id, language=language)
    mine = about.filter(made_by=viewer.person_id, made_at__gte=since).select_related("file")
    document = mine.order_by("-made_at", "-id").first()
    if document is None:
        return None
    try:
        files.open(document.file).close()
    except FileNotFoundError:
        return None
    return document


def forget(thing_id: UUID) -> None:
    """Remove what documents about a thing say. Code and hash stay: a paper can still be checked."""
    for document in SealedDocument.objects.filter(thing_id=thing_id).select_related("file"):
        files.empty(document.file)


def new_code() -> str:
    """Twelve letters in three groups, about 58 bits: cannot be guessed, can be read aloud."""
    letters = [secrets.choice(ALPHABET) for _ in range(12)]
    return "-".join("".join(letters[at : at + 4]) for at in (0, 4, 8))


def check_glyphs(text: str) -> None:
    """Raise RuleBroken unless an installed font can print every character of `text`."""
    fonts = cjk_fonts()
    if not fonts:
        raise RuleBroken("document_fonts_missing")
    covered = frozenset[int]().union(*(_characters(font) for font in fonts))
    for character in sorted(set(text)):
        if ord(character) in covered or character.isspace() or _invisible(character):
            continue
        if not _printed_elsewhere(ord(character)):
            log.warning("glyph missing", codepoint=f"U+{ord(character):04X}")
            raise RuleBroken("document_glyph_missing", character=character)


@lru_cache(maxsize=1)
def cjk_fonts() -> tuple[Font, ...]:
    """The Noto CJK faces that fontconfig finds; empty when they or fontconfig are missing."""
    if not shutil.which("fc-match"):
        return ()
    found = (_ask_fontconfig("fc-match", family) for family in FAMILIES)
    return tuple(font for fonts in found for font in fonts if "CJK" in font.family)


def pdf_problem() -> str:
    """Why no PDF can be made here, as a cure for the operator; "" when all is there."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as problem:
        log.info("weasyprint does not load", error=type(problem).__name__)
        return "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    if not shutil.which("fc-match"):
        return "apt-get install -y fontconfig fonts-noto-cjk"
    return "" if cjk_fonts() else "apt-get install -y fonts-noto-cjk"


def _seal(code: str, language: str, now: datetime) -> dict[str, Any]:
    """What the frame of every document shows."""
    address = settings.SITE_URL.rstrip("/") + reverse("core:verify", args=[code])
    return {
        "document_code": code,
        "document_address": address,
        "document_qr": qr(address),
        "document_language": translation.to_locale(language).replace("_", "-"),
        "document_date": calendar.today(now),
    }


def _to_pdf(page: str, *styles: str) -> bytes:
    """WeasyPrint is imported here: it takes a second and needs Pango, which not every host has."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as problem:
        raise RuleBroken("document_fonts_missing") from problem
    dress = [CSS(filename=finders.find(style)) for style in styles]
    # No address in a resident's words is ever opened; pictures come in as data: see picture().
    fetcher = URLFetcher(allowed_protocols={"data"})
    made: bytes = HTML(string=page, url_fetcher=fetcher).write_pdf(stylesheets=dress)
    return made


def _text_of(page: str) -> str:
    visible = re.sub(r"(?s)<(style|script|svg|head)\b.*?</\1>", " ", page)
    return html.unescape(re.sub(r"<[^>]*>", " ", visible))


def _invisible(character: str) -> bool:
    """Joiners, direction marks and variation selectors print nothing of their own."""
    return character in "\u00ad\u200b\u200c\u200d\u200e\u200f\ufeff" or (
        0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF
    )


def _printed_elsewhere(codepoint: int) -> bool:
    """Whether some other installed font has the character: Pango falls back to it."""
    fonts = _ask_fontconfig("fc-list", f":charset={codepoint:x}")
    return any(codepoint in _characters(font) for font in fonts[:20])


def _ask_fontconfig(*command: str) -> list[Font]:
    layout = ["-f", "%{family[0]}\t%{file}\t%{index}\n"]
    program, pattern = command
    order = [program, *layout, pattern] if program == "fc-match" else [program, pattern, *layout]
    done = subprocess.run(order, capture_output=True, text=True, timeout=20, check=False)
    lines = (line.split("\t") for line in done.stdout.splitlines())
    return [Font(parts[0], parts[1], int(parts[2])) for parts in lines if len(parts) == 3]


@lru_cache(maxsize=64)
def _characters(font: Font) -> frozenset[int]:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(font.file, fontNumber=font.index & 0xFFFF, lazy=True) as opened:
            return frozenset(opened.getBestCmap() or ())
    except (TTLibError, OSError):
        return frozenset()


def missing_glyphs(words: Iterable[str]) -> set[str]:
    """The characters of `words` that could not be printed; to warn when a name is typed."""
    missing: set[str] = set()
    for character in set("".join(words)):
        try:
            check_glyphs(character)
        except RuleBroken:
            missing.add(character)
    return missing
