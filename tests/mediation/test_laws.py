"""Every article that a screen or a clock rests on has a name in the reader's language."""

from __future__ import annotations

import pytest
from django.utils import translation

from maplebridge.mediation.messages import LAWS, cited
from maplebridge.mediation.rules.screening import _WHOLE
from maplebridge.mediation.rules.terms import TERMS

SOURCES = sorted(
    {term.law for term in TERMS.values() if term.law}
    | {article for found in _WHOLE.values() for article in found.articles}
)


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_has_a_name(source: str) -> None:
    assert source.rpartition(" ")[0] in LAWS


def test_a_source_is_cited_in_the_readers_language() -> None:
    with translation.override("zh-hans"):
        assert cited("人民調解法 17") == "《人民调解法》第 17 条"
    with translation.override("zh-hant"):
        assert cited("人民調解法 17") == "《人民調解法》第 17 條"
    with translation.override("en"):
        assert cited("人民調解法 17") == "People's Mediation Law art. 17"
