import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("matters", "0001_initial"),
        ("people", "0001_initial"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Publication",
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
                    "matter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="matters.matter",
                    ),
                ),
                ("stage", models.CharField(default="asked", max_length=10)),
                ("waiting", models.BooleanField(default=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("told_above_at", models.DateTimeField(null=True)),
                ("exact_spot", models.BooleanField(default=False)),
                (
                    "allowed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("allowed_at", models.DateTimeField()),
                ("text_version", models.CharField(max_length=40)),
                ("words", models.TextField(blank=True)),
                ("category", models.CharField(max_length=20)),
                (
                    "grid",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                ("lon", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
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
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("released_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-released_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("stage", "released")),
                        fields=["-released_at", "-id"],
                        name="publication_all",
                    ),
                    models.Index(
                        condition=models.Q(("stage", "released")),
                        fields=["community", "-released_at", "-id"],
                        name="publication_community",
                    ),
                    models.Index(
                        condition=models.Q(("stage", "released")),
                        fields=["street", "-released_at", "-id"],
                        name="publication_street",
                    ),
                    models.Index(
                        condition=models.Q(("stage", "released")),
                        fields=["category", "-released_at", "-id"],
                        name="publication_kind",
                    ),
                    models.Index(
                        condition=models.Q(("waiting", True)),
                        fields=["allowed_at", "id"],
                        name="publication_queue",
                    ),
                    models.Index(
                        condition=models.Q(("told_above_at__isnull", True), ("waiting", True)),
                        fields=["due_at", "id"],
                        name="publication_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stage__in", ["asked", "released", "refused", "taken_back"])
                        ),
                        name="publication_stage_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("released_at__isnull", False),
                                ("stage", "released"),
                                models.Q(("words", ""), _negated=True),
                                ("decided_by__isnull", False),
                            ),
                            models.Q(("stage", "released"), _negated=True),
                            _connector="OR",
                        ),
                        name="nothing_is_public_without_words_and_a_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lon__isnull", True),
                                ("stage", "taken_back"),
                                ("waiting", False),
                                ("words", ""),
                            ),
                            models.Q(("stage", "taken_back"), _negated=True),
                            _connector="OR",
                        ),
                        name="what_is_taken_back_says_nothing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HelpWanted",
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
                    "matter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="matters.matter",
                    ),
                ),
                ("words", models.CharField(max_length=500)),
                (
                    "opened_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-opened_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["-opened_at", "-id"],
                        name="help_wanted",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicFigures",
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
                ("before", models.DateField()),
                ("shown", models.JSONField()),
                ("hidden", models.JSONField()),
                ("counted_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-before", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("place", "before"), name="figures_once_a_week")
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicWords",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="found_by",
                        to="square.publication",
                    ),
                ),
                ("grams", models.TextField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="PublicLine",
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
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="square.publication",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="matters.matterevent",
                    ),
                ),
                ("words", models.TextField()),
            ],
            options={
                "ordering": ["event"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("publication", "event"), name="one_public_wording_a_line"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicPicture",
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
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="square.publication",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="matters.matterphoto",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
                ("areas", models.JSONField(default=list)),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("decided_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["photo"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("publication", "photo"), name="one_decision_a_photo"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Interest",
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
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interests",
                        to="square.publication",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("said_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["said_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("publication", "person"), name="one_me_too_a_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Following",
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
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followings",
                        to="square.publication",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                ("category", models.CharField(blank=True, max_length=20)),
                ("began_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-began_at", "-id"],
                "indexes": [
                    models.Index(fields=["person", "-began_at", "-id"], name="following_person"),
                    models.Index(
                        condition=models.Q(("place__isnull", False)),
                        fields=["place", "category", "id"],
                        name="following_place",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("place__isnull", False), ("publication__isnull", True)),
                            models.Q(
                                ("category", ""),
                                ("place__isnull", True),
                                ("publication__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="one_follows_a_matter_or_a_place",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("publication__isnull", False)),
                        fields=("person", "publication"),
                        name="one_follows_a_matter_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("place__isnull", False)),
                        fields=("person", "place", "category"),
                        name="one_follows_a_place_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Alert",
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
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alerts",
                        to="square.publication",
                    ),
                ),
                ("why", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("waits", models.BooleanField(default=True)),
                ("messaged_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("seen_at__isnull", True)),
                        fields=["person", "-at", "-id"],
                        name="alert_unseen",
                    ),
                    models.Index(fields=["at", "id"], name="alert_age"),
                    models.Index(
                        condition=models.Q(("waits", True)), fields=["id"], name="alert_waits"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "publication", "why"), name="one_alert_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why__in", ["new", "news", "closed"])),
                        name="alert_reason_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
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
                    "help",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to="square.helpwanted",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("organisation", models.CharField(blank=True, max_length=80)),
                ("until", models.DateField()),
                ("stage", models.CharField(default="held", max_length=10)),
                ("words", models.TextField(blank=True)),
                ("claimed_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-claimed_at", "-id"],
                "indexes": [
                    models.Index(fields=["person", "-claimed_at", "-id"], name="claim_person"),
                    models.Index(
                        condition=models.Q(("stage", "held")),
                        fields=["until", "id"],
                        name="claim_lapses",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                ["held", "done", "confirmed", "given_up", "lapsed", "ended"],
                            )
                        ),
                        name="claim_stage_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("stage__in", ["held", "done"])),
                        fields=("help",),
                        name="one_takes_care_at_a_time",
                    ),
                ],
            },
        ),
    ]
