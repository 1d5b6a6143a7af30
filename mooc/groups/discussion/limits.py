"""What holds for a post however it is written: how many there may be, and what a person should look at first.

By mail such a post waits for an organiser (`inbound.rules`); on the web its writer is told so (`actions.writing`).
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from pathlib import PurePosixPath

from django.conf import settings

from ..members import OPEN_SEAT
from ..models import Membership, Post

# Of one member: nobody fills the mailboxes of his group, not even by a program that answers.
MOST_AN_HOUR = 20
# Of one group. A lively conversation of a large one stays far below: a post every twenty seconds, for ten minutes.
MOST_IN_A_BURST = 30
BURST = timedelta(minutes=10)
# What Windows runs when it is clicked on, or opens as a disk. Sources stay: people here learn to write programs.
_RUNS = frozenset(
    "ade adp appx application bat chm cmd com cpl exe gadget hta img ins iso isp jse lnk mde msc msi msix msp mst pif"
    " reg scf scr sct shb url vbe vbs vhd vhdx wsc wsf wsh xll".split()
)
_LINK = re.compile(r"(?:https?://|www\.)(?P<host>[^\s/<>\"')\]]+)", re.IGNORECASE)


def dangerous_ending(names: Iterable[str]) -> str:
    """Return how the first of some files ends that a computer may run when it is opened; empty where none is."""
    return next((ending for name in names if (ending := _ending(name)) in _RUNS), "")


def what_a_stranger_brings(seat: Membership, words: str, *, has_files: bool) -> str:
    """Return "a file" or "a link" where whom nobody has looked at yet has one in his first post; empty otherwise.

    He was given an open seat, and has never written a word to anybody here. One query for such a post alone.
    """
    if not seat.cause.startswith(OPEN_SEAT):
        return ""
    brings = "a file" if has_files else "a link" if _has_foreign_link(words) else ""
    person_id = seat.enrolment.person_id if brings else None
    return "" if not brings or Post.objects.filter(author__person=person_id).exists() else brings


def _has_foreign_link(words: str) -> bool:
    ours = settings.MOOC_URL.partition("://")[2].lower()
    return any(found["host"].lower() != ours for found in _LINK.finditer(words))


def _ending(name: str) -> str:
    """Return how a name ends, as Windows sees it: dots and spaces behind do not count."""
    return PurePosixPath(name.strip().rstrip(". ")).suffix.removeprefix(".").lower()
