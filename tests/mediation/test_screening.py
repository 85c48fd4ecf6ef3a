"""Each reason with its article and another way; never only "no"."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from maplebridge.mediation.queries import kinds, read_version
from maplebridge.mediation.rules.parts import Capacity, Stands, needs_guardian, read_kinds
from maplebridge.mediation.rules.screening import (
    QUESTIONS,
    Answer,
    Effect,
    Facts,
    Ground,
    Route,
    may_accept,
    may_decline,
    screen,
)

CLEAR: dict[str, Any] = dict.fromkeys(QUESTIONS, Answer.NO)

# question | answer | effect | article | one of the other ways
TABLE = """
status         yes     stops  民事訴訟法司法解釋_355   civil_affairs
status         partly  part   民事訴訟法司法解釋_355   lawsuit
ownership      yes     stops  民事訴訟法司法解釋_355   registry
ownership      partly  part   民事訴訟法司法解釋_355   around_it
in_court       yes     stops  人民調解法_18           the_court
crime          yes     stops  人民調解法_25           police
crime          partly  part   人民調解法_25           police
land_right     yes     stops  土地管理法_14           land_office
land_right     partly  part   土地管理法_14           around_it
gambling_debt  yes     stops  民法典_153             around_it
gambling_debt  partly  part   民法典_153             around_it
labour         yes     stops  勞動爭議調解仲裁法_5     labour_board
major          yes     wider  人民調解法_20           panel
major          partly  wider  人民調解法_20           panel
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_each_reason_names_its_article_and_another_way(line: str) -> None:
    question, answer, effect, article, route = line.split()
    (found,) = screen(Facts(**{**CLEAR, question: Answer(answer)}))
    assert found.ground is Ground(question)
    assert found.effect is Effect(effect)
    assert article.replace("_", " ") in found.articles
    assert Route(route) in found.routes


def test_no_finding_is_ever_only_a_no() -> None:
    """Every combination of answers: each finding has an article and a way that stays open."""
    for answers in product((Answer.NO, Answer.PARTLY, Answer.YES), repeat=4):
        some = dict(zip(QUESTIONS[:4], answers, strict=True))
        rest = dict(zip(QUESTIONS[4:], answers, strict=True))
        facts = Facts(**some, **rest, refusing=1, wards=1)
        for found in screen(facts):
            assert found.articles
            assert found.routes


def test_a_case_that_its_own_court_sent_here_is_mediated() -> None:
    sent = Facts(**{**CLEAR, "in_court": Answer.PARTLY})
    assert screen(sent) == ()
    assert may_accept(sent)


def test_nothing_is_taken_on_while_a_question_is_open() -> None:
    for question in QUESTIONS:
        facts = Facts(**{**CLEAR, question: None})
        assert facts.open_questions == (question,)
        assert not may_accept(facts)
    assert may_accept(Facts(**CLEAR))


def test_a_refusal_of_one_party_is_enough() -> None:
    facts = Facts(**CLEAR, refusing=1)
    assert not may_accept(facts)
    (found,) = screen(facts)
    assert (found.ground, found.articles) == (Ground.REFUSED, ("人民調解法 17",))
    assert Route.LATER in found.routes


def test_a_ward_without_a_guardian_waits_and_is_not_sent_away() -> None:
    facts = Facts(**CLEAR, wards=1)
    assert not may_accept(facts)
    assert not may_decline(facts)
    assert screen(facts)[0].routes[0] is Route.GUARDIAN


def test_nobody_is_sent_away_without_a_reason() -> None:
    assert not may_decline(Facts(**CLEAR))
    assert not may_decline(Facts(**{**CLEAR, "crime": Answer.PARTLY}))
    assert may_decline(Facts(**{**CLEAR, "crime": Answer.YES}))


@pytest.mark.parametrize("answer", [Answer.PARTLY, Answer.YES])
def test_a_major_quarrel_is_mediated_by_a_panel(answer: Answer) -> None:
    assert may_accept(Facts(**{**CLEAR, "major": answer}))


@pytest.mark.parametrize(
    ("capacity", "stands", "needs"),
    [
        (Capacity.FULL, (), False),
        (Capacity.MINOR, (), True),
        (Capacity.LIMITED, (Stands.LAWYER, Stands.AGENT), True),
        (Capacity.MINOR, (Stands.GUARDIAN,), False),
    ],
)
def test_only_a_guardian_speaks_for_a_ward(capacity: Capacity, stands: Any, needs: bool) -> None:
    assert needs_guardian(capacity, stands) is needs


def test_the_catalogue_of_disputes_is_read_and_a_wrong_one_says_where() -> None:
    assert read_version("2026-01") is kinds()
    assert {"traffic", "homestead", "graves", "bride_price"} <= set(kinds().kinds)
    row = {"code": "x", "icon": "map", "lanes": ["staged"], "asks": ["crime"], "clauses": []}
    for wrong, says in (({"asks": ["weather"]}, "x asks"), ({"lanes": []}, "x has no lane")):
        with pytest.raises(ValueError, match=says):
            read_kinds({"version": "1", "kinds": [row | wrong]}, QUESTIONS)
    with pytest.raises(ValueError, match="x stands twice"):
        read_kinds({"version": "1", "kinds": [row, row]}, QUESTIONS)
