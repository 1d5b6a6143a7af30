"""What a learner's own page shows: where the run is, his week, his group, his answers, and every way on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from mooc.courses.queries import read_course
from mooc.groups.living.change_queries import past_groups
from mooc.groups.living.policies import UNDER_WAY
from mooc.groups.queries import GroupCard, group_of
from mooc.progress.models import CheckIn
from mooc.progress.queries import answers_of
from mooc.pure.coursebook import Course, Week
from mooc.runs.links import link, run_address
from mooc.runs.models import Enrolment, Run
from mooc.runs.tokens import sign
from mooc.weekly.queries import current_week


@dataclass(frozen=True, slots=True)
class Answer:
    """A check-in button: where it leads, what it says, and whether it is what the learner said."""

    href: str
    label: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class MyWeek:
    """A week as a line of the page: its tick on the clock and what the learner said of it."""

    label: str
    title: str
    day: date
    state: str
    href: str
    said: str
    preheader: str


@dataclass(frozen=True, slots=True)
class EarlierGroup:
    """A group in which the learner was, and the way to what was written there."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class MyPage:
    """All of it, read in a fixed number of queries."""

    run: Run
    course: Course
    group: GroupCard | None
    weeks: tuple[MyWeek, ...]
    this_week: MyWeek | None
    answers: tuple[Answer, ...]
    hour: int
    organisers: str
    ready_url: str
    join_url: str
    choices_url: str
    leave_url: str
    stop_url: str
    mail_url: str
    change_url: str
    archive_url: str
    members_url: str
    past_groups: tuple[EarlierGroup, ...]

    @property
    def may_change(self) -> bool:
        """Say whether somebody in a group can ask for another one."""
        return self.run.state in UNDER_WAY

    @property
    def has_begun(self) -> bool:
        """Say whether any message has gone out to this learner's corner of the world."""
        return any(not week.state.startswith("coming") for week in self.weeks)

    @property
    def track(self) -> list[str]:
        """The states of the weeks, for the ticks of the clock."""
        return [week.state for week in self.weeks]

    @property
    def track_words(self) -> str:
        """The same in words."""
        sent = sum(week.state.startswith(("sent", "this")) for week in self.weeks)
        return f"{sent} of {len(self.weeks)} messages have gone out"


def my_page(enrolment: Enrolment, *, now: datetime) -> MyPage:
    """Return what the page shows."""
    run, course = enrolment.run, read_course(enrolment.run.version_id)
    said, group = answers_of(enrolment), group_of(enrolment)
    current = current_week(enrolment, now=now) if enrolment.state in _WITH_WEEKS else None
    hour = run.send_hour if enrolment.send_hour is None else enrolment.send_hour
    weeks = tuple(_week(enrolment, course, week, current, said, now) for week in course.weeks)
    return MyPage(
        run=run,
        course=course,
        group=group,
        weeks=weeks,
        this_week=None if current is None else weeks[current],
        answers=() if current is None else tuple(_answers(enrolment, current, said.get(current, ""))),
        hour=hour,
        organisers=run_address(run.slug),
        ready_url=link("ready", enrolment.pk),
        join_url=link("join", enrolment.pk),
        choices_url=link("choices", enrolment.pk),
        leave_url=link("leave", enrolment.pk),
        stop_url=link("stop", enrolment.pk),
        mail_url=link("mail", enrolment.pk),
        change_url=link("change", enrolment.pk),
        archive_url=link("group", enrolment.pk, group.number) if group else "",
        members_url=_members_of(group, enrolment) if group else "",
        past_groups=tuple(
            EarlierGroup(past.name, link("group", enrolment.pk, past.number))
            for past in past_groups(enrolment)
            if group is None or past.number != group.number
        ),
    )


def _members_of(group: GroupCard, enrolment: Enrolment) -> str:
    return reverse("web:my_group_members", args=[group.number, sign("group", enrolment.pk)])


_WITH_WEEKS = (Enrolment.State.LEARNING, Enrolment.State.PAUSED, Enrolment.State.FINISHED)


def _week(
    enrolment: Enrolment, course: Course, week: Week, current: int | None, said: dict[int, str], now: datetime
) -> MyWeek:
    day = enrolment.run.starts_date + timedelta(days=7 * week.index)
    is_sent = day < now.date() if current is None else week.index < current
    state = "this" if week.index == current else "sent" if is_sent else "coming"
    is_readable = state != "coming" and enrolment.state in _WITH_WEEKS
    return MyWeek(
        label=course.week_label(week),
        title=week.title,
        day=day,
        state=f"{state} break" if week.is_break else state,
        href=link("week", enrolment.pk, week.index) if is_readable else "",
        said=CheckIn.Answer(said[week.index]).label if week.index in said else "",
        # One with variables in it says nothing before it is filled.
        preheader="" if "{{" in week.preheader else week.preheader,
    )


def _answers(enrolment: Enrolment, week: int, said: str) -> list[Answer]:
    return [
        Answer(link("check-in", enrolment.pk, week, answer.value), str(answer.label), answer.value == said)
        for answer in CheckIn.Answer
    ]
