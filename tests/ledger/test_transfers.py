"""What the ledger's door promises to those who give, reserve and redeem."""

from __future__ import annotations

import random
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.values import Points
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import public as ledger
from maplebridge.ledger.actions.rows import COLUMNS
from maplebridge.ledger.models import Transfer

from .conftest import NOW, Book, open_book, open_one


def code_of(refused: pytest.ExceptionInfo[RuleBroken]) -> str:
    return refused.value.code


def test_a_transfer_moves_points_between_two_accounts(book: Book) -> None:
    book.give(5, book.wang)
    assert ledger.balance(book.wang) == ledger.Balance(posted=5, held=0)
    assert ledger.balance(book.issuance).posted == -5


def test_asking_again_with_the_same_id_changes_nothing(book: Book) -> None:
    key = uuid4()
    first = book.give(5, book.wang, key)
    assert book.give(5, book.wang, key) == first
    assert ledger.balance(book.wang).posted == 5


@pytest.mark.parametrize("amount", [1, 6])
def test_the_same_id_with_other_content_is_refused(book: Book, amount: int) -> None:
    key = uuid4()
    book.give(5, book.wang, key)
    with pytest.raises(RuleBroken) as refused:
        book.give(amount, book.wang, key)
    assert code_of(refused) == "transfer_id_taken"
    assert ledger.balance(book.wang).posted == 5


def test_nobody_spends_more_than_is_available_and_hears_how_much_that_is(book: Book) -> None:
    book.give(5, book.wang)
    book.reserve(2, book.wang)
    with pytest.raises(RuleBroken) as refused:
        book.redeem(4, book.wang)
    assert code_of(refused) == "ledger_not_enough"
    assert refused.value.facts == {"available": 3, "wanted": 4}
    assert "3" in refused.value.sentence


def test_a_refusal_leaves_the_callers_transaction_usable(book: Book) -> None:
    with transaction.atomic():
        with pytest.raises(RuleBroken):
            book.redeem(1, book.wang)
        book.give(2, book.wang)
    assert ledger.balance(book.wang).posted == 2


def test_points_are_never_taken_for_a_reason_that_is_not_on_the_list(book: Book) -> None:
    book.give(5, book.wang)
    with pytest.raises(RuleBroken) as refused:
        book.move(book.wang, book.redeemed, 1, "fine")
    assert code_of(refused) == "ledger_code_not_allowed"


