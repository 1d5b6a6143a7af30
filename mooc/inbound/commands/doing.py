"""Wishes about mail, group and run, done one by one; each says what was done and which word undoes it."""

from collections.abc import Callable
from datetime import datetime

from mooc.groups import actions as groups
from mooc.groups.discussion.mail_wish_queries import FOREVER, How, habit_of, local_date
from mooc.groups.errors import NotAComingDay
from mooc.groups.queries import address_of
from mooc.journal.models import Fact
from mooc.pure.mailkit.commands import Command, Verb
from mooc.pure.mailkit.until import read_day
from mooc.runs import actions as runs
from mooc.runs.links import run_address
from mooc.runs.mails import said_date
from mooc.weekly import actions as weekly

from ..answering import ONE_DAY
from .meant import Meant
from .results import Result

_DAYS = "“pause until 3 December”, “pause until 2026-12-03”, “pause until Friday” or “pause for 2 weeks”"
_LONGEST_SAID = 60


def do(command: Command, meant: Meant, *, now: datetime) -> Result:
    """Do one wish; a wish that is fulfilled already is told so."""
    return _DOERS[command.verb](command, meant, now)


def _digest(command: Command, meant: Meant, now: datetime) -> Result:
    groups.choose_mail(meant.enrolment, how=How.DIGEST, now=now)
    hour = habit_of(meant.enrolment, now=now).hour
    return Result(
        f"Group mail comes as one digest a day from now on, at {hour}:00 your time. “each post” undoes that."
    )


def _each(command: Command, meant: Meant, now: datetime) -> Result:
    groups.choose_mail(meant.enrolment, how=How.EACH, now=now)
    return Result(
        "Each post of your group comes as it is written from now on. “digest on” makes one mail a day of it."
    )


def _weekly_only(command: Command, meant: Meant, now: datetime) -> Result:
    groups.choose_mail(meant.enrolment, how=How.WEEKLY, now=now)
    return Result(
        "You get the weekly message only from now on. What your group writes stands on the web; “each post” brings it"
        " back into your mailbox."
    )


def _own_copy(command: Command, meant: Meant, now: datetime) -> Result:
    wanted = command.verb == Verb.OWN_COPY_ON
    groups.choose_own_copy(meant.enrolment, wanted=wanted, now=now)
    if wanted:
        return Result("You get a copy of what you write to your group from now on. “own copy off” ends that.")
    return Result(
        "You get no copy of what you write to your group from now on. “own copy on” brings it back."
    )


def _mute(command: Command, meant: Meant, now: datetime) -> Result:
    thread = meant.thread()
    if thread is None:
        return _which_thread(command)
    groups.mute_thread(meant.enrolment, thread, now=now)
    return Result(
        f"You get no more mail of the thread “{thread.subject[:_LONGEST_SAID]}”. Answer one of its posts with “unmute”,"
        " or use the page below, and it comes again."
    )


def _unmute(command: Command, meant: Meant, now: datetime) -> Result:
    thread = meant.thread()
    if thread is None:
        return _which_thread(command)
    groups.unmute_thread(meant.enrolment, thread, now=now)
    return Result(f"You get mail of the thread “{thread.subject[:_LONGEST_SAID]}” again.")


def _which_thread(command: Command) -> Result:
    return Result(
        f"I could not find out which thread you mean, so nothing has changed. Answer one of its posts with"
        f" “{command.verb.value}” and nothing else.",
        is_done=False,
    )


def _pause(command: Command, meant: Meant, now: datetime) -> Result:
    enrolment, run = meant.enrolment, meant.enrolment.run.name
    today = local_date(enrolment.person.zone, now)
    until = read_day(command.when, today=today) if command.when else FOREVER
    if until is None:
        said = command.when[:_LONGEST_SAID]
        return Result(
            f"I did not understand until when (“{said}”), so nothing has changed. I understand {_DAYS}.",
            is_done=False,
        )
    try:
        groups.go_away(enrolment, until=until, now=now)
    except NotAComingDay as error:
        return Result(f"{error} So nothing has changed. I understand {_DAYS}.", is_done=False)
    if until == FOREVER:
        return Result(
            f"You get no mail of {run} until you write “resume”, or press the button on the page below."
        )
    return Result(
        f"You get no mail of {run} until {said_date(until)}; on that day it begins again by itself. “resume” begins it"
        " sooner."
    )


def _resume(command: Command, meant: Meant, now: datetime) -> Result:
    enrolment = meant.enrolment
    was_away = weekly.come_back(enrolment, now=now)
    was_stopped = runs.start_mail(enrolment, now=now)
    if was_away or was_stopped:
        return Result(f"You get mail of {enrolment.run.name} again from now on. “pause” ends it for a while.")
    return Result(f"You were not away: mail of {enrolment.run.name} comes as always.")


def _leave(command: Command, meant: Meant, now: datetime) -> Result:
    run = meant.enrolment.run.name
    if not groups.leave(meant.enrolment, now=now):
        return Result(f"You had left {run} already. The page below has the way back.")
    return Result(
        f"You have left {run} and get nothing more from it; nobody is told why. If you did not mean that, the page"
        " below brings you back, into your group too where your seat is still free.",
        must_tell=True,
    )


def _stop(command: Command, meant: Meant, now: datetime) -> Result:
    has_stopped = runs.stop_mail(meant.enrolment, now=now)
    return Result(
        f"You get no more mail of {meant.enrolment.run.name}. You keep your place; “start” or the page below begins it"
        " again.",
        must_tell=has_stopped and _stops_of_today(meant, now) == 1,
    )


def _stops_of_today(meant: Meant, now: datetime) -> int:
    """Count, so that whoever writes stop and start in turns does not make us write as often."""
    person_id = meant.enrolment.person_id
    return Fact.objects.filter(kind="mail stopped", person_id=person_id, at__gt=now - ONE_DAY).count()


def _group(command: Command, meant: Meant, now: datetime) -> Result:
    return Result(
        "Quiet groups are nobody's fault. On the page below, “Change my group” finds you a seat in another one;"
        " nobody there is told that you asked. To see who is around, write one line to your group."
    )


def _help(command: Command, meant: Meant, now: datetime) -> Result:
    course = (
        f"write a sentence to {address_of(meant.group)}, and your group reads it; " if meant.group else ""
    )
    return Result(
        f"What I understand stands below. With the course itself people help: {course}"
        f"{run_address(meant.enrolment.run.slug)} reaches the organisers."
    )


_DOERS: dict[Verb, Callable[[Command, Meant, datetime], Result]] = {
    Verb.DIGEST_ON: _digest,
    Verb.DIGEST_OFF: _each,
    Verb.EACH_POST: _each,
    Verb.WEEKLY_ONLY: _weekly_only,
    Verb.MUTE: _mute,
    Verb.UNMUTE: _unmute,
    Verb.PAUSE: _pause,
    Verb.RESUME: _resume,
    Verb.START: _resume,
    Verb.OWN_COPY_ON: _own_copy,
    Verb.OWN_COPY_OFF: _own_copy,
    Verb.LEAVE: _leave,
    Verb.STOP: _stop,
    Verb.GROUP: _group,
    Verb.HELP: _help,
}
