"""Deeds, those who saw them, the notice of a month and what was objected."""

import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values


class Migration(migrations.Migration):
    dependencies = [
        ("bank", "0003_village_banks"),
        ("core", "0004_files_nobody_sent"),
        ("people", "0005_service_teams"),
    ]

    operations = [
        migrations.CreateModel(
            name="MonthNotice",
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
                ("month", models.DateField()),
                ("published_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                ("certain", models.BooleanField()),
                ("posted_at", models.DateTimeField(null=True)),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="bank.villagebank",
                    ),
                ),
                (
                    "charter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.rulebook",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["bank", "-month"],
            },
        ),
        migrations.CreateModel(
            name="Deed",
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
                ("kind", models.CharField(max_length=40)),
                ("field", models.CharField(max_length=20)),
                ("points", models.PositiveIntegerField()),
                ("done_on", models.DateField()),
                ("state", models.CharField(default="entered", max_length=10)),
                ("text", models.CharField(blank=True, max_length=200)),
                ("photo_hash", models.BigIntegerField(null=True)),
                ("entered_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("approver_household_id", models.UUIDField(null=True)),
                ("refusal", models.CharField(blank=True, max_length=200)),
                ("hold_id", models.UUIDField(null=True, unique=True)),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deeds",
                        to="bank.villagebank",
                    ),
                ),
                (
                    "catalogue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.rulebook",
                    ),
                ),
                (
                    "charter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.rulebook",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
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
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.household",
                    ),
                ),
                (
                    "looks_like",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.deed",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deeds",
                        to="bank.monthnotice",
                    ),
                ),
            ],
            options={
                "ordering": ["-entered_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Objection",
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
                ("on_paper", models.BooleanField()),
                ("text", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                ("upheld", models.BooleanField(null=True)),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "deed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="bank.deed",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="RingLook",
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
                ("mark", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="bank.villagebank",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DeedWitness",
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
                ("beneficiary", models.UUIDField()),
                ("said_at", models.DateTimeField(null=True)),
                (
                    "deed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="witnesses",
                        to="bank.deed",
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
                    "noted_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("deed", "household"), name="a_household_says_it_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("household", models.F("beneficiary")), _negated=True),
                        name="no_witness_from_within",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="monthnotice",
            index=models.Index(
                condition=models.Q(("posted_at__isnull", True)),
                fields=["closes_at"],
                name="notice_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="monthnotice",
            constraint=models.UniqueConstraint(fields=("bank", "month"), name="one_notice_a_month"),
        ),
        migrations.AddConstraint(
            model_name="monthnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("published_at"))),
                name="a_notice_leaves_time",
            ),
        ),
        migrations.AddIndex(
            model_name="deed",
            index=models.Index(
                fields=["bank", "state", "entered_at", "id"], name="deed_bank_state"
            ),
        ),
        migrations.AddIndex(
            model_name="deed",
            index=models.Index(fields=["household", "-done_on", "-id"], name="deed_household"),
        ),
        migrations.AddIndex(
            model_name="deed",
            index=models.Index(fields=["entered_by", "-entered_at"], name="deed_entered_by"),
        ),
        migrations.AddIndex(
            model_name="deed",
            index=models.Index(
                condition=models.Q(("photo_hash__isnull", False)),
                fields=["bank", "-id", "photo_hash"],
                name="deed_photos",
            ),
        ),
        migrations.AddConstraint(
            model_name="deed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "entered",
                            "approved",
                            "noticed",
                            "posted",
                            "voided",
                            "refused",
                            "withdrawn",
                        ],
                    )
                ),
                name="deed_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="deed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "field__in",
                        [
                            "moral_culture",
                            "rule_of_law",
                            "mediation",
                            "public_safety",
                            "environment",
                        ],
                    )
                ),
                name="deed_field_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="deed",
            constraint=models.CheckConstraint(
                condition=models.Q(("points__gt", 0)), name="deed_points_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="deed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approver_household_id__isnull", True),
                    models.Q(("approver_household_id", models.F("household")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_approves_for_their_own_household",
            ),
        ),
        migrations.AddConstraint(
            model_name="deed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "noticed", "posted"]), _negated=True),
                    models.Q(("decided_at__isnull", False), ("hold_id__isnull", False)),
                    _connector="OR",
                ),
                name="approved_points_are_promised",
            ),
        ),
        migrations.AddConstraint(
            model_name="deed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("notice__isnull", False), ("state__in", ["noticed", "posted", "voided"])
                    ),
                    models.Q(
                        models.Q(("state__in", ["noticed", "posted", "voided"]), _negated=True),
                        ("notice__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="points_come_after_a_notice",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("upheld__isnull", True)),
                    models.Q(("answered_at__isnull", False), ("upheld__isnull", False)),
                    _connector="OR",
                ),
                name="an_answer_says_yes_or_no",
            ),
        ),
        migrations.AddConstraint(
            model_name="ringlook",
            constraint=models.UniqueConstraint(
                fields=("bank", "mark"), name="a_ring_is_looked_at_once"
            ),
        ),
    ]
