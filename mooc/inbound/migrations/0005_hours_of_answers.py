"""When somebody was answered, to the second; and the decision that takes a decision back."""

from datetime import UTC, datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbound", "0004_decisions")]

    operations = [
        migrations.AddField(
            model_name="autoanswer",
            name="at",
            field=models.DateTimeField(default=datetime(2000, 1, 1, tzinfo=UTC)),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="decision",
            name="verb",
            field=models.CharField(
                choices=[
                    ("keep", "posted"),
                    ("hide", "hidden"),
                    ("ask", "asked its writer"),
                    ("confirm", "confirmed by its writer"),
                    ("disown", "not written by the owner of the address"),
                    ("reopen", "put back among those that wait"),
                ],
                max_length=10,
            ),
        ),
    ]
