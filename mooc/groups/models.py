"""Groups, who is in them, how they came about, and their posts."""

from django.db import models
from django.db.models import Q

from mooc.people.models import Person
from mooc.runs.models import Enrolment, Run

from .discussion.rows import Attachment as Attachment
from .discussion.rows import MailWish as MailWish
from .discussion.rows import MutedThread as MutedThread
from .discussion.rows import Post as Post
from .discussion.rows import SafetyReport as SafetyReport
from .discussion.rows import Thread as Thread
from .living.change_rows import ChangedSeat as ChangedSeat
from .living.change_rows import ChangeWish as ChangeWish
from .living.change_rows import GroupChange as GroupChange
from .living.change_rows import Policy as Policy
from .living.change_rows import Tie as Tie


class Proposal(models.Model):
    """What matching answered, before and after an organiser said yes.

    making -> proposed -> confirming -> confirmed; proposed -> superseded. A run may have several side by side; when one
    is confirmed, the others are superseded. What is `making` is being stored, or was left so by a crash: it shows
    nowhere. What is `confirming` is being made into groups, or waits for somebody to go on with that.
    """

    class State(models.TextChoices):
        MAKING = "making", "being stored"
        PROPOSED = "proposed", "proposed"
        CONFIRMING = "confirming", "being confirmed"
        CONFIRMED = "confirmed", "confirmed"
        SUPERSEDED = "superseded", "superseded"

    # One of a run at most, and there is no way back.
    SETTLED = (State.CONFIRMING, State.CONFIRMED)

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="proposals")
    # Runs whose learners are matched together with those of `run`, to which the groups will belong.
    others = models.ManyToManyField(Run, related_name="+")
    # Another run's proposal, by which the groups for the learners of this run were made, too.
    led_by = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="led")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    seed = models.BigIntegerField()
    # Rules as used, one entry a mode ("meet", "write"), so that the same seed gives the same groups again.
    rules = models.JSONField()
    # The rules that an organiser wrote for this proposal, as TOML; null: those of the run.
    rules_text = models.TextField(null=True)
    label = models.CharField(max_length=60, default="", db_default="")
    # Whose pinned learners stayed where they were.
    based_on = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    # {"learners", "wanted", "placed", "groups", "J", "p5", "min", "parts"} over all modes.
    report = models.JSONField()
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True)
    # While confirming: the groups up to this number are made, or have too few people left.
    made_through = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="one_number_per_proposal"),
            models.UniqueConstraint(
                fields=["run"],
                name="one_confirmed_proposal",
                condition=Q(state__in=("confirming", "confirmed")),
            ),
        ]


class ProposedGroup(models.Model):
    """A group of a proposal: its score in [0, 1], the parts of it, and a sentence why."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="groups")
    number = models.PositiveIntegerField()
    mode = models.CharField(max_length=10)
    score = models.FloatField()
    parts = models.JSONField()
    why = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="one_number_per_group")]


class Placement(models.Model):
    """Where a proposal puts one learner: a group, or none with the reason and what would help.

    Kept after confirming: this is the log of assignments. Rows come by the million and refer to what the same
    statements read, so the database is not made to look each up again.
    """

    proposal = models.ForeignKey(
        Proposal, on_delete=models.CASCADE, related_name="placements", db_constraint=False, db_index=False
    )
    # Its unique constraint serves as the index of `enrolment`.
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="placements", db_constraint=False, db_index=False
    )
    group = models.ForeignKey(
        ProposedGroup, on_delete=models.CASCADE, null=True, related_name="placements", db_constraint=False
    )
    reason = models.TextField(default="")
    help = models.TextField(default="")
    # He stays with the others pinned to this group, or without one, in every proposal based on this one.
    pinned = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "proposal"], name="one_placement_per_learner")
        ]
        indexes = [
            models.Index(fields=["proposal"], name="placed_nowhere", condition=Q(group=None)),
            models.Index(fields=["proposal"], name="placed_for_good", condition=Q(pinned=True)),
        ]


class Move(models.Model):
    """A learner whom an organiser put elsewhere in a proposal; no group means out of all. moved -> undone"""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="moves")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    left_group = models.ForeignKey(ProposedGroup, on_delete=models.CASCADE, null=True, related_name="+")
    joined_group = models.ForeignKey(ProposedGroup, on_delete=models.CASCADE, null=True, related_name="+")
    # Who took the seat that became free, in exchange for the one he gave.
    swapped_with = models.ForeignKey(Enrolment, on_delete=models.CASCADE, null=True, related_name="+")
    # {enrolment: [group or null, reason, help]} of everybody who moved, for the way back.
    before = models.JSONField()
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)


class AskedProposal(models.Model):
    """A proposal that an organiser asked for on a page and a worker makes. asked -> made | failed"""

    class State(models.TextChoices):
        ASKED = "asked", "waiting"
        MADE = "made", "made"
        FAILED = "failed", "failed"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="asked_proposals")
    others = models.ManyToManyField(Run, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    seed = models.BigIntegerField(null=True)
    rules_text = models.TextField(null=True)
    label = models.CharField(max_length=60, default="")
    based_on = models.ForeignKey(Proposal, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    # The share of the matching that is done, 0 to 1, and what kept it from coming to an end.
    share = models.FloatField(default=0)
    problem = models.TextField(default="")
    proposal = models.ForeignKey(Proposal, on_delete=models.SET_NULL, null=True, related_name="+")


class Wish(models.Model):
    """What somebody without a group chose instead of waiting only."""

    class Kind(models.TextChoices):
        HOURS = "hours", "more hours"
        LANGUAGE = "language", "another language"
        WRITE = "write", "a group that writes"
        ALONE = "alone", "alone"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=10, choices=Kind)
    # What he gave: hours as one says them, or a language.
    said = models.CharField(max_length=300, default="")
    wished_at = models.DateTimeField()


class Group(models.Model):
    """Some learners with one address. forming -> alive <-> quiet -> merged | closed"""

    class State(models.TextChoices):
        FORMING = "forming", "forming"
        ALIVE = "alive", "alive"
        QUIET = "quiet", "quiet"
        MERGED = "merged", "merged"
        CLOSED = "closed", "closed"

    class Mode(models.TextChoices):
        MEET = "meet", "meets"
        WRITE = "write", "writes"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="groups")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    # The part before the @; unique over all runs.
    local_part = models.CharField(max_length=64, unique=True)
    mode = models.CharField(max_length=10, choices=Mode)
    state = models.CharField(max_length=10, choices=State, default=State.ALIVE)
    language = models.CharField(max_length=20)
    source = models.ForeignKey(ProposedGroup, on_delete=models.SET_NULL, null=True)
    made_at = models.DateTimeField()
    # Where its people and its mail went when it was merged; never itself merged.
    successor = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="predecessors")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_group_number_per_run")]


class Membership(models.Model):
    """A learner in a group, from joined_at to left_at.

    Like placements they come by the million, made of rows of which none is ever deleted alone.
    """

    # The index `seats_taken` is that of `group`.
    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="memberships", db_constraint=False, db_index=False
    )
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="memberships", db_constraint=False
    )
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    # "proposal 2, seed 7" | "open seat, 4 of 6 criteria" | "moved by an organiser": the log of assignments.
    cause = models.CharField(max_length=200, default="")
    # The last sign of life, in this group or carried along into it: a post, a check-in, asking for a seat.
    heard_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], name="one_group_at_a_time", condition=Q(left_at=None)
            )
        ]
        # Members are counted by the index alone, however large the run.
        indexes = [models.Index(fields=["group", "left_at"], name="seats_taken")]
