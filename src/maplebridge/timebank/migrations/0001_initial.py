import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="HoursRules",
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
                ("version", models.PositiveIntegerField(unique=True)),
                ("valid_from", models.DateField(unique=True)),
                ("body", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("source", models.CharField(max_length=200)),
                ("entered_by", models.UUIDField(null=True)),
                ("entered_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-valid_from"],
            },
        ),
        migrations.CreateModel(
            name="Member",
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("insurance", models.CharField(blank=True, max_length=60)),
                ("insured_until", models.DateField(null=True)),
                ("joined_at", models.DateTimeField()),
                ("active_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["active_at", "id"], name="timebank_member_active")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("insurance", ""), ("insured_until__isnull", False), _connector="OR"
                        ),
                        name="timebank_insurance_has_an_end",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Kinship",
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
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "relative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("relation", models.CharField(max_length=20)),
                ("age_reached", models.PositiveSmallIntegerField()),
                (
                    "seen_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("seen_at", models.DateTimeField()),
                ("used_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["used_at", "id"], name="timebank_tie_age")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("giver", "relative"), name="timebank_one_tie_a_pair"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("relative")), _negated=True),
                        name="timebank_nobody_is_their_own_relative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "relation__in",
                                ("parent", "grandparent", "child", "grandchild", "spouse_parent"),
                            )
                        ),
                        name="timebank_relation_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Offer",
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
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offer",
                        to="timebank.member",
                    ),
                ),
                ("skills", models.JSONField()),
                ("weekly", models.JSONField()),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                ("path", models.CharField(max_length=64)),
                ("languages", models.JSONField(default=list)),
                ("gender", models.CharField(blank=True, max_length=6)),
                ("avoids", models.JSONField(default=list)),
                ("notes", models.CharField(blank=True, max_length=300)),
                ("offered_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["path", "id"],
                "indexes": [models.Index(fields=["path", "id"], name="timebank_offer_path")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("gender__in", ["", "female", "male"])),
                        name="timebank_offer_gender",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Request",
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
                ("reference", models.CharField(max_length=20, unique=True)),
                (
                    "elder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("channel", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=40)),
                ("minutes", models.PositiveSmallIntegerField()),
                ("windows", models.JSONField()),
                ("last_day", models.DateField()),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                ("path", models.CharField(max_length=64)),
                ("language", models.CharField(blank=True, max_length=20)),
                ("gender", models.CharField(blank=True, max_length=6)),
                ("things", models.JSONField(default=list)),
                ("notes", models.CharField(blank=True, max_length=500)),
                ("state", models.CharField(default="open", max_length=10)),
                ("seats", models.PositiveSmallIntegerField(default=1)),
                ("day", models.DateField(null=True)),
                ("first", models.PositiveSmallIntegerField(null=True)),
                ("last", models.PositiveSmallIntegerField(null=True)),
                ("secret", models.CharField(max_length=64)),
                (
                    "rules",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="timebank.hoursrules",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("agreed_at", models.DateTimeField(null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("emptied", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["-asked_at", "-id"],
                "indexes": [
                    models.Index(
                        fields=["elder", "-asked_at", "-id"], name="timebank_request_elder"
                    ),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["state", "last_day", "id"],
                        name="timebank_request_live",
                    ),
                    models.Index(
                        condition=models.Q(("emptied", False), ("ended_at__isnull", False)),
                        fields=["ended_at", "id"],
                        name="timebank_request_old",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "open",
                                    "proposed",
                                    "filled",
                                    "agreed",
                                    "done",
                                    "withdrawn",
                                    "lapsed",
                                ],
                            )
                        ),
                        name="timebank_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", ["self", "agent", "phone", "desk", "paper"])
                        ),
                        name="timebank_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("day__isnull", True), ("first__lt", models.F("last")), _connector="OR"
                        ),
                        name="timebank_visit_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True),
                                ("state__in", ["agreed", "filled", "open", "proposed"]),
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                models.Q(
                                    ("state__in", ["agreed", "filled", "open", "proposed"]),
                                    _negated=True,
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="timebank_request_ends_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
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
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="timebank.request",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="timebank.member",
                    ),
                ),
                ("stage", models.CharField(default="proposed", max_length=10)),
                ("why", models.JSONField(default=list)),
                ("first_time", models.BooleanField()),
                (
                    "proposed_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("came_at", models.DateTimeField(null=True)),
                ("left_at", models.DateTimeField(null=True)),
                ("card", models.BooleanField(default=False)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("overdue_at", models.DateTimeField(null=True)),
                ("minutes", models.PositiveSmallIntegerField(default=0)),
                ("holds", models.PositiveSmallIntegerField(default=0)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "disputed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("objection", models.CharField(blank=True, max_length=500)),
                ("answer", models.CharField(blank=True, max_length=500)),
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
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-proposed_at", "-id"],
                "indexes": [
                    models.Index(
                        fields=["member", "-proposed_at", "-id"], name="timebank_visit_member"
                    ),
                    models.Index(
                        condition=models.Q(("stage__in", ["started", "ended", "disputed"])),
                        fields=["stage", "id"],
                        name="timebank_visit_waits",
                    ),
                    models.Index(fields=["ended_at", "id"], name="timebank_visit_old"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                [
                                    "proposed",
                                    "accepted",
                                    "started",
                                    "ended",
                                    "disputed",
                                    "confirmed",
                                    "voided",
                                    "declined",
                                    "released",
                                ],
                            )
                        ),
                        name="timebank_stage_known",
                    ),
                    models.UniqueConstraint(
                        fields=("request", "member"), name="timebank_once_asked_for_a_request"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at__isnull", True),
                            models.Q(
                                ("came_at__isnull", False), ("left_at__gte", models.F("came_at"))
                            ),
                            _connector="OR",
                        ),
                        name="timebank_leaves_after_coming",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitRating",
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
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ratings",
                        to="timebank.visit",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("stars", models.PositiveSmallIntegerField()),
                ("words", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["at", "id"], name="timebank_rating_age")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("visit", "author"), name="timebank_one_rating_each"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stars__range", (1, 5))), name="timebank_stars"
                    ),
                ],
            },
        ),
    ]
