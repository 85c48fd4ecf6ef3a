"""Rows and columns of the bank that stand as they were entered, whoever writes. See ledger 0002."""

from importlib import import_module

from django.db import migrations

codes = import_module("maplebridge.ledger.migrations._codes")

ENTERED = ("bank_rulebook", "bank_matterreward")
"""Rows that nobody changes or deletes: rulebooks and outcomes."""
STAND = ("bank_donation", "bank_spending", "bank_stocklot", "bank_stockunit", "bank_redemption")
"""Rows that nobody deletes: numbers run without a gap, and a piece is always somewhere."""
FIXED = {
    "bank_donation": "bank_id, year, number, amount_fen, purpose_id, source",
    "bank_stockunit": "reward_id, lot_id, cost_fen",
    "bank_redemption": "reward_id, unit_id, household_id, points, cost_fen, code",
    "bank_spending": "bank_id, purpose_id, amount_fen, pieces, hold_id, prepared_by_id",
}
"""Columns that stay as they were entered."""
ENDED = {"bank_redemption": "reserved", "bank_spending": "prepared"}
"""What has ended is not begun again: the state that a row may still be changed in."""


REFUSE = (
    "CREATE FUNCTION bank_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'bank_append_only' USING ERRCODE = '23514'; END $$"
)


def guard(apps, schema_editor):
    """All guards, in one go; `unguard` lifts them, so that SQLite can make a table anew."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(REFUSE, params=None)
    for table in ENTERED:
        if postgresql:
            _trigger(schema_editor, f"{table}_append_only", f"BEFORE UPDATE OR DELETE ON {table}")
            continue
        for verb in ("update", "delete"):
            _trigger(schema_editor, f"{table}_no_{verb}", f"BEFORE {verb.upper()} ON {table}")
    for table in STAND:
        _trigger(schema_editor, f"{table}_no_delete", f"BEFORE DELETE ON {table}")
    for table, columns in FIXED.items():
        _trigger(schema_editor, f"{table}_fixed", f"BEFORE UPDATE OF {columns} ON {table}")
    for table, begun in ENDED.items():
        _trigger(
            schema_editor, f"{table}_ended", f"BEFORE UPDATE ON {table}", f"OLD.state <> '{begun}'"
        )


def _trigger(schema_editor, name, event, when=""):
    if schema_editor.connection.vendor == "postgresql":
        only = f"WHEN ({when}) " if when else ""
        body = f"FOR EACH ROW {only}EXECUTE FUNCTION bank_refuse()"
    else:
        only = f"WHEN {when} " if when else ""
        body = f"FOR EACH ROW {only}BEGIN SELECT RAISE(ABORT, 'bank_append_only'); END"
    schema_editor.execute(f"CREATE TRIGGER {name} {event} {body}", params=None)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION bank_refuse() CASCADE")
        return
    names = [f"{table}_no_{verb}" for table in ENTERED for verb in ("update", "delete")]
    names += [f"{table}_no_delete" for table in STAND]
    names += [f"{table}_fixed" for table in FIXED]
    names += [f"{table}_ended" for table in ENDED]
    for name in names:
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("bank", "0001_initial"), ("ledger", "0003_periods_stand")]
    operations = [
        migrations.RunPython(guard, unguard),
        codes.allow_codes("stock:hand_out", "stock:write_off"),
    ]
