"""Whom nobody has looked at yet: he came by an open seat, and has never written a word to anybody here.

Sign-up is open to all, so an advertiser is in a group within the hour. His first words pass like everybody's; a link or
a file in them waits for an organiser, who sees at a glance what it is.
"""

from mooc.groups.discussion.limits import what_a_stranger_brings

from ..candidates import Candidate
from ..outcomes import Outcome, held


def a_stranger_brings_links(mail: Candidate) -> Outcome | None:
    """Object to links and files in the first post of who was given an open seat. One query for such a mail alone."""
    if mail.seat is None:
        return None
    incoming = mail.incoming
    brings = what_a_stranger_brings(mail.seat, incoming.words, has_files=bool(incoming.letter.attachments))
    if not brings:
        return None
    reason = f"The first post of somebody new to the run, with {brings} in it"
    return held("first-post", reason, run_id=mail.group.run_id, writer=mail.writer)
