"""The guards of accounts and transfers that hold whoever writes: composite keys, append-only rows,
balances by trigger, and the closed table of the codes that may take out of a wallet.

A later migration that makes SQLite rebuild one of these tables (AlterField, AddConstraint) drops
the table's triggers with it: lift these guards before (`unguard`) and put them back after (`guard`).
tests/ledger/test_guards.py fails when a guard is gone.
"""

from django.db import migrations

from . import _codes

# kind:code. Points of a household; a helper's minutes; the pool of given minutes; money for one purpose.
# Nothing here takes points away for conduct, and a reversal needs no code: it mirrors what it undoes.
CODES = (
    "household:redeem", "household:expire", "household:merge", "household:return", "household:move",
    "helper:spend", "helper:gift", "helper:donate", "helper:inherit", "helper:merge",
    "pool:grant",
    "fund:spend", "fund:return", "fund:move",
)  # fmt: skip

POSTGRESQL = [
    """
    ALTER TABLE ledger_transfer
      ADD CONSTRAINT ledger_debit_in_same_unit_and_book FOREIGN KEY (debit_id, unit, book_id)
        REFERENCES ledger_ledgeraccount (id, unit, book_id) ON DELETE RESTRICT,
      ADD CONSTRAINT ledger_credit_in_same_unit_and_book FOREIGN KEY (credit_id, unit, book_id)
        REFERENCES ledger_ledgeraccount (id, unit, book_id) ON DELETE RESTRICT
    """,
    """
    CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'ledger_append_only' USING ERRCODE = '23514', TABLE = TG_TABLE_NAME;
    END $$
    """,
    """
    CREATE TABLE ledger_wallet_code (
      kind varchar(40) NOT NULL, code varchar(40) NOT NULL, PRIMARY KEY (kind, code))
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
    # An account of a kind that the list of codes names is a wallet: it has a floor.
    """
    CREATE FUNCTION ledger_check_account() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT 1 FROM ledger_wallet_code w WHERE w.kind = NEW.kind) THEN
        RAISE EXCEPTION 'ledger_wallets_have_a_floor' USING ERRCODE = '23514';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER ledger_account_has_its_floor BEFORE INSERT ON ledger_ledgeraccount
      FOR EACH ROW WHEN (NOT NEW.constrained) EXECUTE FUNCTION ledger_check_account()
    """,
    """
    CREATE FUNCTION ledger_check_resolution() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE ends timestamptz;
    BEGIN
      SELECT p.expires_at INTO ends FROM ledger_transfer p
        WHERE p.id = NEW.resolves_id AND p.state = 'pending' AND p.unit = NEW.unit
          AND p.book_id = NEW.book_id AND p.debit_id = NEW.debit_id
          AND p.credit_id = NEW.credit_id AND p.amount = NEW.released AND p.code = NEW.code;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'ledger_resolves_its_own_hold' USING ERRCODE = '23514';
      ELSIF NEW.state = 'settled' AND ends <= NEW.at THEN
        RAISE EXCEPTION 'ledger_hold_expired' USING ERRCODE = '23514';
      ELSIF NEW.state = 'expired' AND (ends IS NULL OR ends > NEW.at) THEN
        RAISE EXCEPTION 'ledger_hold_still_stands' USING ERRCODE = '23514';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER ledger_transfer_resolution BEFORE INSERT ON ledger_transfer
      FOR EACH ROW WHEN (NEW.resolves_id IS NOT NULL)
      EXECUTE FUNCTION ledger_check_resolution()
    """,
    # A reversal is the mirror of what moved; one of a reversal has a code of its own.
    """
    CREATE FUNCTION ledger_check_reversal() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM 1 FROM ledger_transfer o
        WHERE o.id = NEW.reverses_id AND o.state IN ('posted', 'settled')
          AND o.unit = NEW.unit AND o.book_id = NEW.book_id AND o.amount = NEW.amount
          AND o.debit_id = NEW.credit_id AND o.credit_id = NEW.debit_id
          AND (o.reverses_id IS NULL) = (NEW.code = 'reverse');
      IF NOT FOUND THEN
        RAISE EXCEPTION 'ledger_reverses_by_its_mirror' USING ERRCODE = '23514';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER ledger_transfer_reversal BEFORE INSERT ON ledger_transfer
      FOR EACH ROW WHEN (NEW.reverses_id IS NOT NULL)
      EXECUTE FUNCTION ledger_check_reversal()
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
    "DROP TRIGGER ledger_transfer_reversal ON ledger_transfer",
    "DROP TRIGGER ledger_transfer_resolution ON ledger_transfer",
    "DROP TRIGGER ledger_account_has_its_floor ON ledger_ledgeraccount",
    "DROP TRIGGER ledger_account_opens_empty ON ledger_ledgeraccount",
    "DROP TRIGGER ledger_account_by_trigger_only ON ledger_ledgeraccount",
    "DROP TRIGGER ledger_tail_no_truncate ON ledger_ledgertail",
    "DROP TRIGGER ledger_account_no_truncate ON ledger_ledgeraccount",
    "DROP TRIGGER ledger_account_no_delete ON ledger_ledgeraccount",
    "DROP TRIGGER ledger_transfer_no_truncate ON ledger_transfer",
    "DROP TRIGGER ledger_transfer_append_only ON ledger_transfer",
    "DROP TABLE ledger_wallet_code",
    "DROP FUNCTION ledger_fold()",
    "DROP FUNCTION ledger_check_reversal()",
    "DROP FUNCTION ledger_check_resolution()",
    "DROP FUNCTION ledger_check_account()",
    "DROP FUNCTION ledger_refuse()",
    """
    ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_credit_in_same_unit_and_book,
      DROP CONSTRAINT ledger_debit_in_same_unit_and_book
    """,
]

