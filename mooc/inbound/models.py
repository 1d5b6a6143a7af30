"""Inbound mail."""

from django.db import models


class RawMail(models.Model):
    """The bytes of one message as they came, shared by its recipients."""

    digest = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    received_at = models.DateTimeField()


class UsedSeal(models.Model):
    """A signature of a mail service that does not cover what it says, and with which words it came."""

    digest = models.CharField(max_length=64, unique=True)
    words = models.CharField(max_length=64)
    at = models.DateTimeField()


class InboundMail(models.Model):
    """One message for one of our addresses.

    kept -> routed | refused | held (for a human) | dropped (with the reason)
    """

    class State(models.TextChoices):
        KEPT = "kept", "kept, not yet looked at"
        ROUTED = "routed", "routed"
        REFUSED = "refused", "refused"
        HELD = "held", "held for a human"
        DROPPED = "dropped", "dropped"

    raw = models.ForeignKey(RawMail, on_delete=models.SET_NULL, null=True)
    # The envelope sender; empty for the null sender of bounces.
    mail_from = models.CharField(max_length=254, blank=True)
    rcpt_to = models.CharField(max_length=254)
    # Which door: lmtp, smtp, demo, ...; and what the door says about who wrote it (the text of an
    # Authentication-Results header), where it knows more than the bytes do.
    source = models.CharField(max_length=20)
    authentication = models.CharField(max_length=300, default="")
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.KEPT)
    # What it was taken for: post, bounce, complaint, auto-reply, to-organisers, ...; and one sentence why.
    kind = models.CharField(max_length=20, default="")
    reason = models.CharField(max_length=300, default="")
    from_addr = models.CharField(max_length=254, default="")
    subject = models.CharField(max_length=300, default="")
    message_id = models.CharField(max_length=254, default="")
    run_id = models.BigIntegerField(null=True)
    # The row it became: a post's id, a delivery's id.
    became_id = models.BigIntegerField(null=True)
    routed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["raw", "rcpt_to"], name="one_inbound_mail_per_recipient")
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="inbound_by_state"),
            models.Index(fields=["message_id"], name="inbound_by_message_id"),
        ]


class Fault(models.Model):
    """What the servers of a provider say that we do wrong, counted while they go on saying it."""

    kind = models.CharField(max_length=20)
    provider = models.CharField(max_length=200)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    # The copy that came back last, and what was said of it, without its address.
    delivery_id = models.BigIntegerField(null=True)
    answer = models.CharField(max_length=300, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "provider"], name="one_fault_per_provider")]
