"""Words to the machine in a member's mail: asked before a mail is judged as a post, and only where its writer is proven."""

from datetime import datetime

from mooc.groups.models import Group
from mooc.runs.models import Enrolment

from ..outcomes import Outcome
from ..reading import Incoming


def as_command(
    incoming: Incoming, enrolment: Enrolment, group: Group | None, *, now: datetime
) -> Outcome | None:
    """Do what the mail says, if it says nothing but a command; None where it is words for people."""
    return None
