"""Honours of a year with the consent of those honoured, and lines of bank statements."""

import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values


class Migration(migrations.Migration):
    dependencies = [
        ("bank", "0005_rewards_and_fund"),
        ("people", "0005_service_teams"),
    ]

    operations = [
        migrations.CreateModel(
            name="HonourCategory",
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
                ("name", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="honours",
                        to="bank.villagebank",
                    ),
                ),
            ],
            options={
                "ordering": ["bank", "-year", "id"],
            },
        ),
        migrations.CreateModel(
            name="Nomination",
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
                ("shown_name", models.CharField(blank=True, max_length=60)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(null=True)),
                ("way", models.CharField(blank=True, max_length=10)),
                ("chosen_at", models.DateTimeField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nominations",
                        to="bank.honourcategory",
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
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["category", "id"],
            },
        ),
        migrations.CreateModel(
            name="StatementLine",
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
                ("key", models.CharField(max_length=64)),
                ("day", models.DateField()),
                ("amount_fen", models.BigIntegerField()),
                ("words", models.CharField(blank=True, max_length=200)),
                ("explained", models.CharField(blank=True, max_length=200)),
                ("entered_at", models.DateTimeField()),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="bank.villagebank",
                    ),
                ),
                (
                    "donation",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="line",
                        to="bank.donation",
                    ),
                ),
                (
                    "spending",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="line",
                        to="bank.spending",
                    ),
                ),
            ],
            options={
                "ordering": ["bank", "-day", "-id"],
            },
        ),
        migrations.AddConstraint(
            model_name="honourcategory",
            constraint=models.UniqueConstraint(
                fields=("bank", "year", "name"), name="one_honour_a_name_and_year"
            ),
        ),
        migrations.AddIndex(
            model_name="nomination",
            index=models.Index(fields=["household", "-id"], name="bank_nominations_of"),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.UniqueConstraint(
                fields=("category", "household"), name="one_nomination_a_household"
            ),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("chosen_at__isnull", True), ("agreed_at__isnull", False), _connector="OR"
                ),
                name="bank_nobody_is_honoured_unasked",
            ),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed_at__isnull", True), ("way", "")),
                    ("way__in", ["account", "paper"]),
                    _connector="OR",
                ),
                name="bank_agreed_on_a_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("declined_at__isnull", True), ("agreed_at__isnull", True), _connector="OR"
                ),
                name="bank_declined_is_not_agreed",
            ),
        ),
        migrations.AddIndex(
            model_name="statementline",
            index=models.Index(fields=["bank", "day", "id"], name="bank_lines_by_day"),
        ),
        migrations.AddConstraint(
            model_name="statementline",
            constraint=models.UniqueConstraint(
                fields=("bank", "key"), name="one_statement_line_a_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen", 0), _negated=True), name="bank_a_line_moves_money"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("donation__isnull", True), ("spending__isnull", True)),
                    models.Q(
                        ("amount_fen__gt", 0),
                        ("donation__isnull", False),
                        ("spending__isnull", True),
                    ),
                    models.Q(
                        ("amount_fen__lt", 0),
                        ("donation__isnull", True),
                        ("spending__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="bank_a_line_pays_one_thing",
            ),
        ),
    ]
