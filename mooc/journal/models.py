"""The journal's rows."""

from django.db import models


class Fact(models.Model):
    """One thing that happened. Ids stand for rows of higher floors, which may be gone."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    run_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    subject_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["run_id", "kind", "at"], name="fact_of_run"),
            models.Index(fields=["kind", "at"], name="fact_of_kind"),
        ]
