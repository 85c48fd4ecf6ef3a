"""A period is closed, numbered, sealed; nothing enters it any more, and one row can be proved."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from maplebridge.core.audit import merkle
from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.models import AuditEntry
from maplebridge.core.values import Points
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import actions
from maplebridge.ledger import public as ledger
from maplebridge.ledger.actions import closing
from maplebridge.ledger.models import BookPage, BookPeriod, Checkpoint, Transfer, Voucher
from maplebridge.ledger.queries import sealed
from maplebridge.ledger.rules import leaves

from .conftest import NOW, Book, open_book
from .test_guards import refused, run

DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def bank(db: None) -> Book:
    """A village bank with a book of its own."""
    return open_book(uuid4())


def fill(bank: Book, days: int, first: int = 0) -> list[Transfer]:
    """One gift a day; every third day something is redeemed."""
    rows = []
    for day in range(first, first + days):
        now = NOW + day * DAY
        rows.append(bank.move(bank.issuance, bank.wang, day + 1, "reward", now=now))
        if day % 3 == 2:
            rows.append(bank.move(bank.wang, bank.redeemed, 2, "redeem", now=now))
    return rows


def close(bank: Book, days: float, later: timedelta = DAY) -> BookPeriod:
    ends = NOW + days * DAY
    return ledger.close_period(viewer=SYSTEM, book_id=bank.id, ends_at=ends, now=ends + later)


def seal(bank: Book) -> BookPeriod:
    period = ledger.seal_period(book_id=bank.id, now=NOW + 99 * DAY)
    assert period is not None
    return period


def code_of(error: pytest.ExceptionInfo[RuleBroken]) -> str:
    return error.value.code


def test_nothing_enters_a_closed_period_by_any_way(bank: Book) -> None:
    given = fill(bank, 3)[0]
    close(bank, 3)
    with pytest.raises(RuleBroken) as told, transaction.atomic():
        bank.move(bank.issuance, bank.wang, 1, "reward", now=NOW + 3 * DAY - MOMENT)
    assert code_of(told) == "ledger_period_closed"
    columns = ", ".join(name for name in leaves.FIELDS if name not in {"id", "at"})
    earlier = (NOW + DAY).replace(tzinfo=None).isoformat(sep=" ")
    refused(
        "ledger_period_closed",
        f"INSERT INTO ledger_transfer (id, at, {columns})"
        f" SELECT %s, '{earlier}', {columns} FROM ledger_transfer WHERE id = %s",
        uuid4(), given.pk,
    )  # fmt: skip
    bank.move(bank.issuance, bank.wang, 1, "reward", now=NOW + 3 * DAY)


def test_other_books_stay_open(bank: Book) -> None:
    close(bank, 3)
    other = open_book(uuid4())
    other.move(other.issuance, other.wang, 1, "reward", now=NOW)
    assert ledger.closed_until(bank.id) == NOW + 3 * DAY
    assert ledger.closed_until(other.id) is None


def test_a_correction_goes_into_the_open_period_and_names_what_it_corrects(bank: Book) -> None:
    given = fill(bank, 1)[0]
    close(bank, 1)
    with pytest.raises(RuleBroken) as told, transaction.atomic():
        ledger.reverse(viewer=SYSTEM, id=uuid4(), transfer_id=given.pk, now=NOW)
    assert code_of(told) == "ledger_period_closed"
    undone = ledger.reverse(viewer=SYSTEM, id=uuid4(), transfer_id=given.pk, now=NOW + DAY)
    assert undone.reverses_id == given.pk


def test_periods_follow_each_other_and_end_in_the_past(bank: Book) -> None:
    first = close(bank, 3)
    assert close(bank, 3) == first
    second = close(bank, 5)
    assert (second.number, second.starts_at) == (2, first.ends_at)
    for days, later, code in (
        (4.0, DAY, "ledger_period_before_the_last"),
        (9.0, -MOMENT, "ledger_period_not_over"),
    ):
        with pytest.raises(RuleBroken) as told:
            close(bank, days, later)
        assert code_of(told) == code
    assert [one.number for one in ledger.periods(bank.id)] == [2, 1]


def test_the_database_keeps_periods_in_a_row(bank: Book) -> None:
    close(bank, 3)
    row = {
        "id": uuid4(), "book_id": bank.id, "number": 3, "starts_at": None,
        "ends_at": "2027-01-01 00:00:00", "state": "closed", "closed_at": "2027-01-01 00:00:00",
        "count": 0, "root": "", "balances": "", "previous": "", "head": "",
    }  # fmt: skip
    sql = (
        f"INSERT INTO ledger_bookperiod ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})"
    )
    refused("ledger_periods_follow_each_other", sql, *row.values())


def test_numbers_are_gapless_in_the_order_of_the_book_and_begin_anew(bank: Book) -> None:
    rows = fill(bank, 9)
    close(bank, 5)
    close(bank, 9)
    seal(bank)
    seal(bank)
    found = [
        (one.period.number, one.number, one.transfer_id)
        for one in Voucher.objects.select_related("period").order_by("period__number", "number")
    ]
    ordered = sorted(rows, key=lambda row: (row.at, row.pk.hex))
    first = [row for row in ordered if row.at < NOW + 5 * DAY]
    second = ordered[len(first) :]
    assert found == [
        *((1, number, row.pk) for number, row in enumerate(first, 1)),
        *((2, number, row.pk) for number, row in enumerate(second, 1)),
    ]
    assert ledger.voucher_number(first[1].pk) == (1, 2)
    assert ledger.seal_period(book_id=bank.id, now=NOW) is None


def test_the_text_of_a_row_is_the_same_in_sql_and_in_python(bank: Book) -> None:
    bank.give(9, bank.wang)
    held = ledger.hold(
        viewer=SYSTEM, id=uuid4(), unit=ledger.Unit.PT, debit=bank.wang, credit=bank.redeemed,
        amount=Points(3), code="redeem", now=NOW + MOMENT, expires_at=NOW + DAY,
        journal_id=uuid4(), thing=("bank.reward|楓", uuid4()), rulebook="米|1",
    )  # fmt: skip
    ledger.post(viewer=SYSTEM, id=uuid4(), hold_id=held.pk, now=NOW + 2 * MOMENT)
    period = close(bank, 5)
    found = {
        sealed.as_id(row.key): sealed.as_bytes(row.content).decode() for row in sealed.rows(period)
    }
    assert len(found) == 3
    for row in Transfer.objects.filter(pk__in=found):
        assert found[row.pk] == leaves.text({name: getattr(row, name) for name in leaves.FIELDS})


def small_pages(monkeypatch: pytest.MonkeyPatch, page: int = 4) -> None:
    for module in (closing, sealed):
        monkeypatch.setattr(module, "PAGE", page)
    monkeypatch.setattr(closing, "PAGES_AT_ONCE", 1)


@pytest.mark.parametrize("days", [0, 1, 3, 6, 7, 14])
def test_pages_are_subtrees_of_one_tree_and_every_row_is_proved(
    bank: Book, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    small_pages(monkeypatch)
    rows = fill(bank, days)
    close(bank, 20)
    period = seal(bank)
    all_leaves = [leaf for *_, leaf in sealed.vouchers(period)]
    assert period.count == len(rows) == len(all_leaves)
    assert period.root == merkle.root(all_leaves).hex()
    for row in rows:
        proof = ledger.prove(row.pk)
        assert proof.holds
        assert proof.head == period.head


def test_a_proof_of_anything_else_does_not_hold(bank: Book) -> None:
    row = fill(bank, 6)[3]
    close(bank, 20)
    seal(bank)
    proof = ledger.prove(row.pk)
    for change in (
        {"content": proof.content.replace("|posted|", "|voided|")},
        {"number": proof.number + 1},
        {"count": proof.count + 1},
        {"path": proof.path[:-1]},
        {"salt": b"0" * 16},
        {"balances": "1" * 64},
        {"period": 2},
        {"ends_at": NOW},
    ):
        assert not dataclasses.replace(proof, **change).holds, change


def test_a_row_of_the_open_period_has_no_proof_yet(bank: Book) -> None:
    row = fill(bank, 1)[0]
    for _ in range(2):
        with pytest.raises(Missing):
            ledger.prove(row.pk)
        close(bank, 2)
    assert ledger.voucher_number(uuid4()) is None


def test_sealing_goes_on_where_it_stopped(bank: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    small_pages(monkeypatch)
    fill(bank, 14)
    period = close(bank, 20)
    assert closing._seal_pages(period, lambda count: b"s" * count)
    assert BookPage.objects.filter(period=period).count() == 1
    sealed_period = seal(bank)
    assert sealed_period.count == 18
    assert [page.count for page in BookPage.objects.order_by("number")] == [4, 4, 4, 4, 2]
    assert list(Voucher.objects.order_by("number").values_list("number", flat=True)) == list(
        range(1, 19)
    )


def test_the_duty_seals_what_is_closed_and_the_audit_knows_each_head(bank: Book) -> None:
    fill(bank, 4)
    close(bank, 2)
    close(bank, 4)
    actions.seal_closed(now=NOW + 9 * DAY)
    first, second = BookPeriod.objects.filter(book_id=bank.id).order_by("number")
    assert (first.previous, second.previous) == (leaves.START, first.head)
    told = AuditEntry.objects.filter(verb="ledger.seal", thing_id__in=[first.pk, second.pk])
    assert {entry.facts["head"] for entry in told} == {first.head, second.head}


def test_what_is_sealed_stands(bank: Book) -> None:
    fill(bank, 3)
    close(bank, 3)
    period = seal(bank)
    for sql in (
        "UPDATE ledger_bookperiod SET root = 'x'",
        "UPDATE ledger_bookperiod SET state = 'closed'",
        "DELETE FROM ledger_bookperiod",
        "UPDATE ledger_voucher SET number = number + 1",
        "UPDATE ledger_voucher SET salt = leaf",
        "DELETE FROM ledger_voucher",
        "UPDATE ledger_bookpage SET count = 1",
        "DELETE FROM ledger_bookpage",
        "UPDATE ledger_checkpoint SET posted_in = 1",
        "DELETE FROM ledger_checkpoint",
    ):
        refused("ledger_append_only", sql)
    columns = "account_id, period_id, ends_at, posted_in, posted_out, held_in, held_out"
    refused(
        "ledger_sealed_once",
        f"INSERT INTO ledger_checkpoint ({columns})"
        " VALUES (%s, %s, '2027-01-01 00:00:00', 1, 0, 0, 0)",
        bank.li.pk, period.pk,
    )  # fmt: skip


def test_a_salt_may_be_forgotten_and_the_seal_still_holds(bank: Book) -> None:
    row = fill(bank, 3)[0]
    close(bank, 3)
    head = seal(bank).head
    ledger.forget_salt(viewer=SYSTEM, transfer_id=row.pk, now=NOW)
    with pytest.raises(Missing):
        ledger.prove(row.pk)
    report = actions_verify(bank)
    assert (report.faults, report.erased, report.heads[bank.id]) == ([], 1, head)
    with pytest.raises(Missing):
        ledger.forget_salt(viewer=SYSTEM, transfer_id=uuid4(), now=NOW)


def test_a_salt_that_is_gone_without_a_word_is_found(bank: Book) -> None:
    row = fill(bank, 3)[0]
    close(bank, 3)
    seal(bank)
    empty = "''" if connection.vendor == "postgresql" else "x''"
    run(f"UPDATE ledger_voucher SET salt = {empty} WHERE transfer_id = %s", row.pk)
    assert "its salt is gone" in actions_verify(bank).faults[0]


def actions_verify(bank: Book):
    from maplebridge.ledger.queries import verify

    return verify(book_id=bank.id)


def test_a_hold_ends_in_its_own_period_or_opens_the_next(bank: Book) -> None:
    bank.give(9, bank.wang)
    ends = [NOW + 2 * DAY, NOW + 4 * DAY]
    early, late = (
        ledger.hold(
            viewer=SYSTEM, id=uuid4(), unit=ledger.Unit.PT, debit=bank.wang,
            credit=bank.redeemed, amount=Points(3), code="redeem", now=NOW, expires_at=at,
        )
        for at in ends
    )  # fmt: skip
    close(bank, 3, later=timedelta())
    assert Transfer.objects.get(resolves=early).at == ends[0]
    close_without_release(bank, NOW + 5 * DAY)
    actions.expire_all(now=NOW + 6 * DAY)
    assert Transfer.objects.get(resolves=late).at == NOW + 5 * DAY


def close_without_release(bank: Book, ends: datetime) -> None:
    last = BookPeriod.objects.get(book_id=bank.id)
    BookPeriod.objects.create(
        book_id=bank.id, number=2, starts_at=last.ends_at, ends_at=ends, state="closed",
        closed_at=ends,
    )  # fmt: skip


def every_instant(bank: Book) -> list[datetime]:
    found = [NOW - DAY]
    for day in range(16):
        found += [NOW + day * DAY - MOMENT, NOW + day * DAY]
    return found


def folded(account: UUID, at: datetime) -> ledger.Balance:
    """A balance from the rows, in plain Python."""
    posted = held = incoming = 0
    for row in Transfer.objects.filter(at__lte=at):
        moved = row.amount if row.state in {"posted", "settled"} else 0
        kept = row.amount if row.state == "pending" else -row.released
        if row.debit_id == account:
            posted, held = posted - moved, held + kept
        elif row.credit_id == account:
            posted, incoming = posted + moved, incoming + kept
    return ledger.Balance(posted, held, incoming)


def test_a_balance_at_any_past_instant_is_the_fold_of_the_rows_until_then(bank: Book) -> None:
    fill(bank, 7)
    held = ledger.hold(
        viewer=SYSTEM, id=uuid4(), unit=ledger.Unit.PT, debit=bank.wang, credit=bank.redeemed,
        amount=Points(3), code="redeem", now=NOW + 6 * DAY,
    )  # fmt: skip
    close(bank, 4)
    close(bank, 7)
    fill(bank, 5, first=8)
    ledger.void(viewer=SYSTEM, id=uuid4(), hold_id=held.pk, now=NOW + 9 * DAY)
    for _ in range(3):  # nothing sealed, one period sealed, two
        for account in (bank.wang, bank.issuance, bank.redeemed, bank.li):
            for at in every_instant(bank):
                assert ledger.balance_at(account, at) == folded(account.pk, at), (at, account.kind)
        ledger.seal_period(book_id=bank.id, now=NOW + 99 * DAY)
    assert Checkpoint.objects.count() == 6
    assert ledger.balance_at(bank.wang, NOW + 99 * DAY) == ledger.balance(bank.wang)


def test_a_past_balance_reads_one_period_in_one_query(
    bank: Book, django_assert_num_queries
) -> None:
    fill(bank, 9)
    close(bank, 9)
    seal(bank)
    with django_assert_num_queries(1):
        assert ledger.balance_at(bank.wang, NOW + 20 * DAY).posted == 45 - 6
