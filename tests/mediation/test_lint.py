"""What is looked at before an agreement is signed: a table that a mediator can read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from maplebridge.core.values import Fen
from maplebridge.mediation.rules.capitals import capitals
from maplebridge.mediation.rules.instalments import even
from maplebridge.mediation.rules.lint import (
    LINTS,
    Code,
    Draft,
    Kind,
    Manner,
    Party,
    Payment,
    Weight,
    lint,
    stops,
)

TODAY = date(2026, 12, 1)
WANG = Party("wang", "王梅")
LI = Party("li", "李强", liable=True)
INSURER = Party("ins", "安心财险", Kind.INSURER)
PAID = Payment(
    "li", "王梅", Fen(500_000), capitals(Fen(500_000)), date(2026, 12, 31), Manner.TRANSFER,
    "6222 0000 0000 0001",
)  # fmt: skip
SOUND = Draft(
    (WANG, LI), (PAID,), ("双方今后不再为此事争吵。",), "2026年11月2日的碰撞。", Fen(500_000)
)


def codes(draft: Draft, today: date = TODAY) -> set[str]:
    return {doubt.code.value for doubt in lint(draft, today)}


def paying(**changed: Any) -> Draft:
    return replace(SOUND, payments=(replace(PAID, **changed),))


def saying(clause: str, **changed: Any) -> Draft:
    return replace(SOUND, clauses=(clause,), **changed)


def test_a_sound_draft_raises_no_doubt() -> None:
    assert lint(SOUND, TODAY) == ()


CHILD = replace(WANG, ward=True)

TABLE: list[tuple[str, Draft, set[str]]] = [
    ("alone", replace(SOUND, parties=(LI,)), {"parties_too_few"}),
    ("empty", replace(SOUND, parties=(WANG, replace(LI, liable=False)), payments=(), clauses=(" ",), total=None), {"nothing_agreed"}),
    ("no facts", replace(SOUND, facts=" "), {"facts_missing"}),
    ("no sum", paying(amount=Fen(0)), {"amount_missing", "total_differs"}),
    ("other capitals", paying(capitals="伍佰元整"), {"capitals_differ"}),
    ("no capitals", paying(capitals=""), {"capitals_differ"}),
    ("nobody is paid", paying(payee=" "), {"payee_missing"}),
    ("no account", paying(account=""), {"account_missing"}),
    ("cash needs none", paying(account="", manner=Manner.CASH), set()),
    ("no manner", paying(manner=None), {"manner_missing"}),
    ("no day", paying(due_on=None), {"due_missing"}),
    ("a day gone by", paying(due_on=date(2026, 11, 30)), {"due_passed"}),
    ("today is in time", paying(due_on=TODAY), set()),
    ("three years off", paying(due_on=date(2029, 12, 1)), {"due_far"}),
    ("somebody else pays", paying(payer="zhao"), {"payer_outside", "payer_without_payment"}),
    ("pays oneself", paying(payee="李强"), {"payer_is_payee"}),
    ("pays oneself under another name", paying(payee="李大强", payee_key="li"), {"payer_is_payee"}),
    ("pays a namesake", paying(payee="李强", payee_key="other"), set()),
    ("total differs", replace(SOUND, total=Fen(500_001)), {"total_differs"}),
    ("parts agree", paying(parts=even(Fen(500_000), 3, date(2027, 1, 4), lambda day: False)), set()),
    ("parts differ", paying(parts=even(Fen(499_999), 3, date(2027, 1, 4), lambda day: False)), {"parts_differ"}),
    ("a liable party pays nothing", replace(SOUND, parties=(WANG, LI, replace(INSURER, liable=True))), {"payer_without_payment"}),
    ("an insurer pays unsigned", replace(SOUND, parties=(WANG, replace(LI, liable=False), replace(INSURER, signs=False)), payments=(replace(PAID, payer="ins"),)), {"insurer_not_signing"}),
    ("a minor alone", replace(SOUND, parties=(CHILD, LI)), {"guardian_missing"}),
    ("a minor with a guardian", replace(SOUND, parties=(replace(CHILD, guardian=True), LI)), set()),
    ("the plot becomes his", saying("争议地块归王梅所有。"), {"ownership_decided"}),
    ("the right is confirmed", saying("确认李强对该宅基地享有使用权。"), {"ownership_decided"}),
    ("whose the right is, traditional", saying("房屋所有權歸李强。"), {"ownership_decided"}),
    ("divorce", saying("双方同意离婚。"), {"status_decided"}),
    ("custody", saying("女儿的抚养权归王梅。"), {"status_decided"}),
    ("who uses the path", saying("王梅可从李强门前通行，李强不设障碍。"), set()),
    ("once and for all", saying("一次性了结，双方再无纠葛。"), {"treatment_waived"}),
    ("later on own account", saying("后续治疗与李强无关。"), {"treatment_waived"}),
    ("later with a line of its own", saying("一次性了结。", future_treatment="取内固定的费用凭票另行由李强支付。"), set()),
    ("no petition", saying("王梅不得再上访。"), {"remedy_closed"}),
    ("no court", saying("双方放弃向法院起诉的权利。"), {"remedy_closed"}),
    ("no police", saying("王梅不再追究李强刑事责任。"), {"prosecution_decided"}),
    ("soon", saying("李强尽快修好围墙。"), {"words_unclear"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "draft", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_doubts(name: str, draft: Draft, expected: set[str]) -> None:
    assert codes(draft) == expected


def test_every_doubt_there_is_has_a_row() -> None:
    assert (
        {code for row in TABLE for code in row[2]}
        == {code.value for code in Code}
        == {code.value for code in LINTS}
    )


def test_what_stops_comes_first_and_says_where() -> None:
    draft = replace(paying(capitals=""), facts="", clauses=("好。", "李强尽快修好围墙。"))
    doubts = lint(draft, TODAY)
    assert stops(doubts)
    assert [doubt.weight for doubt in doubts] == [Weight.STOPS, Weight.ASKS, Weight.ASKS]
    assert [(one.part, one.number, one.words) for one in doubts][2] == ("clause", 2, "尽快")
    assert doubts[0].article == "民诉法解释 358"
    assert not stops(lint(saying("李强尽快修好围墙。"), TODAY))


def test_three_years_are_counted_by_the_day() -> None:
    assert codes(paying(due_on=date(2029, 11, 30))) == set()
    leap = date(2028, 2, 29)
    assert codes(paying(due_on=date(2031, 2, 28)), leap) == set()
    assert codes(paying(due_on=date(2031, 3, 1)), leap) == {"due_far"}
