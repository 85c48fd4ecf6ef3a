"""A plain row passes the guards at one look (PostgreSQL).

PostgreSQL reads the text of every CHECK of a table anew for each statement; the eight of a transfer and
two of an account cost a sixth of it. They stay in the model, and SQLite has them. Here a trigger
lets a plain row through after one look, and asks the conditions of the model of all others, under the same
names; an account's unit is asked when it is opened, as it never changes, and its counters in fewer words.

A row that resolves or undoes nothing is in neither of the indexes that let this happen once, and the keys
on what it resolves or undoes are gone: the triggers of 0002 read that row, which nobody can delete.
Whether a trigger is writing is asked once a statement; asked of each row, it locked the row first.
Django knows indexes, keys and conditions by their names. Decision 0186 tells what this is worth.
"""

from importlib import import_module

from django.db import migrations, models

before = import_module("maplebridge.ledger.migrations.0005_one_row_is_quick")

KEYS = {
    "resolves_id": "ledger_transfer_resolves_id_6fd71003_fk_ledger_transfer_id",
    "reverses_id": "ledger_transfer_reverses_id_d2a125b2_fk_ledger_transfer_id",
}

# A plain row meets every condition; tests/ledger/test_guards.py tries the rows around it.
# As a CHECK does, it refuses what is false, and not what is unknown.
ROW = """
    CREATE FUNCTION ledger_check_row() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE broken text;
    BEGIN
      IF NEW.amount BETWEEN 1 AND 1000000000000 AND NEW.debit_id <> NEW.credit_id
         AND NEW.state IN ('posted', 'pending') AND NEW.released = 0 AND NEW.resolves_id IS NULL
         AND NEW.reverses_id IS NULL AND NEW.expires_at IS NULL
         AND NEW.code NOT IN ('reverse', 'reinstate') THEN
        RETURN NEW;
      END IF;
      SELECT CASE {cases} END INTO broken FROM (SELECT NEW.*) one;
      IF broken IS NOT NULL THEN
        RAISE EXCEPTION '%', broken USING ERRCODE = '23514', CONSTRAINT = broken;
      END IF;
      RETURN NEW;
    END $$
"""
# After the triggers on resolutions and reversals, as the conditions were: by the order of names.
TRIGGER = """
    CREATE TRIGGER ledger_transfer_row BEFORE INSERT ON ledger_transfer
      FOR EACH ROW EXECUTE FUNCTION ledger_check_row()
"""

ACCOUNT = [
    """
    ALTER TABLE ledger_ledgeraccount DROP CONSTRAINT ledger_unit_known,
      DROP CONSTRAINT ledger_counters_not_negative,
      ADD CONSTRAINT ledger_counters_not_negative
        CHECK (LEAST(posted_in, posted_out, held_in, held_out) >= 0)
    """,
    """
    CREATE FUNCTION ledger_check_unit() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'ledger_unit_known' USING ERRCODE = '23514', CONSTRAINT = 'ledger_unit_known';
    END $$
    """,
    """
    CREATE TRIGGER ledger_account_unit BEFORE INSERT ON ledger_ledgeraccount
      FOR EACH ROW WHEN (NEW.unit NOT IN ('PT', 'MIN', 'FEN')) EXECUTE FUNCTION ledger_check_unit()
    """,
]
ACCOUNT_BACK = [
    "DROP TRIGGER ledger_account_unit ON ledger_ledgeraccount",
    "DROP FUNCTION ledger_check_unit()",
    "ALTER TABLE ledger_ledgeraccount DROP CONSTRAINT ledger_counters_not_negative",
]
ACCOUNT_CONDITIONS = {"ledger_unit_known", "ledger_counters_not_negative"}

