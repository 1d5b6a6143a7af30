"""Whom the mails around a run go to, with which words, at the moment of sending. Two queries a batch."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mooc.courses.models import Course
from mooc.courses.queries import read_course
from mooc.delivery import links as pages
from mooc.delivery.fillers import Filling, Skip, register
from mooc.delivery.layout import Draft
from mooc.delivery.models import Delivery, Mailing
from mooc.people.mails import LANGUAGE
from mooc.people.mails import envelope as plain_envelope

from . import links, mails, stages, tokens
from .models import Enrolment, Follower, Run

Fills = Mapping[int, Filling | Skip]
_STOPPED = Skip(Delivery.State.SUPPRESSED, "the learner stopped the mail of this run")
_MOVED_ON = Skip(Delivery.State.CANCELLED, "not needed any more: the learner has moved on")
_GONE = Skip(Delivery.State.CANCELLED, "the follower stopped, or the run is not open any more")
_TO_ORGANISERS = "A reply reaches the organisers of this run."


@dataclass(frozen=True, slots=True)
class Reader:
    """What a mail needs to know of one enrolment."""

    id: int
    state: str
    company: str
    source: str
    stopped: bool
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class EnrolmentMail:
    """A kind of mail whose recipients are enrolments of one run and that has one link.

    `states`: in which it still makes sense. `stops`: a reader who stopped the mail of the run does not get
    it.
    """

    write: Callable[[Run, str], Draft]
    act: str
    states: Collection[str]
    why: Callable[[Reader, Run], str]
    variant: Callable[[Reader, Run], str] = lambda reader, run: "one"
    is_course_mail: bool = True
    is_proven: bool = True

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write the edition."""
        return self.write(_run(mailing), variant)

    def fill(self, mailing: Mailing, recipients: Sequence[int], *, now: datetime) -> Fills:
        """Answer for each enrolment. Two queries."""
        run = _run(mailing)
        return {reader.id: self._fill(reader, run) for reader in _readers(recipients)}

    def _fill(self, reader: Reader, run: Run) -> Filling | Skip:
        if reader.state not in self.states:
            return _MOVED_ON
        if self.is_course_mail and reader.stopped:
            return _STOPPED
        first = reader.name.split()[0] if reader.name else ""
        values = links.envelope(
            reader.id,
            why=self.why(reader, run),
            reply_note=_TO_ORGANISERS,
            reply_to=links.run_address(run.slug),
            stops=self.is_proven,
        )
        values["first_name"] = first or "there"
        values["greeting"] = f"Hello {first}," if first else "Hello,"
        values["act_url"] = links.link(self.act, reader.id)
        return Filling(
            address=reader.email,
            variant=self.variant(reader, run),
            language=LANGUAGE,
            values=values,
            # A name typed into a form by a stranger is not for the eyes of who has not confirmed.
            name=reader.name if self.is_proven else "",
        )


@dataclass(frozen=True, slots=True)
class FollowConfirmation:
    """Recipients are followers who have not pressed the button yet; the mailing's subject is the course."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write the edition."""
        return mails.confirm_follow(Course.objects.get(pk=mailing.subject_id or 0).title)

    def fill(self, mailing: Mailing, recipients: Sequence[int], *, now: datetime) -> Fills:
        """Answer for each follower. One query."""
        rows = Follower.objects.filter(pk__in=recipients).exclude(confirmed_at__isnull=False, stopped_at=None)
        why = "You get this because this address was given on the page of a course."
        shared = plain_envelope(why=why, reply_note="A reply to this message is read by nobody.")
        return {
            row.pk: Filling(row.email, "one", LANGUAGE, {"act_url": links.link("follow", row.pk)}, shared)
            for row in rows
        }


@dataclass(frozen=True, slots=True)
class NextRun:
    """Recipients are followers of the course."""

    def draft(self, mailing: Mailing, variant: str, language: str, *, now: datetime) -> Draft:
        """Write the edition."""
        run = _run(mailing)
        return mails.next_run(run, weeks_of(run))

    def fill(self, mailing: Mailing, recipients: Sequence[int], *, now: datetime) -> Fills:
        """Answer for each follower. Two queries."""
        run = _run(mailing)
        following = Follower.objects.filter(pk__in=recipients, confirmed_at__isnull=False, stopped_at=None)
        answers: dict[int, Filling | Skip] = dict.fromkeys(recipients, _GONE)
        if run.state in (Run.State.OPEN, Run.State.MATCHING, Run.State.RUNNING):
            answers |= {row.pk: _next_run_filling(row, run) for row in following}
        return answers


