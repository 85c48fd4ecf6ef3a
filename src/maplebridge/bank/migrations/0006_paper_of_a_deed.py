"""The number of the paper form that a deed was read off; a paper is entered once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bank", "0005_workbooks")]

    operations = [
        migrations.AddField(
            model_name="deed",
            name="paper",
            field=models.CharField(blank=True, max_length=11),
        ),
        migrations.AddConstraint(
            model_name="deed",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("paper", ""), _negated=True),
                    models.Q(("state", "withdrawn"), _negated=True),
                ),
                fields=("bank", "paper"),
                name="a_paper_is_entered_once",
            ),
        ),
    ]
