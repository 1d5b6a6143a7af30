"""What somebody has written to organisers is found by his address."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbound", "0006_why_it_waited")]

    operations = [
        migrations.AddIndex(
            model_name="inboundmail",
            index=models.Index(
                condition=models.Q(("kind", "to-organisers")),
                fields=["from_addr"],
                name="inbound_to_organisers",
            ),
        ),
    ]
