"""What came to an account is read off its index alone, without the rows (PostgreSQL).

A household gets in many rows and pays in few, so the other side's index stays as it is: each column
that an index carries is written with every row. Django knows the index by its name; on SQLite, which has
no such thing, it is the plain one.
"""

from django.db import migrations

CARRIED = " INCLUDE (amount, state, released)"


def _make(schema_editor, carried):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("DROP INDEX ledger_credit_at")
    schema_editor.execute(
        f"CREATE INDEX ledger_credit_at ON ledger_transfer (credit_id, at, id){carried}"
    )


def carry(apps, schema_editor):
    _make(schema_editor, CARRIED)


def drop(apps, schema_editor):
    _make(schema_editor, "")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_periods_stand")]
    operations = [migrations.RunPython(carry, drop)]
