"""`maplebridge ledger verify` recomputes everything from the rows and names the first bad one."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from maplebridge.core.values import Points
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import public as ledger
from maplebridge.ledger.actions import closing
from maplebridge.ledger.commands import ledger as command
from maplebridge.ledger.models import BookPeriod, Transfer, Voucher
from maplebridge.ledger.queries import sealed, verify, verifying
from maplebridge.ledger.rules import leaves

from .conftest import NOW, Book, open_book

DAY = timedelta(days=1)


def told(book_id: UUID | None = None) -> int:
    return command.run(Namespace(verb="verify", book=book_id))


@contextmanager
def the_keys_of_the_database() -> Iterator[Callable[..., None]]:
    """Somebody turns the guards off and writes what they like."""

    def write(sql: str, *values: object) -> None:
        sqlite = connection.vendor == "sqlite"
        with connection.cursor() as cursor:
            cursor.execute(
                sql,
                [one.hex if sqlite and isinstance(one, UUID) else one for one in values],
            )

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
    yield write
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture
def bank(db: None, monkeypatch: pytest.MonkeyPatch) -> Book:
    """Two sealed periods of ten and eight rows on pages of four, and three rows still open."""
    for module in (closing, sealed, verifying):
        monkeypatch.setattr(module, "PAGE", 4)
    monkeypatch.setattr(closing, "PAGES_AT_ONCE", 2)
    bank = open_book(uuid4())
    for day in range(21):
        bank.move(bank.issuance, bank.wang, day + 1, "reward", now=NOW + day * DAY)
    for days in (10, 18):
        ends = NOW + days * DAY
        ledger.close_period(viewer=SYSTEM, book_id=bank.id, ends_at=ends, now=ends)
        ledger.seal_period(book_id=bank.id, now=ends)
    return bank


def row_of(bank: Book, period: int, number: int) -> Transfer:
    found = Voucher.objects.get(
        period__book_id=bank.id, period__number=period, number=number
    ).transfer
    assert isinstance(found, Transfer)
    return found


def test_a_sound_book_passes(bank: Book, capsys: pytest.CaptureFixture[str]) -> None:
    assert told() == told(bank.id) == 0
    said = capsys.readouterr().out
    assert "0 drifted" in said
    assert "2 sealed periods, 18 rows checked against their seal, 3 rows" in said
    assert BookPeriod.objects.get(book_id=bank.id, number=2).head in said


def test_an_account_that_somebody_bent_is_named(
    bank: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    with the_keys_of_the_database() as write:
        write(
            "UPDATE ledger_ledgeraccount SET posted_in = posted_in + 4 WHERE id = %s", bank.wang.pk
        )
    assert told() == 1
    said = capsys.readouterr().out
    assert f"✗ DRIFT PT household {bank.wang.pk}" in said
    assert "1 drifted" in said


def account_with_one_digit_changed(row: Transfer) -> UUID:
    digit = "1" if row.credit_id.hex[-1] == "0" else "0"
    return UUID(hex=row.credit_id.hex[:-1] + digit)


CHANGES = {
    "amount": ("amount = 90", "amount was changed after it was sealed: 6 became 90"),
    "code": (
        "code = 'rewarf'",
        "code was changed after it was sealed: reward became rewarf",
    ),
    "rulebook": ("rulebook = 'x/1'", "it was changed after it was sealed, in more than one place"),
    "unit": ("unit = 'FEN'", "in more than one place"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_row_is_named_with_what_it_was(bank: Book, name: str) -> None:
    row = row_of(bank, 1, 6)
    change, words = CHANGES[name]
    with the_keys_of_the_database() as write:
        write(f"UPDATE ledger_transfer SET {change} WHERE id = %s", row.pk)
    faults = verify(book_id=bank.id).faults
    assert [words in fault for fault in faults if f"voucher 6, row {row.pk}" in fault] == [True]


def test_one_digit_of_an_account_is_found(bank: Book) -> None:
    row = row_of(bank, 1, 6)
    other = account_with_one_digit_changed(row)
    with the_keys_of_the_database() as write:
        write("UPDATE ledger_transfer SET credit_id = %s WHERE id = %s", other, row.pk)
    faults = "\n".join(verify(book_id=bank.id).faults)
    assert f"row {row.pk}: credit was changed after it was sealed: {row.credit_id.hex}" in faults
    assert "an account does not exist in this unit and book" in faults


@pytest.mark.parametrize("days", [0.00001, 2, 12])
def test_a_moved_instant_is_found_wherever_it_moves_the_row(bank: Book, days: float) -> None:
    """Within its place, past its neighbours, and out of its period."""
    row = row_of(bank, 1, 6)
    moved = (row.at + days * DAY).replace(tzinfo=None).isoformat(sep=" ")
    with the_keys_of_the_database() as write:
        write(f"UPDATE ledger_transfer SET at = '{moved}' WHERE id = %s", row.pk)
    fault = next(one for one in verify(book_id=bank.id).faults if "voucher" in one)
    assert fault.startswith(f"period 1 of book {bank.id}: voucher 6, row {row.pk}: ")
    assert "changed after it was sealed" in fault


def test_a_missing_row_is_named(bank: Book) -> None:
    row = row_of(bank, 2, 3)
    with the_keys_of_the_database() as write:
        write("DELETE FROM ledger_transfer WHERE id = %s", row.pk)
    assert (
        f"period 2 of book {bank.id}: voucher 3, row {row.pk}: the row is missing"
        in verify(book_id=bank.id).faults
    )


@pytest.mark.parametrize(("day", "words"), [(4, "before voucher 6"), (9, "after voucher 10")])
def test_an_inserted_row_is_named(bank: Book, day: int, words: str) -> None:
    key, like = uuid4(), row_of(bank, 1, 1)
    columns = ", ".join(name for name in leaves.FIELDS if name not in {"id", "at"})
    at = (NOW + day * DAY + DAY / 2).replace(tzinfo=None).isoformat(sep=" ")
    with the_keys_of_the_database() as write:
        write(
            f"INSERT INTO ledger_transfer (id, at, {columns})"
            f" SELECT %s, '{at}', {columns} FROM ledger_transfer WHERE id = %s",
            key, like.pk,
        )  # fmt: skip
    assert (
        f"period 1 of book {bank.id}: row {key} was added {words}" in verify(book_id=bank.id).faults
    )


def period_sql(number: int) -> str:
    return f"(SELECT id FROM ledger_bookperiod p WHERE p.book_id = %s AND p.number = {number})"


SEALS = {
    "a number": (
        "DELETE FROM ledger_voucher WHERE number = 2 AND period_id = {period}",
        "voucher 2 is missing",
    ),
    "a leaf": (
        "UPDATE ledger_voucher SET leaf = salt WHERE number = 7 AND period_id = {period}",
        "voucher 7, row",
    ),
    "a page": (
        "UPDATE ledger_bookpage SET root = {other} WHERE number = 2 AND period_id = {period}",
        "page 2, vouchers 5 to 8: a leaf or the page's root was changed",
    ),
    "a page gone": (
        "DELETE FROM ledger_bookpage WHERE number = 3 AND period_id = {period}",
        "page 3 is missing",
    ),
    "a checkpoint": (
        "UPDATE ledger_checkpoint SET held_in = 1 WHERE posted_in > 0 AND period_id = {period}",
        "the checkpoint of account PT household",
    ),
    "a checkpoint gone": (
        "DELETE FROM ledger_checkpoint WHERE posted_in > 0 AND period_id = {period}",
        "the checkpoint of account PT household",
    ),
    "the root": (
        "UPDATE ledger_bookperiod SET root = balances WHERE id = {period}",
        "a root, a count or an end was changed",
    ),
    "the count": (
        "UPDATE ledger_bookperiod SET count = 9 WHERE id = {period}",
        "a root, a count or an end was changed",
    ),
    "the head": (
        "UPDATE ledger_bookperiod SET head = root WHERE id = {period}",
        "the audit does not know its head",
    ),
}


@pytest.mark.parametrize("name", SEALS)
def test_a_changed_seal_is_named(bank: Book, name: str) -> None:
    sql, words = SEALS[name]
    other = "'\\x00'::bytea" if connection.vendor == "postgresql" else "x'00'"
    with the_keys_of_the_database() as write:
        write(sql.format(period=period_sql(1), other=other), bank.id)
    faults = verify(book_id=bank.id).faults
    assert any(one.startswith("period 1") and words in one for one in faults), faults


@pytest.mark.parametrize("with_its_rows", [True, False])
def test_the_newest_period_cut_off_is_found(bank: Book, with_its_rows: bool) -> None:
    last = BookPeriod.objects.get(book_id=bank.id, number=2)
    with the_keys_of_the_database() as write:
        for table in ("voucher", "bookpage", "checkpoint"):
            write(f"DELETE FROM ledger_{table} WHERE period_id = %s", last.pk)
        write("DELETE FROM ledger_bookperiod WHERE id = %s", last.pk)
        if with_its_rows:
            since = (NOW + 10 * DAY).replace(tzinfo=None).isoformat(sep=" ")
            write(f"DELETE FROM ledger_transfer WHERE book_id = %s AND at >= '{since}'", bank.id)
    expected = f"book {bank.id}: the audit saw 2 periods sealed, 1 are there"
    assert expected in verify(book_id=bank.id).faults
    assert expected in verify().faults


def test_a_row_of_the_open_period_that_no_guard_would_take_is_named(bank: Book) -> None:
    row = bank.move(bank.wang, bank.redeemed, 5, "redeem", now=NOW + 20 * DAY)
    with the_keys_of_the_database() as write:
        write("UPDATE ledger_transfer SET code = 'fine' WHERE id = %s", row.pk)
    fault = verify(book_id=bank.id).faults[0]
    key = row.pk.hex if connection.vendor == "sqlite" else str(row.pk)
    assert fault.startswith(f"row {key} of ")
    assert fault.endswith("its code may not take out of this account")


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite's own check of the file asks it")
def test_a_row_that_was_restored_against_the_conditions_is_named(bank: Book) -> None:
    row = bank.move(bank.issuance, bank.li, 5, "reward", now=NOW + 20 * DAY)
    with the_keys_of_the_database() as write:
        write("UPDATE ledger_transfer SET released = 2 WHERE id = %s", row.pk)
    fault = verify(book_id=bank.id).faults[0]
    assert fault.startswith(f"row {row.pk} of ")
    assert fault.endswith("it breaks ledger_only_resolutions_resolve")


def test_an_open_row_with_another_amount_shows_as_drift(bank: Book) -> None:
    row = bank.move(bank.issuance, bank.li, 5, "reward", now=NOW + 20 * DAY)
    with the_keys_of_the_database() as write:
        write("UPDATE ledger_transfer SET amount = 6 WHERE id = %s", row.pk)
    faults = verify(book_id=bank.id).faults
    assert any(f"DRIFT PT household {bank.li.pk}" in fault for fault in faults)


def test_the_check_does_not_vouch_for_what_no_seal_covers(
    bank: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    """An open row's reason can be rewritten and still add up, so the check must not say otherwise."""
    row = bank.move(bank.issuance, bank.li, 5, "reward", now=NOW + 20 * DAY)
    with the_keys_of_the_database() as write:
        write("UPDATE ledger_transfer SET thing_kind = 'other' WHERE id = %s", row.pk)
    assert told(bank.id) == 0
    said = capsys.readouterr().out
    assert "✓ nothing was changed" not in said
    assert "✓ nothing that is sealed was changed, added or removed" in said
    assert "4 open rows add up" in said
    assert "proved only once its period is sealed" in said


