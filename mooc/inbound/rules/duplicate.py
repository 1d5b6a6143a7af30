"""One mail that arrives twice is one post (RFC 5322, 3.6.4: a Message-ID names one message)."""

from ..candidates import Candidate
from ..outcomes import Outcome, dropped


def the_group_has_it(mail: Candidate) -> Outcome | None:
    """Know a mail by its Message-ID within the group."""
    if (mail.group.pk, mail.message_id) not in mail.lately.known:
        return None
    reason = "The group has this message already (same Message-ID)"
    return dropped("duplicate", reason, run_id=mail.group.run_id, writer=mail.writer)
