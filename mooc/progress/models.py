"""Check-ins."""

from django.db import models

from mooc.runs.models import Enrolment


class CheckIn(models.Model):
    """What a learner says of a week; the latest answer counts."""

    class Answer(models.TextChoices):
        DONE = "done", "Done"
        PARTLY = "partly", "Partly"
        STUCK = "stuck", "Stuck"
        SKIPPING = "skipping", "Skipping this one"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="check_ins")
    week = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=10, choices=Answer)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "week"], name="one_check_in_per_week")]
