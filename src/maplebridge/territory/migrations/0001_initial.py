import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Place",
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
                ("level", models.CharField(max_length=16)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="territory.place",
                    ),
                ),
                ("path", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("lon", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
                ("boundary", models.JSONField(null=True)),
                ("boundary_source", models.CharField(blank=True, default="", max_length=200)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("end_reason", models.CharField(blank=True, default="", max_length=200)),
            ],
            options={
                "ordering": ["path"],
                "indexes": [models.Index(fields=["level", "path"], name="place_level_path")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "level__in",
                                [
                                    "jurisdiction",
                                    "district",
                                    "street",
                                    "community",
                                    "grid",
                                    "estate",
                                    "building",
                                    "entrance",
                                ],
                            )
                        ),
                        name="place_level_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="place_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GroundVersion",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("stamp", models.UUIDField()),
            ],
        ),
        migrations.CreateModel(
            name="Zone",
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
                ("name", models.CharField(max_length=120, unique=True)),
                ("source", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="territory.place",
                    ),
                ),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="territory.place",
                    ),
                ),
                ("day", models.DateField()),
            ],
            options={
                "ordering": ["day", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("before", "after"), name="a_place_follows_another_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("before", models.F("after")), _negated=True),
                        name="no_place_follows_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceMove",
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
                        related_name="moves",
                        to="territory.place",
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moved_out",
                        to="territory.place",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moved_in",
                        to="territory.place",
                    ),
                ),
                ("path_before", models.CharField(max_length=64, unique=True)),
                ("path_after", models.CharField(max_length=64, unique=True)),
                ("day", models.DateField()),
            ],
            options={
                "ordering": ["day", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("origin", models.F("target")), _negated=True),
                        name="a_move_leads_elsewhere",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Jurisdiction",
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
                ("name", models.CharField(max_length=120)),
                (
                    "root",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                ("time_zone", models.CharField(default="Asia/Shanghai", max_length=64)),
                ("demo", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="PlaceCode",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codes",
                        to="territory.place",
                    ),
                ),
                ("scheme", models.CharField(max_length=16)),
                ("code", models.CharField(max_length=20)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("source", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ["place", "scheme", "valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("scheme__in", ["division", "grid"])),
                        name="code_scheme_known",
                    ),
                    models.UniqueConstraint(
                        fields=("place", "scheme", "valid_from"), name="one_code_a_day_and_scheme"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("place", "scheme"),
                        name="one_code_in_force_a_place_and_scheme",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("scheme", "code"),
                        name="a_code_in_force_names_one_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ZoneMember",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "zone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="territory.zone",
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
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("zone", "place", "valid_from"),
                        name="a_place_joins_a_zone_once_a_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("zone", "place"),
                        name="a_place_is_in_a_zone_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Building",
            fields=[
                (
                    "place",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="building",
                        serialize=False,
                        to="territory.place",
                    ),
                ),
                (
                    "estate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="estate_buildings",
                        to="territory.place",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=200)),
                ("floors_above", models.PositiveSmallIntegerField(default=1)),
                ("floors_below", models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Home",
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
                    "building",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                (
                    "entrance",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                ("path", models.CharField(db_index=True, max_length=64)),
                ("number", models.CharField(max_length=20)),
                ("sort_key", models.CharField(max_length=40)),
                ("floor", models.SmallIntegerField(default=1)),
                ("area_cm2", models.BigIntegerField(null=True)),
                ("valid_to", models.DateField(null=True)),
                ("end_reason", models.CharField(blank=True, default="", max_length=200)),
            ],
            options={
                "ordering": ["path", "sort_key", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("path", "number"),
                        name="a_home_number_in_force_once_a_door",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("area_cm2__isnull", True), ("area_cm2__gt", 0), _connector="OR"
                        ),
                        name="home_area_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServicePoint",
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
                ("name", models.CharField(max_length=120)),
                ("kind", models.CharField(default="station", max_length=12)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
                ("lon", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("phone", models.CharField(blank=True, max_length=32)),
                ("hours", models.CharField(blank=True, max_length=120)),
                ("closed_on", models.DateField(null=True)),
            ],
            options={
                "ordering": ["place__path", "name", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "station",
                                    "office",
                                    "hall",
                                    "clinic",
                                    "mediation",
                                    "reading",
                                    "locker",
                                    "other",
                                ],
                            )
                        ),
                        name="service_point_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServicePointGrid",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "service_point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grids",
                        to="territory.servicepoint",
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.place",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("service_point", "grid"), name="a_grid_once_a_service_point"
                    )
                ],
            },
        ),
    ]
