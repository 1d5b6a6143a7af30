"""A group is written to by those who are in it."""

from ..candidates import Candidate
from ..outcomes import Outcome, held


def its_writer_is_not_in_the_group(mail: Candidate) -> Outcome | None:
    """Say who he is otherwise, as far as we know."""
    run_id = mail.group.run_id
    if mail.seat is not None:
        if mail.seat.left_at is None:
            return None
        return held("not-a-member", "Its writer has left this group", run_id=run_id, writer=mail.writer)
    if mail.is_known:
        return held("not-a-member", "Its writer is not in this group", run_id=run_id, writer=mail.outsider)
    if not mail.address:
        return held("stranger", "It does not say who wrote it", run_id=run_id)
    return held("stranger", "I do not know the address that it comes from", run_id=run_id)
