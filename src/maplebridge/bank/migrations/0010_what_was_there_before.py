"""Money and goods from before the bank; what was prepared stays as it was, and what is decided too.

Who lifts the guards of 0002 lifts these too.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values

guards = import_module("maplebridge.bank.migrations.0002_guards")
TABLE = "bank_openingasset"
FIXED = "bank_id, gift, way, amount_fen, purpose_id, reward_id, pieces, why, hold_id, prepared_by_id, prepared_at"


def guard(apps, schema_editor):
    guards._trigger(schema_editor, f"{TABLE}_no_delete", f"BEFORE DELETE ON {TABLE}")
    guards._trigger(schema_editor, f"{TABLE}_fixed", f"BEFORE UPDATE OF {FIXED} ON {TABLE}")
    guards._trigger(
        schema_editor, f"{TABLE}_ended", f"BEFORE UPDATE ON {TABLE}", "OLD.state <> 'prepared'"
    )


def unguard(apps, schema_editor):
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for name in ("no_delete", "fixed", "ended"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_{name}{on}")


class Migration(migrations.Migration):
    dependencies = [
        ("bank", "0009_printed_slips"),
        ("ledger", "0003_periods_stand"),
        ("people", "0002_shared_cache"),
    ]

    operations = [
        migrations.CreateModel(
            name="OpeningAsset",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=maplebridge.core.values.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("gift", models.CharField(max_length=10)),
                ("way", models.CharField(blank=True, max_length=10)),
                ("amount_fen", models.BigIntegerField()),
                ("pieces", models.PositiveIntegerField(default=0)),
                ("why", models.CharField(max_length=200)),
                ("state", models.CharField(default="prepared", max_length=10)),
                ("prepared_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("why_not", models.CharField(blank=True, max_length=200)),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assets",
                        to="bank.villagebank",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "hold",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.transfer",
                    ),
                ),
                (
                    "lot",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.stocklot",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.fundpurpose",
                    ),
                ),
                (
                    "reward",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.reward",
                    ),
                ),
            ],
            options={
                "ordering": ["bank", "id"],
                "indexes": [
                    models.Index(fields=["bank", "state", "id"], name="bank_assets_by_state")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gt", 0), models.Q(("why", ""), _negated=True)
                        ),
                        name="bank_an_asset_is_worth_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("gift", "money"),
                                ("pieces", 0),
                                ("reward__isnull", True),
                                ("way__in", ("account", "cash")),
                            ),
                            models.Q(
                                ("gift__in", ("money", "goods")),
                                ("pieces__gt", 0),
                                ("reward__isnull", False),
                                ("way", ""),
                                models.Q(("gift", "money"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="bank_an_asset_is_money_or_pieces",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("state", "prepared"),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ("prepared", "approved", "refused")),
                                models.Q(("state", "prepared"), _negated=True),
                                models.Q(("decided_by", models.F("prepared_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="bank_asset_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lot__isnull", True),
                            models.Q(("gift", "goods"), ("state", "approved")),
                            _connector="OR",
                        ),
                        name="bank_only_what_is_approved_is_on_the_shelf",
                    ),
                ],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
