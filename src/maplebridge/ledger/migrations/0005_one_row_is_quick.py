"""A statement that enters one row finds its two accounts without grouping and sorting (PostgreSQL).

The composite foreign keys of a transfer go: each of their checks locked the account's row, the one
issuing account for all clients at once, although no account is ever deleted or renamed (triggers of
0002). The trigger that moves the accounts has them in hand anyway, and looks at unit and book there.
Together that was a fifth of the processor time of a transfer (docs/benchmarks.md).
"""

from importlib import import_module

from django.db import migrations

before = import_module("maplebridge.ledger.migrations.0003_periods_stand").POSTGRESQL[0]

KEYS = {
    "ledger_debit_in_same_unit_and_book": "debit_id",
    "ledger_credit_in_same_unit_and_book": "credit_id",
}

# Accounts are visited in the order of their ids, so that two statements never wait for each
# other in a circle. A leg of an unconstrained account is appended and locks nothing.
# Whoever enters holds a shared lock of the book, whoever closes it an exclusive one: so no row
# can be on its way into a period that is being closed. The check reads after the lock.
ONE = """
        -- an assignment, unlike PERFORM, starts no statement of its own
        locked := pg_advisory_xact_lock_shared(
                    hashtext('maplebridge.ledger.book'), hashtext(one.book_id::text))::text;
        moved := CASE WHEN one.state IN ('posted', 'settled') THEN one.amount ELSE 0 END;
        held := CASE WHEN one.state = 'pending' THEN one.amount ELSE -one.released END;
        FOR leg IN
          SELECT a.id, a.kind, a.constrained,
                 EXISTS (SELECT 1 FROM ledger_bookperiod p
                          WHERE p.book_id = one.book_id AND p.ends_at > one.at) AS closed
            FROM ledger_ledgeraccount a
           WHERE a.id IN (one.debit_id, one.credit_id)
             AND a.unit = one.unit AND a.book_id = one.book_id
           ORDER BY a.id
        LOOP
          sides := sides + 1;
          IF leg.closed THEN
            RAISE EXCEPTION 'ledger_period_closed' USING ERRCODE = '23514';
          ELSIF leg.id = one.debit_id THEN
            found_debit := true;
            IF NOT leg.constrained THEN
              INSERT INTO ledger_ledgertail (account_id, posted_in, posted_out, held_in, held_out)
                   VALUES (leg.id, 0, moved, 0, held);
            ELSIF one.resolves_id IS NULL AND one.reverses_id IS NULL AND NOT EXISTS (
                SELECT 1 FROM ledger_wallet_code w WHERE w.kind = leg.kind AND w.code = one.code
            ) THEN
              RAISE EXCEPTION 'ledger_wallet_codes' USING ERRCODE = '23514';
            ELSE
              UPDATE ledger_ledgeraccount
                 SET posted_out = posted_out + moved, held_out = held_out + held
               WHERE id = leg.id;
            END IF;
          ELSIF leg.constrained THEN
            UPDATE ledger_ledgeraccount
               SET posted_in = posted_in + moved, held_in = held_in + held
             WHERE id = leg.id;
          ELSE
            INSERT INTO ledger_ledgertail (account_id, posted_in, posted_out, held_in, held_out)
                 VALUES (leg.id, moved, 0, held, 0);
          END IF;
        END LOOP;
        IF sides < 2 THEN
          RAISE EXCEPTION 'ledger_%_in_same_unit_and_book',
            CASE WHEN found_debit THEN 'credit' ELSE 'debit' END USING ERRCODE = '23503';
        END IF;
"""
MANY = """
        PERFORM pg_advisory_xact_lock_shared(
                  hashtext('maplebridge.ledger.book'), hashtext(b.book_id::text))
           FROM (SELECT DISTINCT book_id FROM entered) b;
        IF EXISTS (SELECT 1 FROM entered e JOIN ledger_bookperiod p
                       ON p.book_id = e.book_id AND p.ends_at > e.at) THEN
          RAISE EXCEPTION 'ledger_period_closed' USING ERRCODE = '23514';
        END IF;
        FOR leg IN
          SELECT a.id, a.constrained, max(l.side) AS side,
                 sum(l.posted_in) AS posted_in, sum(l.posted_out) AS posted_out,
                 sum(l.held_in) AS held_in, sum(l.held_out) AS held_out,
                 bool_or(l.asked AND a.constrained AND NOT EXISTS (
                   SELECT 1 FROM ledger_wallet_code w WHERE w.kind = a.kind AND w.code = l.code
                 )) AS forbidden
            FROM (
              SELECT 'debit' AS side, debit_id AS account_id, unit, book_id, code,
                     resolves_id IS NULL AND reverses_id IS NULL AS asked,
                     0::bigint AS posted_in,
                     CASE WHEN state IN ('posted', 'settled') THEN amount ELSE 0 END AS posted_out,
                     0::bigint AS held_in,
                     CASE WHEN state = 'pending' THEN amount ELSE -released END AS held_out
                FROM entered
              UNION ALL
              SELECT 'credit', credit_id, unit, book_id, code, false,
                     CASE WHEN state IN ('posted', 'settled') THEN amount ELSE 0 END,
                     0::bigint,
                     CASE WHEN state = 'pending' THEN amount ELSE -released END,
                     0::bigint
                FROM entered
            ) l
            LEFT JOIN ledger_ledgeraccount a
              ON a.id = l.account_id AND a.unit = l.unit AND a.book_id = l.book_id
           GROUP BY l.account_id, a.id
           ORDER BY l.account_id
        LOOP
          IF leg.id IS NULL THEN
            RAISE EXCEPTION 'ledger_%_in_same_unit_and_book', leg.side USING ERRCODE = '23503';
          ELSIF leg.forbidden THEN
            RAISE EXCEPTION 'ledger_wallet_codes' USING ERRCODE = '23514';
          ELSIF leg.constrained THEN
            UPDATE ledger_ledgeraccount
               SET posted_in = posted_in + leg.posted_in, posted_out = posted_out + leg.posted_out,
                   held_in = held_in + leg.held_in, held_out = held_out + leg.held_out
             WHERE id = leg.id;
          ELSE
            INSERT INTO ledger_ledgertail (account_id, posted_in, posted_out, held_in, held_out)
                 VALUES (leg.id, leg.posted_in, leg.posted_out, leg.held_in, leg.held_out);
          END IF;
        END LOOP;
"""
APPLY = f"""
    CREATE OR REPLACE FUNCTION ledger_apply() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE one ledger_transfer; rows integer := 0; leg record; sides integer := 0;
            found_debit boolean := false; locked text; moved bigint; held bigint;
    BEGIN
      FOR one IN SELECT * FROM entered LIMIT 2 LOOP
        rows := rows + 1;
      END LOOP;
      IF rows = 1 THEN
        {ONE}
      ELSE
        {MANY}
      END IF;
      RETURN NULL;
    END $$
"""


def quicken(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(APPLY, params=None)
    for name in KEYS:
        schema_editor.execute(f"ALTER TABLE ledger_transfer DROP CONSTRAINT {name}")


def slow_down(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(
        before.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"), params=None
    )
    for name, column in KEYS.items():
        schema_editor.execute(
            f"ALTER TABLE ledger_transfer ADD CONSTRAINT {name} FOREIGN KEY"
            f" ({column}, unit, book_id) REFERENCES ledger_ledgeraccount (id, unit, book_id)"
            " ON DELETE RESTRICT"
        )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_a_past_balance_reads_an_index")]
    operations = [migrations.RunPython(quicken, slow_down)]
