"""What is looked at before an agreement is signed: can it be paid, be performed, be confirmed?

Each doubt says where it is, which article stands behind it, and whether it stops the signing or asks
for a second look. It reads what was entered and a few turns of phrase; a person reads the rest.

Law: 人民調解法 art. 28, 29, 33 (in force 2011-01-01).
Law: 民訴法解釋 art. 355, 358 (in force 2022-04-10).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from maplebridge.core.values import Fen

from .capitals import read_capitals
from .instalments import Part

T = TypeVar("T")
FAR_YEARS = 3
CLAUSE_MAX = 2_000


class Weight(StrEnum):
    """Whether a doubt stops the signing, or is answered by a mediator who looked again."""

    STOPS = "stops"
    ASKS = "asks"


class Kind(StrEnum):
    """Who a party is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    INSURER = "insurer"


class Manner(StrEnum):
    """How money is handed over."""

    TRANSFER = "transfer"
    CASH = "cash"


class Code(StrEnum):
    """Every doubt there is."""

    PARTIES_TOO_FEW = "parties_too_few"
    NOTHING_AGREED = "nothing_agreed"
    FACTS_MISSING = "facts_missing"
    AMOUNT_MISSING = "amount_missing"
    CAPITALS_DIFFER = "capitals_differ"
    PAYEE_MISSING = "payee_missing"
    ACCOUNT_MISSING = "account_missing"
    DUE_MISSING = "due_missing"
    DUE_PASSED = "due_passed"
    DUE_FAR = "due_far"
    MANNER_MISSING = "manner_missing"
    PAYER_OUTSIDE = "payer_outside"
    PAYER_IS_PAYEE = "payer_is_payee"
    PAYER_WITHOUT_PAYMENT = "payer_without_payment"
    PARTS_DIFFER = "parts_differ"
    TOTAL_DIFFERS = "total_differs"
    OWNERSHIP_DECIDED = "ownership_decided"
    STATUS_DECIDED = "status_decided"
    GUARDIAN_MISSING = "guardian_missing"
    INSURER_NOT_SIGNING = "insurer_not_signing"
    TREATMENT_WAIVED = "treatment_waived"
    REMEDY_CLOSED = "remedy_closed"
    PROSECUTION_DECIDED = "prosecution_decided"
    WORDS_UNCLEAR = "words_unclear"


@dataclass(frozen=True, slots=True)
class Party:
    """Who agrees. `ward`: not of full age, or not able to decide this alone; `guardian`: a guardian
    signs for them; `signs`: they, or who acts for them, will sign; `liable`: this dispute is about
    what they should pay."""

    key: str
    name: str
    kind: Kind = Kind.PERSON
    ward: bool = False
    guardian: bool = False
    signs: bool = True
    liable: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    """One sum that one party pays. `capitals` as they stand in the text; `payee` is a name,
    `payee_key` the party behind it, "" for somebody else."""

    payer: str
    payee: str
    amount: Fen
    capitals: str
    due_on: date | None
    manner: Manner | None
    account: str = ""
    parts: tuple[Part, ...] = ()
    payee_key: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An agreement before anybody signed."""

    parties: tuple[Party, ...]
    payments: tuple[Payment, ...]
    clauses: tuple[str, ...]
    facts: str
    total: Fen | None = None
    future_treatment: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at. `part` is party, payment, clause or agreement, `number` from 1 (0: all
    of it); `words` is what the sentence names."""

    code: Code
    part: str
    number: int = 0
    words: str = ""

    @property
    def weight(self) -> Weight:
        return LINTS[self.code][0]

    @property
    def stops(self) -> bool:
        return self.weight is Weight.STOPS

    @property
    def key(self) -> str:
        """What an answer to it is kept under: two clauses may raise the same doubt."""
        return f"{self.code.value}-{self.part}-{self.number}"

    @property
    def article(self) -> str:
        """The law behind it, in Chinese as it is cited; "" where it is only good sense."""
        return LINTS[self.code][1]


