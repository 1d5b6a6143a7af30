"""How a mail ended, set on its row."""

from datetime import datetime

from mooc.pure.mailkit import Letter, scrub

from .models import InboundMail
from .outcomes import Outcome
from .writers import shown_address


def ended(mail: InboundMail, outcome: Outcome, letter: Letter, *, now: datetime) -> InboundMail:
    """Set how a mail ended and what may be shown of it, without writing it."""
    mail.state, mail.kind, mail.reason = outcome.state, outcome.kind, scrub(outcome.reason)[:300]
    mail.run_id, mail.became_id, mail.routed_at = outcome.run_id, outcome.became_id, now
    mail.writer_id = outcome.writer.pk if outcome.writer else None
    mail.from_addr = shown_address(letter.from_addr)
    mail.subject = " ".join(scrub(letter.subject).split())[:300]
    mail.message_id = scrub(letter.message_id)[:254]
    return mail
