"""Nobody fills the mailboxes of his group, not even by a program that answers."""

from mooc.groups.discussion.limits import MOST_AN_HOUR

from ..candidates import Candidate
from ..outcomes import Outcome, held


def he_wrote_a_great_deal(mail: Candidate) -> Outcome | None:
    """Count a member's posts of the last hour."""
    writer = mail.writer
    if writer is None or mail.lately.by_author.get(writer.pk, 0) < MOST_AN_HOUR:
        return None
    reason = f"More than {MOST_AN_HOUR} posts of one member within an hour"
    return held("too-many", reason, run_id=mail.group.run_id, writer=writer)
