"""Why a learner gets no mail, and who may start it again: the learner, an organiser, or nobody before it is mended."""

from dataclasses import dataclass
from datetime import datetime

from mooc.delivery.addresses import normal
from mooc.delivery.models import Delivery, Suppression
from mooc.groups.fellows import with_leader
from mooc.runs.models import Enrolment

Reason = Suppression.Reason
# What the reader decides: he asked for it, or his mailbox was in trouble that he knows to be over.
READER_MAY_LIFT = (Reason.RETURNING, Reason.COMPLAINED, Reason.ASKED)
# What an organiser of the run may take back: no reader has said that he wants no mail.
ORGANISER_MAY_LIFT = (Reason.BOUNCED, Reason.RETURNING)


@dataclass(frozen=True, slots=True)
class Silence:
    """Why nothing is sent. `reason`: one of `Suppression.Reason` where all mail to the address stopped; else "run"
    (the learner stopped that of the run) or "unwanted" (his mail program told us so). `words`: of the other side."""

    reason: str
    since: datetime
    words: str = ""

    @property
    def is_of_address(self) -> bool:
        """All mail to the address stopped, whichever run it is about."""
        return self.reason in Reason.values

    @property
    def reader_may_start(self) -> bool:
        """The learner can start the mail again by a button."""
        return not self.is_of_address or self.reason in READER_MAY_LIFT

    @property
    def organiser_may_start(self) -> bool:
        """An organiser of the run can."""
        return self.reason in ORGANISER_MAY_LIFT

    @property
    def operator_may_start(self) -> bool:
        """An organiser of the whole server can."""
        return self.organiser_may_start or self.reason == Reason.OPERATOR


def silence_of(enrolment: Enrolment) -> Silence | None:
    """Return why this learner gets no mail; None when he does. One query, and one more where he stopped a run's."""
    address = normal(enrolment.person.email)
    stopped = Suppression.objects.filter(address=address, lifted_at=None).order_by("-id").first()
    if stopped is not None:
        return Silence(stopped.reason, stopped.since, stopped.detail)
    if enrolment.mail_stopped_at is None:
        return None
    return Silence("unwanted" if _complained(enrolment) else "run", enrolment.mail_stopped_at)


def _complained(enrolment: Enrolment) -> bool:
    """Say whether the mail was stopped by a complaint about one of its copies."""
    return Delivery.objects.filter(
        with_leader(enrolment.run_id),
        recipient=enrolment.pk,
        state=Delivery.State.COMPLAINED,
        settled_at=enrolment.mail_stopped_at,
    ).exists()
