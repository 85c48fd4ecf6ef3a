from django.db import migrations, models


class Migration(migrations.Migration):
    """A name that somebody typed becomes an organisation of the register; none was released before."""

    dependencies = [
        ("organisations", "0001_initial"),
        ("square", "0002_words_to_find_by"),
    ]

    operations = [
        migrations.RemoveField(model_name="claim", name="organisation"),
        migrations.AddField(
            model_name="claim",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=models.PROTECT,
                related_name="+",
                to="organisations.organisation",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("organisation__isnull", False)),
                fields=["organisation"],
                name="claim_organisation",
            ),
        ),
    ]
