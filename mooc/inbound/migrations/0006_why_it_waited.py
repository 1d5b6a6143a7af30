"""A decision remembers why the mail waited; what came back of a copy is found by its number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbound", "0005_hours_of_answers")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="was",
            field=models.CharField(db_default="", default="", max_length=300),
        ),
        migrations.AddIndex(
            model_name="inboundmail",
            index=models.Index(
                condition=models.Q(("kind__in", ("bounce", "complaint"))),
                fields=["became_id"],
                name="inbound_about_copy",
            ),
        ),
    ]
