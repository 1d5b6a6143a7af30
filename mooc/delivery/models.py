"""Mailings, their editions, and one row per copy."""

from django.db import models
from django.db.models import Q


class Mailing(models.Model):
    """One occasion to write to many. open -> held <-> open -> cancelled; `open` may always get more recipients."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        HELD = "held", "held"
        CANCELLED = "cancelled", "cancelled"

    # Names the occasion once and for all, such as "weekly/7/3" or "post/1201".
    occasion = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    filler = models.CharField(max_length=40)
    run_id = models.BigIntegerField(null=True)
    subject_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=200)
    # Smaller goes first: sign-in codes 0, confirmations 1, posts 4, weekly 5.
    priority = models.SmallIntegerField(default=5)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    planned_at = models.DateTimeField()
    # Copies planned, counted while planning: what the states of all copies must add up to.
    audience = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["run_id", "kind"], name="mailing_of_run")]


class Edition(models.Model):
    """A mailing as written for one variant and language: the body of its latest compilation, with slots."""

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="editions")
    variant = models.CharField(max_length=40)
    language = models.CharField(max_length=20)
    subject = models.CharField(max_length=998)
    text = models.TextField()
    html = models.TextField()
    compiled_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailing", "variant", "language"], name="one_edition_per_variant")
        ]


class Delivery(models.Model):
    """One recipient's copy of a mailing.

    pending -> claimed -> accepted (later bounced or complained) | deferred -> claimed ...
                       | rejected | suppressed | expired | cancelled
    after a crash claimed -> uncertain -> claimed (course mail, same Message-ID) | accepted by an operator's word
    """

    class State(models.IntegerChoices):
        PENDING = 0, "pending"
        DEFERRED = 1, "deferred"
        CLAIMED = 2, "claimed"
        UNCERTAIN = 3, "uncertain"
        ACCEPTED = 10, "accepted"
        BOUNCED = 11, "bounced"
        COMPLAINED = 12, "complained"
        REJECTED = 20, "rejected"
        SUPPRESSED = 21, "suppressed"
        EXPIRED = 22, "expired"
        CANCELLED = 23, "cancelled"

    WAITING = (State.PENDING, State.DEFERRED, State.UNCERTAIN)

    # Its unique constraint serves as the index of `mailing`. Neither this nor `edition` has a constraint in the
    # database, which would look the other row up for each copy that is planned or settled.
    mailing = models.ForeignKey(
        Mailing, on_delete=models.CASCADE, related_name="deliveries", db_index=False, db_constraint=False
    )
    # Whom this is for, in the words of the mailing's filler (an enrolment, mostly).
    recipient = models.BigIntegerField()
    edition = models.ForeignKey(
        Edition, on_delete=models.SET_NULL, null=True, db_index=False, db_constraint=False
    )
    state = models.SmallIntegerField(choices=State, default=State.PENDING)
    # The mailing's, so that what is due can be read in order from one index.
    priority = models.SmallIntegerField(default=5)
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    # How often we did not learn whether this copy had arrived: a crash, a connection lost after the last dot.
    doubts = models.SmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=40, default="")
    settled_at = models.DateTimeField(null=True)
    # Where the last attempt went and what was answered: "250 2.0.0 queued as 4F1B", or our own reason.
    address = models.CharField(max_length=254, default="")
    answer = models.CharField(max_length=300, default="")

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["mailing", "recipient"], name="one_copy_per_recipient")
        ]
        indexes = [
            models.Index(
                fields=["priority", "not_before", "id"],
                name="delivery_waiting",
                condition=Q(state__in=(0, 1, 3)),
            ),
            models.Index(fields=["expires_at"], name="delivery_expiring", condition=Q(state__in=(0, 1))),
            models.Index(fields=["claimed_by"], name="delivery_claimed", condition=Q(state=2)),
        ]


class Suppression(models.Model):
    """An address we do not write to, and why. lifted_at set: we do again."""

    class Reason(models.TextChoices):
        BOUNCED = "bounced", "the address does not exist any more"
        RETURNING = "returning", "mail to it kept coming back"
        COMPLAINED = "complained", "its owner marked our mail as unwanted"
        ASKED = "asked", "its owner asked us to stop"
        OPERATOR = "operator", "an operator stopped it"

    address = models.CharField(max_length=254)
    reason = models.CharField(max_length=20, choices=Reason)
    detail = models.CharField(max_length=300, default="")
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address"], name="one_suppression_per_address", condition=Q(lifted_at=None)
            )
        ]


class SoftBounce(models.Model):
    """How often mail to an address came back lately for what may pass; the score fades with time."""

    address = models.CharField(max_length=254, unique=True)
    score = models.FloatField()
    at = models.DateTimeField()


class MailboxFrame(models.Model):
    """What copies have in common, without a word about any reader: the dictionary that compresses them."""

    digest = models.CharField(max_length=32, unique=True)
    body = models.BinaryField()


class MailboxCopy(models.Model):
    """A message in the built-in mailbox, as it would have gone over the wire."""

    delivery_id = models.BigIntegerField(null=True, db_index=True)
    mail_from = models.CharField(max_length=254)
    rcpt_to = models.CharField(max_length=254)
    subject = models.CharField(max_length=998)
    kind = models.CharField(max_length=40, default="")
    message_id = models.CharField(max_length=254)
    at = models.DateTimeField()
    frame = models.ForeignKey(MailboxFrame, on_delete=models.PROTECT, db_index=False)
    body = models.BinaryField()

    class Meta:
        verbose_name_plural = "mailbox copies"
        indexes = [
            models.Index(fields=["-at", "-id"], name="mailbox_by_time"),
            models.Index(fields=["rcpt_to", "-at"], name="mailbox_by_reader"),
        ]


class Sender(models.Model):
    """A process that sends: its lease on what it has claimed, renewed while it lives. Times are the wall clock's."""

    name = models.CharField(max_length=40, unique=True)
    host = models.CharField(max_length=100)
    process = models.IntegerField()
    transport = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()


class Pace(models.Model):
    """How fast copies may go to a provider ("provider:google") or over a transport ("transport:..."), exactly."""

    key = models.CharField(max_length=200, unique=True)
    # Copies a minute; null: no limit.
    limit = models.FloatField(null=True)
    # What trouble has slowed it to, copies a minute; null: nothing.
    slowed_to = models.FloatField(null=True)
    # The next free moment, seconds since 1970.
    next_at = models.FloatField(default=0)
    # When `slowed_to` was last set; from then on it recovers.
    changed_at = models.DateTimeField()
    reason = models.CharField(max_length=300, default="")
    # When a new sender began to warm up; null: it does not, or need not.
    warm_from = models.DateTimeField(null=True)


class Pause(models.Model):
    """Why nothing goes over a transport: a fault that is ours to mend, or nobody answers. on -> ended -> told.

    One row from the first failure to the next success; in between `until` moves on with each failed try.
    """

    transport = models.CharField(max_length=200)
    since = models.DateTimeField()
    # When to try again; the last try was `seconds` before.
    until = models.DateTimeField()
    seconds = models.FloatField(default=0)
    reason = models.CharField(max_length=300)
    # Ours to mend (authentication, 5.7.x), so organisers are told.
    is_ours = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["transport"], name="one_pause_per_transport", condition=Q(ended_at=None)
            )
        ]
