"""The sealed record: everybody by what they are, and the same paper while nothing changes."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from maplebridge.core import documents
from maplebridge.core.models import SealedDocument
from maplebridge.matters import actions
from maplebridge.matters.models import Matter
from maplebridge.people.models import Person
from tests.world import World, client_for, viewer

pytestmark = pytest.mark.skipif(bool(documents.pdf_problem()), reason="no PDF can be made here")


def answered(world: World) -> Matter:
    sent = actions.Report(words="路灯不亮", place_id=world.grid.pk)
    matter = actions.report(viewer=viewer(world.wang), sent=sent, now=timezone.now()).matter
    actions.answer(viewer=viewer(world.li), matter_id=matter.pk, text="好了", now=timezone.now())
    return matter


def printed(who: Person, matter: Matter) -> bytes:
    answer = client_for(who).post(f"/matters/{matter.pk}/record.pdf")
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


def test_the_paper_calls_nobody_you(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    matter, pages = answered(world), []
    monkeypatch.setattr(
        documents, "_to_pdf", lambda page, *styles: pages.append(page) or page.encode()
    )
    for who in (world.wang, world.li):
        printed(who, matter)
    for page in pages:
        words = re.sub(r"(?s)<(style|svg|head)\b.*?</\1>|<[^>]*>", " ", page)
        assert not re.search(r"\byou\b|您|你", words)
        assert re.search("the reporter|报告人|反映人", words)
        assert re.search("Grid worker|网格员", words)


def test_the_same_paper_comes_again_until_something_is_added(world: World) -> None:
    matter = answered(world)
    first = printed(world.wang, matter)
    assert printed(world.wang, matter) == first
    assert SealedDocument.objects.count() == 1
    assert printed(world.li, matter) != first, "another reader gets a paper of their own"
    actions.add_words(
        viewer=viewer(world.wang), matter_id=matter.pk, text="谢谢", now=timezone.now()
    )
    assert printed(world.wang, matter) != first


def test_a_paper_whose_words_were_removed_is_not_handed_out_again(world: World) -> None:
    matter = answered(world)
    printed(world.wang, matter)
    documents.forget(matter.pk)
    assert printed(world.wang, matter).startswith(b"%PDF")
    assert SealedDocument.objects.count() == 2
