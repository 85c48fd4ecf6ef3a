"""Wordings for answers: placeholders, and that none promises an end which the matter did not have."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .states import ClosingCode

PLACEHOLDERS = ("reference", "place", "day")
TITLE_MAX = 60
TEXT_MAX = 1000

_BRACED = re.compile(r"\{([^{}]*)\}|[{}]")
_MENDED = re.compile(
    r"(?<![未没不])(?:已经?|都|全部)?(?:修好了?|修复(?:完成|完毕|好)|恢复正常|解决(?:完毕|好)?了|处理完毕|"
    r"已(?:经)?(?:修复|解决|更换|整改完)|圆满解决)"
    r"|\b(?:has|have) been (?:fixed|repaired|mended|put right|solved)\b"
    r"|\b(?:is|are) (?:now )?(?:fixed|repaired|mended|solved)\b|\bput right\b|\bglad\b"
)
_DENIED = re.compile(
    r"(?:尚未|还没有?|没有|无法|不能|未能|未|没)[^，。；,.;]{0,6}$|\b(?:not|cannot|never)\b[^,.;]{0,20}$"
)


def unknown_placeholder(text: str) -> str | None:
    """The first thing in braces that is none of ours; None when all are."""
    for found in _BRACED.finditer(text):
        if found.group(1) not in PLACEHOLDERS:
            return found.group(0)
    return None


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The wording with the matter's own reference, place and day in it."""
    return _BRACED.sub(lambda found: facts.get(found.group(1) or "", found.group(0)), text)


def claims_mended(folded: str) -> str | None:
    """The words by which a text says that something was put right; None when it does not.

    `folded` is simplified and in lower case. A denial right before ("could not be ...") is none.
    """
    for found in _MENDED.finditer(folded):
        if not _DENIED.search(folded[: found.start()]):
            return found.group(0)
    return None


def fits(code: ClosingCode, folded: str) -> bool:
    """Only an answer that ends `fixed` may say that it was put right."""
    return code is ClosingCode.FIXED or claims_mended(folded) is None
