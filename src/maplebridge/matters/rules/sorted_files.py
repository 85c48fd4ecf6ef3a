"""A table of sorted concerns: one column with the words, one with the category."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from maplebridge.core.errors import RuleBroken

from .catalogue import Catalogue

TEXT_COLUMNS = ("text", "words", "内容", "內容", "诉求内容", "訴求內容", "留言", "描述")
CATEGORY_COLUMNS = ("category", "类别", "類別", "分类", "分類", "诉求类别", "訴求類別")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a file hold the words and the category; the latter may be missing."""

    text: str
    category: str = ""


def columns(names: Iterable[str], *, text: str = "", category: str | None = None) -> Columns:
    """The columns asked for; "" looks for a usual name, None needs none. Raises
    RuleBroken."""
    known = list(names)
    return Columns(
        _column(known, text, TEXT_COLUMNS),
        "" if category is None else _column(known, category, CATEGORY_COLUMNS),
    )


def _column(known: list[str], asked: str, usual: tuple[str, ...]) -> str:
    wanted = (asked,) if asked else usual
    for name in known:
        if name in wanted or name.lower() in wanted:
            return name
    raise RuleBroken("sorted_file_has_no_column", wanted=wanted[0], names=", ".join(known[:20]))


def codes(catalogue: Catalogue) -> dict[str, str]:
    """What a file may call a category, in lower case: its code or its name in any language."""
    named = {one.code: one.code for one in catalogue.categories}
    for one in catalogue.categories:
        named |= {name.lower(): one.code for name in one.names.values()}
    return named
