import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("matters", "0001_initial"),
        ("people", "0001_initial"),
        ("territory", "0001_initial"),
    ]

    operations = [
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
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
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
                ("most", models.PositiveIntegerField(default=60)),
                ("rulebook", models.CharField(blank=True, default="", max_length=20)),
                ("keys_digest", models.CharField(blank=True, default="", max_length=64)),
                ("closed", models.PositiveIntegerField()),
                ("left_out", models.JSONField(null=True)),
                ("drawn_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-month"],
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
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                ("path", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=10)),
                ("change", models.JSONField()),
                ("why", models.TextField()),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.post",
                    ),
                ),
                ("replay", models.JSONField(null=True)),
                ("replayed_at", models.DateTimeField(null=True)),
                ("decision", models.CharField(default="open", max_length=10)),
                ("decided_at", models.DateTimeField(null=True)),
                ("in_force_from", models.DateField(null=True)),
                ("version", models.CharField(blank=True, max_length=20)),
            ],
            options={
                "ordering": ["-made_at", "-id"],
                "indexes": [models.Index(fields=["-made_at", "-id"], name="proposal_made")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["limit", "route", "keywords", "split", "staffing"]),
                            ("decision__in", ("open", "adopted", "declined")),
                        ),
                        name="proposal_kind_and_decision_known",
                    )
                ],
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
                (
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="review.callsample",
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
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                (
                    "caller",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                (
                    "caller_post",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.post",
                    ),
                ),
                ("outcome", models.CharField(blank=True, max_length=12)),
                ("reopened", models.BooleanField(null=True)),
                ("text", models.TextField(blank=True)),
                ("noted_at", models.DateTimeField(null=True)),
                ("drawn_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-drawn_at", "id"],
                "indexes": [
                    models.Index(fields=["caller", "-drawn_at", "id"], name="call_caller"),
                    models.Index(
                        fields=["caller_post", "-drawn_at", "id"], name="call_caller_post"
                    ),
                ],
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
                        condition=models.Q(
                            ("caller__isnull", True),
                            models.Q(("community", models.F("caller")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_calls_for_themselves",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("caller__isnull", True), ("caller_post__isnull", True), _connector="OR"
                        ),
                        name="one_caller_a_call",
                    ),
                ],
            },
        ),
    ]
