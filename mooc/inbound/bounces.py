"""What comes back to the envelope sender of one copy: bounces, delays, complaints.

The address that it came to says which copy it is about (VERP); the report says why. Whatever other addresses a report
names, only that of the copy is suppressed: anybody can write a report.
"""

from datetime import datetime

from mooc.delivery import actions as delivery
from mooc.delivery.models import Delivery
from mooc.groups.fellows import with_followers
from mooc.pure.mailkit.bounces import BounceReport, Recipient
from mooc.runs import actions as runs
from mooc.runs.models import Enrolment

from .faults import fault_of, note_fault
from .outcomes import Outcome, held, routed

# Reasons that speak of the address though it is not dead: when they do not end, mail to it stops.
COUNTED = frozenset(
    {"expired", "filtered", "hostunknown", "mailboxfull", "notaccept", "onhold", "suspend", "userunknown"}
)
# Reports in the form of a complaint that are none (RFC 6430, RFC 6591); the operator reads them.
NO_COMPLAINTS = frozenset({"not-spam", "auth-failure", "dmarc"})
_ARRIVED = ("delivered", "relayed", "expanded")


def bring_back(report: BounceReport, delivery_id: int, *, now: datetime) -> Outcome:
    """Settle the copy that a bounce or complaint is about."""
    if report.kind == "complaint":
        if report.feedback in NO_COMPLAINTS:
            reason = f"A provider reports copy {delivery_id}: {report.feedback}; nobody has complained"
            return held("complaint", reason, became_id=delivery_id)
        return _complaint(delivery_id, now=now)
    address = _address(delivery_id)
    one = _about(report, address)
    said = _words(one)
    if one.action in _ARRIVED:
        return routed("bounce", f"Copy {delivery_id} has arrived: {said}", became_id=delivery_id)
    if one.action == "delayed":
        return routed("bounce", f"Copy {delivery_id} is late, not lost: {said}", became_id=delivery_id)
    is_new = delivery.record_bounce(
        delivery_id=delivery_id, detail=said, address_is_dead=one.hard, counts=_counts(one), now=now
    )
    fault = fault_of(one)
    if is_new and fault:
        note_fault(fault, address=address, delivery_id=delivery_id, answer=said, now=now)
    end = _end(one, address)
    return routed("bounce", f"Copy {delivery_id} came back; {end}. It says: {said}", became_id=delivery_id)


def _about(report: BounceReport, address: str) -> Recipient:
    """Choose the recipient that is ours; where the report names only others (mail was forwarded), the first."""
    return next((one for one in report.recipients if one.address.lower() == address), report.recipients[0])


def _address(delivery_id: int) -> str:
    addresses = Delivery.objects.filter(pk=delivery_id).order_by("pk").values_list("address", flat=True)
    return (addresses.first() or "").lower()


def _words(one: Recipient) -> str:
    return " ".join(f"{one.status if one.status not in one.words else ''} {one.words or one.reason}".split())[
        :200
    ]


def _counts(one: Recipient) -> bool:
    return not one.hard and one.reason in COUNTED and not one.status.startswith(("5.7.", "4.7."))


def _end(one: Recipient, address: str) -> str:
    if one.hard:
        return "I do not write to its address any more"
    if _counts(one) and address and delivery.is_suppressed(address):
        return "that happened too often, so I do not write to its address any more"
    if fault_of(one):
        return "the fault is on our side (`mooc doctor` may say which), its address stays in use"
    return "its address stays in use"


def _complaint(delivery_id: int, *, now: datetime) -> Outcome:
    """Stop the mail that was marked as unwanted: that of one run, for its reader; he can start it again himself."""
    enrolment = reader_of(delivery_id)
    if enrolment is None:
        reason = f"A reader marked copy {delivery_id} as unwanted; it is no mail of a run that I could stop"
        return held("complaint", reason, became_id=delivery_id)
    delivery.record_complaint(delivery_id=delivery_id, detail="its reader marked it as unwanted", now=now)
    stopped = runs.stop_mail(enrolment=enrolment, now=now)
    done = "I have stopped the mail of this run" if stopped else "the mail of this run was stopped before"
    reason = f"A reader marked copy {delivery_id} as unwanted: {done}; the learner's page can start it again"
    return routed("complaint", reason, run_id=enrolment.run_id, became_id=delivery_id)


def reader_of(delivery_id: int) -> Enrolment | None:
    """Return the enrolment that a copy went to, or is just going to; None where its recipient is something else."""
    copy = Delivery.objects.filter(pk=delivery_id).select_related("mailing").order_by("pk").first()
    if copy is None or copy.mailing.run_id is None:
        return None
    enrolments = Enrolment.objects.filter(with_followers(copy.mailing.run_id), pk=copy.recipient)
    if copy.address:  # known once a sender has settled it
        enrolments = enrolments.filter(person__email__iexact=copy.address)
    return enrolments.order_by("pk").first()
