"""On SQLite each row stands in the file twice, so that one flipped byte of either shows.

Sums, keys and instants of a row are in other rows or in indexes, and sealed rows in their leaves; what was
left of an open row stood once: code, what it is for, tariff, journal, who entered it. The index of the
book's order carries them too, and SQLite's own check, which `maplebridge ledger verify` begins with, compares
it with the row. Django knows the index by its name. PostgreSQL has checksums of its pages for that (docs/ledger.md). A later migration that makes SQLite
rebuild one of the tables makes these indexes again, as it does the triggers.
"""

from django.db import migrations

ACCOUNT = "ledger_account_twice"
REST = "code, thing_kind, thing_id, rulebook, journal_id, entered_by"


def _book(schema_editor, rest):
    schema_editor.execute("DROP INDEX ledger_book_at")
    schema_editor.execute(f"CREATE INDEX ledger_book_at ON ledger_transfer (book_id, at, id{rest})")


def write_twice(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        _book(schema_editor, f", {REST}")
        schema_editor.execute(
            f"CREATE INDEX {ACCOUNT} ON ledger_ledgeraccount (id, constrained, opened_at)"
        )


def write_once(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        _book(schema_editor, "")
        schema_editor.execute(f"DROP INDEX {ACCOUNT}")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_a_plain_row_passes_at_once")]
    operations = [migrations.RunPython(write_twice, write_once)]