def _next_run_filling(follower: Follower, run: Run) -> Filling:
    values = plain_envelope(
        why=f"You get this because you asked to hear of the next run of “{run.course.title}”.",
        reply_note=_TO_ORGANISERS,
        reply_to=links.run_address(run.slug),
        stop_url=pages.act("web:follow_stop", token=tokens.sign("follow-stop", follower.pk)),
    )
    values["act_url"] = pages.page("web:run", run.slug)
    return Filling(follower.email, "one", LANGUAGE, values)


def weeks_of(run: Run) -> int:
    """Return of how many weekly messages the run consists."""
    return len(read_course(run.version_id).weeks)


def _run(mailing: Mailing) -> Run:
    return Run.objects.select_related("course").get(pk=mailing.run_id or 0)


def _readers(recipients: Sequence[int]) -> list[Reader]:
    fields = ("id", "state", "company", "source", "mail_stopped_at", "person__email", "person__name")
    rows = Enrolment.objects.filter(pk__in=recipients).values_list(*fields)
    return [
        Reader(pk, state, company, source, stopped is not None, *who)
        for pk, state, company, source, stopped, *who in rows
    ]


def _why_in(reader: Reader, run: Run) -> str:
    if reader.source == Enrolment.Source.IMPORT:
        return f"You get this because the organisers of {run.name} put you on their list, by your consent."
    return f"You get this because you signed up for {run.name}."


def _why_asked(reader: Reader, run: Run) -> str:
    return f"You get this because this address was given in the form of {run.name}."


def _ready_variant(reader: Reader, run: Run) -> str:
    if run.state == Run.State.RUNNING:
        return "running"
    return "alone" if reader.company == Enrolment.Company.ALONE else "group"


CONFIRM = EnrolmentMail(
    write=lambda run, variant: mails.confirm(run, weeks_of(run)),
    act="confirm",
    states=stages.NOT_PROVEN,
    why=_why_asked,
    is_course_mail=False,
    is_proven=False,
)
ALREADY_IN = EnrolmentMail(
    write=mails.already_in,
    act="home",
    states=stages.HERE,
    why=_why_in,
    variant=lambda reader, run: "stopped" if reader.stopped else "one",
    is_course_mail=False,
)
WELCOME = EnrolmentMail(
    write=lambda run, variant: mails.welcome(run, read_course(run.version_id), variant),
    act="home",
    states=stages.HERE,
    why=_why_in,
    variant=lambda reader, run: "soloist" if reader.company == Enrolment.Company.ALONE else "group",
)
FAREWELL = EnrolmentMail(
    write=lambda run, variant: mails.farewell(run, read_course(run.version_id), variant),
    act="home",
    states=(Enrolment.State.FINISHED,),
    why=_why_in,
    variant=lambda reader, run: "soloist" if reader.company == Enrolment.Company.ALONE else "group",
)
READY = EnrolmentMail(
    write=mails.ready,
    act="ready",
    # Who said so in the meantime, or was told of the run's beginning before this went out, is not asked any
    # more.
    states=(Enrolment.State.CONFIRMED, Enrolment.State.LEARNING),
    why=_why_in,
    variant=_ready_variant,
)
CANCELLED = EnrolmentMail(
    write=lambda run, variant: mails.cancelled(run), act="home", states=stages.HERE, why=_why_in
)


def register_all() -> None:
    """Make ourselves known to delivery."""
    register("enrolment-confirm", CONFIRM)
    register("enrolment-already", ALREADY_IN)
    register("enrolment-welcome", WELCOME, withdrawable=True)
    register("enrolment-ready", READY, withdrawable=True)
    register("enrolment-farewell", FAREWELL, withdrawable=True)
    register("run-cancelled", CANCELLED, withdrawable=True)
    register("follow-confirm", FollowConfirmation())
    register("next-run", NextRun())
