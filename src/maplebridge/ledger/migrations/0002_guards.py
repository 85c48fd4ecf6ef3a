"""The guards that hold whoever writes: composite keys, append-only rows, balances by trigger.

A later migration that makes SQLite rebuild one of these tables (AlterField, AddConstraint) drops
the table's triggers with it: run the SQL of this file again at its end. tests/ledger/test_guards.py
fails when a guard is gone.
"""

from django.db import migrations

# Only these codes may take out of a constrained account: kind:code.
WALLET_CODES = ("household:redeem", "household:expire", "household:merge")
CODES = ", ".join(f"'{code}'" for code in WALLET_CODES)

POSTGRESQL = [
    """
    ALTER TABLE ledger_transfer
      ADD CONSTRAINT ledger_debit_in_same_unit FOREIGN KEY (debit_id, unit)
        REFERENCES ledger_ledgeraccount (id, unit) ON DELETE RESTRICT,
      ADD CONSTRAINT ledger_credit_in_same_unit FOREIGN KEY (credit_id, unit)
        REFERENCES ledger_ledgeraccount (id, unit) ON DELETE RESTRICT
    """,
    """
    CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'ledger_append_only' USING ERRCODE = '23514', TABLE = TG_TABLE_NAME;
    END $$
    """,
    """
    CREATE TRIGGER ledger_transfer_append_only BEFORE UPDATE OR DELETE ON ledger_transfer
      FOR EACH ROW EXECUTE FUNCTION ledger_refuse()
    """,
    """
    CREATE TRIGGER ledger_transfer_no_truncate BEFORE TRUNCATE ON ledger_transfer
      FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
    """,
    """
    CREATE TRIGGER ledger_account_no_delete BEFORE DELETE ON ledger_ledgeraccount
      FOR EACH ROW EXECUTE FUNCTION ledger_refuse()
    """,
    """
    CREATE TRIGGER ledger_account_no_truncate BEFORE TRUNCATE ON ledger_ledgeraccount
      FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
    """,
    """
    CREATE TRIGGER ledger_tail_no_truncate BEFORE TRUNCATE ON ledger_ledgertail
      FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
    """,
    # Counters move only inside the triggers below: a direct UPDATE has depth 0.
    """
    CREATE TRIGGER ledger_account_by_trigger_only BEFORE UPDATE ON ledger_ledgeraccount
      FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_refuse()
    """,
    """
    CREATE TRIGGER ledger_account_opens_empty BEFORE INSERT ON ledger_ledgeraccount
      FOR EACH ROW WHEN (NEW.posted_in <> 0 OR NEW.posted_out <> 0
                         OR NEW.held_in <> 0 OR NEW.held_out <> 0)
      EXECUTE FUNCTION ledger_refuse()
    """,
    """
    CREATE FUNCTION ledger_check_resolution() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM ledger_transfer p
        WHERE p.id = NEW.resolves_id AND p.state = 'pending' AND p.unit = NEW.unit
          AND p.debit_id = NEW.debit_id AND p.credit_id = NEW.credit_id
          AND p.amount = NEW.released;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'ledger_resolves_its_own_hold' USING ERRCODE = '23514';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER ledger_transfer_resolution BEFORE INSERT ON ledger_transfer
      FOR EACH ROW WHEN (NEW.resolves_id IS NOT NULL)
      EXECUTE FUNCTION ledger_check_resolution()
    """,
    # Accounts are visited in the order of their ids, so that two statements never wait for each
    # other in a circle. A leg of an unconstrained account is appended and locks nothing.
    f"""
    CREATE FUNCTION ledger_apply() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE leg record;
    BEGIN
      FOR leg IN
        SELECT a.id, a.constrained, sum(l.posted_in) AS posted_in, sum(l.posted_out) AS posted_out,
               sum(l.held_in) AS held_in, sum(l.held_out) AS held_out,
               bool_or(l.debited AND a.constrained
                       AND a.kind || ':' || l.code NOT IN ({CODES})) AS forbidden
          FROM (
            SELECT debit_id AS account_id, true AS debited, code, 0::bigint AS posted_in,
                   CASE WHEN state IN ('posted', 'settled') THEN amount ELSE 0 END AS posted_out,
                   0::bigint AS held_in,
                   CASE WHEN state = 'pending' THEN amount ELSE -released END AS held_out
              FROM entered
            UNION ALL
            SELECT credit_id, false, code,
                   CASE WHEN state IN ('posted', 'settled') THEN amount ELSE 0 END,
                   0::bigint,
                   CASE WHEN state = 'pending' THEN amount ELSE -released END,
                   0::bigint
              FROM entered
          ) l
          JOIN ledger_ledgeraccount a ON a.id = l.account_id
         GROUP BY a.id
         ORDER BY a.id
      LOOP
        IF leg.forbidden THEN
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
      RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER ledger_transfer_apply AFTER INSERT ON ledger_transfer
      REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION ledger_apply()
    """,
    # A queue is emptied all the time: vacuum it by rows, not by its share of dead ones.
    """
    ALTER TABLE ledger_ledgertail SET (autovacuum_vacuum_scale_factor = 0,
      autovacuum_vacuum_threshold = 1000, autovacuum_analyze_scale_factor = 0,
      autovacuum_analyze_threshold = 1000)
    """,
    """
    CREATE TRIGGER ledger_tail_no_update BEFORE UPDATE ON ledger_ledgertail
      FOR EACH ROW EXECUTE FUNCTION ledger_refuse()
    """,
    # A tail row is written by the trigger above and leaves by being added to its account.
    """
    CREATE TRIGGER ledger_tail_by_trigger_only BEFORE INSERT ON ledger_ledgertail
      FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_refuse()
    """,
    """
    CREATE FUNCTION ledger_fold() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE leg record;
    BEGIN
      FOR leg IN
        SELECT account_id, sum(posted_in) AS posted_in, sum(posted_out) AS posted_out,
               sum(held_in) AS held_in, sum(held_out) AS held_out
          FROM folded GROUP BY account_id ORDER BY account_id
      LOOP
        UPDATE ledger_ledgeraccount
           SET posted_in = posted_in + leg.posted_in, posted_out = posted_out + leg.posted_out,
               held_in = held_in + leg.held_in, held_out = held_out + leg.held_out
         WHERE id = leg.account_id;
      END LOOP;
      RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER ledger_tail_fold AFTER DELETE ON ledger_ledgertail
      REFERENCING OLD TABLE AS folded FOR EACH STATEMENT EXECUTE FUNCTION ledger_fold()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER ledger_tail_fold ON ledger_ledgertail",
    "DROP TRIGGER ledger_tail_by_trigger_only ON ledger_ledgertail",
    "DROP TRIGGER ledger_tail_no_update ON ledger_ledgertail",
    "DROP TRIGGER ledger_transfer_apply ON ledger_transfer",
    "DROP TRIGGER ledger_transfer_resolution ON ledger_transfer",
    "DROP TRIGGER ledger_account_opens_empty ON ledger_ledgeraccount",
    "DROP TRIGGER ledger_account_by_trigger_only ON ledger_ledgeraccount",
    "DROP TRIGGER ledger_tail_no_truncate ON ledger_ledgertail",
    "DROP TRIGGER ledger_account_no_truncate ON ledger_ledgeraccount",
    "DROP TRIGGER ledger_account_no_delete ON ledger_ledgeraccount",
    "DROP TRIGGER ledger_transfer_no_truncate ON ledger_transfer",
    "DROP TRIGGER ledger_transfer_append_only ON ledger_transfer",
    "DROP FUNCTION ledger_fold()",
    "DROP FUNCTION ledger_apply()",
    "DROP FUNCTION ledger_check_resolution()",
    "DROP FUNCTION ledger_refuse()",
    """
    ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_credit_in_same_unit,
      DROP CONSTRAINT ledger_debit_in_same_unit
    """,
]

SQLITE = [
    """
    CREATE TRIGGER ledger_transfer_no_update BEFORE UPDATE ON ledger_transfer
    BEGIN SELECT RAISE(ABORT, 'ledger_append_only'); END
    """,
    """
    CREATE TRIGGER ledger_transfer_no_delete BEFORE DELETE ON ledger_transfer
    BEGIN SELECT RAISE(ABORT, 'ledger_append_only'); END
    """,
    """
    CREATE TRIGGER ledger_account_no_delete BEFORE DELETE ON ledger_ledgeraccount
    BEGIN SELECT RAISE(ABORT, 'ledger_append_only'); END
    """,
    """
    CREATE TRIGGER ledger_account_keeps_its_name BEFORE UPDATE OF
      id, unit, kind, owner_id, constrained, opened_at ON ledger_ledgeraccount
    BEGIN SELECT RAISE(ABORT, 'ledger_append_only'); END
    """,
    """
    CREATE TRIGGER ledger_account_opens_empty BEFORE INSERT ON ledger_ledgeraccount
      WHEN NEW.posted_in <> 0 OR NEW.posted_out <> 0 OR NEW.held_in <> 0 OR NEW.held_out <> 0
    BEGIN SELECT RAISE(ABORT, 'ledger_append_only'); END
    """,
    # SQLite cannot add a composite key to a table that Django makes, so a trigger stands for it.
    f"""
    CREATE TRIGGER ledger_transfer_guard BEFORE INSERT ON ledger_transfer
    BEGIN
      SELECT RAISE(ABORT, 'ledger_whole_amounts')
       WHERE typeof(NEW.amount) <> 'integer' OR typeof(NEW.released) <> 'integer';
      SELECT RAISE(ABORT, 'ledger_debit_in_same_unit')
       WHERE (SELECT unit FROM ledger_ledgeraccount WHERE id = NEW.debit_id) IS NOT NEW.unit;
      SELECT RAISE(ABORT, 'ledger_credit_in_same_unit')
       WHERE (SELECT unit FROM ledger_ledgeraccount WHERE id = NEW.credit_id) IS NOT NEW.unit;
      SELECT RAISE(ABORT, 'ledger_wallet_codes')
        FROM ledger_ledgeraccount a
       WHERE a.id = NEW.debit_id AND a.constrained
         AND a.kind || ':' || NEW.code NOT IN ({CODES});
      SELECT RAISE(ABORT, 'ledger_resolves_its_own_hold')
       WHERE NEW.resolves_id IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM ledger_transfer p
          WHERE p.id = NEW.resolves_id AND p.state = 'pending' AND p.unit = NEW.unit
            AND p.debit_id = NEW.debit_id AND p.credit_id = NEW.credit_id
            AND p.amount = NEW.released);
    END
    """,
    """
    CREATE TRIGGER ledger_transfer_apply AFTER INSERT ON ledger_transfer
    BEGIN
      UPDATE ledger_ledgeraccount
         SET posted_out = posted_out
               + CASE WHEN NEW.state IN ('posted', 'settled') THEN NEW.amount ELSE 0 END,
             held_out = held_out
               + CASE WHEN NEW.state = 'pending' THEN NEW.amount ELSE -NEW.released END
       WHERE id = NEW.debit_id;
      UPDATE ledger_ledgeraccount
         SET posted_in = posted_in
               + CASE WHEN NEW.state IN ('posted', 'settled') THEN NEW.amount ELSE 0 END,
             held_in = held_in
               + CASE WHEN NEW.state = 'pending' THEN NEW.amount ELSE -NEW.released END
       WHERE id = NEW.credit_id;
    END
    """,
]
SQLITE_BACK = [
    f"DROP TRIGGER {name}"
    for name in (
        "ledger_transfer_apply",
        "ledger_transfer_guard",
        "ledger_account_opens_empty",
        "ledger_account_keeps_its_name",
        "ledger_account_no_delete",
        "ledger_transfer_no_delete",
        "ledger_transfer_no_update",
    )
]


def _run(statements):
    def run(apps, schema_editor):
        vendor = schema_editor.connection.vendor
        for statement in statements[vendor]:
            schema_editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunPython(
            _run({"postgresql": POSTGRESQL, "sqlite": SQLITE}),
            _run({"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK}),
        )
    ]
