import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0003_living_groups"),
        ("runs", "0001_first_rows"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="placement", name="one_placement_per_learner"),
        migrations.RemoveConstraint(model_name="proposal", name="one_confirmed_proposal"),
        migrations.AddField(
            model_name="proposal",
            name="made_through",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="state",
            field=models.CharField(
                choices=[
                    ("making", "being stored"),
                    ("proposed", "proposed"),
                    ("confirming", "being confirmed"),
                    ("confirmed", "confirmed"),
                    ("superseded", "superseded"),
                ],
                default="proposed",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="placement",
            name="enrolment",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="placements",
                to="runs.enrolment",
            ),
        ),
        migrations.AlterField(
            model_name="placement",
            name="group",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="placements",
                to="groups.proposedgroup",
            ),
        ),
        migrations.AlterField(
            model_name="placement",
            name="proposal",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="placements",
                to="groups.proposal",
            ),
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(
                condition=models.Q(("group", None)), fields=["proposal"], name="placed_nowhere"
            ),
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(
                condition=models.Q(("pinned", True)), fields=["proposal"], name="placed_for_good"
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.UniqueConstraint(
                fields=("enrolment", "proposal"), name="one_placement_per_learner"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("confirming", "confirmed"))),
                fields=("run",),
                name="one_confirmed_proposal",
            ),
        ),
    ]
