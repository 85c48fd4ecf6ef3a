"""The examples of docs/damages.md are run: the claim is what stands there, and so is the sheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

from maplebridge.mediation.messages.damages import say
from maplebridge.mediation.rules.damages import sheet
from maplebridge.mediation.rules.damages.assessment import assess
from maplebridge.mediation.rules.damages.claim import Head
from maplebridge.mediation.rules.damages.reading import read_claim
from maplebridge.mediation.rules.damages.rulebook import KEYS
from maplebridge.mediation.rules.damages.shipped import figures, rulebooks
from tests.mediation.damages.arithmetic import by_hand, found
from tests.mediation.damages.test_published import HENAN, HENAN_CELLS, HENAN_FIGURES, computed

PAGE = (Path(__file__).parents[3] / "docs" / "damages.md").read_text(encoding="utf-8")
LINES = (
    "treatment",
    "nursing",
    "meals",
    "disability",
    "dependants together",
    "lost income",
    "mental",
)
"""The lines of the judgment that its total should hold."""
EXAMPLES = re.findall(r"```json\n(.*?)```\s+```text\n(.*?)```", PAGE, re.DOTALL)


def test_there_are_two_examples() -> None:
    assert len(EXAMPLES) == 2


@pytest.mark.parametrize(("claim", "lines"), EXAMPLES)
def test_an_example_gives_the_lines_that_stand_below_it(claim: str, lines: str) -> None:
    with translation.override("en"):
        text = sheet.text(assess(read_claim(claim), figures(), rulebooks()), say)
    rows = [row.strip().partition(" [")[0] for row in text.splitlines()]
    for line in lines.strip().splitlines():
        assert line in rows


def test_the_judgment_that_is_compared_line_by_line_gives_today_what_the_page_says() -> None:
    """The third column is the program's; the second differs from it in the total alone."""
    table = PAGE.partition("## A judgment, line by line")[2].partition("\n## ")[0]
    rows = [
        [cell.strip(" *") for cell in line.strip("|").split("|")]
        for line in table.splitlines() if line.startswith("| ")
    ][1:]  # fmt: skip
    computed_now = computed(HENAN, HENAN_FIGURES, **HENAN_CELLS)

    def of(who: str, *heads: str) -> int:
        return sum(found(computed_now, who, head) for head in heads)

    said = {
        "treatment": of("li", "medical"),
        "nursing": of("li", "nursing"),
        "meals": of("li", "hospital_meals", "nutrition"),
        "disability": of("li", "disability"),
        "dependants together": of("li", "dependants"),
        "lost income": of("li", "lost_income"),
        "mental": of("li", "mental", "transport"),
        "total": of("li", "loss"),
        "the car": of("ye", "loss"),
    }
    printed = {row[0]: row for row in rows}
    for name, fen in said.items():
        row = next(row for title, row in printed.items() if title.startswith(name))
        assert by_hand(row[2].replace(",", "")) == fen, row
        assert (row[1] == row[2]) is (name != "total"), row
    lines = [by_hand(row[1].replace(",", "")) for row in rows if row[0].startswith(LINES)]
    assert sum(lines) == said["total"], "the judgment's own lines add up to the program's total"


def test_the_page_names_every_key_of_a_rulebook_and_every_head_has_a_name() -> None:
    """The shares against walkers and riders stand there as one stem with four endings."""
    for key in KEYS:
        stem, _, ending = key.partition("_")
        assert key in PAGE or (stem == "nonmotor" and f"`_{ending}`" in PAGE) or "series" in key
    with translation.override("en"):
        assert all(say(f"head_{head.value}") for head in Head)


def test_shipped_figures_are_sourced_and_jiangxi_has_no_cell_that_nobody_read() -> None:
    books = rulebooks()
    assert set(books) == {"jiangxi", "jiangsu"}
    assert set(books["jiangxi"].cells) == {"income_series", "consumption_series", "funeral_wage"}
    assert all(cell.source for book in books.values() for cell in book.cells.values())
    assert len(figures()) == 74