_STOPS, _ASKS = Weight.STOPS, Weight.ASKS
LINTS: dict[Code, tuple[Weight, str]] = {
    Code.PARTIES_TOO_FEW: (_STOPS, "人民调解法 29"),
    Code.NOTHING_AGREED: (_STOPS, "人民调解法 29"),
    Code.FACTS_MISSING: (_ASKS, "人民调解法 29"),
    Code.AMOUNT_MISSING: (_STOPS, "民诉法解释 358"),
    Code.CAPITALS_DIFFER: (_STOPS, "民诉法解释 358"),
    Code.PAYEE_MISSING: (_STOPS, "民诉法解释 358"),
    Code.ACCOUNT_MISSING: (_STOPS, "人民调解法 29"),
    Code.DUE_MISSING: (_STOPS, "人民调解法 29"),
    Code.DUE_PASSED: (_STOPS, "人民调解法 29"),
    Code.DUE_FAR: (_ASKS, ""),
    Code.MANNER_MISSING: (_STOPS, "人民调解法 29"),
    Code.PAYER_OUTSIDE: (_STOPS, "民诉法解释 358"),
    Code.PAYER_IS_PAYEE: (_STOPS, "民诉法解释 358"),
    Code.PAYER_WITHOUT_PAYMENT: (_STOPS, "人民调解法 29"),
    Code.PARTS_DIFFER: (_STOPS, "民诉法解释 358"),
    Code.TOTAL_DIFFERS: (_STOPS, "民诉法解释 358"),
    Code.OWNERSHIP_DECIDED: (_STOPS, "民诉法解释 355"),
    Code.STATUS_DECIDED: (_STOPS, "民诉法解释 355"),
    Code.GUARDIAN_MISSING: (_STOPS, "民法典 1188"),
    Code.INSURER_NOT_SIGNING: (_STOPS, "人民调解法 29"),
    Code.TREATMENT_WAIVED: (_STOPS, "民诉法解释 358"),
    Code.REMEDY_CLOSED: (_STOPS, "人民调解法 3"),
    Code.PROSECUTION_DECIDED: (_STOPS, "民诉法解释 358"),
    Code.WORDS_UNCLEAR: (_ASKS, "民诉法解释 358"),
}

_PHRASES: tuple[tuple[Code, re.Pattern[str]], ...] = (
    (
        Code.OWNERSHIP_DECIDED,
        re.compile(
            r"[归歸属屬][^,，。;；]{0,14}所有|(?:所有[权權]|使用[权權]|[产產][权權])[^,，。;；]{0,10}[归歸属屬]"
            r"|[确確][认認][^,，。;；]{0,20}(?:所有[权權]|使用[权權]|[产產][权權])"
        ),
    ),
    (
        Code.STATUS_DECIDED,
        re.compile(
            r"解除婚姻|同意[离離]婚|自[愿願][离離]婚|[抚撫][养養][权權]?[^,，。;；]{0,8}[归歸由]"
            r"|(?:解除|[确確][认認])[^,，。;；]{0,8}(?:收[养養]|[亲親]子|父子|母子)"
        ),
    ),
    (
        Code.TREATMENT_WAIVED,
        re.compile(
            r"一次性(?:了[结結]|解[决決]|[终終][结結])|(?:[后後][续續]|今[后後]|以[后後])[^。;；]{0,16}"
            r"(?:[与與][^。;；]{0,6}[无無][关關]|[责責]任自[负負]|自行承[担擔]|放[弃棄]|不再(?:主[张張]|追究|[赔賠][偿償]))"
            r"|放[弃棄][^。;；]{0,16}(?:治[疗療]|[医醫][疗療]|[赔賠][偿償])"
        ),
    ),
    (
        Code.REMEDY_CLOSED,
        re.compile(
            r"(?:不得|不准|不[再]?|放[弃棄])(?:再)?[^,，。;；]{0,6}(?:上[访訪]|信[访訪]|起[诉訴]|[诉訴][讼訟]|仲裁|投[诉訴]|[举舉]报|申[请請]法律援助|向法院)"
        ),
    ),
    (
        Code.PROSECUTION_DECIDED,
        re.compile(
            r"(?:不[再予得]?|免予?|放[弃棄])[^,，。;；]{0,6}(?:刑事[责責]任|[报報]案|[报報]警)"
        ),
    ),
    (
        Code.WORDS_UNCLEAR,
        re.compile(
            r"尽快|盡快|适[当當時时]|適[當時]|酌情|若干|[视視]情[况況]|另行[协協]商|有[能]力[时時後后]"
        ),
    ),
)


