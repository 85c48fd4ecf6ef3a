from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0014_programs_of_others"),
        ("people", "0004_program_tokens"),
        ("territory", "0004_buildings_move_between_grids"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("duplicate_of__isnull", False)),
                fields=["duplicate_of"],
                name="matter_repetitions",
            ),
        ),
    ]
