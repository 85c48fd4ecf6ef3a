"""Rows that belong together stand together or not at all, once, whoever asks how often."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, transaction
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.core.errors import Missing, RuleBroken, Unavailable
from maplebridge.core.values import Fen, Points
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import public as ledger
from maplebridge.ledger.actions import rows
from maplebridge.ledger.models import Transfer
from maplebridge.ledger.rules import State
from maplebridge.ledger.rules.journals import Flow, in_order

from .conftest import NOW, Book, open_one

PT, FEN = ledger.Unit.PT, ledger.Unit.FEN


def enter(
    *entries: ledger.Entry, journal: UUID | None = None, minutes: int = 0
) -> tuple[Transfer, ...]:
    return ledger.enter(
        viewer=SYSTEM, journal_id=journal or uuid4(), entries=entries,
        now=NOW + timedelta(minutes=minutes),
    )  # fmt: skip


def move(
    debit: ledger.LedgerAccount, credit: ledger.LedgerAccount, amount: int, code: str = "reward"
) -> ledger.Move:
    return ledger.Move(unit=PT, debit=debit, credit=credit, amount=Points(amount), code=code)


def code_of(refused: pytest.ExceptionInfo[RuleBroken]) -> str:
    return refused.value.code


def test_a_journal_moves_points_and_money_in_one_statement(
    book: Book, django_assert_num_queries
) -> None:
    bank, fund = open_one("cash", False, FEN), open_one("fund", True, FEN)
    key = uuid4()
    with django_assert_num_queries(3):  # a savepoint, the journal, its release
        points, money = enter(
            move(book.issuance, book.wang, 5),
            ledger.Move(unit=FEN, debit=bank, credit=fund, amount=Fen(800), code="donate"),
            journal=key,
        )
    assert (points.journal_id, money.journal_id) == (key, key)
    assert (points.pk, money.pk) == (ledger.line_id(key, 0), ledger.line_id(key, 1))
    assert ledger.balance(book.wang).posted == 5
    assert ledger.balance(fund).posted == 800


def test_one_impossible_row_leaves_none_of_them(book: Book) -> None:
    with pytest.raises(RuleBroken) as refused:
        enter(move(book.issuance, book.wang, 5), move(book.li, book.redeemed, 1, "redeem"))
    assert code_of(refused) == "ledger_not_enough"
    assert refused.value.facts == {"available": 0, "wanted": 1}
    assert ledger.balance(book.wang).posted == 0


def test_the_same_journal_again_returns_what_stands(book: Book) -> None:
    key, asked = uuid4(), [move(book.issuance, book.wang, 5), move(book.issuance, book.li, 2)]
    first = enter(*asked, journal=key)
    assert enter(*asked, journal=key, minutes=9) == first
    assert ledger.balance(book.wang).posted == 5


@pytest.mark.parametrize("change", ["amount", "fewer", "more", "order"])
def test_the_same_journal_with_other_content_is_refused(book: Book, change: str) -> None:
    key, asked = uuid4(), [move(book.issuance, book.wang, 5), move(book.issuance, book.li, 2)]
    enter(*asked, journal=key)
    other = {
        "amount": [asked[0], move(book.issuance, book.li, 3)],
        "fewer": asked[:1],
        "more": [*asked, move(book.issuance, book.li, 1)],
        "order": asked[::-1],
    }[change]
    with pytest.raises(RuleBroken) as refused:
        enter(*other, journal=key)
    assert code_of(refused) == "transfer_id_taken"
    assert Transfer.objects.filter(journal_id=key).count() == 2


def test_a_wallet_may_pay_with_what_the_same_journal_gives_it(book: Book) -> None:
    """The part of a helper's minutes above the cap goes on to the pool, in whatever order."""
    enter(move(book.wang, book.li, 3, "merge"), move(book.issuance, book.wang, 5))
    assert [ledger.balance(one).available for one in (book.wang, book.li)] == [2, 3]


def test_wallets_that_pay_each_other_in_a_circle_are_refused(book: Book) -> None:
    with pytest.raises(RuleBroken) as refused:
        enter(move(book.wang, book.li, 3, "merge"), move(book.li, book.wang, 3, "merge"))
    assert code_of(refused) == "ledger_journal_in_a_circle"


