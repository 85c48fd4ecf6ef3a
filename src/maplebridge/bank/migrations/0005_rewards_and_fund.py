"""Rewards, the shelf and the fund; rows and columns that stand as they were entered."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values

codes = import_module("maplebridge.ledger.migrations._codes")

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


def guard(apps, schema_editor):
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
    names = [(f"{table}_no_delete", table) for table in STAND]
    names += [(f"{table}_fixed", table) for table in FIXED]
    names += [(f"{table}_ended", table) for table in ENDED]
    for name, table in names:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER {name}{on}", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("bank", "0004_deeds"),
        ("ledger", "0003_books_journals_expiry"),
        ("people", "0005_service_teams"),
    ]

    operations = [
        migrations.CreateModel(
            name="FundPurpose",
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
                ("name", models.CharField(blank=True, max_length=60)),
                ("covers_points", models.BooleanField(default=True)),
                ("official_code", models.CharField(blank=True, max_length=20)),
                ("opened_at", models.DateTimeField()),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purposes",
                        to="bank.villagebank",
                    ),
                ),
            ],
            options={
                "ordering": ["bank", "name"],
            },
        ),
        migrations.CreateModel(
            name="Donation",
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
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("source", models.CharField(max_length=10)),
                ("gift", models.CharField(max_length=10)),
                ("way", models.CharField(blank=True, max_length=10)),
                ("amount_fen", models.BigIntegerField()),
                ("about", models.CharField(blank=True, max_length=200)),
                ("donor_name", models.CharField(blank=True, max_length=80)),
                ("named", models.BooleanField(default=False)),
                ("given_on", models.DateField()),
                ("entered_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("why_back", models.CharField(blank=True, max_length=200)),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="donations",
                        to="bank.villagebank",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "transfer",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.transfer",
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
            ],
            options={
                "ordering": ["bank", "-year", "-number"],
            },
        ),
        migrations.CreateModel(
            name="Reward",
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
                ("name", models.CharField(max_length=60)),
                ("about", models.CharField(blank=True, max_length=300)),
                ("kind", models.CharField(max_length=10)),
                ("points", models.PositiveIntegerField()),
                ("offered", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField()),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rewards",
                        to="bank.villagebank",
                    ),
                ),
            ],
            options={
                "ordering": ["bank", "points", "id"],
            },
        ),
        migrations.CreateModel(
            name="Spending",
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
                ("amount_fen", models.BigIntegerField()),
                ("way", models.CharField(max_length=10)),
                ("what", models.CharField(max_length=200)),
                ("payee", models.CharField(blank=True, max_length=80)),
                ("paid_on", models.DateField()),
                ("pieces", models.PositiveIntegerField(default=0)),
                ("state", models.CharField(default="prepared", max_length=10)),
                ("prepared_at", models.DateTimeField()),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("why_not", models.CharField(blank=True, max_length=200)),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("number", models.PositiveIntegerField(null=True)),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spendings",
                        to="bank.villagebank",
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
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
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
                "ordering": ["bank", "-id"],
            },
        ),
        migrations.CreateModel(
            name="StockLot",
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
                ("pieces", models.PositiveIntegerField()),
                ("cost_fen", models.BigIntegerField()),
                ("note", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "donation",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lot",
                        to="bank.donation",
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.fundpurpose",
                    ),
                ),
                (
                    "reward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots",
                        to="bank.reward",
                    ),
                ),
                (
                    "spending",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lot",
                        to="bank.spending",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StockUnit",
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
                ("cost_fen", models.BigIntegerField()),
                ("written_off_at", models.DateTimeField(null=True)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="bank.stocklot",
                    ),
                ),
                (
                    "reward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="bank.reward",
                    ),
                ),
            ],
            options={
                "ordering": ["reward", "id"],
            },
        ),
        migrations.CreateModel(
            name="Redemption",
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
                ("points", models.PositiveIntegerField()),
                ("cost_fen", models.BigIntegerField()),
                ("state", models.CharField(max_length=10)),
                ("code", models.CharField(max_length=12, unique=True)),
                ("asked_at", models.DateTimeField()),
                ("collect_by", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("hander_household_id", models.UUIDField(null=True)),
                ("paper", models.CharField(blank=True, max_length=120)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to="bank.villagebank",
                    ),
                ),
                (
                    "handed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.household",
                    ),
                ),
                (
                    "reward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to="bank.reward",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redemptions",
                        to="bank.stockunit",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.AddConstraint(
            model_name="fundpurpose",
            constraint=models.UniqueConstraint(fields=("bank", "name"), name="one_purpose_a_name"),
        ),
        migrations.AddIndex(
            model_name="donation",
            index=models.Index(fields=["bank", "named", "-given_on"], name="bank_donors"),
        ),
        migrations.AddIndex(
            model_name="donation",
            index=models.Index(fields=["given_on"], name="bank_gifts_by_day"),
        ),
        migrations.AddConstraint(
            model_name="donation",
            constraint=models.UniqueConstraint(
                fields=("bank", "year", "number"), name="one_receipt_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="donation",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0), ("number__gt", 0)),
                name="bank_a_gift_is_worth_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="donation",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ("town", "sponsor", "villager"))),
                name="bank_source_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="donation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("gift", "money"), ("way__in", ("account", "cash"))),
                    models.Q(
                        ("gift__in", ("money", "goods")),
                        ("way", ""),
                        models.Q(("gift", "money"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="bank_money_comes_on_a_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="donation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("named", False), models.Q(("donor_name", ""), _negated=True), _connector="OR"
                ),
                name="bank_only_a_name_is_named",
            ),
        ),
        migrations.AddIndex(
            model_name="reward",
            index=models.Index(fields=["bank", "offered", "points"], name="bank_rewards_on_offer"),
        ),
        migrations.AddConstraint(
            model_name="reward",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("goods", "service", "honour"))),
                name="bank_reward_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reward",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__gt", 0), ("points__lte", 100000)),
                name="bank_reward_has_a_price",
            ),
        ),
        migrations.AddConstraint(
            model_name="reward",
            constraint=models.UniqueConstraint(
                condition=models.Q(("offered", True)),
                fields=("bank", "name"),
                name="one_offered_reward_a_name",
            ),
        ),
        migrations.AddIndex(
            model_name="spending",
            index=models.Index(fields=["bank", "state", "id"], name="bank_spendings_by_state"),
        ),
        migrations.AddConstraint(
            model_name="spending",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0)), name="bank_spending_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="spending",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ("account", "cash"))), name="bank_spending_way_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="spending",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("prepared", "approved", "refused"))),
                name="bank_spending_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="spending",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("number__isnull", True),
                        ("reviewed_by__isnull", True),
                        ("state", "prepared"),
                    ),
                    models.Q(
                        ("number__isnull", True),
                        ("reviewed_by__isnull", False),
                        ("state", "refused"),
                    ),
                    models.Q(
                        ("number__isnull", False),
                        ("reviewed_by__isnull", False),
                        ("state", "approved"),
                    ),
                    _connector="OR",
                ),
                name="bank_spending_is_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="spending",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_by__isnull", True),
                    models.Q(("reviewed_by", models.F("prepared_by")), _negated=True),
                    _connector="OR",
                ),
                name="bank_spending_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="spending",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pieces", 0), ("reward__isnull", True)),
                    models.Q(("pieces__gt", 0), ("reward__isnull", False)),
                    _connector="OR",
                ),
                name="bank_what_is_bought_is_counted",
            ),
        ),
        migrations.AddConstraint(
            model_name="spending",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number__isnull", False)),
                fields=("bank", "year", "number"),
                name="one_voucher_a_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="stocklot",
            constraint=models.CheckConstraint(
                condition=models.Q(("pieces__gt", 0)), name="bank_a_lot_has_pieces"
            ),
        ),
        migrations.AddConstraint(
            model_name="stocklot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cost_fen", 0), ("purpose__isnull", True)),
                    models.Q(("cost_fen__gt", 0), ("purpose__isnull", False)),
                    _connector="OR",
                ),
                name="bank_cost_is_borne_by_a_purpose",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockunit",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost_fen__gte", 0)), name="bank_no_negative_cost"
            ),
        ),
        migrations.AddIndex(
            model_name="redemption",
            index=models.Index(fields=["household", "-id"], name="bank_redemptions_of"),
        ),
        migrations.AddIndex(
            model_name="redemption",
            index=models.Index(fields=["bank", "state", "id"], name="bank_redemptions_to_hand"),
        ),
        migrations.AddIndex(
            model_name="redemption",
            index=models.Index(
                condition=models.Q(("state", "reserved")),
                fields=["collect_by"],
                name="bank_redemptions_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("reserved", "collected"))),
                fields=("unit",),
                name="bank_a_piece_goes_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("reserved", "collected", "cancelled", "expired"))
                ),
                name="bank_redemption_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state", "reserved")),
                    models.Q(
                        models.Q(("state", "reserved"), _negated=True), ("ended_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="bank_redemption_ends_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "collected"), _negated=True),
                    ("handed_by__isnull", False),
                    _connector="OR",
                ),
                name="bank_somebody_hands_over",
            ),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hander_household_id__isnull", True),
                    models.Q(("hander_household_id", models.F("household_id")), _negated=True),
                    _connector="OR",
                ),
                name="bank_nobody_hands_to_their_own",
            ),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost_fen__gte", 0), ("points__gt", 0)),
                name="bank_redemption_has_a_price",
            ),
        ),
        codes.allow_codes("stock:hand_out", "stock:write_off"),
        migrations.RunPython(guard, unguard),
    ]
