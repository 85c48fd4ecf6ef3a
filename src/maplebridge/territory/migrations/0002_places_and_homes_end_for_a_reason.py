from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("territory", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="place",
            name="end_reason",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="home",
            name="end_reason",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="home",
            name="valid_to",
            field=models.DateField(null=True),
        ),
        migrations.RemoveConstraint(model_name="home", name="a_home_number_once_a_door"),
        migrations.AddConstraint(
            model_name="home",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)),
                fields=("path", "number"),
                name="a_home_number_in_force_once_a_door",
            ),
        ),
    ]
