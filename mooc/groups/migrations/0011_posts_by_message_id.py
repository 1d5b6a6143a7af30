"""A post is found by its Message-ID alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0010_search")]

    operations = [
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["message_id"], name="post_by_message_id"),
        ),
    ]