def test_holds_and_their_resolutions_stand_in_journals_too(book: Book) -> None:
    book.give(5, book.wang)
    kept = book.reserve(2, book.wang)
    released = book.reserve(1, book.wang)
    key = uuid4()
    asked = [
        ledger.Post(hold_id=kept.pk, amount=Points(1)),
        ledger.Void(hold_id=released.pk),
        ledger.Hold(
            unit=PT, debit=book.wang, credit=book.redeemed, amount=Points(4), code="redeem"
        ),
    ]  # fmt: skip
    first = enter(*asked, journal=key)
    assert enter(*asked, journal=key) == first
    assert ledger.balance(book.wang) == ledger.Balance(posted=4, held=4)
    with pytest.raises(RuleBroken) as refused:
        enter(move(book.issuance, book.li, 1), ledger.Void(hold_id=kept.pk))
    assert code_of(refused) == "ledger_already_resolved"
    assert ledger.balance(book.li).posted == 0


def test_a_hold_is_not_resolved_twice_in_one_journal(book: Book) -> None:
    book.give(5, book.wang)
    held = book.reserve(2, book.wang)
    with pytest.raises(RuleBroken) as refused:
        enter(ledger.Void(hold_id=held.pk), ledger.Post(hold_id=held.pk))
    assert code_of(refused) == "ledger_already_resolved"
    with pytest.raises(Missing):
        enter(ledger.Void(hold_id=uuid4()))


def test_a_journal_that_stands_is_told_so_after_its_holds_have_ended(book: Book) -> None:
    book.give(5, book.wang)
    held = ledger.hold(
        viewer=SYSTEM, id=uuid4(), unit=PT, debit=book.wang, credit=book.redeemed,
        amount=Points(2), code="redeem", now=NOW, expires_at=NOW + timedelta(minutes=5),
    )  # fmt: skip
    key = uuid4()
    first = enter(ledger.Post(hold_id=held.pk), journal=key, minutes=4)
    assert enter(ledger.Post(hold_id=held.pk), journal=key, minutes=6) == first
    with pytest.raises(RuleBroken) as refused:
        enter(ledger.Post(hold_id=held.pk), minutes=6)
    assert code_of(refused) == "ledger_hold_expired"


def test_a_refusal_undoes_only_the_journal_in_the_callers_transaction(book: Book) -> None:
    with transaction.atomic():
        with pytest.raises(RuleBroken):
            enter(move(book.wang, book.redeemed, 1, "redeem"))
        with pytest.raises(RuleBroken):
            enter(move(book.wang, book.redeemed, 1, "fine"))
        book.give(2, book.wang)
    assert ledger.balance(book.wang).posted == 2


@pytest.mark.parametrize("count", [0, 1_001])
def test_a_journal_has_a_size(book: Book, count: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        enter(*[move(book.issuance, book.wang, 1)] * count)
    assert code_of(refused) == "ledger_journal_size"


def test_a_row_stays_within_one_book(book: Book) -> None:
    elsewhere = ledger.open_account(
        unit=PT, kind="household", owner_id=book.wang.owner_id, constrained=True, now=NOW,
        book_id=uuid4(),
    )  # fmt: skip
    assert elsewhere != book.wang
    with pytest.raises(AssertionError, match="one book"):
        enter(move(book.issuance, elsewhere, 1))


def test_a_lost_deadlock_is_tried_again_and_at_last_told(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    naps: list[float] = []
    monkeypatch.setattr(rows.time, "sleep", naps.append)
    lost = OperationalError("database is locked")
    outcomes: list[object] = [lost, lost, "entered"]

    def attempt() -> object:
        found = outcomes.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    assert rows.persistently(attempt) == "entered"
    assert len(naps) == 2
    outcomes = [lost] * 99
    with pytest.raises(Unavailable) as refused:
        rows.persistently(attempt)
    assert refused.value.code == "ledger_busy"
    with transaction.atomic(), pytest.raises(OperationalError):
        rows.persistently(attempt)


FLOWS = st.lists(
    st.builds(
        Flow,
        debit=st.sampled_from("abcdx"),
        credit=st.sampled_from("abcdx"),
        state=st.sampled_from([State.POSTED, State.PENDING, State.VOIDED]),
        wallet=st.booleans(),
    ).filter(lambda flow: flow.debit != flow.credit),
    max_size=7,
)


@given(FLOWS)
def test_each_wallet_gets_before_it_pays(flows: list[Flow]) -> None:
    order = in_order(flows)
    if order is None:
        return
    assert sorted(order) == list(range(len(flows)))
    for place, number in enumerate(order):
        paying = flows[number].takes_from
        later = [flows[other] for other in order[place + 1 :]]
        assert paying is None or not any(paying in flow.gives_to for flow in later)


@given(st.uuids(), st.integers(0, 999))
def test_the_id_of_a_line_is_its_own_and_near_its_journal(journal: UUID, number: int) -> None:
    found = ledger.line_id(journal, number)
    assert found == ledger.line_id(journal, number) != ledger.line_id(journal, number + 1)
    assert found.bytes[:6] == journal.bytes[:6]
    assert found.version == 8
