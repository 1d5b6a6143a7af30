"""From a mail to a wish that is done."""

from dataclasses import replace
from datetime import datetime

from mooc.groups.models import Group
from mooc.pure.mailkit.commands import Command, Verb, read_command
from mooc.runs.models import Enrolment

from ..answering import may_answer
from ..outcomes import Outcome, held, routed
from ..reading import Incoming
from .checking_in import check_in
from .doing import do
from .meant import Meant, what_is_meant
from .results import Result

COMMAND, CHECK_IN = "command", "check-in"
# Of these the answer is all there is.
_ASKS = (Verb.HELP, Verb.GROUP)


def as_command(
    incoming: Incoming, enrolment: Enrolment, group: Group | None, *, now: datetime
) -> Outcome | None:
    """Do what a mail of nothing but one wish asks for; None where it is none, or is meant for people.

    `enrolment` is who surely wrote it; `group` is the group whose address it came to, None for an address of the
    machine or of organisers. The outcome's reason is the sentence for the learner.
    """
    command = read_wish(incoming, enrolment)
    if command is None:
        return None
    meant = what_is_meant(incoming, enrolment, group)
    if command.is_said_to_people and not _is_for_us(command, incoming, meant):
        return None
    may_tell = may_answer(enrolment.person, now=now)
    if command.verb in _ASKS and not may_tell:
        return None
    result = check_in(command, meant, now=now) if command.is_check_in else do(command, meant, now=now)
    return _outcome(command, result, enrolment, may_tell=may_tell) if result else None


def read_wish(incoming: Incoming, enrolment: Enrolment) -> Command | None:
    """Return the wish that a mail is, by its words alone."""
    names = (enrolment.person.name, enrolment.person.first_name)
    return read_command(incoming.words, incoming.letter.subject, names=names)


def _is_for_us(command: Command, incoming: Incoming, meant: Meant) -> bool:
    """Say of a word that people say to each other, too, whether it is for the machine."""
    if incoming.letter.attachments:
        return False
    return meant.group is None or meant.answers_weekly


def _outcome(command: Command, result: Result, enrolment: Enrolment, *, may_tell: bool) -> Outcome:
    kind, run_id = CHECK_IN if command.is_check_in else COMMAND, enrolment.run_id
    if not result.is_done and not may_tell:
        return held(kind, result.sentence, run_id=run_id, writer=enrolment)
    done = routed(
        kind, result.sentence, run_id=run_id, became_id=enrolment.pk, writer=enrolment, answer=COMMAND
    )
    return replace(done, must_tell=result.must_tell)