@pytest.mark.parametrize("amount", [0, -1, 10**12 + 1])
def test_an_absurd_amount_is_refused(book: Book, amount: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        book.give(amount, book.wang)
    assert code_of(refused) == "ledger_amount_out_of_range"


def test_a_hold_is_neither_spendable_nor_gone(book: Book) -> None:
    book.give(5, book.wang)
    book.reserve(2, book.wang)
    assert ledger.balance(book.wang) == ledger.Balance(posted=5, held=2)
    assert ledger.balance(book.wang).available == 3
    assert ledger.balance(book.redeemed).incoming == 2


def test_posting_a_hold_moves_it_and_gives_the_rest_back(book: Book) -> None:
    book.give(5, book.wang)
    held = book.reserve(4, book.wang)
    key = uuid4()
    for _ in range(2):  # a retry of the same answer
        ledger.post(viewer=SYSTEM, id=key, hold_id=held.pk, amount=Points(3), now=NOW)
    assert ledger.balance(book.wang) == ledger.Balance(posted=2, held=0)
    assert ledger.balance(book.redeemed) == ledger.Balance(posted=3, held=0)


def test_voiding_a_hold_restores_everything(book: Book) -> None:
    book.give(5, book.wang)
    before = ledger.balance(book.wang)
    held = book.reserve(4, book.wang)
    ledger.void(viewer=SYSTEM, id=uuid4(), hold_id=held.pk, now=NOW)
    assert ledger.balance(book.wang) == before


def test_a_hold_is_resolved_once(book: Book) -> None:
    book.give(5, book.wang)
    held = book.reserve(4, book.wang)
    ledger.void(viewer=SYSTEM, id=uuid4(), hold_id=held.pk, now=NOW)
    with pytest.raises(RuleBroken) as refused:
        ledger.post(viewer=SYSTEM, id=uuid4(), hold_id=held.pk, now=NOW)
    assert code_of(refused) == "ledger_already_resolved"
    assert ledger.balance(book.wang) == ledger.Balance(posted=5, held=0)


def test_no_more_is_posted_than_was_held(book: Book) -> None:
    book.give(5, book.wang)
    held = book.reserve(2, book.wang)
    with pytest.raises(RuleBroken) as refused:
        ledger.post(viewer=SYSTEM, id=uuid4(), hold_id=held.pk, amount=Points(3), now=NOW)
    assert refused.value.facts == {"held": 2}


def test_only_a_hold_can_be_posted(book: Book) -> None:
    given = book.give(5, book.wang)
    for hold_id in (given.pk, uuid4()):
        with pytest.raises(Missing):
            ledger.post(viewer=SYSTEM, id=uuid4(), hold_id=hold_id, now=NOW)


def test_what_is_promised_to_a_household_cannot_be_spent_yet(book: Book) -> None:
    ledger.hold(
        viewer=SYSTEM, id=uuid4(), unit=ledger.Unit.PT, debit=book.issuance, credit=book.wang,
        amount=Points(3), code="reward", now=NOW,
    )  # fmt: skip
    assert ledger.balance(book.wang) == ledger.Balance(posted=0, held=0, incoming=3)
    with pytest.raises(RuleBroken):
        book.redeem(1, book.wang)


def test_an_owner_has_one_account_of_a_kind_and_unit(book: Book) -> None:
    again = ledger.open_account(
        unit=ledger.Unit.PT,
        kind="household",
        owner_id=book.wang.owner_id,
        constrained=True,
        now=NOW,
    )
    assert again == book.wang


def test_a_transfer_never_crosses_units(book: Book) -> None:
    minutes = open_one("household", constrained=True, unit=ledger.Unit.MIN)
    with pytest.raises(AssertionError):
        book.give(1, minutes)


def test_folding_the_tail_changes_no_balance(book: Book) -> None:
    book.give(5, book.wang)
    book.redeem(2, book.wang)
    before = [ledger.balance(account) for account in (book.issuance, book.redeemed)]
    ledger.fold_tails(now=NOW)
    ledger.fold_tails(now=NOW)
    assert [ledger.balance(account) for account in (book.issuance, book.redeemed)] == before
    book.issuance.refresh_from_db()
    assert book.issuance.posted_out == 5


def test_a_balance_takes_one_query_whatever_the_history(
    book: Book, django_assert_num_queries
) -> None:
    for _ in range(30):
        book.give(1, book.wang)
    with django_assert_num_queries(1):
        assert ledger.balance(book.wang).posted == 30
    with django_assert_num_queries(1):
        assert ledger.balance(book.issuance).posted == -30


def test_a_transfer_is_one_statement(book: Book, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        book.give(1, book.wang)


@pytest.mark.parametrize("seed", range(3))
def test_what_does_not_depend_on_each_other_ends_alike_in_any_order(db: None, seed: int) -> None:
    """Gifts first, then what is redeemed: within each half the order is chance, in two books."""
    dice = random.Random(seed)
    gifts = [(dice.choice(["wang", "li"]), dice.randint(5, 9)) for _ in range(8)]
    taken = [(dice.choice(["wang", "li"]), 1) for _ in range(4)]
    ends = []
    for _ in range(2):
        bank = open_book(uuid4())
        for halves, enter in ((gifts, bank.give), (taken, bank.redeem)):
            for name, amount in dice.sample(halves, len(halves)):
                if enter == bank.give or ledger.balance(getattr(bank, name)).available:
                    enter(amount, getattr(bank, name))
        ends.append([ledger.balance(one) for one in (bank.wang, bank.li, bank.issuance)])
    assert ends[0] == ends[1]


@pytest.mark.django_db(transaction=True)
def test_transfers_go_on_over_a_connection_that_was_made_anew(book: Book) -> None:
    """On PostgreSQL a thread keeps its cursor; it must not keep one of a connection that is gone."""
    book.give(1, book.wang)
    connection.close()
    book.give(2, book.wang)
    assert ledger.balance(book.wang).posted == 3


def test_a_transfer_is_one_statement_and_is_seen_by_who_counts(
    book: Book, django_assert_num_queries: Any
) -> None:
    book.give(1, book.wang)
    with django_assert_num_queries(1):
        book.give(2, book.wang)


def test_the_columns_of_an_insert_are_those_of_the_table_in_its_order() -> None:
    assert [field.attname for field in Transfer._meta.concrete_fields] == [*COLUMNS]