SQLITE = [
    """
    CREATE TABLE ledger_wallet_code (
      kind varchar(40) NOT NULL, code varchar(40) NOT NULL, PRIMARY KEY (kind, code)) WITHOUT ROWID
    """,
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
      id, book_id, unit, kind, owner_id, constrained, opened_at ON ledger_ledgeraccount
    BEGIN SELECT RAISE(ABORT, 'ledger_append_only'); END
    """,
    """
    CREATE TRIGGER ledger_account_opens_empty BEFORE INSERT ON ledger_ledgeraccount
      WHEN NEW.posted_in <> 0 OR NEW.posted_out <> 0 OR NEW.held_in <> 0 OR NEW.held_out <> 0
    BEGIN SELECT RAISE(ABORT, 'ledger_append_only'); END
    """,
    """
    CREATE TRIGGER ledger_account_has_its_floor BEFORE INSERT ON ledger_ledgeraccount
      WHEN NOT NEW.constrained AND EXISTS (
        SELECT 1 FROM ledger_wallet_code w WHERE w.kind = NEW.kind)
    BEGIN SELECT RAISE(ABORT, 'ledger_wallets_have_a_floor'); END
    """,
    # SQLite cannot add a composite key to a table that Django makes, so a trigger stands for it.
    """
    CREATE TRIGGER ledger_transfer_guard BEFORE INSERT ON ledger_transfer
    BEGIN
      SELECT RAISE(ABORT, 'ledger_whole_amounts')
       WHERE typeof(NEW.amount) <> 'integer' OR typeof(NEW.released) <> 'integer';
      SELECT RAISE(ABORT, 'ledger_debit_in_same_unit_and_book')
       WHERE NOT EXISTS (SELECT 1 FROM ledger_ledgeraccount a WHERE a.id = NEW.debit_id
         AND a.unit = NEW.unit AND a.book_id = NEW.book_id);
      SELECT RAISE(ABORT, 'ledger_credit_in_same_unit_and_book')
       WHERE NOT EXISTS (SELECT 1 FROM ledger_ledgeraccount a WHERE a.id = NEW.credit_id
         AND a.unit = NEW.unit AND a.book_id = NEW.book_id);
      SELECT RAISE(ABORT, 'ledger_wallet_codes')
        FROM ledger_ledgeraccount a
       WHERE NEW.resolves_id IS NULL AND NEW.reverses_id IS NULL
         AND a.id = NEW.debit_id AND a.constrained AND NOT EXISTS (
           SELECT 1 FROM ledger_wallet_code w WHERE w.kind = a.kind AND w.code = NEW.code);
    END
    """,
    """
    CREATE TRIGGER ledger_transfer_resolution BEFORE INSERT ON ledger_transfer
      WHEN NEW.resolves_id IS NOT NULL
    BEGIN
      SELECT RAISE(ABORT, 'ledger_resolves_its_own_hold')
       WHERE NOT EXISTS (
         SELECT 1 FROM ledger_transfer p
          WHERE p.id = NEW.resolves_id AND p.state = 'pending' AND p.unit = NEW.unit
            AND p.book_id = NEW.book_id AND p.debit_id = NEW.debit_id
            AND p.credit_id = NEW.credit_id AND p.amount = NEW.released AND p.code = NEW.code);
      SELECT RAISE(ABORT, 'ledger_hold_expired')
        FROM ledger_transfer p
       WHERE NEW.state = 'settled' AND p.id = NEW.resolves_id AND p.expires_at <= NEW.at;
      SELECT RAISE(ABORT, 'ledger_hold_still_stands')
        FROM ledger_transfer p
       WHERE NEW.state = 'expired' AND p.id = NEW.resolves_id
         AND (p.expires_at IS NULL OR p.expires_at > NEW.at);
    END
    """,
    """
    CREATE TRIGGER ledger_transfer_reversal BEFORE INSERT ON ledger_transfer
      WHEN NEW.reverses_id IS NOT NULL
    BEGIN
      SELECT RAISE(ABORT, 'ledger_reverses_by_its_mirror')
       WHERE NOT EXISTS (
         SELECT 1 FROM ledger_transfer o
          WHERE o.id = NEW.reverses_id AND o.state IN ('posted', 'settled')
            AND o.unit = NEW.unit AND o.book_id = NEW.book_id AND o.amount = NEW.amount
            AND o.debit_id = NEW.credit_id AND o.credit_id = NEW.debit_id
            AND (o.reverses_id IS NULL) = (NEW.code = 'reverse'));
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
        "ledger_transfer_reversal",
        "ledger_transfer_resolution",
        "ledger_transfer_guard",
        "ledger_account_has_its_floor",
        "ledger_account_opens_empty",
        "ledger_account_keeps_its_name",
        "ledger_account_no_delete",
        "ledger_transfer_no_delete",
        "ledger_transfer_no_update",
    )
] + ["DROP TABLE ledger_wallet_code"]


def run(postgresql, sqlite):
    """A step of a migration that executes the list of the engine at hand."""

    def step(apps, schema_editor):
        statements = sqlite if schema_editor.connection.vendor == "sqlite" else postgresql
        for statement in statements:
            schema_editor.execute(statement, params=None)

    return step


guard = run([*POSTGRESQL, *_codes.POSTGRESQL], [*SQLITE, *_codes.SQLITE])
unguard = run(POSTGRESQL_BACK, SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard), _codes.allow_codes(*CODES)]
