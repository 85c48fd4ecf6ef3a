"""Groups of matters with one cause, their members, and tasks of a whole group."""

import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_files_nobody_sent"),
        ("matters", "0026_when_something_changed"),
        ("people", "0005_service_teams"),
    ]

    operations = [
        migrations.AlterField(
            model_name="mattertask",
            name="matter",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="matters.matter",
            ),
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
                ("path", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.post",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
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
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "matter",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="matters.matter",
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
            ],
            options={
                "ordering": ["added_at", "id"],
            },
        ),
        migrations.AddField(
            model_name="mattertask",
            name="group",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="matters.mattergroup",
            ),
        ),
        migrations.AddConstraint(
            model_name="mattertask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("group__isnull", True), ("matter__isnull", False)),
                    models.Q(("group__isnull", False), ("matter__isnull", True)),
                    _connector="OR",
                ),
                name="a_task_is_of_one_thing",
            ),
        ),
        migrations.AddIndex(
            model_name="mattergroup",
            index=models.Index(fields=["-made_at", "-id"], name="group_newest"),
        ),
        migrations.AddIndex(
            model_name="mattergroup",
            index=models.Index(fields=["path", "-made_at", "-id"], name="group_path"),
        ),
        migrations.AddIndex(
            model_name="groupmember",
            index=models.Index(fields=["group", "added_at", "id"], name="group_members"),
        ),
        migrations.AddConstraint(
            model_name="groupmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("matter",),
                name="one_group_at_a_time",
            ),
        ),
    ]
