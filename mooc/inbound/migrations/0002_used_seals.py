from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inbound", "0001_first_rows"),
    ]

    operations = [
        migrations.CreateModel(
            name="UsedSeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("words", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
