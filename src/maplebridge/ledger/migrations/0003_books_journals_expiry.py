"""Books, holds that expire, reversals, and the codes of wallets as a table.

The guards of 0002 are lifted for the schema and come back, with those of the new columns, at the
end of the same transaction.
"""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from . import _codes
from ._guards_0003 import POSTGRESQL, POSTGRESQL_BACK, SQLITE, SQLITE_BACK

before = import_module("maplebridge.ledger.migrations.0002_guards")

# kind:code. Points of a household; a helper's minutes; the pool of given minutes; money for one purpose.
# Nothing here takes points away for conduct, and a reversal needs no code: it mirrors what it undoes.
CODES = (
    "household:redeem", "household:expire", "household:merge", "household:return", "household:move",
    "helper:spend", "helper:gift", "helper:donate", "helper:inherit", "helper:merge",
    "pool:grant",
    "fund:spend", "fund:return", "fund:move",
)  # fmt: skip


def _run(postgresql, sqlite):
    def run(apps, schema_editor):
        statements = sqlite if schema_editor.connection.vendor == "sqlite" else postgresql
        for statement in statements:
            schema_editor.execute(statement, params=None)

    return run


def _close_the_list(apps, schema_editor):
    """The list stands from here on; its refusing trigger is what `change` lifts and puts back."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in _codes.SQLITE if sqlite else _codes.POSTGRESQL:
        schema_editor.execute(statement, params=None)


def _nothing(apps, schema_editor):
    """The table goes, and its triggers with it."""


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0002_guards"),
    ]

    operations = [
        migrations.RunPython(
            _run(before.POSTGRESQL_BACK, before.SQLITE_BACK),
            _run([step for step in before.POSTGRESQL if "autovacuum" not in step], before.SQLITE),
        ),
        migrations.RemoveConstraint(
            model_name="ledgeraccount",
            name="ledger_account_and_unit",
        ),
        migrations.RemoveConstraint(
            model_name="ledgeraccount",
            name="ledger_one_account_an_owner",
        ),
        migrations.RemoveConstraint(
            model_name="ledgeraccount",
            name="ledger_one_account_a_kind",
        ),
        migrations.RemoveConstraint(
            model_name="transfer",
            name="ledger_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="transfer",
            name="ledger_only_resolutions_resolve",
        ),
        migrations.RemoveConstraint(
            model_name="transfer",
            name="ledger_voided_whole",
        ),
        migrations.AddField(
            model_name="ledgeraccount",
            name="book_id",
            field=models.UUIDField(default=uuid.UUID("00000000-0000-0000-0000-000000000000")),
        ),
        migrations.AddField(
            model_name="transfer",
            name="book_id",
            field=models.UUIDField(default=uuid.UUID("00000000-0000-0000-0000-000000000000")),
        ),
        migrations.AddField(
            model_name="transfer",
            name="expires_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="transfer",
            name="reverses",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reversal",
                to="ledger.transfer",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["book_id", "at", "id"], name="ledger_book_at"),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(("expires_at__isnull", False)),
                fields=["expires_at", "id"],
                name="ledger_expiry",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(
                condition=models.Q(("expires_at__isnull", False)),
                fields=["debit", "expires_at"],
                name="ledger_expiry_of_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgeraccount",
            constraint=models.UniqueConstraint(
                fields=("id", "unit", "book_id"), name="ledger_account_unit_and_book"
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgeraccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("owner_id__isnull", False)),
                fields=("book_id", "unit", "kind", "owner_id"),
                name="ledger_one_account_an_owner",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgeraccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("owner_id__isnull", True)),
                fields=("book_id", "unit", "kind"),
                name="ledger_one_account_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["posted", "pending", "settled", "voided", "expired"])
                ),
                name="ledger_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("released__gt", 0),
                        ("resolves__isnull", False),
                        ("state__in", ["expired", "settled", "voided"]),
                    ),
                    models.Q(
                        models.Q(("state__in", ["expired", "settled", "voided"]), _negated=True),
                        ("resolves__isnull", True),
                        ("released", 0),
                    ),
                    _connector="OR",
                ),
                name="ledger_only_resolutions_resolve",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["expired", "voided"]), _negated=True),
                    ("amount", models.F("released")),
                    _connector="OR",
                ),
                name="ledger_voided_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_at__isnull", True),
                    models.Q(("expires_at__gt", models.F("at")), ("state", "pending")),
                    _connector="OR",
                ),
                name="ledger_only_holds_expire",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("code__in", ["reverse", "reinstate"]),
                        ("reverses__isnull", False),
                        ("state", "posted"),
                    ),
                    models.Q(
                        ("reverses__isnull", True),
                        models.Q(("code__in", ["reverse", "reinstate"]), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="ledger_undoing_names_what_it_undoes",
            ),
        ),
        migrations.RunPython(_run(POSTGRESQL, SQLITE), _run(POSTGRESQL_BACK, SQLITE_BACK)),
        migrations.RunPython(_close_the_list, _nothing),
        _codes.allow_codes(*CODES),
    ]
