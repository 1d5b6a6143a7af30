"""Whom nobody has looked at yet: he came by an open seat, and has never written a word to anybody here.

Sign-up is open to all, so an advertiser is in a group within the hour. His first words pass like everybody's; a link or
a file in them waits for an organiser, who sees at a glance what it is.
"""

import re

from django.conf import settings

from mooc.groups.members import OPEN_SEAT
from mooc.groups.models import Post
from mooc.pure.mailkit import new_words

from ..candidates import Candidate
from ..outcomes import Outcome, held

_LINK = re.compile(r"(?:https?://|www\.)(?P<host>[^\s/<>\"')\]]+)", re.IGNORECASE)


def a_stranger_brings_links(mail: Candidate) -> Outcome | None:
    """Object to links and files in the first post of who was given an open seat. One query for such a mail alone."""
    if mail.seat is None or not mail.seat.cause.startswith(OPEN_SEAT):
        return None
    letter = mail.incoming.letter
    brings = "a file" if letter.attachments else "a link" if _has_foreign_link(new_words(letter.text)) else ""
    if not brings or _has_written(mail):
        return None
    reason = f"The first post of somebody new to the run, with {brings} in it"
    return held("first-post", reason, run_id=mail.group.run_id, writer=mail.writer)


def _has_foreign_link(words: str) -> bool:
    ours = settings.MOOC_URL.partition("://")[2].lower()
    return any(found["host"].lower() != ours for found in _LINK.finditer(words))


def _has_written(mail: Candidate) -> bool:
    person_id = mail.seat.enrolment.person_id if mail.seat else None
    return Post.objects.filter(author__person=person_id).exists()
