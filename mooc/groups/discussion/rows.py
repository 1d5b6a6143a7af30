"""What groups write: threads, posts, what hangs on them, and how each member wants to get them."""

from django.db import models
from django.db.models import Q

from mooc.people.models import Person
from mooc.runs.models import Enrolment


class Thread(models.Model):
    """Posts that answer each other."""

    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="threads")
    # As its first post has it.
    subject = models.CharField(max_length=300)
    # The subject without "Re:" and its like, in lower case: what an answer without References is found by.
    key = models.CharField(max_length=300)
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    posts_count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["group", "last_at"], name="thread_by_time"),
            models.Index(fields=["group", "key"], name="thread_by_subject"),
        ]


class Post(models.Model):
    """What a member wrote to the group."""

    class Via(models.TextChoices):
        MAIL = "mail", "by mail"
        WEB = "web", "on the web"

    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="posts")
    author = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="posts")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, null=True, related_name="posts")
    message_id = models.CharField(max_length=254)
    in_reply_to = models.CharField(max_length=254, default="")
    references = models.TextField(default="")
    subject = models.CharField(max_length=300)
    # The new words alone, as they are relayed.
    text = models.TextField()
    # The new words as cleaned HTML, where the mail had its own; else the text is laid out when it is shown.
    html = models.TextField(default="", db_default="")
    # All of the mail's text, quotes included and personal links removed; empty where that is the same as `text`.
    whole = models.TextField(default="", db_default="")
    via = models.CharField(max_length=10, choices=Via, default=Via.MAIL, db_default="mail")
    posted_at = models.DateTimeField()
    # Taken out of the archive by somebody who looks after the run, with the reason that the group reads.
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    hidden_reason = models.CharField(max_length=300, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "message_id"], name="one_post_per_message_and_group")
        ]
        indexes = [
            models.Index(fields=["group", "posted_at"], name="post_by_time"),
            # `mooc mail trace` knows no group.
            models.Index(fields=["message_id"], name="post_by_message_id"),
        ]


class Attachment(models.Model):
    """A file that came with a post, kept on the web for its group."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="attachments")
    # As its writer named it, scrubbed; never a path.
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    # SHA-256 of the bytes, which is where the storage keeps them; empty where they were too many to keep.
    digest = models.CharField(max_length=64, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["digest"], name="attachment_by_digest")]


class MailWish(models.Model):
    """How a learner wants the mail of his group; without a row: each post, no copy of his own, not away."""

    class How(models.TextChoices):
        EACH = "each", "each post as it comes"
        DIGEST = "digest", "one digest a day"
        WEEKLY = "weekly", "the weekly message only"

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="mail_wish")
    how = models.CharField(max_length=10, choices=How, default=How.EACH)
    own_copy = models.BooleanField(default=False)
    # No mail of the run before this local date; then it begins again by itself.
    away_until = models.DateField(null=True)
    # Posts up to this moment were in a digest, or are older than the wish for one.
    digested_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["digested_at"], name="wants_a_digest", condition=Q(how="digest")),
        ]


class MutedThread(models.Model):
    """A thread of which a learner gets no more mail; the archive still has it."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="muted_threads")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="muted_by")
    muted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "thread"], name="muted_once")]


class SafetyReport(models.Model):
    """A learner tells the organisers of a post or a person. open -> settled. Nobody is shown who told."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        SETTLED = "settled", "settled"

    class Kind(models.TextChoices):
        UNKIND = "unkind", "unkind"
        SPAM = "spam", "spam or advertising"
        FRIGHTENING = "frightening", "frightening"
        OTHER = "other", "something else"

    group = models.ForeignKey("groups.Group", on_delete=models.CASCADE, related_name="safety_reports")
    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, related_name="safety_reports")
    # Whom it is about; the author, where it is about a post.
    about = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    reporter = models.ForeignKey(Enrolment, on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.OTHER, db_default="other")
    words = models.TextField(default="")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reported_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    # What was done, in the organiser's words.
    outcome = models.CharField(max_length=500, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reporter", "post"], name="one_report_per_post_and_reporter")
        ]
        indexes = [models.Index(fields=["state", "id"], name="safety_report_by_state")]
