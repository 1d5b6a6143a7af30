"""A reply sent by mistake holds nothing but the mail that it quotes."""

from ..candidates import Candidate
from ..outcomes import Outcome, held


def it_says_nothing(mail: Candidate) -> Outcome | None:
    """Ask for new words, or a file."""
    if mail.incoming.letter.attachments or mail.incoming.words:
        return None
    return held("empty", "There are no words in it", run_id=mail.group.run_id, writer=mail.writer)
