import django.db.models.deletion
from django.db import migrations, models

import maplebridge.core.values


def _place(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to="territory.place",
    )


class Migration(migrations.Migration):
    dependencies = [("territory", "0003_service_points_have_kinds")]

    operations = [
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
                ("path_before", models.CharField(max_length=64, unique=True)),
                ("path_after", models.CharField(max_length=64, unique=True)),
                ("day", models.DateField()),
                ("origin", _place("moved_out")),
                ("place", _place("moves")),
                ("target", _place("moved_in")),
            ],
            options={"ordering": ["day", "id"]},
        ),
        migrations.AddConstraint(
            model_name="placemove",
            constraint=models.CheckConstraint(
                condition=~models.Q(origin=models.F("target")), name="a_move_leads_elsewhere"
            ),
        ),
    ]
