"""Where people have to say shares, and tables of figures or local rules that cannot be read."""

from __future__ import annotations

import copy
import io
import json
from importlib import resources
from typing import Any

import pytest

from maplebridge.mediation.rules.damages import movers
from maplebridge.mediation.rules.damages.rulebook import read_rulebook
from maplebridge.mediation.rules.damages.statistics import COLUMNS, read_figures
from maplebridge.mediation.rules.damages.values import ClaimRefused
from tests.mediation.damages.arithmetic import found
from tests.mediation.damages.example import (
    BOOKS,
    FIGURES,
    WALKER,
    assessed,
    car,
    claim,
    medical,
    other,
    person,
    rulebook,
)

LI = person("li", "walker", medical("64000"))
ASKED: list[tuple[str, dict[str, Any], str]] = [
    (
        "three vehicles to blame",
        claim([car("a", "main"), car("b", "minor"), car("c", "minor"), WALKER], LI),
        "shares_needed",
    ),
    (
        "a rider who damaged a car",
        claim([car("a", "minor"), other("bike", "nonmotor", "main")], person("li", "a", medical("1"))),
        "shares_needed",
    ),
    (
        "a passenger between a car and a rider",
        claim(
            [car("a", "main"), other("bike", "nonmotor", "minor")],
            person("li", "a", medical("1"), position="passenger"),
        ),
        "shares_needed",
    ),
    (
        "a walker alone to blame, and two cars that were not",
        claim([car("a", "none"), car("b", "none"), other("walker", "foot", "full")], LI),
        "shares_needed",
    ),
    (
        "nobody to blame",
        claim([car("a", "none"), other("walker", "foot", "none")], LI),
        "shares_needed",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "code"), [one[1:] for one in ASKED], ids=[one[0] for one in ASKED]
)
def test_what_the_certificate_does_not_say_is_asked(body: dict[str, Any], code: str) -> None:
    with pytest.raises(ClaimRefused) as refused:
        assessed(body)
    assert {one.code for one in refused.value.faults} == {code}


def test_nothing_is_asked_while_compulsory_cover_pays_all() -> None:
    body = claim([car("a", "main"), car("b", "minor"), car("c", "minor"), WALKER],
                 person("li", "walker", medical("54000")))  # fmt: skip
    assert found(assessed(body), "li", "own") == 0


def test_a_range_is_asked_about_and_a_choice_outside_is_noted_and_not_hindered() -> None:
    books = {"example": rulebook(nonmotor_minor="70%-80%")}
    body = claim(
        [car("a", "main"), other("bike", "nonmotor", "minor")],
        person("li", "bike", medical("28000")),
    )
    with pytest.raises(ClaimRefused) as refused:
        assessed(body, books)
    (fault,) = refused.value.faults
    assert (fault.code, dict(fault.facts)["range"]) == ("share_in_range", "70%-80%")
    for share, noted in (("75%", False), ("90%", True)):
        parts = [{"side": "a", "share": share}]
        said = {**body, "shares": [{"claimant": "li", "parts": parts, "by": "Mediator Chen"}]}
        codes = {one.code for one in assessed(said, books).notes}
        assert ("note_share_outside" in codes) is noted


def test_an_own_driver_or_rider_alone_to_blame_bears_the_rest() -> None:
    driver = claim([car("a", "full"), car("b", "none")], person("li", "a", medical("11800")))
    assert found(assessed(driver), "li", "own") == 1_000_000
    rider = claim([other("bike", "nonmotor", "full"), WALKER], person("li", "bike", medical("500")))
    assert found(assessed(rider), "li", "own") == 50_000
    guest = claim(
        [car("a", "full"), car("b", "none")],
        person("li", "a", medical("11800"), position="passenger"),
    )
    assert found(assessed(guest), "li", "bearer/a") == 1_000_000


def test_those_liable_beside_are_named() -> None:
    bearers = [
        {"kind": "joint_owner", "name": "Lin"},
        {"kind": "attached_operator", "name": "Firm"},
    ]
    body = claim([car("a", "full", bearers=bearers), WALKER], LI, joint=[["a", "walker"]])
    codes = {one.code: dict(one.facts) for one in assessed(body).notes}
    assert codes["note_jointly_liable"]["names"] == "Lin, Firm"
    assert codes["note_joint"]["sides"] == "a, walker"


ROW = "jiangxi,income_urban,2024,47514,yuan/year,somewhere,2026-11-27,secondary,A,B"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("yuan/year", "yuan/month", "unit"),
        ("income_urban", "happiness", "series"),
        ("income_urban", "income_urban.mining", "series"),
        ("47514", "-47514", "value"),
        ("47514", "4.7e4", "value"),
        ("somewhere", " ", "source"),
        ("2026-11-27", "soon", "Invalid isoformat string: 'soon'"),
        ("secondary", "memory", "'memory' is not a valid Status"),
    ],
)
def test_a_figure_that_is_none_is_told_by_its_line(old: str, new: str, reason: str) -> None:
    table = "\n".join([",".join(COLUMNS), ROW, ROW.replace("2024", "2023").replace(old, new)])
    with pytest.raises(ClaimRefused) as refused:
        read_figures(io.StringIO(table))
    (fault,) = refused.value.faults
    assert (fault.path, fault.code, dict(fault.facts)["reason"]) == (
        "3",
        "figure_unreadable",
        reason,
    )


def test_a_table_with_other_columns_or_a_figure_twice_is_refused() -> None:
    with pytest.raises(ClaimRefused, match="figures_columns"):
        read_figures(io.StringIO("place,year\n"))
    with pytest.raises(ClaimRefused, match="figure_twice"):
        read_figures(io.StringIO("\n".join([",".join(COLUMNS), ROW, ROW])))


BOOK = json.loads(
    (resources.files("maplebridge.mediation") / "data" / "damages-jiangsu.json").read_text("utf-8")
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda book: book.pop("version"), "rulebook_shape"),
        (lambda book: book["cells"].pop("day_divisor"), "rulebook_keys"),
        (lambda book: book["cells"].update(kindness=None), "rulebook_keys"),
        (lambda book: book["cells"].update(day_divisor="365"), "rulebook_cell_shape"),
        (lambda book: book["cells"].update(day_divisor={"value": "360", "source": "x"}), "claim_not_a_choice"),
        (lambda book: book["cells"].update(motor_main={"value": "90%-60%", "source": "x"}), "claim_not_share"),
        (lambda book: book["cells"].update(motor_main={"value": "70%", "source": " "}), "claim_text_length"),
        (lambda book: book.update(accidents_from="2022"), "claim_not_day"),
    ],
)  # fmt: skip
def test_a_rulebook_that_is_none_is_refused(change: Any, code: str) -> None:
    book = copy.deepcopy(BOOK)
    change(book)
    with pytest.raises(ClaimRefused, match=code):
        read_rulebook(book)


def test_however_far_shares_may_move_nobody_gets_more_than_the_loss() -> None:
    sides = [car("one", "equal"), car("two", "equal"), other("foot", "foot", "none")]
    parts = [{"side": one, "share": "45%"} for one in ("one", "two")]
    body = claim(
        sides, person("w", "foot", medical("100000")),
        shares=[{"claimant": "w", "by": "parties", "parts": parts}],
    )  # fmt: skip
    one = assessed(body)
    moved = movers.range_of(one, FIGURES, BOOKS, movers.Width(), {})
    assert sum(moved.likely.values()) < sum(moved.high.values()) <= 10_000_000
