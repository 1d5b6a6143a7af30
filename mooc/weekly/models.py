"""Which weeks have been opened."""

from django.db import models

from mooc.courses.models import Version
from mooc.runs.models import Run


class Opening(models.Model):
    """A week of a run that is planned or has gone out; `week` counts messages from 0, the break included."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="openings")
    week = models.PositiveSmallIntegerField()
    mailing_id = models.BigIntegerField(db_index=True)
    planned_at = models.DateTimeField()
    # Readers who began up to here have a delivery; later ones are caught up by the next sweep.
    planned_through_at = models.DateTimeField()
    # What was sent; empty until the first copy is composed, so that a typo can still be mended.
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "week"], name="one_opening_per_week")]