def test_the_check_vouches_for_all_when_all_is_sealed(
    bank: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    ends = NOW + 25 * DAY
    ledger.close_period(viewer=SYSTEM, book_id=bank.id, ends_at=ends, now=ends)
    ledger.seal_period(book_id=bank.id, now=ends)
    assert told(bank.id) == 0
    assert "✓ nothing was changed, added or removed" in capsys.readouterr().out


def test_the_audits_own_command_checks_the_ledger_too(
    bank: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    from maplebridge.core.commands import audit

    row = row_of(bank, 1, 6)
    assert audit.run(Namespace(verb="seal", root="", since=None)) == 0
    assert "ledger: 2 seals, 18 lines" in capsys.readouterr().out
    with the_keys_of_the_database() as write:
        write("UPDATE ledger_transfer SET amount = 90 WHERE id = %s", row.pk)
    assert audit.run(Namespace(verb="verify", root="", since=None)) == 1
    assert "amount was changed after it was sealed: 6 became 90" in capsys.readouterr().out


def test_progress_is_heard(bank: Book) -> None:
    heard: list[int] = []
    verify(book_id=bank.id, progress=heard.append)
    assert heard[-1] == 18


def test_holds_count_in_checkpoints(bank: Book) -> None:
    ledger.hold(
        viewer=SYSTEM, id=uuid4(), unit=ledger.Unit.PT, debit=bank.wang, credit=bank.redeemed,
        amount=Points(2), code="redeem", now=NOW + 20 * DAY,
    )  # fmt: skip
    ends = NOW + 25 * DAY
    ledger.close_period(viewer=SYSTEM, book_id=bank.id, ends_at=ends, now=ends)
    ledger.seal_period(book_id=bank.id, now=ends)
    assert ledger.balance_at(bank.wang, ends).held == 2
    assert verify(book_id=bank.id).faults == []
