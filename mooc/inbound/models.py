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
    # Who wrote it, where we know: an enrolment's id.
    writer_id = models.BigIntegerField(null=True)
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
            # What came back of a copy.
            models.Index(
                fields=["became_id"],
                name="inbound_about_copy",
                condition=models.Q(kind__in=("bounce", "complaint")),
            ),
            # What somebody has written to organisers, asked for with each of his mails to them.
            models.Index(
                fields=["from_addr"], name="inbound_to_organisers", condition=models.Q(kind="to-organisers")
            ),
        ]


class Decision(models.Model):
    """What somebody decided about a held mail, and why; decisions are added, never changed."""

    class Verb(models.TextChoices):
        KEEP = "keep", "posted"
        HIDE = "hide", "hidden"
        ASK = "ask", "asked its writer"
        CONFIRM = "confirm", "confirmed by its writer"
        DISOWN = "disown", "not written by the owner of the address"
        REOPEN = "reopen", "put back among those that wait"

    mail = models.ForeignKey(InboundMail, on_delete=models.CASCADE, related_name="decisions")
    verb = models.CharField(max_length=10, choices=Verb)
    # Null: a rule of ours, whose name the reason gives.
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=300, default="")
    # Why it waited until then, which the mail itself says no more once it is posted.
    was = models.CharField(max_length=300, default="", db_default="")
    at = models.DateTimeField()


class Question(models.Model):
    """A held mail's question to the proven address of whom it names: "was this you?". asked -> answered

    Yes posts the mail; where it came from an address that is not yet his, yes also adds that address (`adds`).
    """

    mail = models.OneToOneField(InboundMail, on_delete=models.CASCADE, related_name="question")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    adds = models.EmailField(max_length=254, default="")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    was_he = models.BooleanField(null=True)


class AutoAnswer(models.Model):
    """An automatic answer to a person, one a day at most (RFC 3834, 2)."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    # The day in UTC: two workers at once cannot both answer.
    on_date = models.DateField()
    at = models.DateTimeField()
    # "waits", "command", "question"; and the inbound mail that it answers.
    kind = models.CharField(max_length=20)
    mail = models.ForeignKey(InboundMail, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "on_date"], name="one_answer_a_day")]


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
