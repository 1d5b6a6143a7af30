"""When programs of several members answer each other, no single one of them is too fast, but the group is."""

from mooc.groups.discussion.limits import BURST, MOST_IN_A_BURST

from ..candidates import Candidate
from ..outcomes import Outcome, held


def the_group_is_storming(mail: Candidate) -> Outcome | None:
    """Count the posts of a group within ten minutes."""
    if mail.lately.by_group.get(mail.group.pk, 0) < MOST_IN_A_BURST:
        return None
    minutes = int(BURST.total_seconds() // 60)
    reason = f"More than {MOST_IN_A_BURST} posts to one group within {minutes} minutes"
    return held("burst", reason, run_id=mail.group.run_id, writer=mail.writer)