def lint(draft: Draft, today: date) -> tuple[Doubt, ...]:
    """Every doubt about a draft on the day it would be signed; those that stop come first."""
    found = [
        *_about_the_whole(draft),
        *_about_parties(draft),
    ]
    for number, payment in _counted(draft.payments):
        found += _about(payment, number, draft, today)
    for number, clause in _counted(draft.clauses):
        found += _about_words(clause, number, draft)
    return tuple(sorted(found, key=lambda doubt: doubt.weight is Weight.ASKS))


def stops(doubts: Sequence[Doubt]) -> bool:
    """Whether nobody may sign yet."""
    return any(doubt.weight is Weight.STOPS for doubt in doubts)


def _about_the_whole(draft: Draft) -> Iterator[Doubt]:
    if len(draft.parties) < 2:
        yield Doubt(Code.PARTIES_TOO_FEW, "agreement")
    if not draft.payments and not any(clause.strip() for clause in draft.clauses):
        yield Doubt(Code.NOTHING_AGREED, "agreement")
    if not draft.facts.strip():
        yield Doubt(Code.FACTS_MISSING, "agreement")
    paid = sum(one.amount for one in draft.payments)
    if draft.total is not None and draft.total != paid:
        yield Doubt(Code.TOTAL_DIFFERS, "agreement")


def _about_parties(draft: Draft) -> Iterator[Doubt]:
    payers = {one.payer for one in draft.payments}
    for number, party in _counted(draft.parties):
        if party.ward and not party.guardian:
            yield Doubt(Code.GUARDIAN_MISSING, "party", number, party.name)
        if party.kind is Kind.INSURER and party.key in payers and not party.signs:
            yield Doubt(Code.INSURER_NOT_SIGNING, "party", number, party.name)
        if party.liable and party.key not in payers:
            yield Doubt(Code.PAYER_WITHOUT_PAYMENT, "party", number, party.name)


def _about(payment: Payment, number: int, draft: Draft, today: date) -> Iterator[Doubt]:
    found = [*_about_hands(payment, draft), *_about_sum(payment), *_about_days(payment, today)]
    return (Doubt(code, "payment", number, words) for code, words in found)


def _about_hands(payment: Payment, draft: Draft) -> Iterator[tuple[Code, str]]:
    """From whom to whom, and how."""
    payer = next((one for one in draft.parties if one.key == payment.payer), None)
    if payer is None:
        yield Code.PAYER_OUTSIDE, payment.payer
    elif payer.key == payment.payee_key or (not payment.payee_key and payer.name == payment.payee):
        yield Code.PAYER_IS_PAYEE, payer.name
    if not payment.payee.strip():
        yield Code.PAYEE_MISSING, ""
    if payment.manner is None:
        yield Code.MANNER_MISSING, ""
    elif payment.manner is Manner.TRANSFER and not payment.account.strip():
        yield Code.ACCOUNT_MISSING, ""


def _about_sum(payment: Payment) -> Iterator[tuple[Code, str]]:
    if payment.amount <= 0:
        yield Code.AMOUNT_MISSING, ""
    elif read_capitals(payment.capitals) != payment.amount:
        yield Code.CAPITALS_DIFFER, payment.capitals
    if payment.parts and sum(part.amount for part in payment.parts) != payment.amount:
        yield Code.PARTS_DIFFER, ""


def _about_days(payment: Payment, today: date) -> Iterator[tuple[Code, str]]:
    days = [part.due_on for part in payment.parts]
    if not days and payment.due_on is not None:
        days = [payment.due_on]
    if not days:
        yield Code.DUE_MISSING, ""
    elif min(days) < today:
        yield Code.DUE_PASSED, f"{min(days):%Y-%m-%d}"
    elif max(days) >= _years_on(today):
        yield Code.DUE_FAR, f"{max(days):%Y-%m-%d}"


def _years_on(day: date) -> date:
    """The same day FAR_YEARS later; the first of March for a leap day."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + FAR_YEARS, 3, 1)
    return day.replace(year=day.year + FAR_YEARS)


def _about_words(clause: str, number: int, draft: Draft) -> Iterator[Doubt]:
    """Turns of phrase, one doubt a kind and clause; a line of its own allows for future treatment."""
    for code, pattern in _PHRASES:
        found = pattern.search(clause[:CLAUSE_MAX])
        if found is None or (code is Code.TREATMENT_WAIVED and draft.future_treatment.strip()):
            continue
        yield Doubt(code, "clause", number, found[0][:40])


def _counted(things: Sequence[T]) -> Iterator[tuple[int, T]]:
    return iter(enumerate(things, start=1))
