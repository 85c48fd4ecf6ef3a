import datetime

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
from django.db import migrations, models

import maplebridge.core.values


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("people", "0001_initial"),
        ("territory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueVersion",
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
                ("version", models.CharField(max_length=20, unique=True)),
                ("valid_from", models.DateField()),
                ("content", models.JSONField()),
                ("why", models.TextField()),
                ("adopted_at", models.DateTimeField()),
                (
                    "adopted_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["-adopted_at", "-id"],
                "indexes": [models.Index(fields=["-adopted_at", "-id"], name="catalogue_adopted")],
            },
        ),
        migrations.CreateModel(
            name="PlaceSign",
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
                ("code", models.CharField(max_length=12, unique=True)),
                (
                    "place",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="PhotoUpload",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("received", models.PositiveIntegerField(default=0)),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
                ("touched_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["touched_at", "id"],
                "indexes": [models.Index(fields=["touched_at", "id"], name="upload_touched")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("received__lte", models.F("size")), ("size__gt", 0)),
                        name="no_more_came_than_there_is",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Matter",
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
                ("reference", models.CharField(max_length=24, unique=True)),
                ("words", models.TextField()),
                ("category", models.CharField(max_length=20)),
                ("rulebook", models.CharField(max_length=20)),
                ("lon", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
                ("place_text", models.CharField(blank=True, max_length=200)),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                ("path", models.CharField(max_length=64)),
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
                (
                    "reporter",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "on_behalf_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("receipt_hash", models.CharField(blank=True, max_length=64)),
                ("channel", models.CharField(default="web", max_length=8)),
                ("visibility", models.CharField(default="private", max_length=10)),
                ("state", models.CharField(default="received", max_length=10)),
                (
                    "handler",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.post",
                    ),
                ),
                (
                    "first_asked",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.post",
                    ),
                ),
                ("decide_by", models.DateTimeField(null=True)),
                ("act_at", models.DateTimeField(null=True)),
                ("rung", models.PositiveSmallIntegerField(default=0)),
                ("recourse_since", models.DateTimeField(null=True)),
                ("promised_as", models.CharField(blank=True, default="", max_length=20)),
                ("wrote_at", models.DateTimeField(null=True)),
                ("reply_due_at", models.DateTimeField(null=True)),
                ("helped_at", models.DateTimeField(null=True)),
                ("reported_at", models.DateTimeField()),
                ("first_answer_due_at", models.DateTimeField()),
                ("settle_due_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("due_certain", models.BooleanField(default=True)),
                ("first_answered_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("proposed_code", models.CharField(blank=True, max_length=12)),
                ("closing_code", models.CharField(blank=True, max_length=12)),
                ("closing", models.PositiveSmallIntegerField(default=0)),
                (
                    "duplicate_of",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duplicates",
                        to="matters.matter",
                    ),
                ),
                ("last_activity_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-reported_at", "-id"],
                "indexes": [
                    models.Index(fields=["handler", "-reported_at", "-id"], name="matter_inbox"),
                    models.Index(fields=["grid", "-reported_at", "-id"], name="matter_grid"),
                    models.Index(
                        fields=["community", "-reported_at", "-id"], name="matter_community"
                    ),
                    models.Index(fields=["street", "-reported_at", "-id"], name="matter_street"),
                    models.Index(
                        condition=models.Q(("reporter__isnull", False)),
                        fields=["reporter", "-reported_at", "-id"],
                        name="matter_reporter",
                    ),
                    models.Index(fields=["-reported_at", "-id"], name="matter_all"),
                    models.Index(fields=["category", "-reported_at", "-id"], name="matter_kind"),
                    models.Index(fields=["-last_activity_at", "-id"], name="matter_changed"),
                    models.Index(
                        condition=models.Q(("receipt_hash", ""), _negated=True),
                        fields=["receipt_hash"],
                        name="matter_receipt",
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["handler", "due_at", "id"],
                        name="matter_due",
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["community", "due_at", "id"],
                        name="matter_due_community",
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["street", "due_at", "id"],
                        name="matter_due_street",
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at", "id"],
                        name="matter_due_all",
                    ),
                    models.Index(
                        condition=models.Q(("act_at__isnull", False)),
                        fields=["act_at", "id"],
                        name="matter_alarm",
                    ),
                    models.Index(
                        condition=models.Q(("first_asked__isnull", False)),
                        fields=["first_asked", "-reported_at", "-id"],
                        name="matter_handed_on",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", False)),
                        fields=["closed_at"],
                        name="matter_closed",
                    ),
                    models.Index(
                        condition=models.Q(("duplicate_of__isnull", False)),
                        fields=["duplicate_of"],
                        name="matter_repetitions",
                    ),
                    models.Index(
                        condition=models.Q(("state", "answered")),
                        fields=["answered_at", "id"],
                        name="matter_undisputed",
                    ),
                    models.Index(
                        models.F("handler"),
                        models.F("state"),
                        models.F("due_at"),
                        models.F("id"),
                        condition=models.Q(("due_at__isnull", False)),
                        name="matter_owed_handler",
                    ),
                    models.Index(
                        models.F("community"),
                        models.F("state"),
                        models.F("due_at"),
                        models.F("id"),
                        condition=models.Q(("due_at__isnull", False)),
                        name="matter_owed_community",
                    ),
                    models.Index(
                        models.F("street"),
                        models.F("state"),
                        models.F("due_at"),
                        models.F("id"),
                        condition=models.Q(("due_at__isnull", False)),
                        name="matter_owed_street",
                    ),
                    models.Index(
                        models.F("state"),
                        models.F("due_at"),
                        models.F("id"),
                        condition=models.Q(("due_at__isnull", False)),
                        name="matter_owed_all",
                    ),
                    models.Index(
                        models.F("handler"),
                        django.db.models.functions.comparison.Coalesce(
                            "decide_by",
                            models.Value(datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                        ),
                        models.F("id"),
                        condition=models.Q(("state", "returned")),
                        name="matter_undecided_handler",
                    ),
                    models.Index(
                        models.F("community"),
                        django.db.models.functions.comparison.Coalesce(
                            "decide_by",
                            models.Value(datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                        ),
                        models.F("id"),
                        condition=models.Q(("state", "returned")),
                        name="matter_undecided_community",
                    ),
                    models.Index(
                        models.F("street"),
                        django.db.models.functions.comparison.Coalesce(
                            "decide_by",
                            models.Value(datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                        ),
                        models.F("id"),
                        condition=models.Q(("state", "returned")),
                        name="matter_undecided_street",
                    ),
                    models.Index(
                        django.db.models.functions.comparison.Coalesce(
                            "decide_by",
                            models.Value(datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                        ),
                        models.F("id"),
                        condition=models.Q(("state", "returned")),
                        name="matter_undecided_all",
                    ),
                    models.Index(
                        models.F("handler"),
                        models.OrderBy(models.F("reported_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("state", "answered")),
                        name="matter_answered_handler",
                    ),
                    models.Index(
                        models.F("community"),
                        models.OrderBy(models.F("reported_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("state", "answered")),
                        name="matter_answered_community",
                    ),
                    models.Index(
                        models.F("street"),
                        models.OrderBy(models.F("reported_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("state", "answered")),
                        name="matter_answered_street",
                    ),
                    models.Index(
                        models.OrderBy(models.F("reported_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        condition=models.Q(("state", "answered")),
                        name="matter_answered_all",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("due_at__isnull", False),
                            models.Q(("state", "returned"), ("rung__gte", 3), _connector="OR"),
                        ),
                        fields=["due_at", "id"],
                        name="matter_at_the_end",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "received",
                                    "triaged",
                                    "referred",
                                    "returned",
                                    "accepted",
                                    "working",
                                    "suspended",
                                    "answered",
                                    "closed",
                                    "reopened",
                                ],
                            )
                        ),
                        name="matter_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", False),
                                ("state", "closed"),
                                (
                                    "closing_code__in",
                                    [
                                        "fixed",
                                        "answered",
                                        "not_ours",
                                        "cannot_fix",
                                        "duplicate",
                                        "withdrawn",
                                        "no_contact",
                                        "unsolved",
                                    ],
                                ),
                            ),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True),
                                ("closed_at__isnull", True),
                                ("closing_code", ""),
                            ),
                            _connector="OR",
                        ),
                        name="a_closed_matter_says_how_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lat__isnull", True), ("lon__isnull", True)),
                            models.Q(
                                ("lat__gte", -90),
                                ("lat__lte", 90),
                                ("lon__gte", -180),
                                ("lon__lte", 180),
                            ),
                            _connector="OR",
                        ),
                        name="matter_lies_on_earth",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channel__in", ("web", "phone", "sms", "chat", "mail", "desk", "api")),
                            ("visibility__in", ("private", "neighbours", "public")),
                        ),
                        name="matter_channel_and_visibility_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reporter__isnull", True), ("receipt_hash", ""), _connector="OR"
                        ),
                        name="a_receipt_is_for_strangers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("duplicate_of", models.F("id")), _negated=True),
                        name="no_matter_repeats_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MatterGroup",
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
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.post",
                    ),
                ),
                ("path", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-made_at", "-id"],
                "indexes": [
                    models.Index(fields=["-made_at", "-id"], name="group_newest"),
                    models.Index(fields=["path", "-made_at", "-id"], name="group_path"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Article",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                ("path", models.CharField(max_length=64)),
                ("latest", models.PositiveIntegerField(default=1)),
                ("released", models.PositiveIntegerField(null=True)),
                ("audience", models.CharField(blank=True, max_length=8)),
                ("valid_until", models.DateField(null=True)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-changed_at", "-id"],
                "indexes": [models.Index(fields=["-changed_at", "-id"], name="article_all")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released__isnull", True),
                            ("released__lte", models.F("latest")),
                            _connector="OR",
                        ),
                        name="a_released_wording_was_written",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerTemplate",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                ("path", models.CharField(max_length=64)),
                ("code", models.CharField(max_length=12)),
                ("kinds", models.JSONField(default=list)),
                ("title", models.CharField(max_length=60)),
                ("text", models.TextField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["code", "title", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "code__in",
                                ["fixed", "answered", "not_ours", "cannot_fix", "no_contact"],
                            )
                        ),
                        name="template_code_known",
                    ),
                    models.UniqueConstraint(fields=("place", "title"), name="one_template_a_title"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
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
                ("source", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("content", models.JSONField()),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
                ("trial", models.BooleanField(default=False)),
                ("state", models.CharField(default="waiting", max_length=8)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("row", models.PositiveIntegerField(default=0)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("taken", models.PositiveIntegerField(default=0)),
                ("known", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("began_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("waiting", "running", "done", "failed"))),
                        name="import_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "rows",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("taken"), "+", models.F("known")
                                    ),
                                    "+",
                                    models.F("refused"),
                                ),
                            )
                        ),
                        name="import_counts_every_row",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "running"]), ("trial", False)),
                        fields=("source",),
                        name="one_import_a_source_at_work",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TimelineSeal",
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
                ("number", models.BigIntegerField(unique=True)),
                ("count", models.IntegerField()),
                ("root", models.CharField(max_length=64)),
                ("previous", models.CharField(max_length=64)),
                ("chained", models.CharField(max_length=64, unique=True)),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="timeline_seals_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("count__gte", 1)), name="a_timeline_seal_has_lines"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TriageModel",
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
                ("made_at", models.DateTimeField()),
                ("adopted_at", models.DateTimeField(null=True)),
                ("source", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                ("facts", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
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
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("filters", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["name", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "name"), name="one_saved_view_a_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="MatterAttribute",
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
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attributes",
                        to="matters.matter",
                    ),
                ),
                ("category", models.CharField(max_length=20)),
                ("code", models.CharField(max_length=40)),
                ("value", models.TextField()),
                ("order", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["matter", "order"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("matter", "order"), name="one_answer_a_position"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CoReporter",
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="co_reporters",
                        to="matters.matter",
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
                    "via",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="matters.matter",
                    ),
                ),
                ("joined_at", models.DateTimeField()),
                ("muted_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["joined_at", "id"],
                "indexes": [
                    models.Index(fields=["person", "-joined_at", "-id"], name="co_reporter_person")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("via__isnull", True)),
                        fields=("matter", "person"),
                        name="one_joins_a_matter_once",
                    ),
                    models.UniqueConstraint(
                        fields=("matter", "person", "via"), name="joined_once_by_each_matter"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("matter", models.F("via")), _negated=True),
                        name="no_matter_joins_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MatterBand",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "matter",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bands",
                        to="matters.matter",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("band", models.BigIntegerField()),
                ("cell", models.BigIntegerField(null=True)),
                ("grid", models.UUIDField(null=True)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["band", "cell", "matter"], name="matter_band_cell"),
                    models.Index(fields=["band", "grid", "matter"], name="matter_band_grid"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("matter", "number"), name="one_band_a_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgramReport",
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
                        related_name="sent_by_program",
                        to="matters.matter",
                    ),
                ),
                ("account_id", models.UUIDField(null=True)),
                ("program", models.CharField(blank=True, max_length=60)),
                ("name", models.CharField(blank=True, max_length=170)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("mail", models.CharField(blank=True, max_length=120)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [
                    models.Index(fields=["account_id", "matter"], name="program_report_account"),
                    models.Index(fields=["at", "program"], name="program_report_figures"),
                    models.Index(
                        condition=models.Q(
                            ("mail", ""), ("name", ""), ("phone", ""), _negated=True
                        ),
                        fields=["matter"],
                        name="program_report_contact",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactReading",
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact_readings",
                        to="matters.matter",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="PhotoPiece",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pieces",
                        to="matters.photoupload",
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
            ],
            options={
                "ordering": ["upload", "start"],
                "constraints": [
                    models.UniqueConstraint(fields=("upload", "start"), name="one_piece_a_position")
                ],
            },
        ),
        migrations.CreateModel(
            name="MatterEvent",
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="matters.matter",
                    ),
                ),
                ("verb", models.CharField(max_length=20)),
                (
                    "actor",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("by_reporter", models.BooleanField(default=False)),
                (
                    "deputy_for",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "to_post",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.post",
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("from_state", models.CharField(blank=True, max_length=10)),
                ("to_state", models.CharField(max_length=10)),
                ("code", models.CharField(blank=True, max_length=20)),
                ("earlier_code", models.CharField(blank=True, default="", max_length=20)),
                ("until", models.DateTimeField(null=True)),
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
                (
                    "earlier_place",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                ("closing", models.PositiveSmallIntegerField(default=0)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["at", "id"], name="matter_event_at")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "verb__in",
                                [
                                    "report",
                                    "triage",
                                    "accept",
                                    "refer",
                                    "return",
                                    "assign",
                                    "start",
                                    "suspend",
                                    "resume",
                                    "escalate",
                                    "answer",
                                    "add_words",
                                    "take_part",
                                    "rate",
                                    "dispute",
                                    "withdraw",
                                    "mark_duplicate",
                                    "join",
                                    "split",
                                    "close_undisputed",
                                    "add_task",
                                    "take_task",
                                    "finish_task",
                                    "drop_task",
                                    "leave_tasks",
                                    "group",
                                    "ungroup",
                                    "name_recourse",
                                    "end_recourse",
                                    "recount",
                                    "pass_on",
                                    "place",
                                    "call_back",
                                ],
                            )
                        ),
                        name="event_verb_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "to_state__in",
                                [
                                    "received",
                                    "triaged",
                                    "referred",
                                    "returned",
                                    "accepted",
                                    "working",
                                    "suspended",
                                    "answered",
                                    "closed",
                                    "reopened",
                                ],
                            ),
                            (
                                "from_state__in",
                                [
                                    "",
                                    "received",
                                    "triaged",
                                    "referred",
                                    "returned",
                                    "accepted",
                                    "working",
                                    "suspended",
                                    "answered",
                                    "closed",
                                    "reopened",
                                ],
                            ),
                        ),
                        name="event_states_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings",
                        to="matters.matter",
                    ),
                ),
                ("closing", models.PositiveSmallIntegerField()),
                ("stars", models.PositiveSmallIntegerField()),
                ("solved", models.BooleanField()),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["matter", "closing"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("matter", "closing"), name="one_rating_a_closing"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stars__gte", 1), ("stars__lte", 5)),
                        name="one_to_five_stars",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Helper",
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="helpers",
                        to="matters.matter",
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
                ("confirmed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["said_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("matter", "person"), name="one_helper_once_a_matter"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MatterWords",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "matter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="found_by",
                        to="matters.matter",
                    ),
                ),
                ("grams", models.TextField()),
                ("whole", models.BooleanField(null=True)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("whole__isnull", True)),
                        fields=["id"],
                        name="words_of_old",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InsideWords",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "matter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="worked_by",
                        to="matters.matter",
                    ),
                ),
                ("grams", models.TextField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Conversation",
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
                ("channel", models.CharField(max_length=8)),
                ("account", models.CharField(blank=True, max_length=120)),
                ("address", models.CharField(max_length=250)),
                ("asking", models.CharField(blank=True, max_length=8)),
                ("asked_at", models.DateTimeField(null=True)),
                ("pending", models.JSONField(default=list)),
                ("choices", models.JSONField(default=list)),
                ("misses", models.PositiveSmallIntegerField(default=0)),
                ("stars", models.PositiveSmallIntegerField(null=True)),
                (
                    "matter",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="matters.matter",
                    ),
                ),
                ("open_until", models.DateTimeField(null=True)),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                ("place_at", models.DateTimeField(null=True)),
                ("lon", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
                ("spot_at", models.DateTimeField(null=True)),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["last_at", "id"],
                "indexes": [
                    models.Index(fields=["last_at"], name="conversation_last"),
                    models.Index(
                        condition=models.Q(("asking", ""), _negated=True),
                        fields=["asked_at", "id"],
                        name="conversation_unanswered",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("channel", "account", "address"), name="one_conversation_an_address"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asking__in", ["", "words", "place", "reason"])),
                        name="conversation_asks_something_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MatterAddress",
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
                        related_name="told_at",
                        to="matters.matter",
                    ),
                ),
                ("channel", models.CharField(max_length=8)),
                ("account", models.CharField(blank=True, max_length=120)),
                ("address", models.CharField(max_length=250)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        fields=["channel", "account", "address", "-id"], name="matter_address_told"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupMember",
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
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="matters.mattergroup",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="matters.matter",
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["added_at", "id"],
                "indexes": [models.Index(fields=["group", "added_at", "id"], name="group_members")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("matter",),
                        name="one_group_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ArticleVersion",
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
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="matters.article",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("question", models.CharField(max_length=200)),
                ("answer", models.TextField()),
                ("kinds", models.JSONField(default=list)),
                ("audience", models.CharField(max_length=8)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("valid_until", models.DateField(null=True)),
                (
                    "written_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("written_at", models.DateTimeField()),
                (
                    "released_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("released_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["article", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "number"), name="one_wording_a_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ("staff", "public"))),
                        name="article_audience_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ArticleWords",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="found_by",
                        to="matters.article",
                    ),
                ),
                ("grams", models.TextField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ImportRefusal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refusals",
                        to="matters.importrun",
                    ),
                ),
                ("row", models.PositiveIntegerField()),
                ("number", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(max_length=20)),
                ("column", models.CharField(blank=True, max_length=100)),
            ],
            options={
                "ordering": ["run", "row"],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "row"), name="one_refusal_a_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="LegacyReference",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("source", models.CharField(max_length=40)),
                ("number", models.CharField(max_length=60)),
                (
                    "matter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legacy",
                        to="matters.matter",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_over",
                        to="matters.importrun",
                    ),
                ),
            ],
            options={
                "ordering": ["source", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "number"), name="one_matter_an_old_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerLink",
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
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="matters.matter",
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["matter", "-id"], name="answer_link_matter")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("made_at"))), name="link_lasts"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PhoneCall",
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
                        related_name="phone_call",
                        to="matters.matter",
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("agreed", models.CharField(blank=True, default="", max_length=20)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__gte", models.F("began_at"))),
                        name="a_call_ends_after_it_began",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MatterRound",
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="matters.matter",
                    ),
                ),
                ("first_answer_due_at", models.DateTimeField()),
                ("settle_due_at", models.DateTimeField()),
                ("first_answered_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["ended_at", "id"],
                "indexes": [models.Index(fields=["ended_at", "id"], name="matter_round_ended")],
            },
        ),
        migrations.CreateModel(
            name="SealedLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "seal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="matters.timelineseal",
                    ),
                ),
                ("position", models.IntegerField()),
                ("kind", models.CharField(max_length=8)),
                ("thing", models.UUIDField()),
                ("matter", models.UUIDField(db_index=True)),
                ("salt", models.BinaryField()),
                ("veil", models.BinaryField()),
                ("leaf", models.BinaryField()),
            ],
            options={
                "ordering": ["seal", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("thing", "kind"), name="a_line_is_sealed_once"),
                    models.UniqueConstraint(
                        fields=("seal", "position"), name="one_line_a_position"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MatterTask",
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
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="matters.matter",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="matters.mattergroup",
                    ),
                ),
                (
                    "asked",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.post",
                    ),
                ),
                ("what", models.CharField(max_length=200)),
                ("due_on", models.DateField()),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("state", models.CharField(default="open", max_length=8)),
                ("said", models.TextField(blank=True)),
                (
                    "photo",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("lapses_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["asked_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["asked", "due_on", "id"],
                        name="task_owed",
                    ),
                    models.Index(
                        condition=models.Q(("lapses_at__isnull", False), ("state", "open")),
                        fields=["lapses_at", "id"],
                        name="task_lapses",
                    ),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", False)),
                        fields=["asked", "-ended_at", "-id"],
                        name="task_ended",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("group__isnull", True), ("matter__isnull", False)),
                            models.Q(("group__isnull", False), ("matter__isnull", True)),
                            _connector="OR",
                        ),
                        name="a_task_is_of_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "taken", "done", "dropped"])),
                        name="task_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state__in", ["open", "taken"])),
                            models.Q(
                                ("ended_at__isnull", False), ("state__in", ["done", "dropped"])
                            ),
                            _connector="OR",
                        ),
                        name="a_task_that_ended_says_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TrainingRun",
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
                ("state", models.CharField(default="waiting", max_length=8)),
                ("texts", models.PositiveIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=300)),
                (
                    "model",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="matters.triagemodel",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "running", "done", "failed"])),
                        name="training_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("state",),
                        name="one_training_waits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgramUpdate",
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
                ("account_id", models.UUIDField()),
                ("once", models.CharField(max_length=200)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="matters.matterevent",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account_id", "once"), name="one_update_under_a_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MatterPhoto",
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
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="matters.matterevent",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.storedfile",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["event", "order"],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "order"), name="one_photo_a_position")
                ],
            },
        ),
        migrations.CreateModel(
            name="RatingReason",
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
                    "rating",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reasons",
                        to="matters.rating",
                    ),
                ),
                ("reason", models.CharField(max_length=20)),
            ],
            options={
                "ordering": ["rating", "reason"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("rating", "reason"), name="one_reason_a_rating_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                [
                                    "too_slow",
                                    "not_put_right",
                                    "not_told",
                                    "not_clear",
                                    "quick",
                                    "put_right_well",
                                    "well_explained",
                                ],
                            )
                        ),
                        name="rating_reason_known",
                    ),
                ],
            },
        ),
    ]
