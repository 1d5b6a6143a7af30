"""Rows of living groups: what may change by itself, what is proposed, who goes where, and who asked for it."""

from django.db import models
from django.db.models import Q

from mooc.people.models import Person
from mooc.runs.models import Enrolment, Run


class Policy(models.Model):
    """What the machine may do to the groups of a run by itself, and when it last looked."""

    class Way(models.TextChoices):
        OFF = "off", "never"
        PROPOSE = "propose", "propose it to me"
        AUTOMATIC = "automatic", "do it and tell"

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="policy")
    seats = models.CharField(max_length=10, choices=Way, default=Way.AUTOMATIC)
    merges = models.CharField(max_length=10, choices=Way, default=Way.PROPOSE)
    splits = models.CharField(max_length=10, choices=Way, default=Way.PROPOSE)
    wishes = models.CharField(max_length=10, choices=Way, default=Way.AUTOMATIC)
    regroups = models.CharField(max_length=10, choices=Way, default=Way.PROPOSE)
    # Regroup once, when so many weeks of the run are over.
    regroup_week = models.PositiveSmallIntegerField(default=2)
    # A group with fewer active members is quiet.
    fewest_active = models.PositiveSmallIntegerField(default=3)
    looked_for_seats_at = models.DateTimeField(null=True)
    tended_at = models.DateTimeField(null=True)
    # Where the look at quiet groups goes on; a large run takes several passes.
    tended_through = models.PositiveIntegerField(default=0)
    regrouped_at = models.DateTimeField(null=True)
    # An organiser wants the run regrouped; the worker takes it from here.
    regroup_asked_at = models.DateTimeField(null=True)


class ChangeWish(models.Model):
    """A learner asks for another group than `group`. waiting -> granted | withdrawn | declined"""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting for a seat"
        GRANTED = "granted", "has another group"
        WITHDRAWN = "withdrawn", "taken back"
        DECLINED = "declined", "declined by an organiser"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="change_wishes")
    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="change_wishes")
    # For the organisers alone: it is in no mail, no journal, and on no page that another learner sees.
    reason = models.TextField(default="")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], name="one_change_wish_at_a_time", condition=Q(state="waiting")
            )
        ]


class GroupChange(models.Model):
    """A change of groups that live, with what it is good for. proposed -> confirmed | dismissed | outdated

    `about`: the group that is merged, split or left; none where the change is about the line or the whole run.
    """

    class Kind(models.TextChoices):
        SEATS = "seats", "open seats"
        MERGE = "merge", "merge"
        SPLIT = "split", "split"
        WISH = "wish", "change of group"
        REGROUP = "regroup", "regroup"

    class State(models.TextChoices):
        PROPOSED = "proposed", "proposed"
        CONFIRMED = "confirmed", "confirmed"
        DISMISSED = "dismissed", "dismissed"
        OUTDATED = "outdated", "outdated"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="group_changes")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    about = models.ForeignKey("groups.Group", on_delete=models.CASCADE, null=True, related_name="changes")
    wish = models.ForeignKey(ChangeWish, on_delete=models.CASCADE, null=True, related_name="changes")
    # The mean score of a learner concerned, as things are and as they would be.
    before = models.FloatField()
    after = models.FloatField()
    why = models.TextField()
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    # Nobody: the machine did it by itself.
    settled_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="one_number_per_change"),
            models.UniqueConstraint(
                fields=["kind", "about"],
                name="one_open_change_per_group",
                condition=Q(state="proposed", wish=None),
            ),
            models.UniqueConstraint(
                fields=["wish"], name="one_open_change_per_wish", condition=Q(state="proposed")
            ),
            models.UniqueConstraint(
                fields=["run", "kind"],
                name="one_open_change_per_run",
                condition=Q(state="proposed", about=None),
            ),
        ]
        indexes = [models.Index(fields=["run", "state", "kind"], name="change_by_state")]


class ChangedSeat(models.Model):
    """Where a change puts one learner: from `source` (none: the line) to `target`, or into a new group.

    planned -> moved | stayed (with the reason)
    """

    class State(models.TextChoices):
        PLANNED = "planned", "planned"
        MOVED = "moved", "moved"
        STAYED = "stayed", "stayed"

    change = models.ForeignKey(GroupChange, on_delete=models.CASCADE, related_name="seats")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="changed_seats")
    source = models.ForeignKey("groups.Group", on_delete=models.CASCADE, null=True, related_name="+")
    # Known once it is made, where the change founds it.
    target = models.ForeignKey("groups.Group", on_delete=models.CASCADE, null=True, related_name="+")
    # New groups of the change count from 1; null: a group that exists.
    founds = models.PositiveIntegerField(null=True)
    was_active = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    reason = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change", "enrolment"], name="one_seat_per_learner_and_change")
        ]


class Tie(models.Model):
    """Two learners of a run who are to be in one group, or in no group together, by an organiser's word."""

    class Kind(models.TextChoices):
        TOGETHER = "together", "together"
        APART = "apart", "apart"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="ties")
    one = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="one_tie_per_pair")]
