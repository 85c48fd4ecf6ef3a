"""Each guard of the database, seen to refuse raw SQL whoever sends it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import CheckConstraint

from maplebridge.core.errors import RuleBroken
from maplebridge.core.values import Points
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import public as ledger
from maplebridge.ledger.models import AppendOnlyError, LedgerAccount, LedgerTail, Transfer
from maplebridge.ledger.queries import reading
from maplebridge.wiring import WALLET_CODES

from .conftest import NOW, Book, open_one

DAY = timedelta(days=1)

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="a guard of PostgreSQL only; see docs/ledger.md"
)


def db(value: object) -> object:
    return value.hex if isinstance(value, UUID) and connection.vendor == "sqlite" else value


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [db(value) for value in values])


def refused(guard: str, sql: str, *values: object) -> None:
    with pytest.raises(DatabaseError) as error:
        run(sql, *values)
    assert guard in str(error.value)


def insert(book: Book, **other: object) -> tuple[str, list[object]]:
    """A raw INSERT of a good row, with some columns made bad."""
    row: dict[str, object] = {
        "id": uuid4(), "book_id": book.issuance.book_id, "unit": "PT", "debit_id": book.issuance.pk,
        "credit_id": book.wang.pk,
        "amount": 1, "state": "posted", "resolves_id": None, "released": 0, "code": "reward",
        "journal_id": None, "thing_kind": "", "thing_id": None, "rulebook": "", "entered_by": None,
        "at": datetime(2026, 1, 1, tzinfo=UTC).isoformat(sep=" "), "reverses_id": None,
        "expires_at": None,
    } | other  # fmt: skip
    return (
        f"INSERT INTO ledger_transfer ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})",
        [*row.values()],
    )


def test_the_good_row_is_accepted_and_applied(book: Book) -> None:
    sql, values = insert(book, amount=4)
    run(sql, *values)
    assert ledger.balance(book.wang).posted == 4


BAD_ROWS = [
    ("ledger_amount_positive", {"amount": 0}),
    ("ledger_amount_positive", {"amount": -3}),
    ("ledger_amount_positive", {"amount": 10**12 + 1}),
    ("ledger_state_known", {"state": "maybe"}),
    ("ledger_only_resolutions_resolve", {"released": 1}),
    ("ledger_only_resolutions_resolve", {"state": "voided"}),
    ("ledger_only_holds_expire", {"expires_at": "2099-01-01 00:00:00+00:00"}),
    ("ledger_only_holds_expire", {"state": "pending", "expires_at": "2026-01-01 00:00:00+00:00"}),
    ("ledger_undoing_names_what_it_undoes", {"code": "reverse"}),
    ("ledger_undoing_names_what_it_undoes", {"code": "reinstate", "state": "pending"}),
    ("ledger_only_resolutions_resolve", {"state": "settled", "released": 1}),
    ("ledger_only_resolutions_resolve", {"state": "pending", "released": 1}),
    ("ledger_amount_positive", {"state": "pending", "amount": 0}),
    ("ledger_debit_in_same_unit", {"debit_id": UUID(int=1)}),
    ("ledger_credit_in_same_unit", {"credit_id": UUID(int=1)}),
]


@pytest.mark.parametrize(("guard", "wrong"), BAD_ROWS)
def test_a_bad_row_is_refused(book: Book, guard: str, wrong: dict[str, object]) -> None:
    sql, values = insert(book, **wrong)
    refused(guard, sql, *values)


@pytest.mark.parametrize("state", ["posted", "pending", "settled", "voided", "expired"])
@pytest.mark.parametrize("code", ["redeem", "reverse", "reinstate"])
@pytest.mark.parametrize("linked", ["", "resolves_id", "reverses_id"])
def test_the_database_asks_of_a_row_what_the_model_says(
    book: Book, state: str, code: str, linked: str
) -> None:
    """On PostgreSQL a trigger asks it, and lets plain rows through at one look."""
    book.give(9, book.wang)
    done = {
        "": None,
        "resolves_id": book.reserve(2, book.wang),
        "reverses_id": book.redeem(2, book.wang),
    }
    conditions = {
        one.name: one for one in Transfer._meta.constraints if isinstance(one, CheckConstraint)
    }
    for amount, released, ends in product([0, 1, 2], [0, 2], [None, NOW - DAY, NOW + DAY]):
        row = {
            "debit_id": book.wang.pk, "credit_id": book.redeemed.pk, "amount": amount, "state": state,
            "released": released, "code": code, "expires_at": ends, "at": NOW,
        } | ({linked: done[linked].pk} if done[linked] else {})  # fmt: skip
        broken = {name for name, one in conditions.items() if _breaks(one, row)}
        stored = row | {name: stored_instant(row[name]) for name in ("expires_at", "at")}
        sql, values = insert(book, **stored)
        try:
            with transaction.atomic():
                run(sql, *values)
                transaction.set_rollback(True)
            said = ""
        except DatabaseError as error:
            said = str(error)
        named = {name for name in conditions if name in said}
        assert named <= broken, f"{row}: {said}"
        assert said or not broken, f"{row} went in, against {broken}"


def _breaks(condition: CheckConstraint, row: dict[str, object]) -> bool:
    try:
        condition.validate(Transfer, Transfer(**row))
    except ValidationError:
        return True
    return False


def stored_instant(instant: object) -> object:
    if not isinstance(instant, datetime):
        return instant
    return connection.ops.adapt_datetimefield_value(instant)


def test_an_account_does_not_pay_itself(book: Book) -> None:
    sql, values = insert(book, credit_id=book.issuance.pk)
    refused("ledger_two_different_accounts", sql, *values)


def test_no_leg_crosses_into_another_unit(book: Book) -> None:
    minutes = open_one("household", constrained=True, unit=ledger.Unit.MIN)
    sql, values = insert(book, credit_id=minutes.pk)
    refused("ledger_credit_in_same_unit", sql, *values)
    sql, values = insert(book, unit="MIN", credit_id=minutes.pk)
    refused("ledger_debit_in_same_unit", sql, *values)


def test_an_amount_is_whole(book: Book) -> None:
    if connection.vendor == "sqlite":
        sql, values = insert(book, amount=1.5)
        refused("ledger_whole_amounts", sql, *values)
    else:  # the column's type holds it
        sql, values = insert(book, amount="1.5")
        refused("bigint", sql, *values)


def test_a_wallet_is_never_overdrawn(book: Book) -> None:
    book.give(2, book.wang)
    sql, values = insert(
        book, debit_id=book.wang.pk, credit_id=book.redeemed.pk, amount=3, code="redeem"
    )
    refused("ledger_available_not_negative", sql, *values)


def test_what_is_held_cannot_be_spent(book: Book) -> None:
    book.give(2, book.wang)
    book.reserve(2, book.wang)
    sql, values = insert(book, debit_id=book.wang.pk, credit_id=book.redeemed.pk, code="redeem")
    refused("ledger_available_not_negative", sql, *values)


@pytest.mark.parametrize("code", ["fine", "reward", "", "redeem "])
def test_a_wallet_pays_only_with_the_listed_codes(book: Book, code: str) -> None:
    book.give(2, book.wang)
    sql, values = insert(book, debit_id=book.wang.pk, credit_id=book.redeemed.pk, code=code)
    refused("ledger_wallet_codes", sql, *values)


def test_the_database_lists_the_same_codes_as_the_wiring(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, code FROM ledger_wallet_code")
        found = set(cursor.fetchall())
    assert found == {(kind, code) for kind, codes in WALLET_CODES.items() for code in codes}


def test_no_entry_lengthens_the_list_of_codes(db: None) -> None:
    refused("ledger_append_only", "INSERT INTO ledger_wallet_code VALUES ('household', 'fine')")
    refused("ledger_append_only", "UPDATE ledger_wallet_code SET code = 'fine'")
    refused("ledger_append_only", "DELETE FROM ledger_wallet_code")


@pytest.mark.parametrize("kind", sorted(WALLET_CODES))
def test_an_account_of_a_listed_kind_has_a_floor(db: None, kind: str) -> None:
    with pytest.raises(DatabaseError, match="ledger_wallets_have_a_floor"), transaction.atomic():
        open_one(kind, constrained=False)


def test_a_migration_of_a_higher_floor_lengthens_the_list(book: Book) -> None:
    from maplebridge.ledger.migrations import _codes

    estate = open_one("levy", constrained=True)
    book.give(2, estate)
    editor = connection.schema_editor(atomic=False)
    _codes.change(editor, add=["levy:refund"])
    book.move(estate, book.redeemed, 1, "refund")
    _codes.change(editor, remove=["levy:refund"])
    with pytest.raises(RuleBroken):
        book.move(estate, book.redeemed, 1, "refund")
    refused("ledger_append_only", "INSERT INTO ledger_wallet_code VALUES ('levy', 'refund')")


def test_an_id_stands_once(book: Book) -> None:
    key = uuid4()
    book.give(1, book.wang, key)
    sql, values = insert(book, id=key)
    with pytest.raises(DatabaseError, match=r"(?i)unique"):
        run(sql, *values)


def resolution(book: Book, held: Transfer, **other: object) -> tuple[str, list[object]]:
    row = {
        "debit_id": held.debit_id, "credit_id": held.credit_id, "amount": held.amount,
        "released": held.amount, "resolves_id": held.pk, "state": "settled", "code": "redeem",
    } | other  # fmt: skip
    return insert(book, **row)


def test_a_hold_is_resolved_at_most_once(book: Book) -> None:
    book.give(5, book.wang)
    held = book.reserve(3, book.wang)
    sql, values = resolution(book, held)
    run(sql, *values)
    sql, values = resolution(book, held, state="voided")
    with pytest.raises(DatabaseError, match=r"(?i)unique"):
        run(sql, *values)


@pytest.mark.parametrize(
    ("guard", "wrong"),
    [
        ("ledger_settled_within_the_hold", {"amount": 4}),
        ("ledger_voided_whole", {"state": "voided", "amount": 2}),
        ("ledger_resolves_its_own_hold", {"released": 2, "amount": 2}),
    ],
)
def test_a_resolution_fits_its_hold(book: Book, guard: str, wrong: dict[str, object]) -> None:
    book.give(5, book.wang)
    held = book.reserve(3, book.wang)
    sql, values = resolution(book, held, **wrong)
    refused(guard, sql, *values)


def test_a_resolution_keeps_to_the_accounts_of_its_hold(book: Book) -> None:
    book.give(5, book.wang)
    held = book.reserve(3, book.wang)
    sql, values = resolution(book, held, credit_id=book.issuance.pk)
    refused("ledger_resolves_its_own_hold", sql, *values)
    given = book.give(1, book.li)
    sql, values = resolution(book, given)
    refused("ledger_resolves_its_own_hold", sql, *values)


def hold_until(book: Book, ends: datetime) -> Transfer:
    book.give(5, book.wang)
    return ledger.hold(
        viewer=SYSTEM, id=uuid4(), unit=ledger.Unit.PT, debit=book.wang, credit=book.redeemed,
        amount=Points(3), code="redeem", now=NOW, expires_at=ends,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("guard", "state", "late"),
    [
        ("", "settled", -1),
        ("ledger_hold_expired", "settled", 0),
        ("ledger_hold_still_stands", "expired", -1),
        ("", "expired", 0),
        ("", "voided", 0),
    ],
)
def test_the_end_of_a_hold_is_exact_to_the_microsecond(
    book: Book, guard: str, state: str, late: int
) -> None:
    ends = NOW + timedelta(days=3)
    at = (ends + timedelta(microseconds=late)).isoformat(sep=" ").removesuffix("+00:00")
    sql, values = resolution(book, hold_until(book, ends), state=state, at=at + "+00")
    if connection.vendor == "sqlite":
        values = [at if value == at + "+00" else value for value in values]
    if guard:
        refused(guard, sql, *values)
    else:
        run(sql, *values)


def test_a_hold_without_an_end_never_expires(book: Book) -> None:
    book.give(5, book.wang)
    sql, values = resolution(book, book.reserve(3, book.wang), state="expired")
    refused("ledger_hold_still_stands", sql, *values)


def mirror(given: Transfer, **other: object) -> dict[str, object]:
    return {
        "debit_id": given.credit_id, "credit_id": given.debit_id, "amount": given.amount,
        "reverses_id": given.pk, "code": "reverse",
    } | other  # fmt: skip


@pytest.mark.parametrize("wrong", [{"amount": 1}, {"code": "reinstate"}])
def test_a_reversal_mirrors_what_it_undoes(book: Book, wrong: dict[str, object]) -> None:
    given = book.give(2, book.wang)
    sql, values = insert(book, **mirror(given, **wrong))
    refused("ledger_reverses_by_its_mirror", sql, *values)
    sql, values = insert(book, **mirror(given))
    run(sql, *values)
    assert ledger.balance(book.wang).posted == 0


def test_a_reversal_keeps_to_the_accounts_and_comes_once(book: Book) -> None:
    given = book.give(2, book.wang)
    book.give(2, book.li)
    sql, values = insert(book, **mirror(given, debit_id=book.li.pk))
    refused("ledger_reverses_by_its_mirror", sql, *values)
    sql, values = insert(book, **mirror(given))
    run(sql, *values)
    book.give(2, book.wang)
    sql, values = insert(book, **mirror(given))
    with pytest.raises(DatabaseError, match=r"(?i)unique"):
        run(sql, *values)


def test_a_hold_moved_nothing_that_could_be_undone(book: Book) -> None:
    book.give(5, book.wang)
    held = book.reserve(3, book.wang)
    sql, values = insert(book, **mirror(held))
    refused("ledger_reverses_by_its_mirror", sql, *values)


def test_no_leg_crosses_into_another_book(book: Book) -> None:
    elsewhere = ledger.open_account(
        unit=ledger.Unit.PT, kind="household", owner_id=uuid4(), constrained=True, now=NOW,
        book_id=uuid4(),
    )  # fmt: skip
    sql, values = insert(book, credit_id=elsewhere.pk)
    refused("ledger_credit_in_same_unit_and_book", sql, *values)
    sql, values = insert(book, credit_id=elsewhere.pk, book_id=elsewhere.book_id)
    refused("ledger_debit_in_same_unit_and_book", sql, *values)


def test_of_several_rows_in_one_statement_none_crosses_either(book: Book) -> None:
    minutes = open_one("household", constrained=True, unit=ledger.Unit.MIN)
    good, bad = insert(book), insert(book, credit_id=minutes.pk)
    both = f"{good[0]}, {bad[0].partition('VALUES ')[2]}"
    refused("ledger_credit_in_same_unit", both, *good[1], *bad[1])
    bad = insert(book, debit_id=UUID(int=1))
    refused("ledger_debit_in_same_unit", both, *good[1], *bad[1])
    assert ledger.balance(book.wang).posted == 0, "the good row is refused with it"


@pytest.mark.parametrize("count", [1, 2])
def test_a_statement_of_any_length_moves_both_sides_and_obeys_the_codes(
    book: Book, count: int
) -> None:
    """One row and several go two ways through the trigger."""
    book.give(10, book.wang)

    def rows(**other: object) -> tuple[str, list[object]]:
        made = [insert(book, amount=2, **other) for _ in range(count)]
        tail = ", ".join([made[0][0].partition("VALUES ")[2]] * count)
        return f"{made[0][0].partition('VALUES ')[0]}VALUES {tail}", [
            value for one in made for value in one[1]
        ]

    sql, values = rows()
    run(sql, *values)
    assert ledger.balance(book.wang).posted == 10 + 2 * count
    sql, values = rows(debit_id=book.wang.pk, credit_id=book.redeemed.pk, code="redeem")
    run(sql, *values)
    assert ledger.balance(book.wang).posted == 10
    assert ledger.balance(book.redeemed).posted == 2 * count
    sql, values = rows(debit_id=book.wang.pk, credit_id=book.redeemed.pk, code="fine")
    refused("ledger_wallet_codes", sql, *values)


def test_rows_stand_for_ever(book: Book) -> None:
    given = book.give(1, book.wang)
    refused("ledger_append_only", "UPDATE ledger_transfer SET amount = 2 WHERE id = %s", given.pk)
    refused("ledger_append_only", "DELETE FROM ledger_transfer WHERE id = %s", given.pk)
    refused("ledger_append_only", "DELETE FROM ledger_ledgeraccount WHERE id = %s", book.li.pk)


def test_an_account_keeps_its_name(book: Book) -> None:
    for change in (
        "book_id = id",
        "unit = 'FEN'",
        "kind = 'shop'",
        "owner_id = NULL",
        "constrained = false",
    ):
        sql = f"UPDATE ledger_ledgeraccount SET {change} WHERE id = %s"
        refused("ledger_append_only", sql, book.wang.pk)


def test_an_account_opens_empty(book: Book) -> None:
    with pytest.raises(DatabaseError, match="ledger_append_only"), transaction.atomic():
        LedgerAccount.objects.create(
            unit="PT", kind="household", owner_id=uuid4(), constrained=True, posted_in=9,
            opened_at=NOW,
        )  # fmt: skip


@on_postgresql
def test_counters_move_only_by_transfers(book: Book) -> None:
    sql = "UPDATE ledger_ledgeraccount SET posted_in = 99 WHERE id = %s"
    refused("ledger_append_only", sql, book.wang.pk)


@on_postgresql
def test_the_tail_is_written_by_transfers_and_leaves_by_folding(book: Book) -> None:
    book.give(1, book.wang)
    assert LedgerTail.objects.filter(account=book.issuance).count() == 1
    refused("ledger_append_only", "UPDATE ledger_ledgertail SET posted_out = 5")
    refused(
        "ledger_append_only",
        "INSERT INTO ledger_ledgertail (account_id, posted_in, posted_out, held_in, held_out)"
        " VALUES (%s, 1, 0, 0, 0)",
        book.issuance.pk,
    )
    run("DELETE FROM ledger_ledgertail")
    assert ledger.balance(book.issuance).posted == -1


@on_postgresql
def test_the_book_cannot_be_emptied(book: Book) -> None:
    for table in ("ledger_transfer", "ledger_ledgeraccount", "ledger_ledgertail"):
        refused("ledger_append_only", f"TRUNCATE {table} CASCADE")


def test_managers_say_why_before_the_database_does(book: Book) -> None:
    given = book.give(1, book.wang)
    for attempt in (
        lambda: Transfer.objects.filter(pk=given.pk).update(amount=2),
        lambda: Transfer.objects.all().delete(),
        lambda: LedgerAccount.objects.bulk_update([book.wang], ["kind"]),
        given.delete,
        given.save,
        book.wang.save,
    ):
        with pytest.raises(AppendOnlyError, match="append-only"):
            attempt()


def test_a_failed_statement_leaves_nothing_behind(book: Book) -> None:
    """Two rows in one statement, the second impossible: neither is entered."""
    good, first = insert(book, amount=5)
    bad = insert(book, debit_id=book.li.pk, credit_id=book.redeemed.pk, code="redeem")[1]
    refused(
        "ledger_available_not_negative",
        f"{good}, ({', '.join(['%s'] * len(bad))})",
        *first,
        *bad,
    )
    assert ledger.balance(book.wang).posted == 0


def test_a_journal_of_many_rows_is_applied_once_for_each_account(book: Book) -> None:
    sql, values = insert(book, amount=5)
    more = [insert(book, amount=2)[1], insert(book, amount=3, credit_id=book.li.pk)[1]]
    slots = ", ".join(["%s"] * len(values))
    run(f"{sql}, ({slots}), ({slots})", *values, *more[0], *more[1])
    assert ledger.balance(book.wang).posted == 7
    assert ledger.balance(book.li).posted == 3
    assert ledger.balance(book.issuance).posted == -10


def test_amounts_are_typed() -> None:
    with pytest.raises(AssertionError, match="whole"):
        ledger.transfer(
            viewer=SYSTEM, id=uuid4(), unit=ledger.Unit.PT, debit=LedgerAccount(unit="PT"),
            credit=LedgerAccount(unit="PT"), amount=Points(1.5), code="reward", now=NOW,  # type: ignore[arg-type]
        )  # fmt: skip


@on_postgresql
def test_what_came_to_an_account_is_read_off_its_index_without_the_rows(book: Book) -> None:
    asked = reading._BALANCE_AT.format(never="'-infinity'::timestamptz")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {asked}", {"account": book.wang.pk, "at": NOW})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Only Scan using ledger_credit_at" in plan