# Most rows are given out by an account without a floor: it is looked up while its leg is written, and the
# wallet that gets them while it is changed. When a wallet pays, or something is wrong, 0005 does all.
GIVES = """
        locked := pg_advisory_xact_lock_shared(
                    hashtext('maplebridge.ledger.book'), hashtext(one.book_id::text))::text;
        moved := CASE WHEN one.state IN ('posted', 'settled') THEN one.amount ELSE 0 END;
        held := CASE WHEN one.state = 'pending' THEN one.amount ELSE -one.released END;
        INSERT INTO ledger_ledgertail (account_id, posted_in, posted_out, held_in, held_out)
             SELECT a.id, 0, moved, 0, held FROM ledger_ledgeraccount a
              WHERE a.id = one.debit_id AND NOT a.constrained
                AND a.unit = one.unit AND a.book_id = one.book_id
                AND NOT EXISTS (SELECT 1 FROM ledger_bookperiod p
                                 WHERE p.book_id = one.book_id AND p.ends_at > one.at);
"""
GETS = """
          UPDATE ledger_ledgeraccount
             SET posted_in = posted_in + moved, held_in = held_in + held
           WHERE id = one.credit_id AND constrained
             AND unit = one.unit AND book_id = one.book_id;
          IF NOT FOUND THEN
            INSERT INTO ledger_ledgertail (account_id, posted_in, posted_out, held_in, held_out)
                 SELECT a.id, moved, 0, held, 0 FROM ledger_ledgeraccount a
                  WHERE a.id = one.credit_id AND NOT a.constrained
                    AND a.unit = one.unit AND a.book_id = one.book_id;
            IF NOT FOUND THEN
              RAISE EXCEPTION 'ledger_credit_in_same_unit_and_book' USING ERRCODE = '23503';
            END IF;
          END IF;
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
        {GIVES}
        IF FOUND THEN
          {GETS}
        ELSE
          {before.ONE}
        END IF;
      ELSE
        {before.MANY}
      END IF;
      RETURN NULL;
    END $$
"""

BY_TRIGGER_ONLY = {
    "ledger_account_by_trigger_only": "UPDATE ON ledger_ledgeraccount",
    "ledger_tail_by_trigger_only": "INSERT ON ledger_ledgertail",
}


def _by_trigger_only(schema_editor, each):
    for name, when in BY_TRIGGER_ONLY.items():
        schema_editor.execute(f"DROP TRIGGER {name} ON {when.rpartition(' ')[2]}")
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {when} FOR EACH {each}"
            " WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_refuse()"
        )


def _conditions(model):
    return [one for one in model._meta.constraints if isinstance(one, models.CheckConstraint)]


def quicken(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    transfer = apps.get_model("ledger", "Transfer")
    cases = [
        f"WHEN NOT ({one._get_check_sql(transfer, schema_editor)}) THEN '{one.name}'"
        for one in _conditions(transfer)
    ]
    schema_editor.execute(ROW.format(cases=" ".join(cases)), params=None)
    schema_editor.execute(TRIGGER, params=None)
    for one in _conditions(transfer):
        schema_editor.remove_constraint(transfer, one)
    for column, key in KEYS.items():
        name = f"ledger_transfer_{column}_key"
        schema_editor.execute(f"ALTER TABLE ledger_transfer DROP CONSTRAINT {key}")
        schema_editor.execute(f"ALTER TABLE ledger_transfer DROP CONSTRAINT {name}")
        schema_editor.execute(
            f"CREATE UNIQUE INDEX {name} ON ledger_transfer ({column}) WHERE {column} IS NOT NULL"
        )
    _by_trigger_only(schema_editor, "STATEMENT")
    for statement in [*ACCOUNT, APPLY]:
        schema_editor.execute(statement, params=None)


def slow_down(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    transfer = apps.get_model("ledger", "Transfer")
    account = apps.get_model("ledger", "LedgerAccount")
    for statement in [before.APPLY, *ACCOUNT_BACK]:
        schema_editor.execute(statement, params=None)
    for one in _conditions(account):
        if one.name in ACCOUNT_CONDITIONS:
            schema_editor.add_constraint(account, one)
    _by_trigger_only(schema_editor, "ROW")
    schema_editor.execute("DROP TRIGGER ledger_transfer_row ON ledger_transfer")
    schema_editor.execute("DROP FUNCTION ledger_check_row()")
    for one in _conditions(transfer):
        schema_editor.add_constraint(transfer, one)
    for column, key in KEYS.items():
        name = f"ledger_transfer_{column}_key"
        schema_editor.execute(f"DROP INDEX {name}")
        schema_editor.execute(
            f"ALTER TABLE ledger_transfer ADD CONSTRAINT {name} UNIQUE ({column})"
        )
        schema_editor.execute(
            f"ALTER TABLE ledger_transfer ADD CONSTRAINT {key} FOREIGN KEY ({column})"
            " REFERENCES ledger_transfer (id) DEFERRABLE INITIALLY DEFERRED"
        )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_one_row_is_quick")]
    operations = [migrations.RunPython(quicken, slow_down)]
