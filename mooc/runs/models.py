"""Runs and who takes part."""

from django.db import models

from mooc.courses.models import Course, Version
from mooc.people.models import Person


class Run(models.Model):
    """One offering of a course.

    draft -> open -> matching -> running -> finished -> archived; any but the last two -> cancelled
    """

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        OPEN = "open", "open"
        MATCHING = "matching", "matching"
        RUNNING = "running", "running"
        FINISHED = "finished", "finished"
        ARCHIVED = "archived", "archived"
        CANCELLED = "cancelled", "cancelled"

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="runs")
    # What messages not yet begun will be written from; importing the course again moves it on.
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    # The local date of the first weekly message; week k (0, 1, ...) goes out 7 k days later at `send_hour`.
    starts_date = models.DateField()
    sign_up_closes_date = models.DateField()
    ready_asked_date = models.DateField()
    groups_formed_date = models.DateField()
    ends_date = models.DateField()
    send_hour = models.PositiveSmallIntegerField(default=16)
    minimum_age = models.PositiveSmallIntegerField(default=16)
    # Matching rules that differ from the defaults (see docs/matching.md), as TOML text.
    rules = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    # When "are you in?" went to everybody; emptied when its date is moved into the future.
    ready_asked_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.slug


class RunOrganiser(models.Model):
    """A person who looks after one run."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="organisers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="organised_runs")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "person"], name="one_organiser_row_per_person")]


class Enrolment(models.Model):
    """A learner in a run.

    pending -> confirmed -> ready -> learning <-> paused -> finished; confirmed -> learning (a soloist who did not
    answer); any -> left (and back by undo); pending -> expired
    """

    class State(models.TextChoices):
        PENDING = "pending", "waiting for the address to be confirmed"
        CONFIRMED = "confirmed", "confirmed"
        READY = "ready", "said: I am in"
        LEARNING = "learning", "learning"
        PAUSED = "paused", "paused"
        FINISHED = "finished", "finished"
        LEFT = "left", "left"
        EXPIRED = "expired", "never confirmed"

    class Company(models.TextChoices):
        MEET = "meet", "in a group that meets"
        WRITE = "write", "in a group that writes"
        ALONE = "alone", "alone"

    class Source(models.TextChoices):
        FORM = "form", "the form"
        IMPORT = "import", "a list"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="enrolments")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    company = models.CharField(max_length=10, choices=Company, default=Company.WRITE)
    # Local wall time, {"mon": ["18:00-22:00"], ...}; null when the learner did not say.
    availability = models.JSONField(null=True)
    hours_a_week = models.PositiveSmallIntegerField(null=True)
    # The course's own questions: {question id: level id or text}.
    answers = models.JSONField(default=dict)
    # {"name", "zone", "language"} as a form gave them for somebody we know already: a form proves nothing, so they
    # are taken over when the address is confirmed, and emptied.
    said = models.JSONField(default=dict)
    # The learner's own hour for the weekly message; null: the run's.
    send_hour = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.FORM)
    signed_up_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    # When the weekly message began to be for this learner.
    began_at = models.DateTimeField(null=True)
    # Place in line for an open seat: set while a group is wanted and there is none.
    waiting_since = models.DateTimeField(null=True)
    mail_stopped_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    left_from = models.CharField(max_length=10, default="")
    # Why, where he said it: a choice and words, see `reasons.packed`.
    left_reason = models.CharField(max_length=500, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "person"], name="one_enrolment_per_run")]
        indexes = [
            models.Index(fields=["run", "state", "began_at"], name="enrolment_by_state"),
            # The line is asked about every second, and mostly empty.
            models.Index(
                fields=["run", "waiting_since"],
                name="enrolment_in_line",
                condition=models.Q(waiting_since__isnull=False),
            ),
        ]


class Follower(models.Model):
    """A visitor who wants to hear of the next run of a course. asked -> confirmed -> stopped"""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="followers")
    email = models.EmailField(max_length=254)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "email"], name="one_follower_per_address")]
