from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0002_senders_paces_pauses"),
    ]

    operations = [
        migrations.AddField(
            model_name="pace",
            name="warm_from",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="pause",
            name="transport",
            field=models.CharField(max_length=200),
        ),
        migrations.AddField(
            model_name="pause",
            name="seconds",
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name="pause",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("transport",),
                name="one_pause_per_transport",
            ),
        ),
    ]
