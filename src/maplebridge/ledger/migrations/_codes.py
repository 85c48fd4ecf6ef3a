"""For migrations of higher floors: lengthen the list of codes that may take out of a wallet.

The list is a table without a model, `ledger_wallet_code (kind, code)`. Triggers refuse whatever is
written to it, so only a migration can change it. The one list in words is wiring.WALLET_CODES;
tests/ledger/test_guards.py compares the two.
"""

from django.db import migrations

TABLE = "ledger_wallet_code"
SQLITE = [
    f"CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb.upper()} ON {TABLE}"
    " BEGIN SELECT RAISE(ABORT, 'ledger_append_only'); END"
    for verb in ("insert", "update", "delete")
]
SQLITE_BACK = [f"DROP TRIGGER {TABLE}_no_{verb}" for verb in ("insert", "update", "delete")]
POSTGRESQL = [
    f"""
    CREATE TRIGGER {TABLE}_stands BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {TABLE}
      FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
    """
]
POSTGRESQL_BACK = [f"DROP TRIGGER {TABLE}_stands ON {TABLE}"]


def change(schema_editor, add=(), remove=()):
    """Write `kind:code` pairs with the guard lifted; the migration's transaction holds the table."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE_BACK if sqlite else POSTGRESQL_BACK:
        schema_editor.execute(statement, params=None)
    for pair in add:
        kind, code = pair.split(":")
        schema_editor.execute(f"INSERT INTO {TABLE} (kind, code) VALUES ('{kind}', '{code}')")
    for pair in remove:
        kind, code = pair.split(":")
        schema_editor.execute(f"DELETE FROM {TABLE} WHERE kind = '{kind}' AND code = '{code}'")
    for statement in SQLITE if sqlite else POSTGRESQL:
        schema_editor.execute(statement, params=None)


def allow_codes(*pairs):
    """An operation for a migration: from now on these codes (`fund:spend`) may take out of wallets."""

    def forwards(apps, schema_editor):
        change(schema_editor, add=pairs)

    def backwards(apps, schema_editor):
        change(schema_editor, remove=pairs)

    return migrations.RunPython(forwards, backwards)
