"""Who calls where there is one community alone, what follows from a call, and who is left out."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0034_called_back"),
        ("people", "0005_service_teams"),
        ("review", "0003_splits"),
        ("territory", "0004_buildings_move_between_grids"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="callback",
            name="nobody_calls_for_themselves",
        ),
        migrations.AddField(
            model_name="callback",
            name="caller_post",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.post",
            ),
        ),
        migrations.AddField(
            model_name="callback",
            name="reopened",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="callsample",
            name="left_out",
            field=models.JSONField(null=True),
        ),
        migrations.AlterField(
            model_name="callback",
            name="caller",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.place",
            ),
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(fields=["caller_post", "-drawn_at", "id"], name="call_caller_post"),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("caller__isnull", True),
                    models.Q(("community", models.F("caller")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_calls_for_themselves",
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("caller__isnull", True), ("caller_post__isnull", True), _connector="OR"
                ),
                name="one_caller_a_call",
            ),
        ),
    ]
