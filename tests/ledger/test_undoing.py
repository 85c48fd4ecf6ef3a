"""Holds that end by themselves, and rows that undo others: once, mirrored, in the open."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest

from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.values import Points
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import actions
from maplebridge.ledger import public as ledger
from maplebridge.ledger.models import Transfer

from .conftest import NOW, Book

ENDS = NOW + timedelta(days=3)
MOMENT = timedelta(microseconds=1)


def reserve(book: Book, amount: int, ends: datetime | None = ENDS) -> Transfer:
    return ledger.hold(
        viewer=SYSTEM, id=uuid4(), unit=ledger.Unit.PT, debit=book.wang, credit=book.redeemed,
        amount=Points(amount), code="redeem", now=NOW, expires_at=ends,
    )  # fmt: skip


def post(held: Transfer, now: datetime, id=None) -> Transfer:
    return ledger.post(viewer=SYSTEM, id=id or uuid4(), hold_id=held.pk, now=now)


def undo(row: Transfer, *, of_reversal: bool = False, id=None) -> Transfer:
    return ledger.reverse(
        viewer=SYSTEM, id=id or uuid4(), transfer_id=row.pk, now=NOW, of_reversal=of_reversal
    )


def code_of(refused: pytest.ExceptionInfo[RuleBroken]) -> str:
    return refused.value.code


def test_a_reservation_is_picked_up_until_the_last_moment(book: Book) -> None:
    book.give(5, book.wang)
    post(reserve(book, 2), ENDS - MOMENT)
    with pytest.raises(RuleBroken) as refused:
        post(reserve(book, 2), ENDS)
    assert code_of(refused) == "ledger_hold_expired"
    assert ledger.balance(book.wang) == ledger.Balance(posted=3, held=2)


def test_the_duty_releases_what_is_over_and_nothing_else(book: Book) -> None:
    book.give(5, book.wang)
    over, not_yet = reserve(book, 2), reserve(book, 1, ENDS + MOMENT)
    for duty in (actions.expire_due, actions.expire_due, actions.expire_all):
        duty(now=ENDS)
    assert ledger.balance(book.wang) == ledger.Balance(posted=5, held=1)
    ended = Transfer.objects.get(resolves=over)
    assert (ended.state, ended.at) == ("expired", ENDS)
    assert not Transfer.objects.filter(resolves=not_yet).exists()
    with pytest.raises(RuleBroken) as refused:
        post(over, ENDS)
    assert code_of(refused) == "ledger_hold_expired"


def test_the_nightly_duty_finds_what_ended_long_ago(book: Book) -> None:
    book.give(5, book.wang)
    reserve(book, 2)
    actions.expire_due(now=ENDS + timedelta(days=9))
    assert ledger.balance(book.wang).held == 2
    actions.expire_all(now=ENDS + timedelta(days=9))
    assert ledger.balance(book.wang).held == 0


def test_points_of_an_ended_reservation_are_spendable_before_any_duty_ran(book: Book) -> None:
    book.give(5, book.wang)
    reserve(book, 4)
    with pytest.raises(RuleBroken):
        book.move(book.wang, book.redeemed, 3, "redeem", now=ENDS - MOMENT)
    book.move(book.wang, book.redeemed, 3, "redeem", now=ENDS)
    assert ledger.balance(book.wang) == ledger.Balance(posted=2, held=0)
    with pytest.raises(RuleBroken):
        book.move(book.wang, book.redeemed, 3, "redeem", now=ENDS)


def test_a_reservation_that_was_picked_up_in_time_stays_so_when_asked_again_late(
    book: Book,
) -> None:
    book.give(5, book.wang)
    held, key = reserve(book, 2), uuid4()
    first = post(held, ENDS - MOMENT, key)
    assert post(held, ENDS + MOMENT, key) == first
    with pytest.raises(RuleBroken) as refused:
        post(held, ENDS + MOMENT)
    assert code_of(refused) == "ledger_already_resolved"


def test_a_reservation_ends_after_it_begins(book: Book) -> None:
    book.give(5, book.wang)
    with pytest.raises(RuleBroken) as refused:
        reserve(book, 2, NOW)
    assert code_of(refused) == "ledger_hold_ends_before_it_begins"


def test_a_reservation_asked_for_again_after_its_end_is_the_one_that_stood(book: Book) -> None:
    """Found by the simulator: the retry was told that it would end before it begins."""
    book.give(5, book.wang)
    held = reserve(book, 2)
    ask = partial(
        ledger.hold, viewer=SYSTEM, unit=ledger.Unit.PT, debit=book.wang, credit=book.redeemed,
        amount=Points(2), code="redeem", now=ENDS + MOMENT, expires_at=ENDS,
    )  # fmt: skip
    assert ask(id=held.pk) == held
    with pytest.raises(RuleBroken) as refused:
        ask(id=uuid4())
    assert code_of(refused) == "ledger_hold_ends_before_it_begins"


def test_a_row_is_undone_by_its_mirror_once(book: Book) -> None:
    given, key = book.give(5, book.wang), uuid4()
    undone = undo(given, id=key)
    assert undo(given, id=key) == undone
    assert (undone.reverses_id, undone.code) == (given.pk, "reverse")
    assert ledger.balance(book.wang).posted == ledger.balance(book.issuance).posted == 0
    book.give(5, book.wang)
    with pytest.raises(RuleBroken) as refused:
        undo(given)
    assert code_of(refused) == "ledger_already_reversed"


def test_nobody_is_pushed_below_zero_by_undoing(book: Book) -> None:
    given = book.give(5, book.wang)
    book.redeem(2, book.wang)
    with pytest.raises(RuleBroken) as refused:
        undo(given)
    assert code_of(refused) == "ledger_not_enough"
    assert refused.value.facts == {"available": 3, "wanted": 5}


def test_a_reversal_is_undone_only_by_saying_so(book: Book) -> None:
    given = book.give(5, book.wang)
    undone = undo(given)
    with pytest.raises(RuleBroken) as refused:
        undo(undone)
    assert code_of(refused) == "ledger_is_a_reversal"
    with pytest.raises(RuleBroken) as refused:
        undo(given, of_reversal=True)
    assert code_of(refused) == "ledger_is_no_reversal"
    assert undo(undone, of_reversal=True).code == "reinstate"
    assert ledger.balance(book.wang).posted == 5


def test_what_was_only_held_is_not_undone_but_what_was_settled_is(book: Book) -> None:
    book.give(5, book.wang)
    held = book.reserve(3, book.wang)
    with pytest.raises(RuleBroken) as refused:
        undo(held)
    assert code_of(refused) == "ledger_nothing_to_reverse"
    with pytest.raises(Missing):
        ledger.reverse(viewer=SYSTEM, id=uuid4(), transfer_id=uuid4(), now=NOW)
    undo(post(held, NOW))
    assert ledger.balance(book.wang) == ledger.Balance(posted=5, held=0)


@pytest.mark.parametrize("code", ["reverse", "reinstate"])
def test_nobody_takes_points_under_the_name_of_undoing(book: Book, code: str) -> None:
    book.give(5, book.wang)
    with pytest.raises(RuleBroken) as refused:
        book.move(book.wang, book.redeemed, 1, code)
    assert code_of(refused) == "ledger_code_not_allowed"


def test_a_reversal_stands_in_a_journal_with_what_is_entered_instead(book: Book) -> None:
    given = book.give(5, book.wang)
    right = ledger.Move(
        unit=ledger.Unit.PT, debit=book.issuance, credit=book.li, amount=Points(5), code="reward"
    )
    ledger.enter(
        viewer=SYSTEM, journal_id=uuid4(), entries=[ledger.Reverse(transfer_id=given.pk), right],
        now=NOW,
    )  # fmt: skip
    assert [ledger.balance(one).posted for one in (book.wang, book.li)] == [0, 5]
    with pytest.raises(RuleBroken) as refused:
        ledger.enter(
            viewer=SYSTEM, journal_id=uuid4(), now=NOW,
            entries=[right, ledger.Reverse(transfer_id=given.pk)],
        )  # fmt: skip
    assert code_of(refused) == "ledger_already_reversed"
