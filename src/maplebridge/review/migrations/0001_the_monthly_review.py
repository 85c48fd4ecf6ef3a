import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("matters", "0015_repetitions_of_a_matter"),
        ("people", "0004_program_tokens"),
        ("territory", "0004_buildings_move_between_grids"),
    ]

    operations = [
        migrations.CreateModel(
            name="CallSample",
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
                ("month", models.DateField(unique=True)),
                ("seed", models.CharField(max_length=64)),
                ("share_bp", models.PositiveIntegerField()),
                ("closed", models.PositiveIntegerField()),
                ("drawn_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-month"],
            },
        ),
        migrations.CreateModel(
            name="CallBack",
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
                ("outcome", models.CharField(blank=True, max_length=12)),
                ("text", models.TextField(blank=True)),
                ("noted_at", models.DateTimeField(null=True)),
                ("drawn_at", models.DateTimeField()),
                (
                    "caller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="matters.matter",
                    ),
                ),
                (
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="review.callsample",
                    ),
                ),
            ],
            options={
                "ordering": ["-drawn_at", "id"],
                "indexes": [models.Index(fields=["caller", "-drawn_at", "id"], name="call_caller")],
                "constraints": [
                    models.UniqueConstraint(fields=("sample", "matter"), name="one_call_a_matter"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("noted_at__isnull", True), ("outcome", "")),
                            models.Q(
                                ("noted_at__isnull", False),
                                (
                                    "outcome__in",
                                    ("solved", "not_solved", "declined", "not_reached"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="a_call_says_how_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("community", models.F("caller")), _negated=True),
                        name="nobody_calls_for_themselves",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthlyReview",
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
                ("path", models.CharField(max_length=64)),
                ("month", models.DateField()),
                ("figures", models.JSONField()),
                ("drafted_at", models.DateTimeField()),
                ("conclusions", models.TextField(blank=True)),
                ("concluded_at", models.DateTimeField(null=True)),
                (
                    "concluded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.post",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
            ],
            options={
                "ordering": ["-month", "path", "id"],
                "indexes": [models.Index(fields=["-month", "path"], name="review_month")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("place", "month"), name="one_review_a_place_and_month"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
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
                ("path", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=10)),
                ("change", models.JSONField()),
                ("why", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("replay", models.JSONField(null=True)),
                ("replayed_at", models.DateTimeField(null=True)),
                ("decision", models.CharField(default="open", max_length=10)),
                ("decided_at", models.DateTimeField(null=True)),
                ("in_force_from", models.DateField(null=True)),
                ("version", models.CharField(blank=True, max_length=20)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.post",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
                "indexes": [models.Index(fields=["-made_at", "-id"], name="proposal_made")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["limit", "route", "keywords", "staffing"]),
                            ("decision__in", ("open", "adopted", "declined")),
                        ),
                        name="proposal_kind_and_decision_known",
                    )
                ],
            },
        ),
    ]
