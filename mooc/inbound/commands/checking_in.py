"""How the week was, in one word: done, partly, stuck or skipping."""

from datetime import datetime

from mooc.courses.queries import read_course
from mooc.groups.queries import address_of
from mooc.progress import actions as progress
from mooc.progress.models import CheckIn
from mooc.pure.mailkit.commands import Command
from mooc.weekly.queries import current_week

from .meant import Meant
from .results import Result


def check_in(command: Command, meant: Meant, *, now: datetime) -> Result | None:
    """Remember it for the week whose message is answered, or else for the present one; None where there is none."""
    enrolment = meant.enrolment
    week = current_week(enrolment, now=now) if meant.week is None else meant.week
    course = read_course(enrolment.run.version_id)
    if week is None or week >= len(course.weeks):
        return None
    answer = CheckIn.Answer(command.verb.value)
    progress.check_in(enrolment=enrolment, week=week, answer=answer, now=now)
    label = course.week_label(course.weeks[week])
    said = f"{label} of {enrolment.run.name}: I have noted “{answer.label.lower()}”. Another such word changes it."
    if answer == CheckIn.Answer.STUCK and meant.group:
        there = address_of(meant.group)
        said += f" Your group has not read this: write a sentence about it to {there}, and they can help."
    return Result(said)
