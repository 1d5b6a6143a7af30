from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_first_rows")]

    operations = [
        migrations.AddField("addresschange", "undone_at", models.DateTimeField(null=True)),
    ]
