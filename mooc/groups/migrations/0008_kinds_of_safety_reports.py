from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0007_discussion"),
    ]

    operations = [
        migrations.AddField(
            model_name="safetyreport",
            name="kind",
            field=models.CharField(
                choices=[
                    ("unkind", "unkind"),
                    ("spam", "spam or advertising"),
                    ("frightening", "frightening"),
                    ("other", "something else"),
                ],
                db_default="other",
                default="other",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="safetyreport",
            constraint=models.UniqueConstraint(
                fields=("reporter", "post"), name="one_report_per_post_and_reporter"
            ),
        ),
    ]
