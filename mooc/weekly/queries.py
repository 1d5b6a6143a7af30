"""Questions about weekly messages: the public archive, one message, a learner's own week."""

from dataclasses import dataclass
from datetime import datetime

from mooc.courses.queries import read_course
from mooc.delivery.layout import Draft
from mooc.delivery.links import page
from mooc.groups.queries import groups_of
from mooc.pure.coursebook import Rendered
from mooc.pure.mailkit import Rich, fill_html, fill_text
from mooc.runs.models import Enrolment, Run

from . import compose, filler, reading, schedule
from .models import Opening
from .news import GroupNews, group_news

# What the archive says where a reader's own words would be.
ANYBODY: dict[str, str | Rich] = {
    "first_name": "learner",
    "group_name": "your own",
    "group_members": "six or eight people, named here",
    "group_address": "the address of your group",
    "group_news": "",
    "question_board": "the address of your group",
    "web_url": "",
}


@dataclass(frozen=True, slots=True)
class ArchivedMessage:
    """A week that has begun: its place, label ("Week 3"), title, and when the first reader's hour was."""

    week: int
    label: str
    title: str
    opened_at: datetime


def archive(run: Run, *, now: datetime) -> list[ArchivedMessage]:
    """Return the weeks of a run that have begun somewhere, oldest first; as they were sent."""
    if run.state == Run.State.CANCELLED:
        return []
    openings = {opening.week: opening for opening in Opening.objects.filter(run=run).order_by("week")}
    course = read_course(run.version_id)
    found = []
    for week in schedule.begun_weeks(run, weeks=len(course.weeks), now=now):
        opening = openings.get(week)
        if opening is None:
            continue
        sent = read_course(opening.version_id or run.version_id)
        opened_at = schedule.begins_at(schedule.date_of_week(run, week))
        found.append(
            ArchivedMessage(week, sent.week_label(sent.weeks[week]), sent.weeks[week].title, opened_at)
        )
    return found


def message(run: Run, week: int) -> Rendered | None:
    """Return a week's message as anybody may read it, without names or personal links; None before its day."""
    opening = Opening.objects.filter(run=run, week=week).first()
    if opening is None:
        return None
    draft = compose.draft(read_course(opening.version_id or run.version_id), week, compose.GROUP, public=True)
    course_url = page("web:course", run.course.slug)
    values = {**ANYBODY, "run_name": run.name, "course_url": course_url}
    return _rendered(draft, values)


def my_message(enrolment: Enrolment, week: int, *, now: datetime) -> Rendered | None:
    """Return a week's message as this learner gets it; None before it is planned."""
    opening = Opening.objects.filter(run_id=enrolment.run_id, week=week).first()
    if opening is None:
        return None
    card = groups_of([enrolment.pk]).get(enrolment.pk)
    news = group_news([card.id], now=now) if card else {}
    variant = compose.variant_of(has_group=card is not None, is_quiet=False, is_behind=False)
    draft = compose.draft(read_course(opening.version_id or enrolment.run.version_id), week, variant)
    source = reading.source_as_it_is(opening, enrolment.run)
    shared = (
        filler.shared_values(card, news.get(card.id, GroupNews()).read_by(enrolment.pk))
        if card
        else filler.alone_values(source)
    )
    own = filler.personal_values(week)(enrolment.pk, enrolment.person.name)
    return _rendered(draft, {**filler.common_values(source), **shared, **own, "web_url": ""})


def current_week(enrolment: Enrolment, *, now: datetime) -> int | None:
    """Return the week that is this learner's own at `now`, by his zone and hour; None before and after the run."""
    run = enrolment.run
    hour = run.send_hour if enrolment.send_hour is None else enrolment.send_hour
    weeks = len(read_course(run.version_id).weeks)
    return schedule.current_week(run, weeks=weeks, zone=enrolment.person.zone, hour=hour, now=now)


def _rendered(draft: Draft, values: dict[str, str | Rich]) -> Rendered:
    return Rendered(
        subject=fill_text(draft.subject, values),
        preheader=fill_text(draft.preheader, values),
        text=fill_text(draft.text, values),
        html=fill_html(draft.html, values),
    )
